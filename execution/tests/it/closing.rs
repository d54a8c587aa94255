//! What settles by itself at the end of a block.

use std::sync::Arc;

use alloy_consensus::{Signed, TxEip1559, TxEnvelope, transaction::Recovered};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256};
use alloy_sol_types::{SolCall, SolEvent};
use cybermiles_evm_precompiles::abi::IEscrow;
use cybermiles_execution::{
    BlockError, BlockExecutor, BlockOutcome, CodeCache, TransactionRejected, execute_block,
    next_due,
};
use cybermiles_primitives::{
    Account, ChainSpec, Genesis, Header, RecoveredTransaction, StateError, StateReader,
    native::{CLOSING, ESCROW, SYSTEM},
    spec::GWEI,
    system_transaction,
};

use crate::memory::MemoryState;

const NOW: u64 = 1_700_000_000;
const DUE: u64 = NOW + 1000;
const BUYER: Address = Address::repeat_byte(0xb0);
/// What the offer locks, in wei.
const LOCKED: u64 = 10;

fn header(number: u64, timestamp: u64) -> Header {
    Header {
        number,
        timestamp,
        parent_beacon_block_root: Some(B256::ZERO),
        gas_limit: 1_000_000_000,
        base_fee_per_gas: Some(GWEI),
        ..Default::default()
    }
}

fn from_buyer(nonce: u64, to: Address, value: u64, input: Vec<u8>) -> Arc<RecoveredTransaction> {
    let transaction = TxEip1559 {
        chain_id: ChainSpec::dev().chain_id,
        nonce,
        gas_limit: 1_000_000,
        max_fee_per_gas: u128::from(GWEI),
        to: TxKind::Call(to),
        value: U256::from(value),
        input: input.into(),
        ..Default::default()
    };
    let signed = Signed::new_unhashed(transaction, Signature::test_signature());
    let envelope = TxEnvelope::from(signed);
    Arc::new(RecoveredTransaction {
        hash: *envelope.tx_hash(),
        encoded: envelope.encoded_2718().into(),
        transaction: Recovered::new_unchecked(envelope, BUYER),
    })
}

fn offer(nonce: u64) -> Arc<RecoveredTransaction> {
    let at = |seconds: u64| seconds.try_into().unwrap();
    let terms = IEscrow::Terms {
        buyer: BUYER,
        seller: Address::repeat_byte(0x5e),
        price: U256::from(LOCKED - 3),
        deposit: U256::from(3),
        carrier: Address::ZERO,
        marketplace: Address::ZERO,
        feeBps: 0,
        release: IEscrow::Release::BuyerAcceptance,
        expiry: at(DUE),
        shipBy: at(DUE),
        deliverBy: at(DUE),
        inspection: 0,
        arbitration: IEscrow::Arbitration {
            bidWindow: 0,
            acceptWindow: 0,
            rulingWindow: 0,
            feeOnly: false,
            court: Address::ZERO,
        },
        termsHash: B256::ZERO,
        salt: B256::ZERO,
    };
    from_buyer(nonce, ESCROW, LOCKED, IEscrow::offerCall { terms }.abi_encode())
}

fn run(
    state: &impl StateReader,
    header: &Header,
    transactions: &[Arc<RecoveredTransaction>],
) -> Result<BlockOutcome, BlockError> {
    execute_block(&ChainSpec::dev(), header, transactions, state, &CodeCache::default())
}

/// The state after block 1, which holds an offer that is due at [`DUE`].
fn offered() -> MemoryState {
    offered_order().0
}

/// [`offered`], and the order's id.
fn offered_order() -> (MemoryState, B256) {
    let rich = [(BUYER, U256::from(10).pow(U256::from(20)))];
    let mut state = MemoryState::default();
    state.apply(&Genesis::new(ChainSpec::dev(), rich).state()).unwrap();
    assert_eq!(next_due(&state), Ok(None));
    let outcome = run(&state, &header(1, NOW), &[offer(0)]).unwrap();
    assert!(outcome.receipts[0].success, "{:?}", outcome.receipts[0]);
    assert_eq!(outcome.closing, None);
    state.apply(&outcome.diff).unwrap();
    assert_eq!(next_due(&state), Ok(Some(DUE)));
    let offered = IEscrow::Offered::decode_log(&outcome.receipts[0].logs[0]).unwrap();
    (state, offered.id)
}

fn closing(number: u64) -> Arc<RecoveredTransaction> {
    Arc::new(system_transaction::closing(ChainSpec::dev().chain_id, number))
}

#[test]
fn a_builder_gets_the_closing_transaction_and_a_verifier_must_find_it() {
    let mut state = offered();
    let before: U256 = state.accounts.values().map(|account| account.balance).sum();
    let (spec, header, codes) = (ChainSpec::dev(), header(2, DUE), CodeCache::default());
    let mut executor = BlockExecutor::new(&spec, &header, &state, &codes).unwrap();
    let payment = from_buyer(1, Address::repeat_byte(0xaa), 1, Vec::new());
    executor.execute(&payment).unwrap();
    let built = executor.finish().unwrap();
    assert_eq!(built.closing, Some(closing(2)));
    assert_eq!((built.gas_used, built.receipts.len()), (21_000, 2));
    let receipt = &built.receipts[1];
    assert!(receipt.success);
    assert_eq!((receipt.cumulative_gas_used, receipt.logs.len()), (21_000, 1));
    let closed = IEscrow::Closed::decode_log(&receipt.logs[0]).unwrap();
    assert_eq!((closed.address, closed.toBuyer), (ESCROW, U256::from(LOCKED)));
    assert!(built.logs_bloom.contains_log(&receipt.logs[0]));
    assert!(!built.diff.accounts.iter().any(|one| [CLOSING, SYSTEM].contains(&one.address)));

    let body = [payment.clone(), closing(2)];
    assert_eq!(run(&state, &header, &body).unwrap(), built);
    state.apply(&built.diff).unwrap();
    assert_eq!(state.accounts[&ESCROW].balance, U256::ZERO);
    let after: U256 = state.accounts.values().map(|account| account.balance).sum();
    assert_eq!(after, before, "no wei is made or lost");
    assert_eq!(next_due(&state), Ok(None));
}

#[test]
fn a_body_that_says_otherwise_is_refused_with_the_place() {
    let state = offered();
    let payment = || from_buyer(1, Address::repeat_byte(0xaa), 1, Vec::new());
    let hash = |number| Some(closing(number).hash);

    let missing = run(&state, &header(2, DUE), &[payment()]).unwrap_err();
    assert_eq!(
        missing,
        BlockError::Closing { number: 2, index: 1, expected: hash(2), found: None }
    );
    assert!(missing.to_string().contains("transaction 1: the closing system transaction"));
    let early = run(&state, &header(2, DUE - 1), &[payment(), closing(2)]).unwrap_err();
    assert_eq!(early, BlockError::Closing { number: 2, index: 1, expected: None, found: hash(2) });
    let other = run(&state, &header(2, DUE), &[closing(3)]).unwrap_err();
    let expected = BlockError::Closing { number: 2, index: 0, expected: hash(2), found: hash(3) };
    assert_eq!(other, expected);

    for body in [vec![closing(2), payment()], vec![closing(2), closing(2)]] {
        let error = run(&state, &header(2, DUE), &body).unwrap_err();
        let BlockError::Transaction { index: 0, source, .. } = error else { panic!("{error}") };
        assert_eq!(*source, TransactionRejected::System);
    }
}

/// The offer cannot be revived: what users do in the block in which it is due comes first, and an
/// offer that was ended by its owner has nothing left to settle but its place in the queue.
#[test]
fn what_users_ended_in_the_same_block_is_not_settled_again() {
    let (state, id) = offered_order();
    let cancel = from_buyer(1, ESCROW, 0, IEscrow::cancelCall { id }.abi_encode());
    let outcome = run(&state, &header(2, DUE - 1), std::slice::from_ref(&cancel)).unwrap();
    assert!(outcome.receipts[0].success);
    let mut cancelled = state;
    cancelled.apply(&outcome.diff).unwrap();
    assert_eq!(cancelled.accounts[&ESCROW].balance, U256::ZERO);

    let outcome = run(&cancelled, &header(3, DUE), &[closing(3)]).unwrap();
    assert_eq!(outcome.receipts[0].logs, [], "nobody is told twice");
    cancelled.apply(&outcome.diff).unwrap();
    assert_eq!(next_due(&cancelled), Ok(None));
}

/// The slots of one account cannot be read.
#[derive(Debug)]
struct Broken(MemoryState);

impl StateReader for Broken {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        self.0.account(address)
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        if *address == ESCROW {
            return Err(StateError::Backend("bad sector".into()));
        }
        self.0.storage(address, slot)
    }

    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError> {
        self.0.code(code_hash)
    }

    fn block_hash(&self, number: u64) -> Result<B256, StateError> {
        self.0.block_hash(number)
    }
}

#[test]
fn unreadable_state_is_neither_due_nor_not() {
    let broken = Broken(offered());
    let expected = StateError::Backend("bad sector".into());
    assert_eq!(next_due(&broken), Err(expected.clone()));
    assert_eq!(run(&broken, &header(2, DUE), &[]), Err(BlockError::State(expected)));
}
