//! What happens by itself at the end of a block, and the transaction that says so.

use std::sync::Arc;

use alloy_consensus::TxType;
use alloy_evm::{Evm as _, eth::EthEvmContext};
use cybermiles_evm_precompiles::{
    closing,
    staking::{self, BlockFacts},
};
use cybermiles_primitives::{
    Header, Receipt, RecoveredTransaction, StateError, StateReader, system_transaction,
};
use revm::{
    Inspector,
    context::{ContextTr, JournalTr},
    state::EvmState,
};

use crate::{
    BlockError,
    evm::{DatabaseError, Evm, StateDatabase},
    native::JournalHost,
};

/// The closing system transaction of a block, executed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Closing {
    /// The last transaction of the block. It follows from chain and height alone.
    pub transaction: Arc<RecoveredTransaction>,
    /// Its receipt: it always succeeds and uses no gas.
    pub receipt: Receipt,
}

/// Settles what is due at the time of the block, and keeps what changed in the EVM's overlay;
/// `None` when there is nothing to say. The arguments are those of [`run`].
///
/// # Errors
/// As [`run`].
pub fn close<'a, R: StateReader, I>(
    evm: &mut Evm<'a, R, I>,
    header: &Header,
    facts: Option<&BlockFacts>,
    gas_used: u64,
) -> Result<Option<Closing>, BlockError>
where
    I: Inspector<EthEvmContext<StateDatabase<'a, R>>>,
{
    let (closing, changes) = run(evm, header, facts, gas_used)?;
    let database = evm.db_mut();
    database.overlay.commit(changes, database.state)?;
    Ok(closing)
}

/// Settles what is due at the time of the block, lets Staking close a network's block, and changes
/// nothing: what changed is answered, with a closing transaction where something settled or was
/// logged.
///
/// It comes after the last of the users' transactions, whose effects it sees, and before the base
/// fees are handed on: nothing here can depend on how much gas the block used. `facts` are those
/// of a network's block ([`crate::network::facts`]); `gas_used` is that of the users'
/// transactions, in gas; it stays what it is.
///
/// # Errors
/// [`BlockError`] when the state is unreadable. Nothing that is due can fail a block.
pub fn run<'a, R: StateReader, I>(
    evm: &mut Evm<'a, R, I>,
    header: &Header,
    facts: Option<&BlockFacts>,
    gas_used: u64,
) -> Result<(Option<Closing>, EvmState), BlockError>
where
    I: Inspector<EthEvmContext<StateDatabase<'a, R>>>,
{
    let chain_id = evm.cfg.chain_id;
    let (block, _, _, journal, _, _) = evm.ctx_mut().all_mut();
    let mut host = JournalHost::new(journal, block, chain_id);
    let settled = closing::settle(&mut host, closing::MAX_ITEMS).and_then(|settled| {
        facts.map_or(Ok(()), |facts| staking::close_block(&mut host, facts)).map(|()| settled)
    });
    let settled =
        settled.map_err(|words| host.error.take().map_or(words, |DatabaseError(error)| error));
    let logs = journal.take_logs();
    let changes = journal.finalize();
    if settled? == 0 && logs.is_empty() {
        // What was only read on the way is nothing to keep.
        let changes = if facts.is_some() { changes } else { EvmState::default() };
        return Ok((None, changes));
    }
    let transaction = system_transaction::closing(chain_id, header.number);
    let receipt =
        Receipt { tx_type: TxType::Legacy, success: true, cumulative_gas_used: gas_used, logs };
    Ok((Some(Closing { transaction: Arc::new(transaction), receipt }), changes))
}

/// When the next thing is due, in seconds of Unix time; `None` when nothing waits. Two slots are
/// read for each precompile that has a queue.
///
/// # Errors
/// [`StateError`] when `state` cannot be read.
pub fn next_due(state: &impl StateReader) -> Result<Option<u64>, StateError> {
    closing::next_due(|account, slot| state.storage(&account, &slot))
}
