//! Every bound the protocol itself sets, on one page.
//!
//! Bounds of one service (RPC, transaction pool) are on a page of their own in its crate.

/// Largest encoded transaction a block may hold, in bytes. Geth's pool uses the same figure; it
/// keeps one sender from filling a block's bytes with a single cheap transaction.
pub const MAX_TRANSACTION_BYTES: usize = 128 * 1024;

/// Largest encoded block, in bytes (EIP-7934 allows 10 MiB less 2 MiB for the beacon block; here
/// nothing is taken off, since the certificate is stored beside the block).
pub const MAX_BLOCK_BYTES: usize = 10 * 1024 * 1024;

/// Largest `extraData` of a header, in bytes (yellow paper §4.3).
pub const MAX_EXTRA_DATA_BYTES: usize = 32;

/// How far a block's timestamp may run ahead of the clock of whoever verifies it, in seconds.
pub const MAX_CLOCK_DRIFT_SECONDS: u64 = 15;

/// Smallest block gas limit (yellow paper §4.3.4).
pub const MIN_GAS_LIMIT: u64 = 5_000;

/// Largest block gas limit, in gas. 2^40: a hundred times what two cores execute in ten seconds,
/// and far below where `gas × fee` could leave 128 bits.
pub const MAX_GAS_LIMIT: u64 = 1 << 40;

/// Largest sum of all balances, in wei. The hard cap of the supply is 10 billion CMT
/// (white paper §7), 10^28 wei; 2^127 leaves a margin of ten orders of magnitude while every sum
/// of balances still fits 128 bits.
pub const MAX_TOTAL_SUPPLY: u128 = 1 << 127;
