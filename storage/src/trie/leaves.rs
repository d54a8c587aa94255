//! The two kinds of records the state is made of.

use super::arena::Arena;
use super::codes::Codes;
use super::forest::{Leaf, Trie};
use super::node::Place;
use alloy_consensus::constants::EMPTY_ROOT_HASH;
use alloy_primitives::{Address, B256, U256, keccak256};
use alloy_rlp::{Encodable, Header};

/// The account has no storage trie.
pub(super) const NO_STORAGE: u32 = u32::MAX;

/// An account. 88 bytes: the most numerous record there is.
#[derive(Clone, Debug)]
pub(super) struct AccountLeaf {
    key: B256,
    pub(super) nonce: u64,
    /// High and low half: a `u128` would be aligned to 16 bytes and take 96 in all.
    balance: [u64; 2],
    pub(super) address: Address,
    pub(super) code: u32,
    /// The storage trie, or [`NO_STORAGE`].
    pub(super) storage: u32,
    place: Place,
}

const _: () = assert!(size_of::<AccountLeaf>() == 88);

impl AccountLeaf {
    pub(super) fn new(key: B256, address: Address, nonce: u64, balance: u128, code: u32) -> Self {
        let mut leaf = Self {
            key,
            nonce,
            balance: [0; 2],
            address,
            code,
            storage: NO_STORAGE,
            place: Place::FREE,
        };
        leaf.set_balance(balance);
        leaf
    }

    /// What the account is found by.
    pub(super) fn id(&self) -> AccountId {
        account_id(&self.address)
    }

    pub(super) fn balance(&self) -> u128 {
        u128::from(self.balance[0]) << 64 | u128::from(self.balance[1])
    }

    pub(super) fn set_balance(&mut self, balance: u128) {
        self.balance = [(balance >> 64) as u64, balance as u64];
    }
}

/// An address in whole words, which a table hashes faster than bytes.
pub(super) type AccountId = (u64, u64, u64);

/// The words of an address; two of them overlap.
#[inline]
pub(super) fn account_id(address: &Address) -> AccountId {
    let word = |at: usize| address[at..at + 8].try_into().map_or(0, u64::from_le_bytes);
    (word(0), word(8), word(12))
}

/// A storage trie and a slot in it, in whole words.
pub(super) type SlotId = (u32, u64, u64, u64, u64);

/// What slot `slot` of storage trie `trie` is found by.
#[inline]
pub(super) fn slot_id(trie: u32, slot: &U256) -> SlotId {
    let [a, b, c, d] = *slot.as_limbs();
    (trie, a, b, c, d)
}

/// What stands outside of the account's record.
#[derive(Clone, Copy, Debug)]
pub(super) struct AccountContext<'a> {
    pub(super) codes: &'a Codes,
    pub(super) storages: &'a Arena<Trie>,
}

impl AccountContext<'_> {
    /// The root of a storage trie, or of none.
    pub(super) fn storage_root(&self, storage: u32) -> B256 {
        match storage {
            NO_STORAGE => EMPTY_ROOT_HASH,
            trie => self.storages[trie].hash,
        }
    }
}

impl Leaf for AccountLeaf {
    type Context<'a> = AccountContext<'a>;

    #[inline]
    fn key(&self) -> &B256 {
        &self.key
    }

    #[inline]
    fn place(&self) -> Place {
        self.place
    }

    #[inline]
    fn place_mut(&mut self) -> &mut Place {
        &mut self.place
    }

    #[inline]
    fn encode(&self, context: AccountContext<'_>, out: &mut Vec<u8>) {
        let code_hash = context.codes.hash(self.code);
        let storage_root = context.storage_root(self.storage);
        encode_account(self.nonce, self.balance(), &storage_root, code_hash, out);
    }
}

/// Appends an account as the state trie stores it (yellow paper §4.1).
#[inline]
pub(super) fn encode_account(
    nonce: u64,
    balance: u128,
    storage_root: &B256,
    code_hash: &B256,
    out: &mut Vec<u8>,
) {
    let payload_length = nonce.length() + balance.length() + 2 * 33;
    Header { list: true, payload_length }.encode(out);
    nonce.encode(out);
    balance.encode(out);
    storage_root.encode(out);
    code_hash.encode(out);
}

/// A storage slot that is not zero.
#[derive(Clone, Debug)]
pub(super) struct SlotLeaf {
    key: B256,
    pub(super) slot: U256,
    pub(super) value: U256,
    /// The storage trie it belongs to.
    pub(super) trie: u32,
    place: Place,
}

const _: () = assert!(size_of::<SlotLeaf>() == 104);

impl SlotLeaf {
    pub(super) fn new(key: B256, trie: u32, slot: U256, value: U256) -> Self {
        Self { key, slot, value, trie, place: Place::FREE }
    }

    /// What the slot is found by.
    pub(super) fn id(&self) -> SlotId {
        slot_id(self.trie, &self.slot)
    }
}

impl Leaf for SlotLeaf {
    type Context<'a> = ();

    #[inline]
    fn key(&self) -> &B256 {
        &self.key
    }

    #[inline]
    fn place(&self) -> Place {
        self.place
    }

    #[inline]
    fn place_mut(&mut self) -> &mut Place {
        &mut self.place
    }

    #[inline]
    fn encode(&self, (): (), out: &mut Vec<u8>) {
        self.value.encode(out);
    }
}

/// The key of a slot in its storage trie.
pub(super) fn slot_key(slot: &U256) -> B256 {
    keccak256(slot.to_be_bytes::<32>())
}
