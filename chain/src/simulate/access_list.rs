//! The accounts and slots a transaction reads.

use std::collections::{BTreeMap, BTreeSet};

use alloy_eips::eip2930::{AccessList, AccessListItem};
use alloy_primitives::{Address, B256, U256};
use alloy_rpc_types_eth::{AccessListResult, TransactionRequest};
use cybermiles_execution::evm::{SPEC_ID, precompiles};
use cybermiles_primitives::{StateReader, native::is_reserved};
use revm::{
    Inspector,
    bytecode::opcode,
    context::TxEnv,
    context_interface::{
        ContextTr, JournalTr, result::ExecutionResult, transaction::AuthorizationTr,
    },
    interpreter::{
        CallInputs, CallOutcome, CreateInputs, CreateOutcome, Interpreter,
        interpreter_types::{InputsTr, Jumps},
    },
    state::EvmState,
};

use super::{
    CallLimits, Context, Overrides, SimulateError, call::Stage, error::halt_words,
    overrides::Hashed, revert::revert_reason,
};

/// See [`Chain::create_access_list`](crate::Chain::create_access_list).
///
/// Having the list can change what the transaction does, since it changes what gas is left: it is
/// run with the list of the run before, until the list stays the same.
///
/// # Errors
/// As there.
pub fn create_access_list<R: StateReader>(
    context: &Context<'_, R>,
    request: TransactionRequest,
    overrides: Overrides,
    limits: &CallLimits,
) -> Result<AccessListResult, SimulateError> {
    let state = Hashed::new(context.state, overrides.block.as_deref());
    let mut stage = Stage::new(context, &state, request, &overrides, limits)?;
    stage.fields.tx_type = stage.fields.tx_type.max(1);
    let gas = stage.fields.gas_limit;
    loop {
        let mut reads = Reads::new(&stage.fields);
        let result = stage.run(gas, &mut reads)?;
        let list = reads.into_list();
        if list == stage.fields.access_list {
            let error = match &result {
                ExecutionResult::Success { .. } => None,
                ExecutionResult::Revert { output, .. } => Some(match revert_reason(output) {
                    Some(reason) => format!("execution reverted: {reason}"),
                    None => "execution reverted".into(),
                }),
                ExecutionResult::Halt { reason, .. } => Some(halt_words(reason)),
            };
            let gas_used = U256::from(result.tx_gas_used());
            return Ok(AccessListResult { access_list: list, gas_used, error });
        }
        stage.fields.access_list = list;
    }
}

/// Notes what is read. Sender, receiver, precompiles and authorities are warm anyway: of them only
/// slots are listed.
struct Reads {
    warm: BTreeSet<Address>,
    found: BTreeMap<Address, BTreeSet<B256>>,
}

impl Reads {
    fn new(fields: &TxEnv) -> Self {
        let mut warm: BTreeSet<_> = precompiles(SPEC_ID).warm_addresses().iter().copied().collect();
        warm.insert(fields.caller);
        warm.extend(fields.kind.to());
        warm.extend(fields.authorization_list.iter().filter_map(AuthorizationTr::authority));
        // What the caller listed stays listed, slots of warm accounts included.
        let mut found: BTreeMap<Address, BTreeSet<B256>> = BTreeMap::new();
        for item in fields.access_list.iter() {
            found.entry(item.address).or_default().extend(&item.storage_keys);
        }
        found.retain(|address, slots| !warm.contains(address) || !slots.is_empty());
        Self { warm, found }
    }

    fn account(&mut self, word: U256) {
        let address = Address::from_word(word.into());
        if !self.warm.contains(&address) {
            self.found.entry(address).or_default();
        }
    }

    fn into_list(self) -> AccessList {
        let items = self.found.into_iter().map(|(address, slots)| AccessListItem {
            address,
            storage_keys: slots.into_iter().collect(),
        });
        AccessList(items.collect())
    }
}

impl<C: ContextTr<Journal: JournalTr<State = EvmState>>> Inspector<C> for Reads {
    fn step(&mut self, interpreter: &mut Interpreter, _: &mut C) {
        let stack = &interpreter.stack;
        match interpreter.bytecode.opcode() {
            opcode::SLOAD | opcode::SSTORE => {
                if let Ok(slot) = stack.peek(0) {
                    let address = interpreter.input.target_address();
                    self.found.entry(address).or_default().insert(slot.into());
                }
            }
            opcode::EXTCODECOPY
            | opcode::EXTCODEHASH
            | opcode::EXTCODESIZE
            | opcode::BALANCE
            | opcode::SELFDESTRUCT => {
                if let Ok(word) = stack.peek(0) {
                    self.account(word);
                }
            }
            opcode::CALL | opcode::CALLCODE | opcode::DELEGATECALL | opcode::STATICCALL => {
                if let Ok(word) = stack.peek(1) {
                    self.account(word);
                }
            }
            _ => {}
        }
    }

    fn call_end(&mut self, context: &mut C, inputs: &CallInputs, _: &mut CallOutcome) {
        // What a native contract reads passes no opcode; the journal knows.
        if !is_reserved(&inputs.bytecode_address) {
            return;
        }
        for (address, account) in context.journal().evm_state() {
            if is_reserved(address) && !account.storage.is_empty() {
                let slots = account.storage.keys().map(|slot| B256::from(*slot));
                self.found.entry(*address).or_default().extend(slots);
            }
        }
    }

    fn create_end(&mut self, _: &mut C, _: &CreateInputs, outcome: &mut CreateOutcome) {
        // A contract that is created is warm from there on.
        if let Some(address) = outcome.address {
            self.warm.insert(address);
        }
    }
}
