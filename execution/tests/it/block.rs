//! Whole blocks: hooks, money, determinism, refusals, and the exactness of the change set.

use std::{
    hash::{BuildHasher, Hasher, RandomState},
    sync::Arc,
};

use alloy_consensus::{Signed, TxEip1559, TxEip4844, TxEip7702, TxEnvelope, TxLegacy};
use alloy_eips::{
    eip2718::Encodable2718,
    eip7702::{Authorization, SignedAuthorization},
};
use alloy_evm::Evm as _;
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256, bytes, keccak256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use cybermiles_execution::{
    BlockError, BlockExecutor, BlockOutcome, CodeCache, TransactionRejected as Rejected,
    TransactionSummary,
    evm::{self, StateDatabase},
    execute_block, transaction,
};
use cybermiles_primitives::{
    Account, ChainSpec, Genesis, Header, RecoveredTransaction, StateError, StateReader,
    predeploys::{BEACON_ROOTS, HISTORY_STORAGE},
    spec::{GWEI, REWARD_POOL},
};
use rand::{Rng, SeedableRng, rngs::StdRng};

use crate::memory::MemoryState;

const ETHER: u128 = 1_000_000_000_000_000_000;
const BENEFICIARY: Address = Address::repeat_byte(0xbe);
/// Adds one to slot 0.
const COUNTER: Address = Address::repeat_byte(0xc0);
const COUNTER_CODE: Bytes = bytes!("5f546001015f5500");
/// Flips slot 0 between 0 and 1.
const TOGGLE: Address = Address::repeat_byte(0xc1);
const TOGGLE_CODE: Bytes = bytes!("5f54155f5500");
/// Creates a contract that writes a slot and destroys itself, sending what it was given back.
const FACTORY: Address = Address::repeat_byte(0xc2);
const FACTORY_CODE: Bytes = bytes!("666001600155 33ff 5f52 6007 6019 34 f000");
/// Destroys itself (sends its balance, since EIP-6780) to its caller.
const SWEEPER: Address = Address::repeat_byte(0xc3);
const SWEEPER_CODE: Bytes = bytes!("33ff");
/// Logs its caller, then reverts when it was given no wei.
const PICKY: Address = Address::repeat_byte(0xc4);
const PICKY_CODE: Bytes = bytes!("33 5f5f a1 34 600b 57 5f5f fd 5b 00");
/// Initialisation code of the contract at [`TOGGLE`].
const INIT_CODE: Bytes = bytes!("65 5f54155f5500 5f52 6006 601a f3");

fn sender(index: u8) -> Address {
    Address::with_last_byte(index.wrapping_add(0x40))
}

fn state() -> MemoryState {
    let genesis = Genesis::new(
        ChainSpec::dev(),
        (0..8).map(|index| (sender(index), U256::from(1_000 * ETHER))),
    );
    let mut state = MemoryState::default();
    state.apply(&genesis.state()).unwrap();
    for (address, code) in [
        (COUNTER, COUNTER_CODE),
        (TOGGLE, TOGGLE_CODE),
        (FACTORY, FACTORY_CODE),
        (SWEEPER, SWEEPER_CODE),
        (PICKY, PICKY_CODE),
    ] {
        state.insert(address, 1, U256::ZERO, code);
    }
    state
}

fn header() -> Header {
    Header {
        number: 9_000,
        parent_hash: B256::repeat_byte(0xaa),
        parent_beacon_block_root: Some(B256::repeat_byte(0xbb)),
        beneficiary: BENEFICIARY,
        timestamp: 1_700_000_000,
        gas_limit: 1_000_000_000,
        base_fee_per_gas: Some(GWEI),
        ..Default::default()
    }
}

fn from(sender: Address, envelope: TxEnvelope) -> Arc<RecoveredTransaction> {
    Arc::new(RecoveredTransaction {
        hash: *envelope.tx_hash(),
        encoded: envelope.encoded_2718().into(),
        transaction: alloy_consensus::transaction::Recovered::new_unchecked(envelope, sender),
    })
}

fn signed<T>(transaction: T) -> TxEnvelope
where
    T: alloy_consensus::SignableTransaction<Signature>
        + alloy_consensus::transaction::RlpEcdsaEncodableTx,
    TxEnvelope: From<Signed<T>>,
{
    Signed::new_unhashed(transaction, Signature::test_signature()).into()
}

fn dynamic(nonce: u64, to: impl Into<TxKind>, value: u128) -> TxEip1559 {
    TxEip1559 {
        chain_id: ChainSpec::dev().chain_id,
        nonce,
        gas_limit: 200_000,
        max_fee_per_gas: 3 * u128::from(GWEI),
        max_priority_fee_per_gas: u128::from(GWEI),
        to: to.into(),
        value: U256::from(value),
        ..Default::default()
    }
}

fn call(from_index: u8, nonce: u64, to: Address, value: u128) -> Arc<RecoveredTransaction> {
    from(sender(from_index), signed(dynamic(nonce, to, value)))
}

fn run(
    state: &impl StateReader,
    transactions: &[Arc<RecoveredTransaction>],
) -> Result<BlockOutcome, BlockError> {
    execute_block(&ChainSpec::dev(), &header(), transactions, state, &CodeCache::default())
}

fn total(state: &MemoryState) -> U256 {
    state.accounts.values().map(|account| account.balance).sum()
}

/// The seed of a random test, from `SEED` if that is set, and said so that a failure can be redone.
fn rng(test: &str) -> StdRng {
    let seed = std::env::var("SEED").map_or_else(
        |_| RandomState::new().build_hasher().finish(),
        |seed| seed.parse().expect("SEED is a decimal number"),
    );
    println!("{test}: SEED={seed}");
    StdRng::seed_from_u64(seed)
}

/// Transfers, calls of every contract above, creations; nonces follow.
fn random_transactions(rng: &mut StdRng, count: usize) -> Vec<Arc<RecoveredTransaction>> {
    let mut nonces = [0; 8];
    (0..count)
        .map(|_| {
            let index = rng.random_range(0..8u8);
            let nonce = &mut nonces[usize::from(index)];
            let to = match rng.random_range(0..10) {
                0 => TxKind::Create,
                1 => TxKind::Call(COUNTER),
                2 => TxKind::Call(TOGGLE),
                3 => TxKind::Call(FACTORY),
                4 => TxKind::Call(SWEEPER),
                5 => TxKind::Call(PICKY),
                6 => TxKind::Call(Address::with_last_byte(rng.random_range(1..6))),
                _ => TxKind::Call(sender(rng.random_range(0..20))),
            };
            let value = if rng.random_bool(0.5) { rng.random_range(0..ETHER) } else { 0 };
            let mut fields = dynamic(*nonce, to, value);
            if to.is_create() {
                fields.value = U256::ZERO;
                fields.input = INIT_CODE;
            }
            *nonce += 1;
            from(sender(index), signed(fields))
        })
        .collect()
}

#[test]
fn the_begin_hook_writes_both_system_contracts() {
    let mut state = state();
    let outcome = run(&state, &[]).unwrap();
    state.apply(&outcome.diff).unwrap();
    let header = header();
    let slot = |contract, slot: u64| state.storage(&contract, &U256::from(slot)).unwrap();
    assert_eq!(
        slot(HISTORY_STORAGE, (header.number - 1) % 8191),
        U256::from_be_bytes(header.parent_hash.0)
    );
    let ring = header.timestamp % 8191;
    assert_eq!(slot(BEACON_ROOTS, ring), U256::from(header.timestamp));
    assert_eq!(
        slot(BEACON_ROOTS, ring + 8191),
        U256::from_be_bytes(header.parent_beacon_block_root.unwrap().0)
    );
    assert_eq!(outcome.diff.accounts.len(), 2, "nothing else changed: {:?}", outcome.diff);
}

#[test]
fn the_base_fee_goes_to_the_pool_and_the_tip_to_the_beneficiary() {
    let mut state = state();
    let outcome = run(&state, &[call(0, 0, sender(1), 5)]).unwrap();
    state.apply(&outcome.diff).unwrap();
    assert_eq!(outcome.gas_used, 21_000);
    let fee = U256::from(21_000 * u128::from(GWEI));
    assert_eq!(state.accounts[&REWARD_POOL].balance, fee);
    assert_eq!(state.accounts[&BENEFICIARY].balance, fee);
    assert_eq!(
        state.accounts[&sender(0)].balance,
        U256::from(1_000 * ETHER) - fee - fee - U256::from(5)
    );
}

#[test]
fn random_blocks_conserve_wei_and_are_repeatable() {
    let mut rng = rng("random_blocks_conserve_wei_and_are_repeatable");
    for _ in 0..200 {
        let mut state = state();
        let before = total(&state);
        let count = rng.random_range(0..40);
        let transactions = random_transactions(&mut rng, count);
        let outcome = run(&state, &transactions).unwrap();
        assert_eq!(outcome, run(&state, &transactions).unwrap());
        assert_eq!(outcome.receipts.len(), transactions.len());
        assert_eq!(
            outcome.gas_used,
            outcome.receipts.last().map_or(0, |receipt| receipt.cumulative_gas_used)
        );
        let logs = outcome.receipts.iter().flat_map(|receipt| &receipt.logs);
        assert_eq!(outcome.logs_bloom, alloy_primitives::logs_bloom(logs));
        state.apply(&outcome.diff).unwrap();
        assert_eq!(total(&state), before);
        let pool = U256::from(outcome.gas_used) * U256::from(GWEI);
        assert_eq!(state.account(&REWARD_POOL).unwrap().unwrap_or_default().balance, pool);
    }
}

/// The overlay carries what earlier transactions did; applying the change set after each one and
/// starting anew must end in the same state.
#[test]
fn one_change_set_equals_many() {
    let mut rng = rng("one_change_set_equals_many");
    let codes = CodeCache::default();
    let environment = evm::environment(&ChainSpec::dev(), &header());
    for _ in 0..100 {
        let transactions = random_transactions(&mut rng, 30);
        let (mut together, mut apart) = (state(), state());
        let base = together.clone();
        let mut evm = evm::evm(environment.clone(), StateDatabase::new(&base, &codes));
        for transaction in &transactions {
            let fields = transaction::fields(transaction).unwrap();
            let result = transaction::execute(&mut evm, fields.clone()).unwrap();
            let diff = {
                let mut evm = evm::evm(environment.clone(), StateDatabase::new(&apart, &codes));
                assert_eq!(transaction::execute(&mut evm, fields).unwrap(), result);
                evm.into_db().overlay.into_diff()
            };
            apart.apply(&diff).unwrap();
        }
        together.apply(&evm.into_db().overlay.into_diff()).unwrap();
        assert_eq!(together.accounts, apart.accounts);
        assert_eq!(together.slots, apart.slots);
        assert_eq!(together.root(), apart.root());
    }
}

#[test]
fn what_ends_where_it_began_is_not_in_the_change_set() {
    let state = state();
    let transactions = [
        call(0, 0, TOGGLE, 0),
        call(0, 1, TOGGLE, 0),
        // Created, written to and destroyed in one transaction (EIP-6780).
        call(0, 2, FACTORY, 7),
        // A precompile, touched and empty (EIP-161).
        call(0, 3, Address::with_last_byte(4), 0),
        call(0, 4, sender(100), 0),
    ];
    let outcome = run(&state, &transactions).unwrap();
    assert!(outcome.receipts.iter().all(|receipt| receipt.success));
    let mut changed: Vec<_> = outcome.diff.accounts.iter().map(|change| change.address).collect();
    let mut expected =
        [sender(0), FACTORY, BENEFICIARY, REWARD_POOL, HISTORY_STORAGE, BEACON_ROOTS];
    changed.sort_unstable();
    expected.sort_unstable();
    assert_eq!(changed, expected);
    let factory = outcome.diff.accounts.iter().find(|change| change.address == FACTORY).unwrap();
    // Its nonce counts the creation; its 7 wei came back.
    assert_eq!(
        factory.after,
        Some(Account { nonce: 2, balance: U256::from(7), ..factory.before.unwrap() })
    );
    assert!(outcome.diff.codes.is_empty());
}

#[test]
fn a_created_contract_is_used_in_its_block_and_after_it() {
    let mut state = state();
    let create =
        from(sender(0), signed(TxEip1559 { input: INIT_CODE, ..dynamic(0, TxKind::Create, 0) }));
    let contract = sender(0).create(0);
    let outcome = run(&state, &[create, call(0, 1, contract, 0)]).unwrap();
    assert_eq!(outcome.diff.codes, [(keccak256(&TOGGLE_CODE), TOGGLE_CODE)]);
    state.apply(&outcome.diff).unwrap();
    assert_eq!(state.storage(&contract, &U256::ZERO).unwrap(), U256::from(1));
    let outcome = run(&state, &[call(0, 2, contract, 0)]).unwrap();
    state.apply(&outcome.diff).unwrap();
    assert_eq!(state.storage(&contract, &U256::ZERO).unwrap(), U256::ZERO);
}

fn authorize(signer: &PrivateKeySigner, to: Address, nonce: u64) -> SignedAuthorization {
    let authorization =
        Authorization { chain_id: U256::from(ChainSpec::dev().chain_id), address: to, nonce };
    let signature = signer.sign_hash_sync(&authorization.signature_hash()).unwrap();
    authorization.into_signed(signature)
}

fn set_code(nonce: u64, list: Vec<SignedAuthorization>) -> Arc<RecoveredTransaction> {
    let fields = dynamic(nonce, sender(1), 0);
    from(
        sender(0),
        signed(TxEip7702 {
            chain_id: fields.chain_id,
            nonce,
            gas_limit: fields.gas_limit,
            max_fee_per_gas: fields.max_fee_per_gas,
            max_priority_fee_per_gas: fields.max_priority_fee_per_gas,
            to: sender(1),
            authorization_list: list,
            ..Default::default()
        }),
    )
}

#[test]
fn delegations_are_set_used_and_taken_back() {
    let mut state = state();
    let signer = PrivateKeySigner::from_bytes(&B256::repeat_byte(7)).unwrap();
    let user = signer.address();
    // One that nobody signed is paid for and skipped.
    let bad = authorize(&signer, COUNTER, 0).strip_signature().into_signed(Signature::new(
        U256::from(1),
        U256::MAX,
        false,
    ));
    let delegate = set_code(0, vec![bad, authorize(&signer, COUNTER, 0)]);
    let outcome = run(&state, &[delegate, call(0, 1, user, 0)]).unwrap();
    let code: Bytes = [&[0xef, 0x01, 0x00], COUNTER.as_slice()].concat().into();
    assert_eq!(outcome.diff.codes, [(keccak256(&code), code.clone())]);
    state.apply(&outcome.diff).unwrap();
    assert_eq!(state.accounts[&user].nonce, 1);
    assert_eq!(state.accounts[&user].code_hash, keccak256(&code));
    assert_eq!(state.storage(&user, &U256::ZERO).unwrap(), U256::from(1));

    // The delegating account keeps its right to send, and the code is found in the next block.
    let outcome = run(
        &state,
        &[call(0, 2, user, 0), set_code(3, vec![authorize(&signer, Address::ZERO, 1)])],
    )
    .unwrap();
    state.apply(&outcome.diff).unwrap();
    assert_eq!(state.storage(&user, &U256::ZERO).unwrap(), U256::from(2));
    assert_eq!(state.accounts[&user].code_hash, Account::default().code_hash);
    assert_eq!(state.accounts[&user].nonce, 2);
    assert!(outcome.diff.codes.is_empty());
}

/// A transaction, and whether a refusal is the one it deserves.
type Refused = (Arc<RecoveredTransaction>, fn(&Rejected) -> bool);

/// Every way a transaction can be refused.
fn refused() -> Vec<Refused> {
    let good = || dynamic(1, COUNTER, 0);
    let tx = |fields| from(sender(0), signed::<TxEip1559>(fields));
    vec![
        (tx(TxEip1559 { nonce: 0, ..good() }), |err| {
            matches!(err, Rejected::NonceTooLow { have: 0, want: 1, .. })
        }),
        (tx(TxEip1559 { nonce: 2, ..good() }), |err| {
            matches!(err, Rejected::NonceTooHigh { have: 2, want: 1, .. })
        }),
        (
            tx(TxEip1559 { value: U256::from(2_000 * ETHER), ..good() }),
            |err| matches!(err, Rejected::InsufficientFunds { have, want, .. } if have < want),
        ),
        (tx(TxEip1559 { value: U256::MAX, ..good() }), |err| {
            matches!(err, Rejected::CostOverflow { .. })
        }),
        (tx(TxEip1559 { max_fee_per_gas: 1, max_priority_fee_per_gas: 1, ..good() }), |err| {
            matches!(err, Rejected::FeeCapTooLow { have: 1, want: GWEI, .. })
        }),
        (tx(TxEip1559 { max_priority_fee_per_gas: u128::MAX, ..good() }), |err| {
            matches!(err, Rejected::TipAboveFeeCap { tip: u128::MAX, .. })
        }),
        (tx(TxEip1559 { gas_limit: 20_999, ..good() }), |err| {
            matches!(err, Rejected::IntrinsicGas { have: 20_999, want: 21_000 })
        }),
        (tx(TxEip1559 { gas_limit: 21_020, input: bytes!("01"), ..good() }), |err| {
            matches!(err, Rejected::FloorGas { have: 21_020, want: 21_040 })
        }),
        (
            tx(TxEip1559 { gas_limit: 1_000_000_000, ..good() }),
            |err| matches!(err, Rejected::GasLimitExceedsBlock { have: 1_000_000_000, left } if *left < 1_000_000_000),
        ),
        (tx(TxEip1559 { chain_id: 1, ..good() }), |err| {
            matches!(err, Rejected::WrongChain { have: Some(1), want: 1337 })
        }),
        (
            tx(TxEip1559 {
                to: TxKind::Create,
                gas_limit: 10_000_000,
                input: vec![0; 49_153].into(),
                ..good()
            }),
            |err| matches!(err, Rejected::InitcodeTooLarge { have: 49_153, limit: 49_152 }),
        ),
        (from(COUNTER, signed(good())), |err| matches!(err, Rejected::SenderHasCode { .. })),
        (set_code(1, Vec::new()), |err| matches!(err, Rejected::EmptyAuthorizations { .. })),
        (from(sender(0), signed(TxEip4844 { nonce: 1, ..Default::default() })), |err| {
            matches!(err, Rejected::Blob)
        }),
    ]
}

#[test]
fn a_refused_transaction_leaves_no_trace() {
    let state = state();
    let (spec, header, codes) = (ChainSpec::dev(), header(), CodeCache::default());
    let good = [call(0, 0, COUNTER, 0), call(0, 1, COUNTER, 0)];
    let expected = run(&state, &good).unwrap();
    for (transaction, is_expected) in refused() {
        let mut executor = BlockExecutor::new(&spec, &header, &state, &codes).unwrap();
        let summary = executor.execute(&good[0]).unwrap();
        assert_eq!(summary, TransactionSummary { gas_used: executor.gas_used(), success: true });
        let err = executor.execute(&transaction).unwrap_err();
        assert!(is_expected(&err) && !err.is_fatal(), "{err} ({err:?})");
        executor.execute(&good[1]).unwrap();
        assert_eq!(executor.transaction_count(), 2);
        assert_eq!(executor.finish().unwrap(), expected, "after {err}");

        let block = [good[0].clone(), transaction.clone(), good[1].clone()];
        match run(&state, &block).unwrap_err() {
            BlockError::Transaction { number: 9_000, index: 1, hash, source } => {
                assert_eq!((hash, *source), (transaction.hash, err));
            }
            other => panic!("{other}"),
        }
    }
}

#[test]
fn a_transaction_without_a_chain_id_is_taken() {
    let fields = TxLegacy {
        chain_id: None,
        gas_price: u128::from(GWEI),
        gas_limit: 21_000,
        to: TxKind::Call(sender(1)),
        ..Default::default()
    };
    let outcome = run(&state(), &[from(sender(0), signed(fields))]).unwrap();
    assert!(outcome.receipts[0].success);
}

#[test]
fn a_reverted_transaction_pays_and_leaves_no_logs() {
    let outcome = run(&state(), &[call(0, 0, PICKY, 0), call(0, 1, PICKY, 1)]).unwrap();
    let found: Vec<_> =
        outcome.receipts.iter().map(|receipt| (receipt.success, receipt.logs.len())).collect();
    assert_eq!(found, [(false, 0), (true, 1)]);
    assert!(outcome.receipts[0].cumulative_gas_used > 21_000);
}

#[test]
fn headers_without_what_the_rules_need_are_refused_by_field() {
    let field = |header: Header| {
        let codes = CodeCache::default();
        execute_block(&ChainSpec::dev(), &header, &[], &state(), &codes).unwrap_err().to_string()
    };
    let err = field(Header { base_fee_per_gas: None, ..header() });
    assert!(err.contains("`baseFeePerGas` is missing"), "{err}");
    let err = field(Header { parent_beacon_block_root: None, ..header() });
    assert!(err.contains("`parentBeaconBlockRoot` is missing"), "{err}");
}

/// State whose storage cannot be read.
struct Broken(MemoryState);

impl StateReader for Broken {
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError> {
        self.0.account(address)
    }

    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError> {
        if *address == COUNTER {
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
fn unreadable_state_is_not_the_transactions_fault() {
    let expected = StateError::Backend("bad sector".into());
    let state = Broken(state());
    let block = [call(0, 0, COUNTER, 0)];
    assert_eq!(run(&state, &block).unwrap_err(), BlockError::State(expected.clone()));

    let (spec, header, codes) = (ChainSpec::dev(), header(), CodeCache::default());
    let mut executor = BlockExecutor::new(&spec, &header, &state, &codes).unwrap();
    let err = executor.execute(&block[0]).unwrap_err();
    assert!(err.is_fatal());
    assert_eq!(err, Rejected::Fatal(expected));

    let mut missing = Broken(MemoryState::default());
    missing.0 = self::state();
    missing.0.codes.clear();
    let hash = keccak256(&TOGGLE_CODE);
    let err = run(&missing.0, &[call(0, 0, TOGGLE, 0)]).unwrap_err();
    assert!(matches!(err, BlockError::State(StateError::MissingCode(_))), "{err} {hash}");
}
