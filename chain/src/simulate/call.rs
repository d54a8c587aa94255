//! One transaction run for its result.

use alloy_evm::eth::EthEvmContext;
use alloy_primitives::{Bytes, U256};
use alloy_rpc_types_eth::TransactionRequest;
use cybermiles_execution::{
    TransactionRejected,
    evm::{self, Environment, StateDatabase},
    transaction,
};
use cybermiles_primitives::StateReader;
use revm::{
    Inspector,
    context::TxEnv,
    context_interface::result::{ExecutionResult, ResultAndState},
    inspector::NoOpInspector,
};

use super::{
    CallLimits, Context, Overrides, SimulateError,
    alarm::Alarm,
    error::halt_words,
    overrides::{Hashed, apply_block, apply_state},
    request,
};

/// See [`Chain::call`](crate::Chain::call).
///
/// # Errors
/// As there.
pub fn call<R: StateReader>(
    context: &Context<'_, R>,
    request: TransactionRequest,
    overrides: Overrides,
    limits: &CallLimits,
) -> Result<Bytes, SimulateError> {
    let state = Hashed::new(context.state, overrides.block.as_deref());
    let mut stage = Stage::new(context, &state, request, &overrides, limits)?;
    let gas = stage.fields.gas_limit;
    output(stage.run(gas, &mut NoOpInspector)?)
}

/// What a finished run returned, or why it did not.
fn output(result: ExecutionResult) -> Result<Bytes, SimulateError> {
    match result {
        ExecutionResult::Success { output, .. } => Ok(output.into_data()),
        ExecutionResult::Revert { output, .. } => Err(SimulateError::Reverted { output }),
        ExecutionResult::Halt { reason, gas, .. } => {
            Err(SimulateError::Halted { reason: halt_words(&reason), gas_used: gas.tx_gas_used() })
        }
    }
}

/// One transaction and everything around it, set up to be run any number of times.
pub(super) struct Stage<'a, R> {
    pub(super) environment: Environment,
    /// Taken out for the time of a run.
    database: Option<StateDatabase<'a, Hashed<'a, R>>>,
    alarm: Alarm,
    state: &'a Hashed<'a, R>,
    codes: &'a cybermiles_execution::CodeCache,
    /// The transaction. Its gas limit is the most it may have.
    pub(super) fields: TxEnv,
}

impl<'a, R: StateReader> Stage<'a, R> {
    pub(super) fn new(
        context: &Context<'a, R>,
        state: &'a Hashed<'a, R>,
        request: TransactionRequest,
        overrides: &Overrides,
        limits: &CallLimits,
    ) -> Result<Self, SimulateError> {
        let mut environment = evm::environment(context.spec, context.header);
        if let Some(block) = overrides.block.as_deref() {
            apply_block(&mut environment, block)?;
        }
        let mut database = StateDatabase::new(state, context.codes);
        if let Some(accounts) = &overrides.state {
            apply_state(&mut database.overlay, state, accounts)?;
        }
        let gas_given = request.gas.is_some();
        let fields = request::fields(request, context.spec.chain_id, u64::MAX, limits.gas)?;
        let base_fee_given = overrides.block.as_ref().is_some_and(|block| block.base_fee.is_some());
        relax(&mut environment, fields.gas_price, base_fee_given);
        let mut stage = Self {
            environment,
            database: Some(database),
            alarm: Alarm::new(limits.time),
            state,
            codes: context.codes,
            fields,
        };
        if !gas_given && let Some(allowance) = stage.allowance()? {
            stage.fields.gas_limit = stage.fields.gas_limit.min(allowance);
        }
        Ok(stage)
    }

    /// The gas limit of the block the transaction runs in.
    pub(super) const fn block_gas_limit(&self) -> u64 {
        self.environment.block_env.gas_limit
    }

    /// The gas the sender can pay for at the price given; `None` where there is no price.
    pub(super) fn allowance(&mut self) -> Result<Option<u64>, SimulateError> {
        if self.fields.gas_price == 0 {
            return Ok(None);
        }
        let (caller, state) = (self.fields.caller, self.state);
        let account = self.database().overlay.account(caller, state)?;
        let have = account.unwrap_or_default().balance;
        let Some(left) = have.checked_sub(self.fields.value) else {
            let want = self.fields.value;
            return Err(
                TransactionRejected::InsufficientFunds { sender: caller, have, want }.into()
            );
        };
        Ok(Some((left / U256::from(self.fields.gas_price)).saturating_to()))
    }

    /// Whether the transaction's receiver has code.
    pub(super) fn receiver_has_code(&mut self) -> Result<bool, SimulateError> {
        let Some(to) = self.fields.kind.to().copied() else { return Ok(true) };
        let state = self.state;
        let account = self.database().overlay.account(to, state)?.unwrap_or_default();
        Ok(account.code_hash != alloy_primitives::KECCAK256_EMPTY)
    }

    /// Runs the transaction with `gas` as its gas limit, watched by `inspector`. The state stays
    /// as it was.
    pub(super) fn run<I>(
        &mut self,
        gas: u64,
        inspector: &mut I,
    ) -> Result<ExecutionResult, SimulateError>
    where
        I: Inspector<EthEvmContext<StateDatabase<'a, Hashed<'a, R>>>>,
    {
        Ok(self.run_whole(gas, inspector)?.result)
    }

    /// [`Self::run`], with what would have changed.
    pub(super) fn run_whole<I>(
        &mut self,
        gas: u64,
        inspector: &mut I,
    ) -> Result<ResultAndState, SimulateError>
    where
        I: Inspector<EthEvmContext<StateDatabase<'a, Hashed<'a, R>>>>,
    {
        use alloy_evm::Evm as _;
        self.alarm.check()?;
        let fields = TxEnv { gas_limit: gas, ..self.fields.clone() };
        let database = self.take_database();
        let watched = (&mut self.alarm, inspector);
        let mut evm = evm::inspected(self.environment.clone(), database, watched);
        let result = transaction::run(&mut evm, fields);
        self.database = Some(evm.into_db());
        self.alarm.check()?;
        Ok(result?)
    }

    pub(super) fn database(&mut self) -> &mut StateDatabase<'a, Hashed<'a, R>> {
        let (state, codes) = (self.state, self.codes);
        self.database.get_or_insert_with(|| StateDatabase::new(state, codes))
    }

    fn take_database(&mut self) -> StateDatabase<'a, Hashed<'a, R>> {
        let (state, codes) = (self.state, self.codes);
        self.database.take().unwrap_or_else(|| StateDatabase::new(state, codes))
    }
}

/// Lifts the checks that are for real transactions only: a call needs no nonce, no price, and its
/// sender may be a contract.
pub(super) const fn relax(environment: &mut Environment, gas_price: u128, base_fee_given: bool) {
    let rules = &mut environment.cfg_env;
    rules.disable_nonce_check = true;
    rules.disable_eip3607 = true;
    rules.disable_block_gas_limit = true;
    if gas_price == 0 {
        // A free call sees no base fee either (as geth), unless it asked for one.
        rules.disable_base_fee = true;
        if !base_fee_given {
            environment.block_env.basefee = 0;
        }
    }
}
