//! Reading every byte: `db verify`.

use alloy_consensus::Eip2718EncodableReceipt;
use alloy_primitives::{B256, Bloom};
use cybermiles_primitives::{ExecutedBlock, Genesis, Receipt};

use crate::{
    KeccakMode, StoreError, first::First, index::build, ordered_root, segments::Segment,
    shared::Shared,
};

/// What `db verify` looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VerifyReport {
    /// Oldest kept block.
    pub oldest: u64,
    /// The head.
    pub head: u64,
    /// Accounts in the head's state.
    pub accounts: usize,
    /// Storage slots in the head's state.
    pub slots: usize,
    /// Codes in the checkpoint, each compared with its hash.
    pub codes: usize,
    /// The head's state root, computed from scratch.
    pub root: B256,
}

impl Shared {
    /// Reads everything and recomputes what can be recomputed.
    pub(crate) fn verify(&self, genesis: &Genesis) -> Result<VerifyReport, StoreError> {
        // The log may have told a start what the root of block 0 is.
        let (found, expected) =
            (self.identity.genesis, First::compute(genesis, &self.options)?.block.hash);
        if found != expected {
            let path = self.segments.folder.clone();
            return Err(StoreError::WrongGenesis { path, found, expected });
        }
        let mut parent: Option<B256> = None;
        for segment in self.segments.all().iter() {
            self.verify_segment(segment, &mut parent)?;
        }
        let codes = self.checkpoint.verify_codes()?;
        let head = self.head.read().clone();
        let world = self.world.read();
        let root = world.trie.root_from_scratch().map_err(|err| {
            StoreError::damaged(&self.path, 0, "accounts and slots of one state", err.to_string())
        })?;
        if root != head.header.state_root {
            let expected = format!("state root {} of block {}", head.header.state_root, world.head);
            return Err(StoreError::damaged(&self.path, 0, expected, root.to_string()));
        }
        for (address, account) in world.trie.accounts() {
            let hash = account.code_hash;
            if hash != alloy_primitives::KECCAK256_EMPTY && self.code(&hash)?.is_none() {
                let expected = format!("code {hash} of account {address}");
                return Err(StoreError::damaged(&self.path, 0, expected, "none"));
            }
        }
        Ok(VerifyReport {
            oldest: self.segments.oldest(),
            head: head.number(),
            accounts: world.trie.len(),
            slots: world.trie.slot_count(),
            codes,
            root,
        })
    }

    fn verify_segment(
        &self,
        segment: &Segment,
        parent: &mut Option<B256>,
    ) -> Result<(), StoreError> {
        let file = &segment.file;
        let end = file.scan(|offset, raw| {
            let block = raw.block().map_err(|err| file.broken(offset, raw.head.height, &err))?;
            if raw.has_diff() {
                raw.diff().map_err(|err| file.broken(offset, raw.head.height, &err))?;
            }
            if let Some((what, expected, found)) =
                first_difference(&block, *parent, self.options.keccak)
            {
                let expected = format!("{what} {expected} of block {}", block.number());
                return Err(StoreError::damaged(&file.path, offset, expected, found.to_string()));
            }
            *parent = Some(block.hash);
            Ok(())
        })?;
        if let Some(err) = &end.broken {
            return Err(file.broken(end.offset, end.next, err));
        }
        if !segment.is_sealed() {
            return Ok(());
        }
        let path = self.segments.folder.join(crate::index::file::name(segment.first()));
        let expected = build::build(file, &self.identity)?;
        let found = std::fs::read(&path).map_err(|err| StoreError::io("read", &path, err))?;
        match expected.iter().zip(&found).position(|(expected, found)| expected != found) {
            None if expected.len() == found.len() => Ok(()),
            at => {
                let offset = at.unwrap_or(expected.len().min(found.len())) as u64;
                let expected = "what the log says".to_owned();
                Err(StoreError::Damaged {
                    path,
                    offset,
                    expected,
                    found: "something else".into(),
                    advice: "Delete the file: it is written again at the next start",
                })
            }
        }
    }
}

/// The first thing in a block that does not follow from the rest: what, expected, found.
pub(crate) fn first_difference(
    block: &ExecutedBlock,
    parent: Option<B256>,
    mode: KeccakMode,
) -> Option<(&'static str, B256, B256)> {
    let header = &block.header;
    let transactions = ordered_root(
        block.transactions.len(),
        |index, out| out.extend_from_slice(&block.transactions[index].encoded),
        mode,
    );
    let receipts = ordered_root(
        block.receipts.len(),
        |index, out| encode_receipt(&block.receipts[index], out),
        mode,
    );
    [
        ("parent hash", parent.unwrap_or(header.parent_hash), header.parent_hash),
        ("transactions root", header.transactions_root, transactions),
        ("receipts root", header.receipts_root, receipts),
    ]
    .into_iter()
    .find(|(_, expected, found)| expected != found)
}

fn encode_receipt(receipt: &Receipt, out: &mut Vec<u8>) {
    let mut bloom = Bloom::ZERO;
    receipt.logs.iter().for_each(|log| bloom.accrue_log(log));
    receipt.eip2718_encode_with_bloom(&bloom, out);
}
