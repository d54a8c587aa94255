//! The same world twice: on the EVM, and in memory. Whatever is done to one is done to the other,
//! and they have to agree on everything.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, Log, TxKind, U256};
use cybermiles_evm_precompiles::{Host, Input, Status, address, memory::MemoryHost};
use cybermiles_execution::{
    CodeCache, closing,
    evm::{self, Environment, StateDatabase},
    transaction,
};
use cybermiles_primitives::{ChainSpec, Header, native};
use revm::{
    context::TxEnv,
    context_interface::result::{ExecutionResult, ResultAndState},
};

use crate::memory::MemoryState;

pub(crate) const PARTIES: u8 = 5;
const GAS: u64 = 5_000_000;

pub(crate) fn party(number: u8) -> Address {
    Address::repeat_byte(number)
}

/// Gas of a call before it starts (EIP-2028), and the least it can cost (EIP-7623).
fn intrinsic(data: &[u8]) -> (u64, u64) {
    let zeros = data.iter().filter(|byte| **byte == 0).count() as u64;
    let others = data.len() as u64 - zeros;
    (21_000 + 4 * zeros + 16 * others, 21_000 + 10 * zeros + 40 * others)
}

/// The same world twice: on the EVM, and in memory.
pub(crate) struct Pair {
    memory: MemoryHost,
    state: MemoryState,
    codes: CodeCache,
    nonces: [u64; PARTIES as usize + 1],
    /// Of the latest call.
    pub(crate) logs: Vec<Log>,
}

impl Pair {
    pub(crate) fn new() -> Self {
        let mut memory = MemoryHost::new();
        let mut state = MemoryState::default();
        for address in native::ALL {
            state.insert(address, 1, U256::ZERO, native::CODE_MARKER);
        }
        for number in 1..=PARTIES {
            let wei = U256::from(10u128.pow(24));
            memory.set_balance(party(number), wei);
            state.insert(party(number), 0, wei, Bytes::new());
        }
        let nonces = [0; PARTIES as usize + 1];
        Self { memory, state, codes: CodeCache::new(1 << 20), nonces, logs: Vec::new() }
    }

    /// The time, Unix seconds.
    pub(crate) const fn time(&self) -> u64 {
        self.memory.time()
    }

    /// Gives a native contract storage and a balance, as a genesis does.
    pub(crate) fn begin(&mut self, at: Address, slots: &BTreeMap<B256, B256>, wei: U256) {
        self.memory.set_balance(at, wei);
        self.state.insert(at, 1, wei, native::CODE_MARKER);
        for (slot, value) in slots {
            self.memory.set_slot(at, (*slot).into(), (*value).into());
            self.state.insert_slot(at, (*slot).into(), (*value).into());
        }
    }

    pub(crate) const fn set_time(&mut self, time: u64) {
        self.memory.set_time(time);
    }

    /// What an account has, in wei: on both.
    pub(crate) fn balance(&self, account: Address) -> U256 {
        let wei = self.state.accounts.get(&account).copied().unwrap_or_default().balance;
        assert_eq!(self.memory.balance(account), wei, "balance of {account}");
        wei
    }

    /// Gives an account coins that nobody sent by a call, as the end of a contract does.
    pub(crate) fn force(&mut self, account: Address, wei: U256) {
        let after = self.balance(account) + wei;
        self.memory.set_balance(account, after);
        self.state.accounts.entry(account).or_default().balance = after;
    }

    /// All wei there are on the EVM.
    pub(crate) fn total_wei(&self) -> U256 {
        self.state.accounts.values().map(|account| account.balance).sum()
    }

    fn header(&self) -> Header {
        Header {
            number: self.memory.block().number,
            timestamp: self.memory.time(),
            gas_limit: 1 << 40,
            base_fee_per_gas: Some(0),
            beneficiary: address::STAKING,
            ..Default::default()
        }
    }

    fn environment(&self) -> Environment {
        evm::environment(&ChainSpec::dev(), &self.header())
    }

    /// The end of a block, which settles what is due: its logs, the same on both.
    pub(crate) fn close(&mut self) -> Vec<Log> {
        let header = self.header();
        let mut evm = evm::evm(self.environment(), StateDatabase::new(&self.state, &self.codes));
        let (closing, changes) = closing::run(&mut evm, &header, None, 0).unwrap();
        drop(evm);
        self.apply(changes);
        let logs = closing.map(|closing| closing.receipt.logs).unwrap_or_default();
        assert_eq!(logs, self.memory.close_block(), "logs of the block's end");
        self.compare();
        logs
    }

    /// Whether the call succeeded; both hosts have agreed on everything.
    pub(crate) fn call(
        &mut self,
        who: u8,
        target: Address,
        value: U256,
        data: Vec<u8>,
    ) -> (bool, Bytes) {
        let (before, least) = intrinsic(&data);
        let (caller, nonce) = (party(who), self.nonces[usize::from(who)]);
        self.nonces[usize::from(who)] += 1;
        let mut evm = evm::evm(self.environment(), StateDatabase::new(&self.state, &self.codes));
        let fields = TxEnv {
            caller,
            nonce,
            kind: TxKind::Call(target),
            value,
            data: data.clone().into(),
            gas_limit: GAS,
            gas_price: 0,
            chain_id: Some(1337),
            ..Default::default()
        };
        let ResultAndState { result, state } = transaction::run(&mut evm, fields).unwrap();
        self.apply(state);
        let input = Input {
            caller,
            target,
            bytecode: target,
            value,
            data: &data,
            gas: GAS - before,
            is_static: false,
        };
        let twin = self.memory.transact(&input);
        let spent = before + twin.gas_used;
        let refund = u64::try_from(twin.gas_refunded).unwrap_or(0).min(spent / 5);
        let expected = (spent - refund).max(least);
        assert_eq!(result.tx_gas_used(), expected, "gas, {}: {data:02x?}", twin.gas_refunded);
        let status = match &result {
            ExecutionResult::Success { .. } => Status::Success,
            ExecutionResult::Revert { .. } => Status::Revert,
            ExecutionResult::Halt { .. } => Status::OutOfGas,
        };
        assert_eq!(status, twin.status, "{result:?}");
        assert_eq!(result.output().cloned().unwrap_or_default(), twin.bytes);
        self.logs = self.memory.take_logs();
        assert_eq!(result.logs(), self.logs);
        (status == Status::Success, twin.bytes)
    }

    fn apply(&mut self, state: revm::state::EvmState) {
        let mut overlay = cybermiles_execution::Overlay::default();
        overlay.commit(state, &self.state).unwrap();
        self.state.apply(&overlay.into_diff()).unwrap();
    }

    /// Every balance and slot of both worlds.
    pub(crate) fn compare(&self) {
        use cybermiles_primitives::StateReader;
        let (slots, balances) = self.memory.state();
        for ((account, slot), value) in &slots {
            let found = self.state.storage(account, slot).unwrap();
            assert_eq!(found, *value, "slot {slot} of {account}");
        }
        for (account, wei) in &balances {
            let found = self.state.account(account).unwrap().unwrap_or_default();
            assert_eq!(found.balance, *wei, "balance of {account}");
        }
        // Nothing on the EVM that is not in memory.
        for ((account, slot), value) in &self.state.slots {
            let found = self.memory.slot(*account, *slot);
            assert_eq!(found, *value, "slot {slot} of {account} in memory");
        }
        for (account, found) in &self.state.accounts {
            let wei = self.memory.balance(*account);
            assert_eq!(wei, found.balance, "balance of {account} in memory");
        }
    }
}
