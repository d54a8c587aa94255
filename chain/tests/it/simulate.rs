//! Simulation on a real chain: which block and which state a call sees.

use alloy_eips::BlockId;
use alloy_primitives::{Address, TxKind, U256, bytes};
use alloy_rpc_types_eth::{
    TransactionInput, TransactionRequest,
    simulate::{SimBlock, SimulatePayload},
    state::StateOverridesBuilder,
};
use cybermiles_chain::{
    Chain, StateAt,
    simulate::{CallLimits, Overrides, SimulateError},
};

use crate::home::{CMT, FEES, Home, START, Wallet};

const PAYEE: Address = Address::repeat_byte(0x77);
const CODE: Address = Address::repeat_byte(0xc0);

/// `(NUMBER, BALANCE(PAYEE))` as code put at [`CODE`] finds them.
fn look(chain: &Chain, at: StateAt) -> (u64, u128) {
    let code = [&bytes!("43 5f52 73")[..], PAYEE.as_slice(), &bytes!("31 6020 52 6040 5f f3")[..]]
        .concat();
    let overrides = Overrides {
        state: Some(StateOverridesBuilder::default().with_code(CODE, code).build()),
        block: None,
    };
    let request = TransactionRequest { to: Some(TxKind::Call(CODE)), ..Default::default() };
    let output = chain.call(request, at, overrides, &CallLimits::default()).unwrap();
    let word = |at: usize| U256::from_be_slice(&output[at..at + 32]);
    (word(0).to(), word(32).to())
}

#[test]
fn a_call_sees_the_block_it_asks_for() {
    let home = Home::new();
    let chain = home.open();
    for nonce in 0..2 {
        chain.submit(Wallet::new(0).pay(nonce, PAYEE, CMT, FEES)).unwrap();
        chain.seal().unwrap();
    }
    chain.submit(Wallet::new(0).pay(2, PAYEE, CMT, FEES)).unwrap();
    assert_eq!(look(&chain, StateAt::Block(0)), (0, 0));
    assert_eq!(look(&chain, StateAt::Block(1)), (1, CMT));
    assert_eq!(look(&chain, StateAt::Block(2)), (2, 2 * CMT));
    assert_eq!(look(&chain, chain.resolve(BlockId::latest()).unwrap()), (2, 2 * CMT));
    assert_eq!(look(&chain, chain.resolve(BlockId::pending()).unwrap()), (3, 3 * CMT));

    let nothing = TransactionRequest::default();
    let limits = CallLimits::default();
    let above = chain.call(nothing, StateAt::Block(9), Overrides::default(), &limits);
    let err = above.unwrap_err();
    assert!(matches!(err, SimulateError::Chain(_)), "{err}");
    assert_eq!(err.to_string(), "header not found: block 9");
}

#[test]
fn what_was_estimated_and_simulated_is_what_a_block_uses() {
    let home = Home::new();
    let chain = home.open();
    let wallet = Wallet::new(1);
    let request = TransactionRequest {
        from: Some(wallet.address()),
        // A contract with code 0x00, after a store to its slot 1.
        input: TransactionInput::new(bytes!("6001 6001 55 6001 5f f3")),
        ..Default::default()
    };
    let at = StateAt::Block(0);
    let limits = CallLimits::default();
    let gas = chain.estimate_gas(request.clone(), at, Overrides::default(), &limits).unwrap();
    let list = chain.create_access_list(request.clone(), at, Overrides::default(), &limits);
    assert_eq!(list.unwrap().access_list.0[0].address, wallet.address().create(0));
    let payload = SimulatePayload::default().extend(SimBlock::default().call(request.clone()));
    let simulated = chain.simulate_v1(payload, at, &limits).unwrap().remove(0);
    assert_eq!(simulated.inner.header.parent_hash, chain.genesis_hash());

    let create = alloy_consensus::TxEip1559 {
        to: TxKind::Create,
        gas_limit: gas,
        input: request.input.into_input().unwrap(),
        ..crate::home::draft(0)
    };
    chain.submit(wallet.sign(create)).unwrap();
    let block = chain.seal().unwrap();
    assert!(block.receipts[0].success);
    assert_eq!(block.header.gas_used, simulated.calls[0].gas_used);
    assert_eq!(block.header.gas_used, gas);

    let too_much = TransactionRequest {
        from: Some(wallet.address()),
        to: Some(TxKind::Call(PAYEE)),
        value: Some(U256::from(START)),
        ..Default::default()
    };
    let err = chain.estimate_gas(too_much, StateAt::Block(1), Overrides::default(), &limits);
    assert!(err.unwrap_err().to_string().starts_with("insufficient funds"));
}
