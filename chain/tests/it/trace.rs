//! What transactions did, as tracers tell it.

use std::sync::atomic::Ordering;

use alloy_consensus::Transaction;
use alloy_primitives::{Address, Bytes, TxKind, U256, bytes};
use alloy_rpc_types_trace::geth::{
    CallConfig, CallFrame, GethDebugTracingOptions, GethTrace, PreStateConfig, PreStateFrame,
};
use cybermiles_chain::{
    Chain, StateAt,
    simulate::{CallLimits, SimulateError, TraceLimits},
};
use cybermiles_primitives::native::{CLOSING, ESCROW, SYSTEM};

use crate::home::{CMT, FEES, Home, LOCKED, Wallet, draft};

/// Logs its caller, then reverts when it was given no wei.
const PICKY: Bytes = bytes!("33 5f5f a1 34 600b 57 5f5f fd 5b 00");
/// Calls [`picky`] with the value it was given and takes no notice of what comes of it.
const PROXY: Bytes = bytes!("5f5f5f5f 34 60c4 5a f1 00");

fn picky() -> Address {
    Address::with_last_byte(0xc4)
}

fn proxy() -> Address {
    Address::with_last_byte(0xc5)
}

fn home() -> Home {
    Home::with(|genesis| {
        genesis.alloc.entry(picky()).or_default().code = Some(PICKY);
        genesis.alloc.entry(proxy()).or_default().code = Some(PROXY);
    })
}

fn limits() -> TraceLimits {
    TraceLimits { call: CallLimits::default(), bytes: 1 << 20 }
}

fn with_logs() -> GethDebugTracingOptions {
    GethDebugTracingOptions::call_tracer(CallConfig::default().with_log())
}

fn call(chain: &Chain, wallet: u8, nonce: u64, to: Address, wei: u128) {
    let mut transaction = draft(nonce);
    transaction.to = TxKind::Call(to);
    transaction.gas_limit = 200_000;
    transaction.value = U256::from(wei);
    chain.submit(Wallet::new(wallet).sign(transaction)).unwrap();
}

fn frames(chain: &Chain, number: u64) -> Vec<CallFrame> {
    let block = chain.block(number).unwrap().unwrap();
    let traces = chain.trace_block(&block, with_logs(), &limits()).unwrap();
    let hashes: Vec<_> = traces.iter().map(|trace| trace.tx_hash().unwrap()).collect();
    assert_eq!(hashes, crate::home::hashes(&block));
    traces
        .into_iter()
        .map(|trace| trace.success().unwrap().clone().try_into_call_frame().unwrap())
        .collect()
}

#[test]
fn every_transaction_of_a_block_is_traced_on_the_state_it_ran_on() {
    let home = home();
    let chain = home.open();
    for nonce in 0..2 {
        call(&chain, 0, nonce, proxy(), CMT * u128::from(nonce));
    }
    chain.submit(Wallet::new(0).pay(2, Address::ZERO, 1, FEES)).unwrap();
    let block = chain.seal().unwrap();
    let frames = frames(&chain, 1);
    let gas = crate::home::gas_used(&block.receipts);
    assert_eq!(frames.iter().map(|frame| frame.gas_used.to::<u64>()).collect::<Vec<_>>(), gas);
    // Without wei the inner call reverts, and its log with it; with wei both stay.
    let inner = |index: usize| &frames[index].calls[0];
    assert_eq!(inner(0).error.as_deref(), Some("execution reverted"));
    assert_eq!((inner(1).error.as_ref(), inner(1).logs.len()), (None, 1));
    assert_eq!((inner(1).from, inner(1).to), (proxy(), Some(picky())));
    assert_eq!(inner(1).value, Some(U256::from(CMT)));
    assert!(frames[2].calls.is_empty());
    // One transaction alone tells the same, whatever came before it.
    for (index, transaction) in block.transactions.iter().enumerate() {
        let trace = chain.trace_transaction(&transaction.hash, with_logs(), &limits()).unwrap();
        assert_eq!(trace.unwrap(), GethTrace::CallTracer(frames[index].clone()));
    }
}

#[test]
fn steps_storage_and_balances_are_told_too() {
    let home = home();
    let chain = home.open();
    call(&chain, 0, 0, proxy(), CMT);
    let block = chain.seal().unwrap();
    let hash = block.transactions[0].hash;
    let trace = |options| chain.trace_transaction(&hash, options, &limits()).unwrap().unwrap();
    let steps = trace(GethDebugTracingOptions::default()).try_into_default_frame().unwrap();
    assert!(!steps.failed);
    assert_eq!(steps.gas, block.header.gas_used);
    let opcodes: Vec<&str> = steps.struct_logs.iter().map(|step| &*step.op).collect();
    assert_eq!(opcodes[..4], ["PUSH0"; 4]);
    assert_eq!(opcodes.iter().filter(|opcode| **opcode == "LOG1").count(), 1);
    assert_eq!(steps.struct_logs.iter().map(|step| step.depth).max(), Some(2));

    let options = GethDebugTracingOptions::prestate_tracer(PreStateConfig::default());
    let GethTrace::PreStateTracer(PreStateFrame::Default(before)) = trace(options) else {
        panic!("not a prestate")
    };
    let sender = &before.0[&Wallet::new(0).address()];
    assert_eq!(sender.balance, Some(U256::from(crate::home::START)), "before it paid");
}

#[test]
fn the_closing_transaction_is_a_call_by_the_system_with_its_logs() {
    let home = home();
    let chain = home.open();
    let due = home.clock.load(Ordering::Relaxed) + 10;
    chain.submit(Wallet::new(0).offer(0, due)).unwrap();
    chain.seal().unwrap();
    home.clock.store(due, Ordering::Relaxed);
    chain.submit(Wallet::new(1).pay(0, Address::ZERO, 1, FEES)).unwrap();
    let block = chain.seal().unwrap();
    let offer = &frames(&chain, 1)[0];
    assert_eq!((offer.to, offer.logs.len()), (Some(ESCROW), 1));

    let frames = frames(&chain, 2);
    let closing = &frames[1];
    assert_eq!((closing.from, closing.to), (SYSTEM, Some(CLOSING)));
    assert_eq!((closing.gas, closing.gas_used), (U256::ZERO, U256::ZERO));
    assert_eq!((closing.typ.as_str(), closing.error.as_ref()), ("CALL", None));
    assert_eq!(closing.input, *block.transactions[1].transaction.inner().input());
    let told: Vec<_> = closing.logs.iter().map(|log| log.topics.clone().unwrap()).collect();
    let real: Vec<_> = block.receipts[1].logs.iter().map(|log| log.topics().to_vec()).collect();
    assert_eq!(told, real);
    assert!(!told.is_empty());

    let hash = block.transactions[1].hash;
    let trace = |options| chain.trace_transaction(&hash, options, &limits()).unwrap().unwrap();
    let steps = trace(GethDebugTracingOptions::default()).try_into_default_frame().unwrap();
    assert_eq!((steps.failed, steps.gas, steps.struct_logs.len()), (false, 0, 0));
    let options = GethDebugTracingOptions::prestate_tracer(PreStateConfig::default());
    let GethTrace::PreStateTracer(PreStateFrame::Default(before)) = trace(options) else {
        panic!("not a prestate")
    };
    assert_eq!(before.0[&ESCROW].balance, Some(U256::from(LOCKED)));
}

#[test]
fn what_cannot_be_traced_is_said() {
    let home = home();
    let chain = home.open();
    call(&chain, 0, 0, proxy(), CMT);
    let block = chain.seal().unwrap();
    let hash = block.transactions[0].hash;
    let unknown = chain.trace_transaction(&Default::default(), with_logs(), &limits()).unwrap();
    assert_eq!(unknown, None);
    let genesis = chain.block(0).unwrap().unwrap();
    let said = chain.trace_block(&genesis, with_logs(), &limits()).unwrap_err().to_string();
    assert_eq!(said, "genesis is not traceable");
    let javascript: GethDebugTracingOptions =
        serde_json::from_str(r#"{"tracer":"{result: function() {}}"}"#).unwrap();
    let said = chain.trace_transaction(&hash, javascript, &limits()).unwrap_err().to_string();
    assert!(said.starts_with("tracer not supported") && said.contains("callTracer"), "{said}");
    for options in [GethDebugTracingOptions::default(), with_logs()] {
        let tight = TraceLimits { bytes: 1024, ..limits() };
        let error = chain.trace_transaction(&hash, options, &tight).unwrap_err();
        assert!(matches!(error, SimulateError::TraceTooLarge { limit: 1024 }), "{error}");
    }
}

#[test]
fn a_call_is_traced_without_being_sent() {
    let home = home();
    let chain = home.open();
    let request = alloy_rpc_types_eth::TransactionRequest::default()
        .from(Wallet::new(0).address())
        .to(picky());
    let trace = |request, options| {
        chain.trace_call(request, StateAt::Block(0), Default::default(), options, &limits())
    };
    let frame = trace(request.clone(), with_logs()).unwrap().try_into_call_frame().unwrap();
    assert_eq!(frame.error.as_deref(), Some("execution reverted"));
    let rich = request.value(U256::from(1));
    let frame = trace(rich, with_logs()).unwrap().try_into_call_frame().unwrap();
    assert_eq!((frame.error, frame.logs.len()), (None, 1));
}
