//! A network's blocks, proposed, verified and finalized without an engine: what consensus relies on.

use std::{sync::Arc, time::Duration};

use alloy_consensus::{Transaction, TxEip1559, TxEnvelope};
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use blst::min_pk::SecretKey;
use cybermiles_chain::{Chain, ChainError, ChainOptions, ImportError, Proposal};
use cybermiles_evm_precompiles::staking::committee;
use cybermiles_execution::{SealError, network::RANDOMNESS_DOMAIN};
use cybermiles_primitives::{
    Block, ChainSpec, Committee, Genesis, ProposedBlock, Seat, Turn,
    committee::RandaoKey,
    native::{CLOSING, CMT, CMT_SUPPLY_SLOT, GOVERNANCE, STAKING},
    seal::{RandaoSignature, randomness_message},
    spec::GWEI,
};
use cybermiles_storage::{Store, StoreOptions};
use tempfile::TempDir;

use crate::home::{FEES, START, WALLETS, Wallet, close, draft};

const EPOCH_BLOCKS: u64 = 4;
const VALIDATORS: u8 = 4;
const NOW_MS: u64 = 1_700_000_000_000;

fn randao_key(seat: u8) -> SecretKey {
    SecretKey::key_gen(&[seat; 32], &[]).expect("32 bytes are enough")
}

fn spec() -> ChainSpec {
    ChainSpec { epoch_blocks: EPOCH_BLOCKS, block_time_ms: 500, ..ChainSpec::dev() }
}

fn genesis() -> Genesis {
    let wallets = (0..WALLETS).map(|n| (Wallet::new(n).address(), U256::from(START)));
    let mut genesis = Genesis::new(spec(), wallets);
    let seats: Vec<_> = (1..=VALIDATORS)
        .map(|n| Seat {
            validator: Address::repeat_byte(n),
            consensus_key: B256::repeat_byte(n),
            randao_key: RandaoKey::from(randao_key(n).sk_to_pk().compress()),
            weight: n.into(),
            endpoint: None,
        })
        .collect();
    let account = genesis.alloc.get_mut(&STAKING).expect("every genesis has it");
    for epoch in [0, 1] {
        let committee = Committee::new(epoch, B256::with_last_byte(1), seats.clone());
        let slots = committee::slots(&committee).into_iter();
        let slots = slots.map(|(slot, word)| (B256::from(slot), B256::from(word)));
        account.storage.get_or_insert_default().extend(slots);
    }
    genesis
}

/// One node of the network.
struct Node {
    folder: TempDir,
    chain: Arc<Chain>,
}

impl Node {
    fn new() -> Self {
        Self::with(genesis())
    }

    fn with(genesis: Genesis) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let chain = Self::open(&folder, genesis);
        Self { folder, chain }
    }

    fn open(folder: &TempDir, genesis: Genesis) -> Arc<Chain> {
        Self::open_with(folder, genesis, ChainOptions::test(Arc::new(|| NOW_MS / 1000)))
    }

    fn open_with(folder: &TempDir, genesis: Genesis, options: ChainOptions) -> Arc<Chain> {
        let store = Store::open(folder.path(), &genesis, StoreOptions::recommended())
            .expect("the folder opens");
        Chain::open(genesis, store, options).expect("the chain opens")
    }

    fn restart(self) -> Self {
        let Self { folder, chain } = self;
        close(chain);
        let chain = Self::open(&folder, genesis());
        Self { folder, chain }
    }

    /// A block by the leader of `view` on `parent`.
    fn propose(&self, parent: &ProposedBlock, parent_view: u64, view: u64) -> ProposedBlock {
        let proposal = self.proposal(parent, parent_view, view);
        self.chain.propose(parent.hash(), &proposal).expect("a block on a known parent")
    }

    fn proposal(&self, parent: &ProposedBlock, parent_view: u64, view: u64) -> Proposal {
        let number = parent.number() + 1;
        let epoch = spec().epoch_of(number);
        let committee = self.chain.committee(epoch).expect("readable").expect("elected");
        let key = committee.seats[committee.leader(view)].consensus_key;
        Proposal {
            view,
            parent_view,
            proposer: key,
            randomness: sign(key[0], number, parent.block.header.mix_hash),
            now_ms: NOW_MS,
        }
    }

    /// The head as if it had been proposed; block 0 has no seal.
    fn head(&self) -> ProposedBlock {
        let head = self.chain.head();
        head.proposed().unwrap_or_else(|| ProposedBlock {
            block: Block { header: head.header.clone(), body: Default::default() },
            seal: Default::default(),
        })
    }
}

fn sign(seat: u8, number: u64, parent_mix: B256) -> RandaoSignature {
    let message = randomness_message(spec().chain_id, number, parent_mix);
    randao_key(seat).sign(&message, RANDOMNESS_DOMAIN, &[]).compress().into()
}

/// Transactions of users: the last block of an epoch also has the one that closes it.
fn payments(block: &ProposedBlock) -> usize {
    let is_payment = |transaction: &TxEnvelope| transaction.to() != Some(CLOSING);
    block.block.body.transactions.iter().filter(|one| is_payment(one)).count()
}

fn votes(n: u8) -> Bytes {
    Bytes::copy_from_slice(&[n])
}

#[test]
fn what_one_node_proposes_others_verify_and_all_finalize_alike() {
    let (leader, follower) = (Node::new(), Node::new());
    for number in 1..=10u64 {
        let wallet = Wallet::new(1);
        let payment = wallet.pay(number - 1, Address::repeat_byte(0xaa), 5, FEES);
        leader.chain.submit(payment).expect("a payment");
        let parent = leader.head();
        // Views are counted anew in every epoch.
        let turn = Turn::decode(&parent.block.header.extra_data);
        let parent_view = turn.filter(|_| number % EPOCH_BLOCKS != 0).map_or(0, |turn| turn.view);
        let block = leader.propose(&parent, parent_view, parent_view + 2);
        assert_eq!(payments(&block), 1);
        follower.chain.verify(&block).expect("an honest block");
        follower.chain.verify(&block).expect("asked again");
        for node in [&leader, &follower] {
            let head = node.chain.finalize(&block, votes(number as u8)).expect("final");
            assert_eq!(head.hash, block.hash());
            assert_eq!(node.chain.finalize(&block, votes(9)).expect("asked again").hash, head.hash);
        }
    }
    let (a, b) = (leader.chain.head(), follower.chain.head());
    assert_eq!((a.number(), a.hash), (10, b.hash));
    assert_eq!(a.seal, b.seal);
    assert_eq!(a.seal.as_ref().map(|seal| seal.certificate.clone()), Some(votes(10)));
    let follower = follower.restart();
    assert_eq!(follower.chain.head().seal, a.seal, "seals survive a restart");
    let committee = follower.chain.committee(3).unwrap().expect("known an epoch ahead");
    assert_eq!(committee.seats.len(), usize::from(VALIDATORS));
    assert_ne!(committee.seed, B256::with_last_byte(1), "the schedule is drawn anew");
}

/// A block that is long in the making would be too late for its turn.
#[test]
fn no_more_is_picked_than_there_is_time_for() {
    for (time, expected) in
        [(None, 3), (Some(Duration::from_secs(60)), 3), (Some(Duration::ZERO), 0)]
    {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let options = ChainOptions::test(Arc::new(|| NOW_MS / 1000));
        let options = ChainOptions { building_time: time, ..options };
        let chain = Node::open_with(&folder, genesis(), options);
        let node = Node { folder, chain };
        for nonce in 0..3 {
            let payment = Wallet::new(1).pay(nonce, Address::repeat_byte(0xaa), 5, FEES);
            node.chain.submit(payment).expect("a payment");
        }
        let block = node.propose(&node.head(), 0, 1);
        assert_eq!(payments(&block), expected, "{time:?}");
        Node::new().chain.verify(&block).expect("an honest block");
    }
}

#[test]
fn siblings_and_their_children_are_executed_and_one_line_becomes_final() {
    let (one, two) = (Node::new(), Node::new());
    let wallet = Wallet::new(2);
    one.chain.submit(wallet.pay(0, Address::repeat_byte(1), 1, FEES)).unwrap();
    let genesis = one.head();
    let a = one.propose(&genesis, 0, 1);
    let b = one.propose(&genesis, 0, 2);
    one.chain.submit(wallet.pay(1, Address::repeat_byte(2), 1, FEES)).unwrap();
    let a2 = one.propose(&a, 1, 3);
    let b2 = one.propose(&b, 2, 4);
    let b3 = one.propose(&b2, 4, 5);
    // The first payment is in the parent: the second one follows it, none comes twice.
    assert_eq!(payments(&a), 1);
    assert_eq!(payments(&a2), 1);
    assert_eq!(payments(&b3), 0);
    // In another order than they were made.
    for block in [&b, &a, &b2, &a2, &b3] {
        two.chain.verify(block).expect("an honest block");
    }
    for node in [&one, &two] {
        node.chain.finalize(&b, votes(1)).expect("final");
        let error = node.chain.verify(&a2).expect_err("its parent lost");
        assert!(matches!(error, ChainError::UnknownParent(hash) if hash == a.hash()), "{error}");
        let error = node.chain.finalize(&a, votes(1)).expect_err("another block is final");
        assert!(matches!(error, ChainError::Conflict { number: 1, .. }), "{error}");
    }
    for node in [&one, &two] {
        node.chain.finalize(&b2, Bytes::new()).expect("final");
        node.chain.finalize(&b3, votes(3)).expect("final");
        assert_eq!(node.chain.head().hash, b3.hash());
    }
    // What is staged above the head is not counted.
    one.propose(&b3, 5, 6);
    let audit = one.chain.audit().expect("readable");
    assert_eq!((audit.number, audit.balances), (3, U256::from(START) * U256::from(WALLETS)));
    assert!(audit.is_sound() && audit.supply == audit.balances);
    // Both payments arrived once: the pool is empty, and the receiver has them.
    assert_eq!(one.chain.pool().status().pending, 0);
}

#[test]
fn a_block_that_nobody_verified_is_verified_when_it_becomes_final() {
    let (one, two) = (Node::new(), Node::new());
    let genesis = one.head();
    let a = one.propose(&genesis, 0, 1);
    let b = one.propose(&a, 1, 2);
    let error = two.chain.finalize(&b, votes(1)).expect_err("its parent is not final");
    assert!(matches!(error, ChainError::UnknownParent(_)), "{error}");
    two.chain.finalize(&a, votes(1)).expect("final");
    two.chain.finalize(&b, votes(2)).expect("final");
    assert_eq!(two.chain.head().hash, b.hash());
}

#[test]
fn after_a_restart_candidates_are_gone_and_come_back_by_being_verified() {
    let one = Node::new();
    let genesis = one.head();
    let a = one.propose(&genesis, 0, 1);
    let b = one.propose(&a, 1, 2);
    let one = one.restart();
    let error = one.chain.verify(&b).expect_err("its parent is gone");
    assert!(matches!(error, ChainError::UnknownParent(hash) if hash == a.hash()), "{error}");
    one.chain.verify(&a).expect("an honest block");
    one.chain.verify(&b).expect("an honest block");
    one.chain.finalize(&a, votes(1)).expect("final");
    one.chain.finalize(&b, votes(1)).expect("final");
}

#[test]
fn a_network_that_is_halted_does_not_run_out_of_memory_and_goes_on() {
    let one = Node::new();
    let genesis = one.head();
    for view in 1..=600 {
        one.propose(&genesis, 0, view);
    }
    let block = one.propose(&genesis, 0, 601);
    one.chain.finalize(&block, votes(1)).expect("final");
}

/// A change to a block, and the words of its refusal.
type Forgery = (&'static str, fn(&mut ProposedBlock));

#[test]
fn every_forged_part_of_a_seal_and_a_turn_is_named() {
    let node = Node::new();
    let genesis = node.head();
    let a = node.propose(&genesis, 0, 1);
    node.chain.finalize(&a, votes(1)).expect("final");
    let good = node.propose(&a, 1, 2);
    let node = node.restart();
    let forgeries: [Forgery; 8] = [
        ("led by", |block| block.seal.proposer = B256::repeat_byte(9)),
        ("extraData", |block| block.block.header.extra_data = Bytes::new()),
        ("parent's view", |block| {
            block.block.header.extra_data = Turn { view: 2, parent_view: 0, millis: 0 }.encode();
        }),
        ("timestamp", |block| block.block.header.timestamp -= 1),
        ("consensus address", |block| block.block.header.beneficiary = Address::ZERO),
        ("mixHash", |block| block.block.header.mix_hash = B256::ZERO),
        ("mixHash", |block| block.seal.randomness = RandaoSignature::ZERO),
        ("stateRoot", |block| block.block.header.state_root = B256::ZERO),
    ];
    for (words, forge) in forgeries {
        let mut block = good.clone();
        forge(&mut block);
        let error = node.chain.verify(&block).expect_err(words);
        assert!(matches!(error, ChainError::Import(_)), "{error}");
        assert!(error.to_string().contains(words), "{words}: {error}");
    }
    node.chain.verify(&good).expect("the block itself");
}

#[test]
fn randomness_of_another_height_or_key_is_refused_even_where_the_mix_follows_from_it() {
    let node = Node::new();
    let genesis = node.head();
    let right = node.proposal(&genesis, 0, 1);
    let (seat, mix) = (right.proposer[0], genesis.block.header.mix_hash);
    let forgeries =
        [sign(seat, 2, mix), sign(seat % 4 + 1, 1, mix), sign(seat, 1, B256::repeat_byte(1))];
    for randomness in forgeries {
        let forged = Proposal { randomness, ..right.clone() };
        let block = node.chain.propose(genesis.hash(), &forged).expect("proposing checks nothing");
        let other = Node::new();
        let error = other.chain.verify(&block).expect_err("not the signature");
        let ChainError::Import(error) = error else { panic!("{error}") };
        let ImportError::Seal { source, .. } = *error else { panic!("{error}") };
        assert!(matches!(*source, SealError::Randomness(_)), "{source}");
    }
}

#[test]
fn blocks_without_a_seal_are_refused_by_name() {
    let node = Node::new();
    let block = Node::new().propose(&node.head(), 0, 1).block;
    let error = node.chain.import(block).expect_err("no seal").to_string();
    assert!(error.contains("`seal`") && error.contains("sealed"), "{error}");
}

#[test]
fn a_network_with_more_money_than_there_should_be_stops_at_the_end_of_its_epoch() {
    let mut flawed = genesis();
    let coin = flawed.alloc.get_mut(&CMT).expect("every genesis has it");
    let supply = U256::from(START) * U256::from(WALLETS) - U256::from(1);
    coin.storage.get_or_insert_default().insert(CMT_SUPPLY_SLOT, supply.into());
    let node = Node::with(flawed);
    let mut parent = node.head();
    for view in 1..EPOCH_BLOCKS {
        let block = node.propose(&parent, view - 1, view);
        let result = node.chain.finalize(&block, votes(1));
        if view + 1 < EPOCH_BLOCKS {
            result.expect("final");
        } else {
            let error = result.expect_err("one wei too many");
            assert!(matches!(error, ChainError::Audit(_)), "{error}");
            assert!(node.chain.failure().borrow().is_some(), "the node is told");
        }
        parent = block;
    }
}

/// Where Governance keeps the parameter with this key, as its page says: slot 0, by key.
fn setting_slot(key: &str) -> B256 {
    let mut word = [0; 32];
    word[..key.len()].copy_from_slice(key.as_bytes());
    keccak256([word, [0; 32]].concat())
}

fn with_governance(slots: impl IntoIterator<Item = (B256, U256)>) -> Genesis {
    let mut genesis = genesis();
    let account = genesis.alloc.get_mut(&GOVERNANCE).expect("every genesis has it");
    let slots = slots.into_iter().map(|(slot, word)| (slot, B256::from(word)));
    account.storage.get_or_insert_default().extend(slots);
    genesis
}

#[test]
fn what_governance_has_set_holds_in_headers_fees_and_the_pool() {
    let set = |value: u64| U256::from(value) | (U256::from(1) << 128);
    let genesis = with_governance([
        (setting_slot("chain.gasLimit"), set(20_000_000)),
        (setting_slot("chain.minBaseFee"), set(7 * GWEI)),
    ]);
    let (one, two) = (Node::with(genesis.clone()), Node::with(genesis));
    assert_eq!(one.chain.rules().gas_limit, 20_000_000);
    assert_eq!(one.chain.next_base_fee(), 7 * GWEI);
    let block = one.propose(&one.head(), 0, 1);
    let header = &block.block.header;
    assert_eq!((header.gas_limit, header.base_fee_per_gas), (20_000_000, Some(7 * GWEI)));
    two.chain.verify(&block).expect("the same rules");
    let wallet = Wallet::new(1);
    let cheap = one.chain.submit(wallet.pay(0, Address::ZERO, 1, (6 * u128::from(GWEI), 0)));
    assert!(cheap.expect_err("below the floor").to_string().contains("max fee per gas"), "named");
    let large = wallet.sign(TxEip1559 { gas_limit: 20_000_001, ..draft(0) });
    assert!(one.chain.submit(large).expect_err("larger than a block").to_string().contains("gas"));
    let mut forged = block;
    forged.block.header.gas_limit = spec().gas_limit;
    let error = two.chain.verify(&forged).expect_err("the genesis's limit").to_string();
    assert!(error.contains("gasLimit"), "{error}");
}

#[test]
fn a_node_that_lacks_an_upgrade_stops_before_it_and_says_what_to_install() {
    let name = U256::from_be_bytes(*b"Gwangju\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0");
    let slot = |n: u8| B256::with_last_byte(n);
    let node = Node::with(with_governance([(slot(2), name), (slot(3), U256::from(2))]));
    let first = node.propose(&node.head(), 0, 1);
    node.chain.finalize(&first, votes(1)).expect("before the upgrade");
    let second = node.proposal(&first, 1, 2);
    let error = node.chain.propose(first.hash(), &second).expect_err("unknown rules").to_string();
    assert!(error.contains("`Gwangju`") && error.contains("block 2"), "{error}");
    let failure = node.chain.failure();
    assert!(matches!(*failure.borrow(), Some(ChainError::UnknownUpgrade { height: 2, .. })));
    assert_eq!(node.chain.head().number(), 1);
}
