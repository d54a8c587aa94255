//! What happens in a block besides its transactions.

use alloy_evm::{Evm as _, eth::EthEvmContext};
use alloy_primitives::{Address, B256, U256};
use cybermiles_primitives::{
    Account, Header, StateReader,
    predeploys::{BEACON_ROOTS, HISTORY_STORAGE, SYSTEM_CALLER},
    spec::REWARD_POOL,
};
use revm::{
    Inspector,
    context::JournalTr,
    context_interface::result::{EVMError, ResultAndState},
};

use crate::{
    BlockError,
    evm::{DatabaseError, Evm, StateDatabase},
};

/// Before the first transaction: the parent's hash goes into the contract of EIP-2935 and, since
/// there is no beacon chain, the header's parent beacon block root into the one of EIP-4788.
///
/// # Errors
/// [`BlockError::HeaderField`] without a parent beacon block root, or when the state is unreadable.
pub fn begin<'a, R: StateReader, I>(
    evm: &mut Evm<'a, R, I>,
    header: &Header,
) -> Result<(), BlockError>
where
    I: Inspector<EthEvmContext<StateDatabase<'a, R>>>,
{
    let beacon_root = header.parent_beacon_block_root.ok_or(BlockError::HeaderField {
        number: header.number,
        field: "parentBeaconBlockRoot",
        expected: "the hash of the parent block (EIP-4788)",
    })?;
    // Neither contract is called for the first block: it has no parent.
    if header.number == 0 {
        return Ok(());
    }
    call(evm, header, HISTORY_STORAGE, header.parent_hash, "the EIP-2935 call")?;
    call(evm, header, BEACON_ROOTS, beacon_root, "the EIP-4788 call")
}

/// One system call: 30 M gas that nobody pays. A contract that is missing, or reverts, leaves
/// nothing behind; that is not an error (EIP-2935, EIP-4788).
fn call<'a, R: StateReader, I>(
    evm: &mut Evm<'a, R, I>,
    header: &Header,
    contract: Address,
    argument: B256,
    place: &'static str,
) -> Result<(), BlockError>
where
    I: Inspector<EthEvmContext<StateDatabase<'a, R>>>,
{
    let called = evm.transact_system_call(SYSTEM_CALLER, contract, argument.0.into());
    let ResultAndState { state, .. } = called.map_err(|err| {
        let _ = evm.ctx_mut().journaled_state.finalize();
        match err {
            EVMError::Database(DatabaseError(err)) => BlockError::State(err),
            other => BlockError::Evm { number: header.number, place, reason: other.to_string() },
        }
    })?;
    let database = evm.db_mut();
    database.overlay.commit(state, database.state)?;
    Ok(())
}

/// After the last transaction: the base fee of all gas used, which Ethereum burns, goes to the
/// reward pool.
///
/// # Errors
/// [`BlockError::Overflow`] when more wei would exist than fit, or when the state is unreadable.
pub fn end<'a, R: StateReader, I>(
    evm: &mut Evm<'a, R, I>,
    header: &Header,
    gas_used: u64,
) -> Result<(), BlockError>
where
    I: Inspector<EthEvmContext<StateDatabase<'a, R>>>,
{
    let base_fee = U256::from(header.base_fee_per_gas.unwrap_or_default());
    let overflow =
        || BlockError::Overflow { number: header.number, what: "the reward pool's balance" };
    let fees = base_fee.checked_mul(U256::from(gas_used)).ok_or_else(overflow)?;
    if fees.is_zero() {
        return Ok(());
    }
    let database = evm.db_mut();
    let pool = database.overlay.account(REWARD_POOL, database.state)?.unwrap_or_default();
    let balance = pool.balance.checked_add(fees).ok_or_else(overflow)?;
    let account = Account { balance, ..pool };
    Ok(database.overlay.set_account(REWARD_POOL, Some(account), database.state)?)
}
