//! From bytes to a transaction with its sender: once for each transaction, on all cores.

use std::sync::Arc;

use alloy_primitives::Bytes;
use cybermiles_primitives::{RecoveredTransaction, TransactionError};
use rayon::prelude::*;

/// From this many on, handing work to other threads costs less than it saves: recovering a sender
/// takes 36 µs, waking a thread about 10.
const PARALLEL_FROM: usize = 4;

/// Decodes each transaction and recovers its sender; one result for each, in the same order.
pub(crate) fn recover(
    encoded: Vec<Bytes>,
    chain_id: u64,
) -> Vec<Result<Arc<RecoveredTransaction>, TransactionError>> {
    let one = |bytes| RecoveredTransaction::decode(bytes, chain_id).map(Arc::new);
    if encoded.len() < PARALLEL_FROM {
        return encoded.into_iter().map(one).collect();
    }
    encoded.into_par_iter().map(one).collect()
}
