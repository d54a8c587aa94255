//! One call to a precompile: who calls, with what, and the only door to the state.

use std::fmt;

use alloy_primitives::{Address, B256, Log, U256, keccak256};
use alloy_sol_types::SolEvent;

use crate::{
    abi::IPrecompile::{
        AmountTooLarge, DelegateCallNotAllowed, InsufficientBalance, StaticCallNotAllowed,
        ValueNotAllowed,
    },
    dispatch::Input,
    failure::{Failure, Result, state},
    gas::{self, Gas},
    host::{BlockInfo, Host},
};

/// One call. Whatever it touches is charged before it is touched.
pub struct Call<'a> {
    host: &'a mut dyn Host,
    block: BlockInfo,
    account: Address,
    caller: Address,
    value: U256,
    /// Writes are refused: the call is static, or the function is a view.
    read_only: bool,
    is_static: bool,
    gas: Gas,
}

impl<'a> Call<'a> {
    /// A call of `input` on `host`.
    ///
    /// # Errors
    /// [`DelegateCallNotAllowed`] unless the precompile itself is called: under DELEGATECALL,
    /// CALLCODE and EIP-7702 delegation `caller` is not who it seems to be.
    pub fn open(host: &'a mut dyn Host, input: &Input<'_>) -> Result<Self> {
        if input.target != input.bytecode {
            return Err(DelegateCallNotAllowed {}.into());
        }
        let block = host.block();
        Ok(Self {
            host,
            block,
            account: input.target,
            caller: input.caller,
            value: input.value,
            read_only: input.is_static,
            is_static: input.is_static,
            gas: Gas::new(input.gas),
        })
    }

    /// A call the protocol itself makes at the end of a block, at nobody's cost.
    pub fn system(host: &'a mut dyn Host, account: Address) -> Self {
        let block = host.block();
        let (caller, value) = (crate::address::CLOSING, U256::ZERO);
        let gas = Gas::new(u64::MAX);
        Self { host, block, account, caller, value, read_only: false, is_static: false, gas }
    }

    /// Whose storage, balance and logs this call works on.
    pub const fn account(&self) -> Address {
        self.account
    }

    /// Who calls.
    pub const fn caller(&self) -> Address {
        self.caller
    }

    /// Wei sent with the call; they are already on the precompile's account.
    pub const fn value(&self) -> U256 {
        self.value
    }

    /// Unix time of the block, in seconds.
    pub const fn timestamp(&self) -> u64 {
        self.block.timestamp
    }

    /// Height of the block.
    pub const fn block_number(&self) -> u64 {
        self.block.number
    }

    /// EIP-155 chain id.
    pub const fn chain_id(&self) -> u64 {
        self.block.chain_id
    }

    /// The block's randomness (EIP-4399).
    pub const fn prevrandao(&self) -> B256 {
        self.block.prevrandao
    }

    /// The gas of this call.
    pub const fn gas(&self) -> &Gas {
        &self.gas
    }

    /// Refuses value, for functions that are not payable: it would be trapped.
    ///
    /// # Errors
    /// [`ValueNotAllowed`].
    pub(crate) fn refuse_value(&self) -> Result<()> {
        if self.value.is_zero() { Ok(()) } else { Err(ValueNotAllowed {}.into()) }
    }

    /// Refuses a static call, for functions that change state.
    ///
    /// # Errors
    /// [`StaticCallNotAllowed`].
    pub(crate) fn refuse_static(&self) -> Result<()> {
        if self.is_static { Err(StaticCallNotAllowed {}.into()) } else { Ok(()) }
    }

    /// From here on nothing may be written: the function is a view.
    pub(crate) const fn forbid_writes(&mut self) {
        self.read_only = true;
    }

    /// The second line behind [`Self::refuse_static`]: no write passes in a static call or a view.
    fn refuse_write(&self) -> Result<()> {
        if self.read_only { Err(StaticCallNotAllowed {}.into()) } else { Ok(()) }
    }

    /// Takes `amount` gas.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`].
    pub const fn charge(&mut self, amount: u64) -> Result<()> {
        self.gas.charge(amount)
    }

    /// keccak256 of `data`.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`].
    pub fn keccak(&mut self, data: &[u8]) -> Result<B256> {
        let words = gas::words(data.len());
        self.charge(gas::KECCAK.saturating_add(gas::KECCAK_WORD.saturating_mul(words)))?;
        Ok(keccak256(data))
    }

    /// Reads a slot of [`Self::account`].
    ///
    /// # Errors
    /// [`Failure::OutOfGas`], [`Failure::State`].
    pub fn sload(&mut self, slot: U256) -> Result<U256> {
        self.charge(gas::WARM_SLOAD)?;
        let cold_allowed = self.gas.left() >= gas::COLD_SLOAD_EXTRA;
        let loaded = state(self.host.sload(self.account, slot, cold_allowed))?;
        let loaded = loaded.ok_or(Failure::OutOfGas)?;
        if loaded.cold {
            self.charge(gas::COLD_SLOAD_EXTRA)?;
        }
        Ok(loaded.value)
    }

    /// Writes a slot of [`Self::account`].
    ///
    /// # Errors
    /// [`StaticCallNotAllowed`] where nothing may be written; [`Failure::OutOfGas`],
    /// [`Failure::State`].
    pub fn sstore(&mut self, slot: U256, value: U256) -> Result<()> {
        self.refuse_write()?;
        if self.gas.left() <= gas::SSTORE_SENTRY {
            return Err(Failure::OutOfGas);
        }
        let cold_allowed = self.gas.left() >= gas::COLD_SSTORE_EXTRA;
        let stored = state(self.host.sstore(self.account, slot, value, cold_allowed))?;
        let stored = stored.ok_or(Failure::OutOfGas)?;
        self.gas.charge_sstore(&stored, value)
    }

    /// The balance of `of`, in wei.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`], [`Failure::State`].
    pub fn balance(&mut self, of: Address) -> Result<U256> {
        Ok(self.load_account(of)?.0)
    }

    /// Balance in wei, and whether the account does not exist.
    fn load_account(&mut self, of: Address) -> Result<(U256, bool)> {
        self.charge(gas::WARM_ACCOUNT)?;
        let cold_allowed = self.gas.left() >= gas::COLD_ACCOUNT_EXTRA;
        let info = state(self.host.account(of, cold_allowed))?.ok_or(Failure::OutOfGas)?;
        if info.cold {
            self.charge(gas::COLD_ACCOUNT_EXTRA)?;
        }
        Ok((info.balance, info.empty))
    }

    /// Moves `amount` wei from one account to another. No code of the receiver runs, so none can
    /// refuse, call back or run out of gas.
    ///
    /// # Errors
    /// [`InsufficientBalance`]; [`StaticCallNotAllowed`] where nothing may be written;
    /// [`Failure::OutOfGas`], [`Failure::State`].
    pub fn transfer(&mut self, from: Address, to: Address, amount: U256) -> Result<()> {
        self.refuse_write()?;
        let (_, to_is_new) = self.load_account(to)?;
        let (have, _) = self.load_account(from)?;
        if have < amount {
            return Err(InsufficientBalance { account: from, have, want: amount }.into());
        }
        if amount.is_zero() {
            return Ok(());
        }
        self.charge(gas::TRANSFER)?;
        if to_is_new {
            self.charge(gas::NEW_ACCOUNT)?;
        }
        if state(self.host.transfer(from, to, amount))? {
            return Ok(());
        }
        Err(InsufficientBalance { account: from, have, want: amount }.into())
    }

    /// Pays `amount` wei from [`Self::account`]; nothing happens when it is zero.
    ///
    /// # Errors
    /// As [`Self::transfer`].
    pub fn pay(&mut self, to: Address, amount: U256) -> Result<()> {
        if amount.is_zero() {
            return Ok(());
        }
        self.transfer(self.account, to, amount)
    }

    /// Destroys `amount` wei of `from`.
    ///
    /// # Errors
    /// As [`Self::transfer`].
    pub fn burn(&mut self, from: Address, amount: U256) -> Result<()> {
        self.refuse_write()?;
        let (have, _) = self.load_account(from)?;
        self.charge(gas::TRANSFER)?;
        if have >= amount && state(self.host.burn(from, amount))? {
            return Ok(());
        }
        Err(InsufficientBalance { account: from, have, want: amount }.into())
    }

    /// Creates `amount` wei on `to`.
    ///
    /// # Errors
    /// `AmountTooLarge` when the balance of `to` would not fit; [`StaticCallNotAllowed`] where
    /// nothing may be written; [`Failure::OutOfGas`], [`Failure::State`].
    pub fn mint(&mut self, to: Address, amount: U256) -> Result<()> {
        self.refuse_write()?;
        self.load_account(to)?;
        self.charge(gas::TRANSFER)?;
        if state(self.host.mint(to, amount))? {
            return Ok(());
        }
        Err(AmountTooLarge { amount }.into())
    }

    /// Emits `event` from [`Self::account`].
    ///
    /// # Errors
    /// [`StaticCallNotAllowed`] where nothing may be written; [`Failure::OutOfGas`].
    pub fn emit<E: SolEvent>(&mut self, event: &E) -> Result<()> {
        self.refuse_write()?;
        let data = event.encode_log_data();
        let topics = gas::LOG_TOPIC.saturating_mul(data.topics().len() as u64);
        let bytes = gas::LOG_BYTE.saturating_mul(data.data.len() as u64);
        self.charge(gas::LOG.saturating_add(topics).saturating_add(bytes))?;
        self.host.log(Log { address: self.account, data });
        Ok(())
    }

    /// Runs `step` inside another precompile: on its storage, its balance, its logs, called by this
    /// one, without value.
    ///
    /// # Errors
    /// Those of `step`.
    pub fn within<R>(
        &mut self,
        account: Address,
        step: impl FnOnce(&mut Self) -> Result<R>,
    ) -> Result<R> {
        let outer = (self.account, self.caller, self.value);
        (self.account, self.caller, self.value) = (account, self.account, U256::ZERO);
        let result = step(self);
        (self.account, self.caller, self.value) = outer;
        result
    }

    /// Runs `step` under a checkpoint of its own: if it fails, what it did is undone and this call
    /// goes on.
    ///
    /// # Errors
    /// Those of `step`.
    pub fn attempt<R>(&mut self, step: impl FnOnce(&mut Self) -> Result<R>) -> Result<R> {
        self.host.checkpoint();
        let refund_before = self.gas;
        let result = step(self);
        if result.is_ok() {
            self.host.commit();
        } else {
            self.host.rollback();
            self.gas.forget_refund(&refund_before);
        }
        result
    }
}

// The state behind it may be gigabytes.
impl fmt::Debug for Call<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Call")
            .field("account", &self.account)
            .field("caller", &self.caller)
            .field("value", &self.value)
            .field("gas", &self.gas)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
