//! Why a change to the state trie was refused.

use alloy_primitives::{Address, U256};
use cybermiles_primitives::Account;

/// Why the state trie refused a change or a question. Whatever the error, nothing was changed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TrieError {
    /// The diff starts from another account than the trie holds.
    #[error(
        "account {} differs: the diff expects {:?}, the state holds {:?}; this diff belongs to \
         another state", .0.address, .0.expected, .0.found
    )]
    AccountDiffers(Box<AccountDifference>),
    /// The diff starts from another storage value than the trie holds.
    #[error(
        "slot {slot:#x} of {address} differs: the diff expects {expected:#x}, the state holds \
         {found:#x}; this diff belongs to another state"
    )]
    SlotDiffers {
        /// Whose storage.
        address: Address,
        /// Which slot.
        slot: U256,
        /// The value the diff starts from.
        expected: U256,
        /// The value the trie holds.
        found: U256,
    },
    /// A balance above 128 bits. Genesis bounds the sum of all balances below that.
    #[error(
        "balance {balance} of {address} exceeds 2^128 - 1 wei: no valid block makes such a one"
    )]
    BalanceTooLarge {
        /// Whose balance.
        address: Address,
        /// The balance in wei.
        balance: U256,
    },
    /// The diff drops storage it does not list (`SELFDESTRUCT` before EIP-6780).
    #[error(
        "the diff wipes the storage of {address} without listing its slots: such a diff cannot be \
         undone, list every slot instead"
    )]
    StorageWiped {
        /// Whose storage.
        address: Address,
    },
    /// The diff removes an account, yet leaves storage behind.
    #[error(
        "account {address} would be removed with {slots} storage slots left: the diff must clear \
         every slot"
    )]
    StorageLeft {
        /// Whose storage.
        address: Address,
        /// How many slots would be left without an account.
        slots: u64,
    },
    /// A storage value for an account that is not there.
    #[error(
        "slot {slot:#x} is set, yet account {address} does not exist: insert the account first"
    )]
    StorageWithoutAccount {
        /// The account that is missing.
        address: Address,
        /// The slot that was to be set.
        slot: U256,
    },
    /// The diff lists an account twice or out of order.
    #[error("the diff's accounts are not strictly ascending at {address}")]
    AccountsNotAscending {
        /// The account that is out of place.
        address: Address,
    },
    /// The diff lists a slot twice or out of order.
    #[error("the diff's slots of {address} are not strictly ascending at {slot:#x}")]
    SlotsNotAscending {
        /// Whose slots.
        address: Address,
        /// The slot that is out of place.
        slot: U256,
    },
    /// A bulk load brought an account that is there already.
    #[error("account {address} is loaded twice: the checkpoint is damaged")]
    DuplicateAccount {
        /// The account loaded twice.
        address: Address,
    },
    /// A bulk load brought a slot that is there already.
    #[error("slot {slot:#x} of {address} is loaded twice: the checkpoint is damaged")]
    DuplicateSlot {
        /// Whose slot.
        address: Address,
        /// The slot loaded twice.
        slot: U256,
    },
    /// A bulk load brought a slot with value zero, which no trie holds.
    #[error("slot {slot:#x} of {address} is loaded with value zero: the checkpoint is damaged")]
    ZeroSlot {
        /// Whose slot.
        address: Address,
        /// The slot.
        slot: U256,
    },
    /// A proof was asked for while changes are not hashed yet.
    #[error("the state changed since its root was last computed: compute the root, then prove")]
    Unhashed,
}

/// The account a diff expects, and the one the trie holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountDifference {
    /// Whose account.
    pub address: Address,
    /// The account the diff starts from.
    pub expected: Option<Account>,
    /// The account the trie holds.
    pub found: Option<Account>,
}
