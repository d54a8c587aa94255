//! Random blocks, and a plain model of the state they make.
//!
//! Block *n* of a seed is the same whenever and wherever it is made, so that a process that was
//! killed and the one that examines the remains agree on what should be there.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::Path,
    sync::{Arc, Mutex},
};

use alloy_consensus::{SignableTransaction, TxEnvelope, TxLegacy, transaction::Recovered};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{
    Address, B256, Bloom, Bytes, Log, LogData, Signature, TxKind, U256, keccak256,
};
use alloy_trie::{HashBuilder, Nibbles, TrieAccount};
use cybermiles_primitives::{
    Account, AccountChange, ChainSpec, ExecutedBlock, Genesis, Header, Receipt,
    RecoveredTransaction, Seal, SlotChange, StateDiff,
};
use cybermiles_storage::{KeccakMode, StateTrie, Store, StoreOptions, ordered_root};
use rand::{Rng, SeedableRng, rngs::StdRng};

/// The state, without any cleverness.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct State {
    pub(crate) accounts: BTreeMap<Address, Account>,
    pub(crate) slots: BTreeMap<(Address, U256), U256>,
}

impl State {
    pub(crate) fn apply(&mut self, diff: &StateDiff) {
        for change in &diff.accounts {
            match change.after {
                Some(account) => self.accounts.insert(change.address, account),
                None => self.accounts.remove(&change.address),
            };
            for slot in &change.slots {
                let key = (change.address, slot.slot);
                if slot.after.is_zero() {
                    self.slots.remove(&key);
                } else {
                    self.slots.insert(key, slot.after);
                }
            }
        }
    }

    /// The state root by an independent implementation.
    pub(crate) fn root(&self) -> B256 {
        let leaves: BTreeMap<B256, TrieAccount> = self
            .accounts
            .iter()
            .map(|(address, account)| {
                let slots: BTreeMap<B256, U256> = self
                    .slots
                    .range((*address, U256::ZERO)..=(*address, U256::MAX))
                    .map(|((_, slot), value)| (keccak256(slot.to_be_bytes::<32>()), *value))
                    .collect();
                let mut storage = HashBuilder::default();
                for (key, value) in slots {
                    storage.add_leaf(Nibbles::unpack(key), &alloy_rlp::encode(value));
                }
                let leaf = TrieAccount {
                    nonce: account.nonce,
                    balance: account.balance,
                    storage_root: storage.root(),
                    code_hash: account.code_hash,
                };
                (keccak256(address), leaf)
            })
            .collect();
        let mut builder = HashBuilder::default();
        for (key, leaf) in leaves {
            builder.add_leaf(Nibbles::unpack(key), &alloy_rlp::encode(leaf));
        }
        builder.root()
    }
}

/// A chain of random blocks.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub(crate) seed: u64,
    pub(crate) genesis: Genesis,
    /// The state after the newest block.
    pub(crate) state: State,
    /// Hash of the newest block.
    pub(crate) hash: B256,
    /// Height of the newest block.
    pub(crate) number: u64,
    /// Whether roots come from the store's own trie: faster, for those that another process
    /// checks.
    fast: Option<Arc<Mutex<StateTrie>>>,
}

/// A block that was made, with what it does.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    pub(crate) block: Arc<ExecutedBlock>,
    pub(crate) diff: Arc<StateDiff>,
}

/// Addresses blocks touch.
const ADDRESSES: u64 = 60;
/// Slots blocks touch, of each contract.
const SLOTS: u64 = 40;

pub(crate) fn address(index: u64) -> Address {
    Address::from_word(keccak256(index.to_be_bytes()))
}

pub(crate) fn topic(index: u64) -> B256 {
    keccak256((index + 1_000_000).to_be_bytes())
}

/// A seed from the environment, or this one; printed either way.
pub(crate) fn seed(test: &str, default: u64) -> u64 {
    let seed = std::env::var("SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or(default);
    println!("{test}: SEED={seed}");
    seed
}

impl Model {
    pub(crate) fn new(seed: u64) -> Self {
        let balances = (0..20).map(|index| (address(index), U256::from(1u64 << 40)));
        let genesis = Genesis::new(ChainSpec::dev(), balances);
        let mut state = State::default();
        state.apply(&genesis.state());
        let hash = genesis.header(state.root()).hash_slow();
        Self { seed, genesis, state, hash, number: 0, fast: None }
    }

    /// A model that trusts the store's trie for its roots.
    pub(crate) fn fast(seed: u64) -> Self {
        let mut trie = StateTrie::new(KeccakMode::best());
        let model = Self::new(seed);
        trie.apply(&model.genesis.state()).unwrap();
        Self { fast: Some(Arc::new(Mutex::new(trie))), ..model }
    }

    /// Makes the next block.
    pub(crate) fn next(&mut self) -> Made {
        let number = self.number + 1;
        let mut rng = StdRng::seed_from_u64(self.seed.wrapping_mul(1_000_003).wrapping_add(number));
        let diff = self.diff(&mut rng, number);
        self.state.apply(&diff);
        let transactions: Vec<_> =
            (0..rng.random_range(0..6)).map(|index| transaction(number, index)).collect();
        let receipts: Vec<_> = transactions.iter().map(|_| receipt(&mut rng)).collect();
        let root = match &self.fast {
            Some(trie) => {
                let mut trie = trie.lock().unwrap();
                trie.apply(&diff).unwrap();
                trie.root()
            }
            None => self.state.root(),
        };
        let header = Header {
            parent_hash: self.hash,
            number,
            state_root: root,
            timestamp: number,
            transactions_root: ordered_root(
                transactions.len(),
                |index, out| out.extend_from_slice(&transactions[index].encoded),
                KeccakMode::Scalar,
            ),
            receipts_root: ordered_root(
                receipts.len(),
                |index, out| encode_receipt(&receipts[index], out),
                KeccakMode::Scalar,
            ),
            ..self.genesis.header(root)
        };
        let hash = header.hash_slow();
        // Half of the blocks are a network's.
        let seal = number.is_multiple_of(2).then(|| Seal {
            proposer: B256::with_last_byte(number as u8),
            certificate: vec![7; number as usize % 300].into(),
            ..Default::default()
        });
        let block = Arc::new(ExecutedBlock { hash, header, transactions, receipts, seal });
        (self.hash, self.number) = (hash, number);
        Made { block, diff: Arc::new(diff) }
    }

    fn diff(&self, rng: &mut StdRng, number: u64) -> StateDiff {
        let touched: BTreeSet<Address> =
            (0..rng.random_range(0..12)).map(|_| address(rng.random_range(0..ADDRESSES))).collect();
        let mut diff = StateDiff::default();
        for address in touched {
            let before = self.state.accounts.get(&address).copied();
            let mut after = before.unwrap_or_default();
            after.nonce = number;
            after.balance = U256::from(rng.random::<u64>());
            if rng.random_ratio(1, 10) {
                let code = Bytes::from(format!("code {number} {address}").into_bytes());
                after.code_hash = keccak256(&code);
                diff.codes.push((after.code_hash, code));
            }
            let has_slots =
                self.state.slots.range((address, U256::ZERO)..=(address, U256::MAX)).count() > 0;
            let gone = before.is_some() && !has_slots && rng.random_ratio(1, 12);
            let mut slots = Vec::new();
            if !gone {
                let keys: BTreeSet<u64> =
                    (0..rng.random_range(0..5)).map(|_| rng.random_range(0..SLOTS)).collect();
                for key in keys {
                    let slot = if key % 3 == 0 {
                        U256::from_be_bytes(keccak256(key.to_be_bytes()).0)
                    } else {
                        U256::from(key)
                    };
                    let before = self.state.slots.get(&(address, slot)).copied();
                    let before = before.unwrap_or_default();
                    let after = match rng.random_range(0..3) {
                        0 => U256::ZERO,
                        1 => U256::from(rng.random_range(1..300u64)),
                        _ => U256::from_be_bytes(rng.random::<[u8; 32]>()),
                    };
                    if before != after {
                        slots.push(SlotChange { slot, before, after });
                    }
                }
                slots.sort_by_key(|change| change.slot);
            }
            let after = (!gone).then_some(after);
            let change = AccountChange { address, before, after, storage_wiped: false, slots };
            diff.accounts.push(change);
        }
        diff.codes.sort();
        diff
    }

    /// A copy that goes its own way. Plain clones share a fast model's trie.
    pub(crate) fn clone_deep(&self) -> Self {
        if self.fast.is_none() {
            return self.clone();
        }
        let mut copy = Self::fast(self.seed);
        copy.skip_to(self.number);
        copy
    }

    /// Makes the next block and commits it.
    pub(crate) fn commit(&mut self, store: &Store) -> Made {
        let made = self.next();
        assert_eq!(store.stage(made.diff.clone()).unwrap(), made.block.header.state_root);
        store.commit(made.block.clone()).unwrap();
        made
    }

    /// Opens the store at `path`.
    pub(crate) fn open(&self, path: &Path, options: StoreOptions) -> Store {
        Store::open(path, &self.genesis, options).unwrap()
    }

    /// Makes blocks up to `number`, and drops them.
    pub(crate) fn skip_to(&mut self, number: u64) {
        while self.number < number {
            self.next();
        }
    }
}

fn transaction(number: u64, index: u64) -> Arc<RecoveredTransaction> {
    let transaction = TxLegacy {
        nonce: number * 1000 + index,
        gas_limit: 21_000,
        to: TxKind::Call(address(index)),
        value: U256::from(number),
        input: vec![number as u8; (number * 7 % 300) as usize].into(),
        ..Default::default()
    };
    let signature = Signature::new(U256::from(number + 1), U256::from(index + 1), false);
    let signed: TxEnvelope = transaction.into_signed(signature).into();
    Arc::new(RecoveredTransaction {
        hash: *signed.tx_hash(),
        encoded: signed.encoded_2718().into(),
        transaction: Recovered::new_unchecked(signed, address(number % ADDRESSES)),
    })
}

fn receipt(rng: &mut StdRng) -> Receipt {
    let logs = (0..rng.random_range(0..4))
        .map(|_| {
            let topics =
                (0..rng.random_range(0..5)).map(|_| topic(rng.random_range(0..30))).collect();
            let data = vec![7; rng.random_range(0..70)].into();
            Log {
                address: address(rng.random_range(0..ADDRESSES)),
                data: LogData::new_unchecked(topics, data),
            }
        })
        .collect();
    Receipt { success: rng.random(), cumulative_gas_used: rng.random(), logs, ..Receipt::default() }
}

fn encode_receipt(receipt: &Receipt, out: &mut Vec<u8>) {
    use alloy_consensus::Eip2718EncodableReceipt;
    let mut bloom = Bloom::ZERO;
    receipt.logs.iter().for_each(|log| bloom.accrue_log(log));
    receipt.eip2718_encode_with_bloom(&bloom, out);
}
