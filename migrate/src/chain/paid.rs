//! Who was paid, and where to: the Migration contract's logs.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use alloy_sol_types::SolEvent;
use cybermiles_evm_precompiles::{abi::IMigration, address::MIGRATION};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Chain, ChainError};
use crate::amount::wei;

/// Blocks of one question: as many as a node of ours answers for.
const WINDOW: u64 = 100_000;

/// A row that was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Payment {
    /// Whose row.
    pub account: Address,
    /// Who claimed it.
    pub claimant: Address,
    /// Who was paid.
    pub recipient: Address,
    /// What the row had, in wei.
    #[serde(with = "wei")]
    pub amount: U256,
    /// What who sent it kept of that, in wei.
    #[serde(with = "wei")]
    pub fee: U256,
    /// The transaction.
    pub transaction: B256,
    /// Its block.
    pub block: u64,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Log {
    topics: Vec<B256>,
    data: Bytes,
    transaction_hash: B256,
    block_number: U64,
}

/// What the logs say up to a block; a step further with each [`History::advance`].
#[derive(Clone, Debug, Default)]
pub struct History {
    next: u64,
    payments: BTreeMap<Address, Payment>,
    named: BTreeMap<Address, Address>,
}

impl History {
    /// How a row was paid, as far as is known.
    pub fn payment(&self, account: Address) -> Option<&Payment> {
        self.payments.get(&account)
    }

    /// Who was named later to claim which row: claimants by account.
    pub fn named(&self) -> &BTreeMap<Address, Address> {
        &self.named
    }

    /// Reads on to `head`, at most one window; whether it is there.
    ///
    /// # Errors
    /// [`ChainError`]; what was read before stays.
    pub async fn advance(&mut self, chain: &Chain, head: u64) -> Result<bool, ChainError> {
        if self.next > head {
            return Ok(true);
        }
        let to = head.min(self.next.saturating_add(WINDOW.saturating_sub(1)));
        let events =
            [IMigration::Claimed::SIGNATURE_HASH, IMigration::ClaimantNamed::SIGNATURE_HASH];
        let filter = json!([{
            "address": MIGRATION,
            "topics": [events],
            "fromBlock": U64::from(self.next),
            "toBlock": U64::from(to),
        }]);
        for log in chain.ask::<Vec<Log>>("eth_getLogs", &filter).await? {
            self.take(&log);
        }
        self.next = to.saturating_add(1);
        Ok(to == head)
    }

    fn take(&mut self, log: &Log) {
        let topics = || log.topics.iter().copied();
        if let Ok(named) = IMigration::ClaimantNamed::decode_raw_log(topics(), &log.data) {
            self.named.insert(named.account, named.claimant);
        }
        let Ok(paid) = IMigration::Claimed::decode_raw_log(topics(), &log.data) else { return };
        let payment = Payment {
            account: paid.account,
            claimant: paid.claimant,
            recipient: paid.recipient,
            amount: paid.amount,
            fee: paid.fee,
            transaction: log.transaction_hash,
            block: log.block_number.to(),
        };
        self.payments.insert(payment.account, payment);
    }
}

impl Chain {
    /// How a row was paid; `None` if no log says so.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn payment(&self, account: Address) -> Result<Option<Payment>, ChainError> {
        let head = self.head().await?.number();
        let mut history = History::default();
        loop {
            let is_there = history.advance(self, head).await?;
            let payment = history.payment(account).copied();
            if is_there || payment.is_some() {
                return Ok(payment);
            }
        }
    }
}
