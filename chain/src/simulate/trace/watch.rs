//! The tracers, and the bound on what they note down.

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use alloy_primitives::{Address, B256, Log, U256};
use alloy_rpc_types_trace::geth::{
    GethDebugBuiltInTracerType as BuiltIn, GethDebugTracerType, GethDebugTracingOptions, GethTrace,
};
use cybermiles_execution::evm::DatabaseError;
use revm::{
    Database, DatabaseRef, Inspector,
    bytecode::{Bytecode, opcode},
    context::{BlockEnv, ContextTr, TxEnv},
    context_interface::result::ResultAndState,
    inspector::JournalExt,
    interpreter::{
        CallInputs, CallOutcome, CreateInputs, CreateOutcome, InstructionResult, Interpreter,
        interpreter_types::{InputsTr, Jumps, MemoryTr},
    },
    state::AccountInfo,
};
use revm_inspectors::tracing::{DebugInspector, DebugInspectorError, TransactionContext};

use crate::simulate::SimulateError;

/// Bytes a step takes beside its stack and memory.
const STEP_BYTES: usize = 256;
/// Bytes a call takes beside its input and output.
const CALL_BYTES: usize = 1024;
/// Bytes a log takes beside its data.
const LOG_BYTES: usize = 256;
/// Bytes one slot takes in the storage shown at a step.
const SLOT_BYTES: usize = 96;

/// A tracer, and how much it may still note down. One for all transactions of a request.
#[derive(Debug)]
pub(super) struct Watch {
    tracer: DebugInspector,
    /// Whether the transaction that runs is a traced one.
    pub(super) is_on: bool,
    limit: usize,
    used: usize,
    steps: Option<Steps>,
}

/// What the step by step tracer notes down at each step.
#[derive(Debug)]
struct Steps {
    stack: bool,
    memory: bool,
    storage: bool,
    limit: u64,
    count: u64,
    /// Slots seen so far: all those of a contract are shown again whenever it touches one.
    slots: BTreeMap<Address, BTreeSet<U256>>,
}

impl Steps {
    fn of(options: &GethDebugTracingOptions) -> Option<Self> {
        let is_default = options.tracer.as_ref().is_none_or(|tracer| tracer.as_str().is_empty());
        is_default.then(|| Self {
            stack: !options.config.disable_stack.unwrap_or_default(),
            memory: options.config.is_memory_enabled(),
            storage: options.config.is_storage_enabled(),
            limit: options.config.limit.filter(|limit| *limit > 0).unwrap_or(u64::MAX),
            count: 0,
            slots: BTreeMap::new(),
        })
    }

    /// The bytes this step takes.
    fn weigh(&mut self, interpreter: &Interpreter) -> usize {
        if self.count >= self.limit {
            return 0;
        }
        self.count += 1;
        let mut bytes = STEP_BYTES;
        if self.stack {
            bytes += interpreter.stack.len() * size_of::<U256>();
        }
        if self.memory {
            bytes += interpreter.memory.size();
        }
        let is_slot = matches!(interpreter.bytecode.opcode(), opcode::SLOAD | opcode::SSTORE);
        if self.storage
            && is_slot
            && let Ok(slot) = interpreter.stack.peek(0)
        {
            let slots = self.slots.entry(interpreter.input.target_address()).or_default();
            slots.insert(slot);
            bytes += slots.len() * SLOT_BYTES;
        }
        bytes
    }
}

impl Watch {
    /// The tracer of `options`, which may note down `limit` bytes.
    ///
    /// # Errors
    /// [`SimulateError::BadRequest`] naming a tracer there is not, or an option it does not take.
    pub(super) fn new(
        options: GethDebugTracingOptions,
        limit: usize,
    ) -> Result<Self, SimulateError> {
        check_tracer(&options)?;
        let steps = Steps::of(&options);
        let tracer = DebugInspector::new(options).map_err(refused)?;
        Ok(Self { tracer, is_on: true, limit, used: 0, steps })
    }

    /// Whether everything could be noted down.
    pub(super) const fn check(&self) -> Result<(), SimulateError> {
        if self.used > self.limit {
            return Err(SimulateError::TraceTooLarge { limit: self.limit });
        }
        Ok(())
    }

    fn note(&mut self, bytes: usize) {
        self.used = self.used.saturating_add(bytes);
    }
}

fn check_tracer(options: &GethDebugTracingOptions) -> Result<(), SimulateError> {
    use BuiltIn::{CallTracer, FlatCallTracer, FourByteTracer, NoopTracer, PreStateTracer};
    let known = match &options.tracer {
        None => true,
        Some(GethDebugTracerType::BuiltInTracer(tracer)) => matches!(
            tracer,
            CallTracer | FlatCallTracer | FourByteTracer | NoopTracer | PreStateTracer
        ),
        Some(other) => other.as_str().is_empty(),
    };
    if known {
        return Ok(());
    }
    Err(SimulateError::BadRequest(
        "tracer not supported: expected callTracer, flatCallTracer, prestateTracer, 4byteTracer, \
         noopTracer, or none for the steps"
            .into(),
    ))
}

fn refused(error: DebugInspectorError<impl std::fmt::Display>) -> SimulateError {
    SimulateError::BadRequest(format!("tracer: {error}"))
}

/// The trace of the transaction that ended with `result`, in the words of the tracer. `database`
/// still knows what was before it.
pub(super) fn trace_of<D>(
    watch: &mut Watch,
    context: TransactionContext,
    transaction: &TxEnv,
    block: &BlockEnv,
    result: &ResultAndState,
    database: &mut D,
) -> Result<GethTrace, SimulateError>
where
    D: Database<Error = DatabaseError>,
{
    let mut before = Before(RefCell::new(database));
    let traced = watch.tracer.get_result(Some(context), transaction, block, result, &mut before);
    let trace = traced.map_err(|error| match error {
        DebugInspectorError::Database(DatabaseError(error)) => SimulateError::State(error),
        error => refused(error),
    })?;
    watch.tracer.fuse().map_err(refused)?;
    if let Some(steps) = &mut watch.steps {
        (steps.count, steps.slots) = (0, BTreeMap::new());
    }
    Ok(trace)
}

/// A database that is read through a shared reference, as the tracers do.
struct Before<'a, D>(RefCell<&'a mut D>);

impl<D: Database> DatabaseRef for Before<'_, D> {
    type Error = D::Error;

    fn basic_ref(&self, address: Address) -> Result<Option<AccountInfo>, D::Error> {
        self.0.borrow_mut().basic(address)
    }

    fn code_by_hash_ref(&self, hash: B256) -> Result<Bytecode, D::Error> {
        self.0.borrow_mut().code_by_hash(hash)
    }

    fn storage_ref(&self, address: Address, slot: U256) -> Result<U256, D::Error> {
        self.0.borrow_mut().storage(address, slot)
    }

    fn block_hash_ref(&self, number: u64) -> Result<B256, D::Error> {
        self.0.borrow_mut().block_hash(number)
    }
}

impl<C: ContextTr<Journal: JournalExt>> Inspector<C> for Watch {
    fn initialize_interp(&mut self, interpreter: &mut Interpreter, context: &mut C) {
        if self.is_on {
            self.tracer.initialize_interp(interpreter, context);
        }
    }

    fn step(&mut self, interpreter: &mut Interpreter, context: &mut C) {
        if !self.is_on {
            return;
        }
        if let Some(steps) = &mut self.steps {
            let bytes = steps.weigh(interpreter);
            self.note(bytes);
        }
        if self.used > self.limit {
            // As the alarm does: the run ends, and what it ends with is not looked at.
            interpreter.halt(InstructionResult::OutOfGas);
            return;
        }
        self.tracer.step(interpreter, context);
    }

    fn step_end(&mut self, interpreter: &mut Interpreter, context: &mut C) {
        if self.is_on {
            self.tracer.step_end(interpreter, context);
        }
    }

    fn log(&mut self, context: &mut C, log: Log) {
        if self.is_on {
            self.note(LOG_BYTES.saturating_add(log.data.data.len()));
            self.tracer.log(context, log);
        }
    }

    fn call(&mut self, context: &mut C, inputs: &mut CallInputs) -> Option<CallOutcome> {
        if !self.is_on {
            return None;
        }
        self.note(CALL_BYTES.saturating_add(inputs.input.len()));
        self.tracer.call(context, inputs)
    }

    fn call_end(&mut self, context: &mut C, inputs: &CallInputs, outcome: &mut CallOutcome) {
        if self.is_on {
            self.note(outcome.result.output.len());
            self.tracer.call_end(context, inputs, outcome);
        }
    }

    fn create(&mut self, context: &mut C, inputs: &mut CreateInputs) -> Option<CreateOutcome> {
        if !self.is_on {
            return None;
        }
        self.note(CALL_BYTES.saturating_add(inputs.init_code().len()));
        self.tracer.create(context, inputs)
    }

    fn create_end(&mut self, context: &mut C, inputs: &CreateInputs, outcome: &mut CreateOutcome) {
        if self.is_on {
            self.note(outcome.result.output.len());
            self.tracer.create_end(context, inputs, outcome);
        }
    }

    fn selfdestruct(&mut self, contract: Address, target: Address, value: U256) {
        if self.is_on {
            Inspector::<C>::selfdestruct(&mut self.tracer, contract, target, value);
        }
    }
}
