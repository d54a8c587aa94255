//! From the trusted block down to the snapshot's, hash by hash.

use std::collections::VecDeque;

use alloy_primitives::{B256, Bytes, keccak256};
use alloy_rlp::Decodable;
use cybermiles_chain::SnapshotImport;
use cybermiles_primitives::Header;

use super::{SnapshotOptions, progress::Progress};
use crate::{
    fault::Fault,
    link::{Link, Offer},
};

/// Headers asked for at once.
const BATCH: u64 = 512;

/// The headers that come with the snapshot, each of which the trusted block vouches for.
#[derive(Debug)]
pub(super) struct Line {
    /// Ascending, the snapshot's own last.
    headers: VecDeque<(B256, Header)>,
    first: u64,
}

impl Line {
    /// The header of the snapshot's block.
    pub(super) fn newest(&self) -> Option<&(B256, Header)> {
        self.headers.back()
    }

    /// The heights of the blocks that come with the snapshot.
    pub(super) fn numbers(&self) -> std::ops::Range<u64> {
        self.first..self.first.saturating_add(self.headers.len() as u64)
    }

    /// The hash of the block at this height.
    pub(super) fn hash(&self, number: u64) -> Option<B256> {
        let at = usize::try_from(number.checked_sub(self.first)?).ok()?;
        self.headers.get(at).map(|(hash, _)| *hash)
    }
}

/// Fetches the headers between the trusted block and the oldest that comes with the snapshot.
pub(super) async fn line(
    options: &SnapshotOptions,
    link: &Link,
    offer: &Offer,
    progress: &mut Progress,
) -> Result<Line, Fault> {
    let number = offer.number.to::<u64>();
    let first = SnapshotImport::first_block(number);
    let mut wanted = (options.trusted, None);
    let mut headers = VecDeque::new();
    loop {
        let size = |sent: &Vec<Bytes>| sent.iter().map(|bytes| bytes.len()).sum();
        let sent = progress.wait(link.headers(wanted.0, BATCH), size).await?;
        if sent.is_empty() {
            return Err(match wanted.1 {
                None => unknown(options.trusted),
                Some(number) => Fault::NoSnapshot(format!(
                    "it does not keep block {number}, which goes with its snapshot of block \
                     {}; name another node with --upstream",
                    offer.number.to::<u64>()
                )),
            });
        }
        for bytes in sent {
            let header = checked(&bytes, wanted)?;
            if wanted.1.is_none() {
                check_distance(options, header.number, number)?;
            }
            progress.headers(header.number, number);
            wanted = (header.parent_hash, header.number.checked_sub(1));
            let (at, hash) = (header.number, keccak256(&bytes));
            if at <= number {
                headers.push_front((hash, header));
            }
            if at == first {
                return Ok(Line { headers, first });
            }
        }
    }
}

fn unknown(trusted: B256) -> Fault {
    Fault::NoSnapshot(format!(
        "it does not know the trusted block {trusted}: it may be behind, or keep no blocks that \
         old, or the hash is of another chain"
    ))
}

/// The header that was sent, which must be the one with the hash wanted, at the height wanted.
fn checked(bytes: &[u8], wanted: (B256, Option<u64>)) -> Result<Header, Fault> {
    let found = keccak256(bytes);
    let bad = |reason: String| Fault::BadSnapshot(format!("its header of {}: {reason}", wanted.0));
    if found != wanted.0 {
        return Err(bad(format!("it sent one that hashes to {found}")));
    }
    let mut rest = bytes;
    let header = Header::decode(&mut rest).map_err(|error| bad(error.to_string()))?;
    if !rest.is_empty() {
        return Err(bad("bytes follow it".into()));
    }
    match wanted.1 {
        Some(number) if number != header.number => {
            Err(bad(format!("its number is {}, expected {number}", header.number)))
        }
        _ => Ok(header),
    }
}

fn check_distance(options: &SnapshotOptions, trusted: u64, snapshot: u64) -> Result<(), Fault> {
    let hash = options.trusted;
    if trusted < snapshot {
        return Err(Fault::NoSnapshot(format!(
            "its snapshot is of block {snapshot}, above the trusted block {trusted} ({hash}), which \
             says nothing of later ones: trust a newer block"
        )));
    }
    if trusted.saturating_sub(snapshot) > options.distance {
        return Err(Fault::NoSnapshot(format!(
            "its snapshot is of block {snapshot}, more than {} blocks below the trusted block \
             {trusted}: name a node with a newer one",
            options.distance
        )));
    }
    Ok(())
}
