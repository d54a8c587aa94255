//! What one load run sends, and the bounds it keeps to.

use std::time::Duration;

use clap::ValueEnum;
use serde::{Serialize, Serializer};

use super::LoadError;

/// Most transactions of one run: their request bodies are kept in memory, about 400 bytes each.
pub const MAX_COUNT: usize = 1_000_000;
/// Most senders of one run: each is funded by a transaction before the clock starts.
pub const MAX_SENDERS: usize = 20_000;
/// Most transactions in one request: what nodes take in a JSON batch.
pub const MAX_BATCH: usize = 1_000;
/// Most requests in flight: each has a connection of its own.
pub const MAX_IN_FLIGHT: usize = 256;
/// Longest run.
pub const MAX_SECONDS: usize = 3_600;

/// What the transactions do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Workload {
    /// Plain EIP-1559 transfers of one wei.
    Transfers,
    /// ERC-20 transfers of one unit.
    Erc20,
    /// A third plain transfers, a third ERC-20 transfers, a third orders offered in Escrow.
    Mixed,
    /// Plain transfers with 10 KB of data each.
    Bulk,
}

impl Workload {
    /// Whether it needs the token.
    pub const fn has_token(self) -> bool {
        matches!(self, Self::Erc20 | Self::Mixed)
    }
}

/// How requests travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ValueEnum)]
#[serde(rename_all = "lowercase")]
pub enum Transport {
    /// One keep-alive HTTP connection for each request in flight.
    Http,
    /// One WebSocket for each request in flight.
    Ws,
}

/// One run.
#[derive(Clone, Debug, Serialize)]
pub struct Plan {
    /// What the transactions do.
    pub workload: Workload,
    /// How requests travel.
    pub transport: Transport,
    /// Transactions to send.
    pub count: usize,
    /// Accounts that send them, in turn.
    pub senders: usize,
    /// Addresses that receive, in turn; each is new to the chain at first.
    pub recipients: usize,
    /// Transactions in one request.
    pub batch: usize,
    /// Requests in flight.
    pub in_flight: usize,
    /// Offered transactions per second; as fast as they are taken when `None`.
    pub rate: Option<f64>,
    /// `maxFeePerGas` of every transaction, in gwei.
    pub max_fee_gwei: u64,
    /// The run ends after this time, whatever is still missing.
    #[serde(rename = "timeout_seconds", serialize_with = "as_seconds")]
    pub timeout: Duration,
}

impl Plan {
    /// Checks every bound.
    ///
    /// # Errors
    /// [`LoadError::Option`] naming the first option outside its bounds.
    pub fn check(&self) -> Result<(), LoadError> {
        within("--count", self.count, MAX_COUNT)?;
        within("--senders", self.senders, MAX_SENDERS)?;
        within("--recipients", self.recipients, MAX_COUNT)?;
        within("--batch", self.batch, MAX_BATCH)?;
        within("--in-flight", self.in_flight, MAX_IN_FLIGHT)?;
        let seconds = usize::try_from(self.timeout.as_secs()).unwrap_or(usize::MAX);
        within("--timeout", seconds, MAX_SECONDS)?;
        if self.senders < self.in_flight {
            return Err(LoadError::Option {
                option: "--senders",
                found: self.senders.to_string(),
                expected: format!(
                    "at least --in-flight ({}): a sender's transactions go through one connection, \
                     so that they arrive in nonce order",
                    self.in_flight
                ),
            });
        }
        match self.rate {
            Some(rate) if !(rate > 0.0 && rate <= 1e6) => Err(LoadError::Option {
                option: "--rate",
                found: rate.to_string(),
                expected: "more than 0 and at most 1000000 transactions per second".into(),
            }),
            _ => Ok(()),
        }
    }
}

fn as_seconds<S: Serializer>(duration: &Duration, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.serialize_u64(duration.as_secs())
}

fn within(option: &'static str, value: usize, max: usize) -> Result<(), LoadError> {
    if (1..=max).contains(&value) {
        return Ok(());
    }
    Err(LoadError::Option {
        option,
        found: value.to_string(),
        expected: format!("between 1 and {max}"),
    })
}
