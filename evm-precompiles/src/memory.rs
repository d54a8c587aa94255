//! The in-memory twin of the EVM's journal: the same state, checkpoints and warmth, without an EVM.

use std::collections::{BTreeMap, BTreeSet};

use alloy_primitives::{Address, Bytes, Log, U256};
use alloy_sol_types::SolCall;
use cybermiles_primitives::StateError;

use crate::{
    Input, Output, Status, closing,
    dispatch::run,
    host::{AccountInfo, BlockInfo, Host, Loaded, Stored},
};

/// One step, told by what takes it back.
#[derive(Clone, Debug)]
enum Undo {
    Slot((Address, U256), U256),
    Balance(Address, U256),
    Burned(U256),
    Minted(U256),
    Log,
    WarmSlot((Address, U256)),
    WarmAccount(Address),
}

/// Accounts, storage and logs in memory. Accounts exist as long as they have a balance, or once
/// they have sent a transaction; the precompiles always do.
#[derive(Clone, Debug, Default)]
pub struct MemoryHost {
    block: BlockInfo,
    balances: BTreeMap<Address, U256>,
    slots: BTreeMap<(Address, U256), U256>,
    logs: Vec<Log>,
    burned: U256,
    minted: U256,
    /// Who has sent a transaction: the nonce keeps such an account in being without wei.
    senders: BTreeSet<Address>,
    warm_slots: BTreeSet<(Address, U256)>,
    warm_accounts: BTreeSet<Address>,
    /// What the slots written in this transaction held before it.
    original: BTreeMap<(Address, U256), U256>,
    undo: Vec<Undo>,
    /// Where in `undo` each open checkpoint stands.
    checkpoints: Vec<usize>,
}

/// Gas of a call made by [`MemoryHost::call`].
pub const CALL_GAS: u64 = 30_000_000;

impl MemoryHost {
    /// An empty world at block 1, time 1,700,000,000, chain id 1337.
    pub fn new() -> Self {
        let block =
            BlockInfo { chain_id: 1337, number: 1, timestamp: 1_700_000_000, ..Default::default() };
        Self { block, ..Default::default() }
    }

    /// The block, to be changed at will.
    pub const fn block_mut(&mut self) -> &mut BlockInfo {
        &mut self.block
    }

    /// Sets the block's time, Unix seconds.
    pub const fn set_time(&mut self, timestamp: u64) {
        self.block.timestamp = timestamp;
    }

    /// The block's time, Unix seconds.
    pub const fn time(&self) -> u64 {
        self.block.timestamp
    }

    /// Gives `address` this balance, in wei.
    pub fn set_balance(&mut self, address: Address, wei: U256) {
        self.balances.insert(address, wei);
    }

    /// The balance of `address`, in wei.
    pub fn balance(&self, address: Address) -> U256 {
        self.balances.get(&address).copied().unwrap_or_default()
    }

    /// The sum of all balances, in wei.
    pub fn total_wei(&self) -> U256 {
        self.balances.values().fold(U256::ZERO, |sum, wei| sum.saturating_add(*wei))
    }

    /// What was burned so far, in wei.
    pub const fn burned(&self) -> U256 {
        self.burned
    }

    /// What was minted so far, in wei.
    pub const fn minted(&self) -> U256 {
        self.minted
    }

    /// A slot, without touching it.
    pub fn slot(&self, account: Address, slot: U256) -> U256 {
        self.slots.get(&(account, slot)).copied().unwrap_or_default()
    }

    /// Sets a slot, as a genesis does.
    pub fn set_slot(&mut self, account: Address, slot: U256, value: U256) {
        self.slots.insert((account, slot), value);
    }

    /// Every slot that is not zero, and every balance.
    pub fn state(&self) -> (BTreeMap<(Address, U256), U256>, BTreeMap<Address, U256>) {
        let mut slots = self.slots.clone();
        slots.retain(|_, value| !value.is_zero());
        let mut balances = self.balances.clone();
        balances.retain(|_, wei| !wei.is_zero());
        (slots, balances)
    }

    /// The logs since they were last taken.
    pub fn take_logs(&mut self) -> Vec<Log> {
        std::mem::take(&mut self.logs)
    }

    /// Puts logs where [`Self::take_logs`] takes them from.
    pub fn put_logs(&mut self, logs: Vec<Log>) {
        self.logs = logs;
    }

    /// Sets the supply the coin's contract tells, as a genesis does.
    pub fn seed_supply(&mut self, wei: U256) {
        self.slots.insert(
            (crate::address::CMT, cybermiles_primitives::native::CMT_SUPPLY_SLOT.into()),
            wei,
        );
    }

    /// One transaction that calls `target` with [`CALL_GAS`]; the value is moved as the EVM does.
    pub fn call(&mut self, caller: Address, target: Address, value: U256, data: &[u8]) -> Output {
        let (bytecode, gas, is_static) = (target, CALL_GAS, false);
        self.transact(&Input { caller, target, bytecode, value, data, gas, is_static })
    }

    /// As [`Self::call`], with a typed function.
    ///
    /// # Errors
    /// The ABI encoding of the error; empty when the gas ran out.
    pub fn call_as<C: SolCall>(
        &mut self,
        caller: Address,
        target: Address,
        value: U256,
        function: C,
    ) -> Result<C::Return, Bytes> {
        let output = self.call(caller, target, value, &function.abi_encode());
        match output.status {
            Status::Success => C::abi_decode_returns(&output.bytes).map_err(|_| Bytes::new()),
            Status::Revert | Status::OutOfGas => Err(output.bytes),
        }
    }

    /// One transaction: everything is cold at its start, and a value the caller does not have, or
    /// a target that is no precompile, is refused with an empty revert.
    pub fn transact(&mut self, input: &Input<'_>) -> Output {
        self.begin_transaction();
        self.senders.insert(input.caller);
        let nothing =
            Output { status: Status::Revert, gas_used: 0, gas_refunded: 0, bytes: Bytes::new() };
        self.checkpoint();
        // Warm from the start (EIP-2929, EIP-3651): the parties to the call, the receiver of the
        // tips, and Ethereum's own precompiles.
        let ethereum =
            (1..=0x11u64).chain([0x100]).map(|n| Address::from_word(U256::from(n).into()));
        self.warm_accounts.extend([input.caller, input.target, crate::address::STAKING]);
        self.warm_accounts.extend(ethereum);
        if !self.transfer(input.caller, input.target, input.value).unwrap_or(false) {
            self.rollback();
            return nothing;
        }
        let output = run(self, input).ok().flatten().unwrap_or(nothing);
        if output.status == Status::Success {
            self.commit()
        } else {
            self.rollback()
        }
        output
    }

    /// The end of a block: settles what is due and answers the logs of that.
    pub fn close_block(&mut self) -> Vec<Log> {
        self.begin_transaction();
        let before = self.take_logs();
        let _ = closing::settle(self, closing::MAX_ITEMS);
        self.block.number = self.block.number.saturating_add(1);
        std::mem::replace(&mut self.logs, before)
    }

    fn move_balance(&mut self, address: Address, wei: U256) {
        self.undo.push(Undo::Balance(address, self.balance(address)));
        self.set_balance(address, wei);
    }

    fn begin_transaction(&mut self) {
        self.original.clear();
        self.undo.clear();
        self.warm_slots.clear();
        self.warm_accounts.clear();
    }
}

impl Host for MemoryHost {
    fn block(&self) -> BlockInfo {
        self.block
    }

    fn sload(
        &mut self,
        account: Address,
        slot: U256,
        cold_allowed: bool,
    ) -> Result<Option<Loaded>, StateError> {
        let cold = !self.warm_slots.contains(&(account, slot));
        if cold && !cold_allowed {
            return Ok(None);
        }
        if cold {
            self.warm_slots.insert((account, slot));
            self.undo.push(Undo::WarmSlot((account, slot)));
        }
        // Whoever reaches a slot has reached its account.
        if self.warm_accounts.insert(account) {
            self.undo.push(Undo::WarmAccount(account));
        }
        Ok(Some(Loaded { value: self.slot(account, slot), cold }))
    }

    fn sstore(
        &mut self,
        account: Address,
        slot: U256,
        value: U256,
        cold_allowed: bool,
    ) -> Result<Option<Stored>, StateError> {
        let Some(Loaded { value: present, cold }) = self.sload(account, slot, cold_allowed)? else {
            return Ok(None);
        };
        let original = *self.original.entry((account, slot)).or_insert(present);
        self.slots.insert((account, slot), value);
        self.undo.push(Undo::Slot((account, slot), present));
        Ok(Some(Stored { original, present, cold }))
    }

    fn account(
        &mut self,
        address: Address,
        cold_allowed: bool,
    ) -> Result<Option<AccountInfo>, StateError> {
        let cold = !self.warm_accounts.contains(&address);
        if cold && !cold_allowed {
            return Ok(None);
        }
        if cold {
            self.warm_accounts.insert(address);
            self.undo.push(Undo::WarmAccount(address));
        }
        let balance = self.balance(address);
        let exists = crate::address::is_reserved(&address) || self.senders.contains(&address);
        let empty = balance.is_zero() && !exists;
        Ok(Some(AccountInfo { balance, empty, cold }))
    }

    fn transfer(&mut self, from: Address, to: Address, amount: U256) -> Result<bool, StateError> {
        let Some(left) = self.balance(from).checked_sub(amount) else {
            return Ok(false);
        };
        if from != to {
            let Some(sum) = self.balance(to).checked_add(amount) else {
                return Ok(false);
            };
            self.move_balance(from, left);
            self.move_balance(to, sum);
        }
        Ok(true)
    }

    fn burn(&mut self, from: Address, amount: U256) -> Result<bool, StateError> {
        let Some(left) = self.balance(from).checked_sub(amount) else {
            return Ok(false);
        };
        self.move_balance(from, left);
        self.undo.push(Undo::Burned(self.burned));
        self.burned = self.burned.saturating_add(amount);
        Ok(true)
    }

    fn mint(&mut self, to: Address, amount: U256) -> Result<bool, StateError> {
        let Some(sum) = self.balance(to).checked_add(amount) else {
            return Ok(false);
        };
        self.move_balance(to, sum);
        self.undo.push(Undo::Minted(self.minted));
        self.minted = self.minted.saturating_add(amount);
        Ok(true)
    }

    fn log(&mut self, log: Log) {
        self.logs.push(log);
        self.undo.push(Undo::Log);
    }

    fn checkpoint(&mut self) {
        self.checkpoints.push(self.undo.len());
    }

    fn commit(&mut self) {
        self.checkpoints.pop();
    }

    fn rollback(&mut self) {
        let Some(checkpoint) = self.checkpoints.pop() else { return };
        while self.undo.len() > checkpoint {
            match self.undo.pop() {
                Some(Undo::Slot(key, value)) => {
                    self.slots.insert(key, value);
                }
                Some(Undo::Balance(address, wei)) => {
                    self.balances.insert(address, wei);
                }
                Some(Undo::Burned(wei)) => self.burned = wei,
                Some(Undo::Minted(wei)) => self.minted = wei,
                Some(Undo::Log) => {
                    self.logs.pop();
                }
                Some(Undo::WarmSlot(key)) => {
                    self.warm_slots.remove(&key);
                }
                Some(Undo::WarmAccount(address)) => {
                    self.warm_accounts.remove(&address);
                }
                None => return,
            }
        }
    }
}
