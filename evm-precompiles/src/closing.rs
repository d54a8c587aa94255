//! The end of a block: what is due is settled, oldest first, so that nobody needs a keeper.
//!
//! Each precompile that waits for something keeps a queue in its own storage and a function that
//! settles one item. What is left over when the bound is reached comes first in the next block.

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use cybermiles_primitives::StateError;

use crate::{
    Call, Failure, Host, Result,
    abi::IClosing::{IClosingCalls, OnlyProtocol, SettlementFailed},
    dispatch::{decode, mutate},
    queue::{Queue, first_time},
    storage::Place,
};

/// The most items one block settles, all precompiles together: about what a block full of calls
/// that each settle one would cost.
pub const MAX_ITEMS: usize = 256;

/// A precompile that has things to settle.
struct Waiting {
    address: Address,
    /// Where its queue lies.
    queue: U256,
    /// Settles one item that has come up. What it refuses stays as it was.
    settle: fn(&mut Call<'_>, u64) -> Result<()>,
}

/// Every precompile with a queue, in the order in which they are settled.
const WAITING: &[Waiting] = &[
    Waiting {
        address: crate::address::ESCROW,
        queue: crate::escrow::QUEUE_SLOT,
        settle: crate::escrow::settle,
    },
    Waiting {
        address: crate::address::ARBITRATION,
        queue: crate::arbitration::QUEUE_SLOT,
        settle: crate::arbitration::settle,
    },
    Waiting {
        address: crate::address::IDENTITY,
        queue: crate::identity::QUEUE_SLOT,
        settle: crate::identity::settle,
    },
    Waiting {
        address: crate::address::GOVERNANCE,
        queue: crate::governance::QUEUE_SLOT,
        settle: crate::governance::settle,
    },
    Waiting {
        address: crate::address::STAKING,
        queue: crate::staking::QUEUE_SLOT,
        settle: crate::staking::settle,
    },
];

/// Settles what is due at the block's time, at most `max_items`; answers how many came up.
///
/// # Errors
/// [`StateError`] when the node cannot read its state. Nothing else stops a block: an item that
/// cannot be settled is left as it was, and a `SettlementFailed` event says so.
pub fn settle(host: &mut dyn Host, max_items: usize) -> std::result::Result<usize, StateError> {
    let mut settled: usize = 0;
    for waiting in WAITING {
        while settled < max_items {
            match settle_one(host, waiting) {
                Ok(true) => settled = settled.saturating_add(1),
                Ok(false) => break,
                Err(Failure::State(error)) => return Err(error),
                // Taking an item out of the queue can neither be refused nor lack gas.
                Err(Failure::Revert(_) | Failure::OutOfGas) => break,
            }
        }
    }
    Ok(settled)
}

fn settle_one(host: &mut dyn Host, waiting: &Waiting) -> Result<bool> {
    let queue = Queue::from_slot(waiting.queue);
    let mut call = Call::system(host, waiting.address);
    match queue.peek(&mut call)? {
        Some((at, _)) if at <= call.timestamp() => {}
        _ => return Ok(false),
    }
    let Some((_, item)) = queue.pop(&mut call)? else {
        return Ok(false);
    };
    let reason = match call.attempt(|call| (waiting.settle)(call, item)) {
        Ok(()) => return Ok(true),
        Err(Failure::State(error)) => return Err(Failure::State(error)),
        Err(Failure::Revert(reason)) => reason,
        Err(Failure::OutOfGas) => Bytes::new(),
    };
    let (precompile, item) = (waiting.address, U256::from(item));
    call.within(crate::address::CLOSING, |call| {
        call.emit(&SettlementFailed { precompile, item, reason })
    })?;
    Ok(true)
}

/// When the next item is due (Unix seconds), read slot by slot; `None` when nothing waits.
///
/// # Errors
/// Those of `read`.
pub fn next_due<E>(
    mut read: impl FnMut(Address, U256) -> std::result::Result<U256, E>,
) -> std::result::Result<Option<u64>, E> {
    let mut earliest = None;
    for waiting in WAITING {
        if read(waiting.address, waiting.queue)?.is_zero() {
            continue;
        }
        let start: B256 = keccak256(waiting.queue.to_be_bytes::<32>());
        let at = first_time(read(waiting.address, start.into())?);
        earliest = Some(earliest.map_or(at, |earliest: u64| earliest.min(at)));
    }
    Ok(earliest)
}

/// Whether anything is due at the block's time.
///
/// # Errors
/// [`StateError`] when the node cannot read its state.
pub fn is_due(host: &mut dyn Host) -> std::result::Result<bool, StateError> {
    let now = host.block().timestamp;
    let next = next_due(|account, slot| {
        host.sload(account, slot, true).map(|loaded| loaded.map_or(U256::ZERO, |slot| slot.value))
    })?;
    Ok(next.is_some_and(|at| at <= now))
}

pub(crate) fn dispatch(call: &mut Call<'_>, data: &[u8]) -> Result<Bytes> {
    match decode::<IClosingCalls>(call, data)? {
        IClosingCalls::settle(arguments) => {
            mutate(call, arguments, |_, _| Err(OnlyProtocol {}.into()))
        }
    }
}
