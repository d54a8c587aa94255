//! Accounts, and how state is read and changed.

use alloy_primitives::{Address, B256, Bytes, KECCAK256_EMPTY, U256};

/// An account as the state trie holds it, without its storage root.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Account {
    /// Transactions sent, or contracts created, from this account.
    pub nonce: u64,
    /// Balance in wei.
    pub balance: U256,
    /// keccak256 of the code; [`KECCAK256_EMPTY`] where there is none.
    pub code_hash: B256,
}

impl Default for Account {
    fn default() -> Self {
        Self { nonce: 0, balance: U256::ZERO, code_hash: KECCAK256_EMPTY }
    }
}

impl Account {
    /// Whether the account is empty in the sense of EIP-161: no nonce, no balance, no code.
    pub fn is_empty(&self) -> bool {
        self.nonce == 0 && self.balance.is_zero() && self.code_hash == KECCAK256_EMPTY
    }
}

/// Why state could not be read. Never a user's mistake: the reader's data is missing or broken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StateError {
    /// The state at this height is no longer kept.
    #[error("state at block {height} is not available: history starts at block {oldest}")]
    Pruned {
        /// The height asked for.
        height: u64,
        /// The oldest height whose state is kept.
        oldest: u64,
    },
    /// The code behind a code hash is not in the store.
    #[error("code {0} is missing from the state: the data folder is damaged")]
    MissingCode(B256),
    /// Anything else that broke below.
    #[error("state cannot be read: {0}")]
    Backend(String),
}

/// State as of one block. Reading it never changes it.
pub trait StateReader {
    /// The account at `address`, `None` where there is none.
    ///
    /// # Errors
    /// [`StateError`] when the backing data cannot be read.
    fn account(&self, address: &Address) -> Result<Option<Account>, StateError>;

    /// The value in `slot` of the storage of `address`, zero where nothing was stored.
    ///
    /// # Errors
    /// [`StateError`] when the backing data cannot be read.
    fn storage(&self, address: &Address, slot: &U256) -> Result<U256, StateError>;

    /// The code with this hash. Never asked for [`KECCAK256_EMPTY`].
    ///
    /// # Errors
    /// [`StateError::MissingCode`] when it is not known, or another [`StateError`].
    fn code(&self, code_hash: &B256) -> Result<Bytes, StateError>;

    /// The hash of the block at `number`, for `BLOCKHASH`; zero when it is not known. Callers ask
    /// only for the 256 most recent blocks.
    ///
    /// # Errors
    /// [`StateError`] when the backing data cannot be read.
    fn block_hash(&self, number: u64) -> Result<B256, StateError>;
}

/// What one block did to the state: every value it changed, before and after.
///
/// Both sides are kept because one record then serves three readers: recovery goes forward with
/// `after`, history and roll-back go backward with `before`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct StateDiff {
    /// Changed accounts, ascending by address, each address once.
    pub accounts: Vec<AccountChange>,
    /// Code deployed in this block, ascending by hash, each hash once.
    pub codes: Vec<(B256, Bytes)>,
}

impl StateDiff {
    /// Whether nothing changed.
    pub fn is_empty(&self) -> bool {
        self.accounts.is_empty() && self.codes.is_empty()
    }
}

/// What one block did to one account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AccountChange {
    /// Whose account.
    pub address: Address,
    /// The account before the block; `None` where there was none.
    pub before: Option<Account>,
    /// The account after the block; `None` when it was removed (EIP-161, EIP-6780).
    pub after: Option<Account>,
    /// All storage not listed in `slots` was dropped as well. Only `SELFDESTRUCT` before Cancun
    /// (EIP-6780) does this; it cannot happen under this chain's rules, and the store refuses it.
    pub storage_wiped: bool,
    /// Changed storage slots, ascending by slot, each slot once.
    pub slots: Vec<SlotChange>,
}

/// What one block did to one storage slot.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SlotChange {
    /// The storage key.
    pub slot: U256,
    /// Its value before the block, zero where nothing was stored.
    pub before: U256,
    /// Its value after the block, zero when it was cleared.
    pub after: U256,
}
