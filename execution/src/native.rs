//! The native precompiles in the EVM: its journal as their host, next to Ethereum's own.

use alloy_evm::{Database, eth::EthEvmContext};
use alloy_primitives::{Address, B256, Log, U256, map::AddressSet};
use cybermiles_evm_precompiles::{
    Host, Input, Output, Status, dispatch,
    host::{AccountInfo, BlockInfo, Loaded, Stored},
};
use cybermiles_primitives::{StateError, native::CODE_MARKER};
use revm::{
    Journal,
    context::{BlockEnv, JournalTr, journaled_state::JournalCheckpoint},
    context_interface::{
        ContextTr,
        context::ContextError,
        journaled_state::{JournalLoadError, account::JournaledAccountTr},
    },
    handler::{EthPrecompiles, PrecompileProvider},
    interpreter::{CallInputs, Gas, InstructionResult, InterpreterResult},
    primitives::hardfork::SpecId,
};

/// Ethereum's precompiles and this chain's.
#[derive(Clone, Debug)]
pub struct NativePrecompiles {
    ethereum: EthPrecompiles,
}

impl NativePrecompiles {
    /// Those of `spec_id`.
    pub fn new(spec_id: SpecId) -> Self {
        Self { ethereum: EthPrecompiles::new(spec_id) }
    }

    /// The addresses that are warm from the start (EIP-2929): Ethereum's. A native precompile has
    /// an account with storage, and is paid for like any other.
    pub fn warm_addresses(&self) -> &AddressSet {
        self.ethereum.warm_addresses()
    }

    /// Whether a precompile answers at `address`.
    pub fn contains(&self, address: &Address) -> bool {
        self.ethereum.contains(address) || dispatch::contains(*address)
    }
}

impl<DB: Database> PrecompileProvider<EthEvmContext<DB>> for NativePrecompiles {
    type Output = InterpreterResult;

    fn set_spec(&mut self, spec: SpecId) -> bool {
        PrecompileProvider::<EthEvmContext<DB>>::set_spec(&mut self.ethereum, spec)
    }

    fn run(
        &mut self,
        context: &mut EthEvmContext<DB>,
        inputs: &CallInputs,
    ) -> Result<Option<InterpreterResult>, String> {
        let Some(bytecode) = native_code(context, inputs) else {
            return self.ethereum.run(context, inputs);
        };
        let chain_id = context.cfg.chain_id;
        let (block, _, _, journal, _, local) = context.all_mut();
        let data = inputs.input.as_bytes_local(local);
        let mut host = JournalHost::new(journal, block, chain_id);
        let input = Input {
            caller: inputs.caller,
            target: inputs.target_address,
            bytecode,
            value: inputs.call_value(),
            data: data.as_ref(),
            gas: inputs.gas_limit,
            is_static: inputs.is_static,
        };
        let result = dispatch::run(&mut host, &input);
        let database_error = host.error.take();
        drop(data);
        if let Some(error) = database_error {
            context.error = Err(ContextError::Db(error));
        }
        match result {
            Ok(output) => Ok(output.map(|output| interpreter_result(output, inputs.gas_limit))),
            Err(error) => Err(error.to_string()),
        }
    }

    fn warm_addresses(&self) -> &AddressSet {
        self.ethereum.warm_addresses()
    }

    fn contains(&self, address: &Address) -> bool {
        Self::contains(self, address)
    }
}

/// The native precompile whose code the call runs: the one called, or the one that an
/// authorization lent to the account called (EIP-7702). The latter is refused like every other
/// delegation, by name, instead of failing on a code that no interpreter knows.
fn native_code<DB: Database>(context: &EthEvmContext<DB>, inputs: &CallInputs) -> Option<Address> {
    let called = inputs.bytecode_address;
    if dispatch::contains(called) {
        return Some(called);
    }
    // The EVM has looked up the lent code, but says only whom it is lent to.
    let (_, code) = &inputs.known_bytecode;
    if code.original_byte_slice() != CODE_MARKER.as_ref() {
        return None;
    }
    let borrower = context.journaled_state.state.get(&called)?;
    let lender = borrower.info.code.as_ref()?.eip7702_address()?;
    dispatch::contains(lender).then_some(lender)
}

fn interpreter_result(output: Output, gas_limit: u64) -> InterpreterResult {
    let result = match output.status {
        Status::Success => InstructionResult::Return,
        Status::Revert => InstructionResult::Revert,
        Status::OutOfGas => InstructionResult::PrecompileOOG,
    };
    let mut gas = Gas::new(gas_limit);
    if !gas.record_regular_cost(output.gas_used) {
        gas.spend_all();
    }
    gas.record_refund(output.gas_refunded);
    InterpreterResult::new(result, output.bytes, gas)
}

/// The EVM's journal as the native precompiles see it.
pub(crate) struct JournalHost<'a, DB: Database> {
    journal: &'a mut Journal<DB>,
    block: BlockInfo,
    checkpoints: Vec<JournalCheckpoint>,
    /// The state's own error, which the EVM reports; callers get its words.
    pub(crate) error: Option<DB::Error>,
}

impl<'a, DB: Database> JournalHost<'a, DB> {
    pub(crate) fn new(journal: &'a mut Journal<DB>, block: &BlockEnv, chain_id: u64) -> Self {
        let block = BlockInfo {
            chain_id,
            // Overrides of simulated calls may name more than 64 bits.
            number: block.number.saturating_to(),
            timestamp: block.timestamp.saturating_to(),
            prevrandao: block.prevrandao.unwrap_or(B256::ZERO),
        };
        Self { journal, block, checkpoints: Vec::new(), error: None }
    }

    fn unreadable(&mut self, error: DB::Error) -> StateError {
        let words = StateError::Backend(error.to_string());
        self.error = Some(error);
        words
    }

    /// Makes the slots of `account` reachable: the journal refuses those of an account nobody has
    /// loaded, and a native call or the end of a block comes there without the EVM.
    fn load(&mut self, account: Address) -> Result<(), StateError> {
        match self.journal.load_account(account) {
            Ok(_) => Ok(()),
            Err(error) => Err(self.unreadable(error)),
        }
    }

    /// `None` where the load was cold and not allowed.
    fn loaded<T>(
        &mut self,
        result: Result<T, JournalLoadError<DB::Error>>,
    ) -> Result<Option<T>, StateError> {
        match result {
            Ok(loaded) => Ok(Some(loaded)),
            Err(JournalLoadError::ColdLoadSkipped) => Ok(None),
            Err(JournalLoadError::DBError(error)) => Err(self.unreadable(error)),
        }
    }
}

impl<DB: Database> Host for JournalHost<'_, DB> {
    fn block(&self) -> BlockInfo {
        self.block
    }

    fn sload(
        &mut self,
        account: Address,
        slot: U256,
        cold_allowed: bool,
    ) -> Result<Option<Loaded>, StateError> {
        let mut result = self.journal.sload_skip_cold_load(account, slot, !cold_allowed);
        if cold_allowed && matches!(result, Err(JournalLoadError::ColdLoadSkipped)) {
            self.load(account)?;
            result = self.journal.sload_skip_cold_load(account, slot, false);
        }
        let loaded = self.loaded(result)?;
        Ok(loaded.map(|load| Loaded { value: load.data, cold: load.is_cold }))
    }

    fn sstore(
        &mut self,
        account: Address,
        slot: U256,
        value: U256,
        cold_allowed: bool,
    ) -> Result<Option<Stored>, StateError> {
        let mut result = self.journal.sstore_skip_cold_load(account, slot, value, !cold_allowed);
        if cold_allowed && matches!(result, Err(JournalLoadError::ColdLoadSkipped)) {
            self.load(account)?;
            result = self.journal.sstore_skip_cold_load(account, slot, value, false);
        }
        let stored = self.loaded(result)?;
        Ok(stored.map(|load| Stored {
            original: load.data.original_value,
            present: load.data.present_value,
            cold: load.is_cold,
        }))
    }

    fn account(
        &mut self,
        address: Address,
        cold_allowed: bool,
    ) -> Result<Option<AccountInfo>, StateError> {
        let result =
            self.journal.load_account_mut_skip_cold_load(address, !cold_allowed).map(|load| {
                let account = load.data.account();
                AccountInfo {
                    balance: account.info.balance,
                    empty: account.is_empty(),
                    cold: load.is_cold,
                }
            });
        self.loaded(result)
    }

    fn transfer(&mut self, from: Address, to: Address, amount: U256) -> Result<bool, StateError> {
        let result = self.journal.transfer(from, to, amount);
        match result {
            Ok(refused) => Ok(refused.is_none()),
            Err(error) => Err(self.unreadable(error)),
        }
    }

    fn burn(&mut self, from: Address, amount: U256) -> Result<bool, StateError> {
        let result =
            self.journal.load_account_mut(from).map(|mut load| load.data.decr_balance(amount));
        result.map_err(|error| self.unreadable(error))
    }

    fn mint(&mut self, to: Address, amount: U256) -> Result<bool, StateError> {
        let result =
            self.journal.load_account_mut(to).map(|mut load| load.data.incr_balance(amount));
        result.map_err(|error| self.unreadable(error))
    }

    fn log(&mut self, log: Log) {
        self.journal.log(log);
    }

    fn checkpoint(&mut self) {
        let checkpoint = self.journal.checkpoint();
        self.checkpoints.push(checkpoint);
    }

    fn commit(&mut self) {
        if self.checkpoints.pop().is_some() {
            self.journal.checkpoint_commit();
        }
    }

    fn rollback(&mut self) {
        if let Some(checkpoint) = self.checkpoints.pop() {
            self.journal.checkpoint_revert(checkpoint);
        }
    }
}
