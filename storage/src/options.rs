//! How a store behaves: sizes, distances and thresholds.

use crate::KeccakMode;

/// How a store behaves. [`Self::recommended`] is right for a node.
#[derive(Clone, Debug)]
pub struct StoreOptions {
    /// Blocks kept below the head, with receipts and state; `None` keeps everything. Whole
    /// segments are deleted, and none above the last checkpoint, so that more may be kept; never
    /// fewer than 256, which `BLOCKHASH` needs.
    pub history_blocks: Option<u64>,
    /// How many hashes are computed at once.
    pub keccak: KeccakMode,
    /// A new log segment is begun after this many blocks.
    pub segment_blocks: u64,
    /// A new log segment is begun after this many bytes.
    pub segment_bytes: u64,
    /// A new log segment is begun after this many changed accounts and slots: what the blocks of
    /// the newest segment changed is kept in RAM, some 250 bytes each.
    pub segment_changes: u64,
    /// A checkpoint is written after this many changed accounts and slots.
    pub checkpoint_changes: u64,
    /// A checkpoint is written after this many blocks, so that little is replayed at start.
    pub checkpoint_blocks: u64,
    /// Blocks below the head for which proofs can be made.
    pub proof_blocks: u64,
    /// No proof is made further back than this many changed accounts and slots: it bounds memory
    /// and the time a proof takes.
    pub proof_changes: u64,
    /// Files of full segments that are open at once; each has two. Others are opened when they are
    /// read.
    pub open_files: usize,
    /// Bytes of encoded transactions and receipts kept in RAM for readers of recent blocks.
    pub block_cache_bytes: usize,
}

impl StoreOptions {
    /// For a node.
    pub fn recommended() -> Self {
        Self {
            history_blocks: None,
            keccak: KeccakMode::best(),
            segment_blocks: 1024,
            segment_bytes: 64 << 20,
            segment_changes: 250_000,
            checkpoint_changes: 500_000,
            checkpoint_blocks: 20_000,
            proof_blocks: 64,
            proof_changes: 250_000,
            open_files: 128,
            block_cache_bytes: 64 << 20,
        }
    }

    /// For tests: tiny segments, few open files and frequent checkpoints, so that few blocks reach
    /// every path.
    pub fn test() -> Self {
        Self {
            segment_blocks: 8,
            segment_bytes: 64 << 10,
            checkpoint_changes: 200,
            checkpoint_blocks: 30,
            open_files: 4,
            block_cache_bytes: 64 << 10,
            ..Self::recommended()
        }
    }
}
