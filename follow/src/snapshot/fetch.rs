//! A snapshot from one upstream, checked as it comes.

use std::{collections::VecDeque, sync::Arc};

use alloy_primitives::{B256, Bytes};
use alloy_rlp::Decodable;
use cybermiles_chain::{SnapshotError, SnapshotImport};
use cybermiles_primitives::{SnapshotBlock, SnapshotPart};
use tokio::task::JoinHandle;

use super::{
    SnapshotOptions, Stop, TakenSnapshot,
    headers::{Line, line},
    progress::Progress,
};
use crate::{
    fault::Fault,
    link::{Link, Offer},
    options::UpstreamUrl,
};

/// Codes asked for at once; as many as a node hands out.
const CODES: usize = 32;
/// Blocks on their way at once: each may be large.
const BLOCKS_AHEAD: usize = 4;
/// A validator's consensus goes on from votes for one of so many newest blocks.
const VOTES_WITHIN: u64 = 32;
/// Accounts or slots more than this no trie can hold.
const ENTRIES_MAX: u64 = 1 << 32;

/// Bytes of disk an account or a slot takes, about.
const ENTRY_BYTES: u64 = 128;

/// A request on its way, which ends when nobody waits for it any more.
struct Asked<T>(JoinHandle<Result<T, Fault>>);

impl<T: Send + 'static> Asked<T> {
    fn new(request: impl Future<Output = Result<T, Fault>> + Send + 'static) -> Self {
        Self(tokio::spawn(request))
    }

    async fn answer(mut self) -> Result<T, Fault> {
        (&mut self.0).await.map_err(|error| Fault::Unreachable(error.to_string()))?
    }
}

impl<T> Drop for Asked<T> {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Takes a snapshot from the upstream at `url`.
pub(super) async fn fetch(
    options: &SnapshotOptions,
    url: &UpstreamUrl,
) -> Result<TakenSnapshot, Stop> {
    let link = Arc::new(Link::open_wide(url, options.request_timeout).await?);
    link.check_chain(options.genesis.spec.chain_id, options.genesis_hash).await?;
    let offer = link.snapshot().await?.ok_or_else(no_snapshot)?;
    check_offer(options, &offer)?;
    let mut progress = Progress::new(url, options);
    let (number, accounts, slots) = (offer.number.to::<u64>(), offer.accounts, offer.slots);
    tracing::info!(upstream = %url, number, %accounts, %slots, "taking a snapshot");
    let line = line(options, &link, &offer, &mut progress).await?;
    let Some((hash, header)) = line.newest().cloned() else { return Err(no_snapshot().into()) };
    if (hash, header.state_root) != (offer.hash, offer.state_root) {
        let reason = format!(
            "it says that block {number} is {} with the state root {}; it is {hash} with {}",
            offer.hash, offer.state_root, header.state_root
        );
        return Err(Fault::BadSnapshot(reason).into());
    }
    let mut import = SnapshotImport::begin(&options.data, &options.genesis, header)?;
    entries(&link, &offer, &mut import, &mut progress).await?;
    codes(&link, &mut import, &mut progress).await?;
    tracing::info!(number, megabytes = progress.megabytes(), "snapshot: computing the state root");
    import.check_state()?;
    blocks(options, &link, &line, &mut import, &mut progress).await?;
    import.finish()?;
    tracing::info!(number, %hash, megabytes = progress.megabytes(), "snapshot taken");
    Ok(TakenSnapshot { number, hash })
}

fn no_snapshot() -> Fault {
    Fault::NoSnapshot(
        "it has none yet: nodes make one after every 20,000 blocks, and when they are stopped. On a \
         young chain begin without --trusted-block: then all blocks are executed"
            .into(),
    )
}

fn check_offer(options: &SnapshotOptions, offer: &Offer) -> Result<(), Fault> {
    let (accounts, slots) = (offer.accounts.to::<u64>(), offer.slots.to::<u64>());
    if offer.number.is_zero() {
        return Err(no_snapshot());
    }
    if accounts >= ENTRIES_MAX || slots >= ENTRIES_MAX {
        let reason = format!("it says that it has {accounts} accounts and {slots} slots");
        return Err(Fault::BadSnapshot(reason));
    }
    let needed = accounts.saturating_add(slots).saturating_mul(ENTRY_BYTES);
    if needed > options.room {
        return Err(Fault::NoSnapshot(format!(
            "its {accounts} accounts and {slots} slots take about {} MB of disk, and there are {} MB",
            needed / 1_000_000,
            options.room / 1_000_000
        )));
    }
    Ok(())
}

/// Decodes an answer to the last byte.
fn decode<T: Decodable>(what: &str, bytes: &[u8]) -> Result<T, Fault> {
    let mut rest = bytes;
    let decoded = T::decode(&mut rest);
    match decoded {
        Ok(value) if rest.is_empty() => Ok(value),
        Ok(_) => Err(Fault::BadSnapshot(format!("{what}: {} bytes follow", rest.len()))),
        Err(error) => Err(Fault::BadSnapshot(format!("{what}: {error}"))),
    }
}

/// Takes all accounts and slots. The next part is on its way while one is written.
async fn entries(
    link: &Arc<Link>,
    offer: &Offer,
    import: &mut SnapshotImport,
    progress: &mut Progress,
) -> Result<(), Stop> {
    let number = offer.number.to::<u64>();
    let told = (offer.accounts.to::<u64>(), offer.slots.to::<u64>());
    let ask = |cursor: Vec<u8>| {
        let link = link.clone();
        Asked::new(async move { link.snapshot_part(number, cursor.into()).await })
    };
    let mut asked = ask(Vec::new());
    loop {
        let bytes = progress.wait(asked.answer(), |bytes| bytes.len()).await?;
        let part: SnapshotPart = decode("a part of its state", &bytes)?;
        let Some(cursor) = part.cursor() else { break };
        asked = ask(cursor);
        import.add(&part)?;
        let (accounts, slots) = import.counts();
        progress.entries((accounts, slots), told);
        // Nobody is led on for ever: entries ascend, and there are no more than were told of.
        if accounts > told.0 || slots > told.1 {
            return Err(counted(told, (accounts, slots)).into());
        }
    }
    match import.counts() {
        found if found == told => Ok(()),
        found => Err(counted(told, found).into()),
    }
}

fn counted(told: (u64, u64), found: (u64, u64)) -> Fault {
    Fault::BadSnapshot(format!(
        "it told of {} accounts and {} slots, and sent {} and {}",
        told.0, told.1, found.0, found.1
    ))
}

/// Takes the code of every account that has one.
async fn codes(
    link: &Link,
    import: &mut SnapshotImport,
    progress: &mut Progress,
) -> Result<(), Stop> {
    loop {
        let missing = import.missing_codes(CODES);
        if missing.is_empty() {
            return Ok(());
        }
        let size = |codes: &Vec<Option<Bytes>>| codes.iter().flatten().map(|code| code.len()).sum();
        let sent = progress.wait(link.snapshot_codes(&missing), size).await?;
        if sent.len() != missing.len() {
            let reason = format!("{} codes for {} hashes", sent.len(), missing.len());
            return Err(Fault::BadSnapshot(reason).into());
        }
        let mut codes = Vec::with_capacity(sent.len());
        for (hash, code) in missing.iter().zip(sent) {
            let code = code.ok_or_else(|| lacks(hash))?;
            codes.push(code);
        }
        import.add_codes(codes)?;
    }
}

fn lacks(hash: &B256) -> Fault {
    Fault::BadSnapshot(format!("it lacks the code {hash}, which an account of it has"))
}

/// Takes the blocks up to the snapshot's own.
async fn blocks(
    options: &SnapshotOptions,
    link: &Arc<Link>,
    line: &Line,
    import: &mut SnapshotImport,
    progress: &mut Progress,
) -> Result<(), Stop> {
    let numbers = line.numbers();
    let last = numbers.end.saturating_sub(1);
    let mut next = numbers.clone();
    let mut asked: VecDeque<Asked<Option<Bytes>>> = VecDeque::new();
    let mut votes = Votes::new(options);
    for number in numbers {
        while asked.len() < BLOCKS_AHEAD
            && let Some(number) = next.next()
        {
            let link = link.clone();
            asked.push_back(Asked::new(async move { link.snapshot_block(number).await }));
        }
        let Some(first) = asked.pop_front() else { break };
        let size = |block: &Option<Bytes>| block.as_ref().map_or(0, |bytes| bytes.len());
        let bytes = progress.wait(first.answer(), size).await?.ok_or_else(|| {
            Fault::NoSnapshot(format!("it does not keep block {number}, which goes with it"))
        })?;
        let mut block: SnapshotBlock = decode(&format!("block {number}"), &bytes)?;
        let (found, expected) = (block.block.hash(), line.hash(number).unwrap_or_default());
        if found != expected {
            let reason = format!("it sent {found} as block {number}, which is {expected}");
            return Err(Fault::BadSnapshot(reason).into());
        }
        votes.check(&mut block, import)?;
        import.add_block(block)?;
        progress.blocks(number, last);
    }
    if votes.newest.is_none_or(|newest| last.saturating_sub(newest) >= VOTES_WITHIN) {
        let reason = format!(
            "it has no votes for any of the {VOTES_WITHIN} newest blocks of its snapshot, from which \
             a validator could go on"
        );
        return Err(Fault::NoSnapshot(reason).into());
    }
    Ok(())
}

/// The votes for the snapshot's blocks: they are handed on, and consensus goes on from them.
struct Votes<'a> {
    options: &'a SnapshotOptions,
    known: Option<(u64, Option<cybermiles_primitives::Committee>)>,
    /// The newest block whose votes were checked.
    newest: Option<u64>,
}

impl<'a> Votes<'a> {
    const fn new(options: &'a SnapshotOptions) -> Self {
        Self { options, known: None, newest: None }
    }

    /// Checks the block's votes; those of a committee that the state no longer knows are dropped,
    /// since the hash vouches for the block without them.
    fn check(&mut self, block: &mut SnapshotBlock, import: &SnapshotImport) -> Result<(), Stop> {
        let (number, hash) = (block.block.number(), block.block.hash());
        let votes = &mut block.block.seal.certificate;
        if votes.is_empty() {
            return Ok(());
        }
        let epoch = self.options.genesis.spec.epoch_of(number);
        let known = match self.known.take().filter(|(known, _)| *known == epoch) {
            Some((_, known)) => known,
            None => import.committee(epoch).map_err(|error| {
                SnapshotError::Entry(format!("the committee of epoch {epoch}: {error}"))
            })?,
        };
        let result = match &known {
            Some(committee) => {
                self.newest = Some(number);
                (self.options.check)(committee, hash, votes)
            }
            None => {
                *votes = Bytes::new();
                Ok(())
            }
        };
        self.known = Some((epoch, known));
        Ok(result.map_err(|reason| Fault::Votes { number, reason })?)
    }
}
