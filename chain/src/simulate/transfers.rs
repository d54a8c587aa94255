//! Transfers of CMT as if it were a token, for `traceTransfers`.

use alloy_primitives::{Address, B256, Log, LogData, U256, address, b256};
use revm::{
    Inspector,
    interpreter::{CallInputs, CallOutcome, CallValue, CreateInputs, CreateOutcome},
};

/// The address such logs come from (execution-apis, `eth_simulateV1`).
const NATIVE: Address = address!("0xeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeeee");
/// `Transfer(address,address,uint256)`.
const TRANSFER: B256 = b256!("0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef");

/// Collects a transaction's logs in order, with one more for each transfer of CMT.
#[derive(Debug, Default)]
pub(super) struct Transfers {
    logs: Vec<Log>,
    /// How many logs there were when each open frame began: those of a frame that fails go.
    frames: Vec<usize>,
}

impl Transfers {
    pub(super) fn take(&mut self) -> Vec<Log> {
        self.frames.clear();
        std::mem::take(&mut self.logs)
    }

    fn transfer(&mut self, from: Address, to: Address, value: U256) {
        if value.is_zero() {
            return;
        }
        let topics = vec![TRANSFER, from.into_word(), to.into_word()];
        let data = value.to_be_bytes::<32>().into();
        self.logs.push(Log { address: NATIVE, data: LogData::new_unchecked(topics, data) });
    }

    fn end(&mut self, ok: bool) {
        let began = self.frames.pop().unwrap_or_default();
        if !ok {
            self.logs.truncate(began);
        }
    }
}

impl<C> Inspector<C> for Transfers {
    fn log(&mut self, _: &mut C, log: Log) {
        self.logs.push(log);
    }

    fn call(&mut self, _: &mut C, inputs: &mut CallInputs) -> Option<CallOutcome> {
        self.frames.push(self.logs.len());
        if let CallValue::Transfer(value) = inputs.value {
            self.transfer(inputs.caller, inputs.target_address, value);
        }
        None
    }

    fn call_end(&mut self, _: &mut C, _: &CallInputs, outcome: &mut CallOutcome) {
        self.end(outcome.result.result.is_ok());
    }

    fn create(&mut self, _: &mut C, _: &mut CreateInputs) -> Option<CreateOutcome> {
        self.frames.push(self.logs.len());
        None
    }

    fn create_end(&mut self, _: &mut C, inputs: &CreateInputs, outcome: &mut CreateOutcome) {
        // The address is known only now; the transfer came before what the contract logged.
        if let (Some(address), Some(began)) = (outcome.address, self.frames.last().copied()) {
            let inner = self.logs.split_off(began.min(self.logs.len()));
            self.transfer(inputs.caller(), address, inputs.value());
            self.logs.extend(inner);
        }
        self.end(outcome.result.result.is_ok());
    }

    fn selfdestruct(&mut self, contract: Address, target: Address, value: U256) {
        self.transfer(contract, target, value);
    }
}
