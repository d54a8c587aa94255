//! Blocks of trades, step by step, and what each step costs.

use std::{error::Error, sync::Arc};

use alloy_consensus::{Header, Signed, TxEnvelope, TxLegacy, transaction::Recovered};
use alloy_primitives::{Address, B256, Bytes, Signature, TxKind, U256};
use cybermiles_execution::{BlockOutcome, CodeCache, execute_block};
use cybermiles_primitives::{ChainSpec, RecoveredTransaction, spec::GWEI};
use serde::Serialize;

use super::{
    Contender, State,
    contender::{DEPLOYER, Trade},
};
use crate::micro::{cpu, fixture};

/// Unix time of the first block: a day in 2026.
const NOW: u64 = 1_790_000_000;
const PRICE: u128 = 10u128.pow(18);
const DEPOSIT: u128 = 10u128.pow(17);
const CODE_CACHE_BYTES: usize = 1 << 20;

/// What one step costs, each.
#[derive(Clone, Copy, Debug, Default, Serialize)]
pub struct Step {
    /// Gas of the transaction, refunds taken off.
    pub gas: u64,
    /// µs of CPU in `execute_block`: the whole transaction but for the recovery of its sender.
    pub cpu_us: f64,
}

/// What a contender costs.
#[derive(Clone, Debug, Serialize)]
pub struct Figures {
    /// Who.
    pub contender: &'static str,
    /// The seller offers.
    pub offer: Step,
    /// The buyer accepts.
    pub accept: Step,
    /// The buyer completes.
    pub complete: Step,
    /// All three.
    pub sum: Step,
}

/// Who trades with whom.
struct Fair {
    trades: usize,
    marketplace: Address,
}

impl Fair {
    fn trade(&self, index: usize, round: u64) -> Trade {
        let salt = round * self.trades as u64 + index as u64;
        Trade {
            buyer: fixture::account(2 * index),
            seller: fixture::account(2 * index + 1),
            price: PRICE,
            deposit: DEPOSIT,
            marketplace: self.marketplace,
            salt,
            now: NOW,
        }
    }
}

/// Runs `trades` trades through `contender`, twice: first so that everybody has traded before, as
/// people have, then measured. Each measured block is executed `repeats` times on the same state,
/// and the fastest counts: noise only ever adds.
///
/// # Errors
/// When a block does not execute, or a step does not succeed.
pub fn measure(
    contender: &Contender,
    marketplace: Address,
    trades: usize,
    repeats: usize,
) -> Result<Figures, Box<dyn Error>> {
    let fair = Fair { trades, marketplace };
    let mut course = Course::new(contender, &fair);
    if let Some(code) = contender.creation() {
        course.block(vec![transaction(DEPLOYER, 0, 0, TxKind::Create, code)], 1)?;
    }
    course.round(&fair, 0, 1)?;
    let [offer, accept, complete] = course.round(&fair, 1, repeats)?;
    let steps = [offer, accept, complete];
    let gas = steps.iter().map(|step| step.gas).sum();
    let cpu_us = steps.iter().map(|step| step.cpu_us).sum();
    let sum = Step { gas, cpu_us };
    Ok(Figures { contender: contender.name, offer, accept, complete, sum })
}

/// What a plain transfer costs in the same blocks: no step of a trade can cost less.
///
/// # Errors
/// When a block does not execute.
pub fn floor(contender: &Contender, trades: usize, repeats: usize) -> Result<Step, Box<dyn Error>> {
    let fair = Fair { trades, marketplace: Address::ZERO };
    let mut course = Course::new(contender, &fair);
    let transfers = (0..trades).map(|index| {
        let trade = fair.trade(index, 0);
        transaction(trade.buyer, 0, 1, TxKind::Call(trade.seller), Vec::new())
    });
    let transfers = transfers.collect();
    Ok(course.block(transfers, repeats)?.0)
}

struct Course<'a> {
    contender: &'a Contender,
    state: State,
    codes: CodeCache,
    block: u64,
}

impl<'a> Course<'a> {
    fn new(contender: &'a Contender, fair: &Fair) -> Self {
        let mut state = State::default();
        for native in cybermiles_primitives::native::ALL {
            state.deploy(native, cybermiles_primitives::native::CODE_MARKER);
        }
        state.fund(DEPLOYER, U256::from(10u128.pow(24)));
        for index in 0..2 * fair.trades {
            state.fund(fixture::account(index), U256::from(10u128.pow(24)));
        }
        if !fair.marketplace.is_zero() {
            state.fund(fair.marketplace, U256::from(1));
        }
        Self { contender, state, codes: CodeCache::new(CODE_CACHE_BYTES), block: 0 }
    }

    fn round(
        &mut self,
        fair: &Fair,
        round: u64,
        repeats: usize,
    ) -> Result<[Step; 3], Box<dyn Error>> {
        let trades: Vec<_> = (0..fair.trades).map(|index| fair.trade(index, round)).collect();
        let nonce = |step: u64| round * step;
        let contender = self.contender;
        let to = TxKind::Call(contender.address);
        let offers = trades.iter().map(|trade| {
            let data = (contender.offer)(trade);
            transaction(trade.seller, nonce(1), trade.deposit, to, data)
        });
        let offers = offers.collect();
        let (offer, outcome) = self.block(offers, repeats)?;
        let ids: Vec<B256> = outcome
            .receipts
            .iter()
            .filter_map(|receipt| receipt.logs.first()?.data.topics().get(1).copied())
            .collect();
        let both = || trades.iter().zip(&ids);
        let accepts = both().map(|(trade, id)| {
            let data = (contender.accept)(trade, *id);
            transaction(trade.buyer, nonce(2), trade.price + trade.deposit, to, data)
        });
        let accepts = accepts.collect();
        let (accept, _) = self.block(accepts, repeats)?;
        let completes = both().map(|(trade, id)| {
            let data = (contender.complete)(trade, *id);
            transaction(trade.buyer, nonce(2) + 1, 0, to, data)
        });
        let completes = completes.collect();
        let (complete, _) = self.block(completes, repeats)?;
        Ok([offer, accept, complete])
    }

    /// Executes one block `repeats` times and keeps it.
    fn block(
        &mut self,
        transactions: Vec<Arc<RecoveredTransaction>>,
        repeats: usize,
    ) -> Result<(Step, BlockOutcome), Box<dyn Error>> {
        self.block += 1;
        let header = Header { timestamp: NOW + self.block, ..fixture::header(self.block) };
        let spec = ChainSpec::dev();
        let (mut fastest, mut last) = (u64::MAX, None);
        for _ in 0..repeats {
            let start = cpu::nanoseconds();
            let outcome = execute_block(&spec, &header, &transactions, &self.state, &self.codes)?;
            fastest = fastest.min(cpu::nanoseconds() - start);
            last = Some(outcome);
        }
        let outcome = last.ok_or("not one repeat")?;
        if let Some(index) = outcome.receipts.iter().position(|receipt| !receipt.success) {
            let name = self.contender.name;
            return Err(format!("{name}: transaction {index} of a block failed").into());
        }
        self.state.apply(&outcome.diff);
        let count = transactions.len() as u64;
        let cpu_us = fastest as f64 / 1e3 / count as f64;
        Ok((Step { gas: outcome.gas_used / count, cpu_us }, outcome))
    }
}

fn transaction(
    from: Address,
    nonce: u64,
    value: u128,
    to: TxKind,
    data: Vec<u8>,
) -> Arc<RecoveredTransaction> {
    let transaction = TxLegacy {
        chain_id: None,
        nonce,
        gas_price: u128::from(2 * GWEI),
        gas_limit: 10_000_000,
        to,
        value: U256::from(value),
        input: data.into(),
    };
    // Nobody's signature: senders are not recovered in execution.
    let signature = Signature::new(U256::ONE, U256::ONE, false);
    let hash = B256::ZERO;
    let signed = TxEnvelope::Legacy(Signed::new_unchecked(transaction, signature, hash));
    let transaction = Recovered::new_unchecked(signed, from);
    Arc::new(RecoveredTransaction { hash, encoded: Bytes::new(), transaction })
}
