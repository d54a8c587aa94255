//! What a precompile needs from the EVM it runs in.

use alloy_primitives::{Address, B256, Log, U256};
use cybermiles_primitives::StateError;

/// The block a call runs in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct BlockInfo {
    /// EIP-155 chain id.
    pub chain_id: u64,
    /// Height.
    pub number: u64,
    /// Unix time in seconds: the only clock there is.
    pub timestamp: u64,
    /// The block's randomness (EIP-4399).
    pub prevrandao: B256,
}

/// A slot that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Loaded {
    /// What it holds.
    pub value: U256,
    /// Whether this was its first touch in the transaction (EIP-2929).
    pub cold: bool,
}

/// A slot that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stored {
    /// What it held before the transaction.
    pub original: U256,
    /// What it held before this write.
    pub present: U256,
    /// Whether this was its first touch in the transaction (EIP-2929).
    pub cold: bool,
}

/// An account that was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AccountInfo {
    /// In wei.
    pub balance: U256,
    /// No balance, no nonce, no code: it does not exist (EIP-161).
    pub empty: bool,
    /// Whether this was its first touch in the transaction (EIP-2929).
    pub cold: bool,
}

/// The state a precompile works on: the EVM's journal, or its in-memory twin. Nothing here is
/// charged for; [`Call`](crate::Call) does that.
///
/// Methods with `cold_allowed` answer `None`, having loaded nothing, when the slot or account
/// would have to be loaded first and that was not allowed: the gas for it is not there.
pub trait Host {
    /// The block the call runs in.
    fn block(&self) -> BlockInfo;

    /// Reads a slot.
    ///
    /// # Errors
    /// [`StateError`] when the state cannot be read.
    fn sload(
        &mut self,
        account: Address,
        slot: U256,
        cold_allowed: bool,
    ) -> Result<Option<Loaded>, StateError>;

    /// Writes a slot.
    ///
    /// # Errors
    /// As [`Self::sload`].
    fn sstore(
        &mut self,
        account: Address,
        slot: U256,
        value: U256,
        cold_allowed: bool,
    ) -> Result<Option<Stored>, StateError>;

    /// Reads an account.
    ///
    /// # Errors
    /// As [`Self::sload`].
    fn account(
        &mut self,
        address: Address,
        cold_allowed: bool,
    ) -> Result<Option<AccountInfo>, StateError>;

    /// Moves `amount` wei; no code runs. `false`, and nothing moved, when `from` has less.
    ///
    /// # Errors
    /// As [`Self::sload`].
    fn transfer(&mut self, from: Address, to: Address, amount: U256) -> Result<bool, StateError>;

    /// Destroys `amount` wei of `from`. `false`, and nothing gone, when `from` has less.
    ///
    /// # Errors
    /// As [`Self::sload`].
    fn burn(&mut self, from: Address, amount: U256) -> Result<bool, StateError>;

    /// Creates `amount` wei on `to`. `false`, and nothing created, when its balance would not fit.
    ///
    /// # Errors
    /// As [`Self::sload`].
    fn mint(&mut self, to: Address, amount: U256) -> Result<bool, StateError>;

    /// Appends a log.
    fn log(&mut self, log: Log);

    /// Opens a checkpoint. Every one is closed by [`Self::commit`] or [`Self::rollback`], the last
    /// opened first.
    fn checkpoint(&mut self);

    /// Keeps what happened since the last checkpoint.
    fn commit(&mut self);

    /// Undoes every write, transfer and log since the last checkpoint.
    fn rollback(&mut self);
}
