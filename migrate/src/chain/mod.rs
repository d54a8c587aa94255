//! The new chain, asked over JSON-RPC: what its Migration contract says, and what it refuses.

mod paid;
mod refusal;
mod send;

use std::time::Duration;

use alloy_primitives::{Address, B256, Bytes, U64, U256};
use alloy_sol_types::{Eip712Domain, SolCall};
use cybermiles_evm_precompiles::{abi::IMigration, address::MIGRATION};
use jsonrpsee::{
    core::{
        DeserializeOwned,
        client::{ClientT, Error},
        params::ArrayParams,
    },
    http_client::{HttpClient, HttpClientBuilder},
};
use serde::Deserialize;
use serde_json::{Value, json};

pub use paid::{History, Payment};
pub use refusal::Refusal;
pub use send::Receipt;

use crate::{amount::Cmt, bundle::Trust};

/// How long one answer may take.
const TIMEOUT: Duration = Duration::from_secs(20);
/// The longest answer that is read, in bytes: one of logs, mostly.
const ANSWER_BYTES: u32 = 32 * 1024 * 1024;
/// Characters of what a node says that are shown.
const SAID_CHARS: usize = 1000;

/// Why the chain was of no help.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ChainError {
    /// It did not answer, or not as a node does.
    #[error("no answer from {url}: {reason}")]
    Unanswered {
        /// The node.
        url: String,
        /// What it, or the network, said.
        reason: String,
    },
    /// It answered with an error that is not the contract's.
    #[error("{url} says: {reason}")]
    Said {
        /// The node.
        url: String,
        /// What it said.
        reason: String,
    },
    /// Who sends cannot pay for it.
    #[error(
        "{account} has {} CMT, and the transaction may cost {} CMT: send it some, or have somebody \
         with CMT send the signed claim (--relayer)",
        Cmt(*have), Cmt(*need)
    )]
    Poor {
        /// Who sends.
        account: Address,
        /// What it has, in wei.
        have: U256,
        /// What the transaction may cost, in wei.
        need: U256,
    },
    /// It costs more than may be paid.
    #[error(
        "the transaction may cost {} CMT, and at most {} CMT may be paid for it: a node can say any \
         price. Ask another one, or raise --max-cost",
        Cmt(*need), Cmt(*most)
    )]
    Dear {
        /// What the transaction may cost, in wei.
        need: U256,
        /// What may be paid, in wei.
        most: U256,
    },
    /// The contract says no.
    #[error("{0}")]
    Refused(Refusal),
    /// The transaction is on its way, and in no block yet.
    #[error(
        "{0} is in no block after a minute. It may still get there: run the same command again, \
         which looks before it sends"
    )]
    Pending(B256),
    /// The transaction was in a block and did nothing.
    #[error(
        "{0} is in a block and was refused there: something changed after it was tried. Run the \
         same command again to see what"
    )]
    Failed(B256),
    /// The chain says of itself what cannot be.
    #[error("{url} says {found}; expected {expected}")]
    Strange {
        /// The node.
        url: String,
        /// What it says.
        found: String,
        /// What was expected of it.
        expected: String,
    },
}

/// A node of the new chain.
#[derive(Clone, Debug)]
pub struct Chain {
    url: String,
    client: HttpClient,
}

/// What holds for all claims of a chain.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The chain's id.
    pub chain_id: u64,
    /// Where the balances come from.
    pub snapshot: IMigration::Snapshot,
    /// What Merkle proofs lead to.
    pub claim_root: B256,
    /// The last second at which a claim is paid, since 1970.
    pub deadline: u64,
    /// What claims are signed under.
    pub domain: Eip712Domain,
}

impl Facts {
    /// What the balances rest on: a chain that pins no state root was made of unproven ones.
    pub fn trust(&self) -> Trust {
        if self.snapshot.stateRoot.is_zero() { Trust::Rpc } else { Trust::Proven }
    }
}

/// A block at the chain's end.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Head {
    /// The next one has none at some nodes.
    #[serde(default)]
    number: U64,
    timestamp: U64,
    base_fee_per_gas: Option<U256>,
}

impl Head {
    /// Its height.
    pub fn number(&self) -> u64 {
        self.number.to()
    }

    /// Its time, in seconds since 1970.
    pub fn time(&self) -> u64 {
        self.timestamp.to()
    }
}

/// What a node said, for a terminal: what would move its cursor or change its colours is written
/// out, and what is too long to read is cut.
fn plain(said: &str) -> String {
    // Marks that turn the direction of writing hide what follows them.
    let turns = |c| matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let mut text = String::new();
    for c in said.chars().take(SAID_CHARS) {
        if c.is_control() || turns(c) {
            text.extend(c.escape_default());
        } else {
            text.push(c);
        }
    }
    text
}

impl Chain {
    /// The node at `url`. Nothing is sent yet.
    ///
    /// # Errors
    /// [`ChainError::Unanswered`] when `url` is none.
    pub fn at(url: &str) -> Result<Self, ChainError> {
        let builder = HttpClientBuilder::new().request_timeout(TIMEOUT);
        let client = builder.max_response_size(ANSWER_BYTES).build(url).map_err(|err| {
            let reason = format!("{err}; expected a URL such as http://127.0.0.1:8545");
            ChainError::Unanswered { url: url.into(), reason }
        })?;
        Ok(Self { url: url.into(), client })
    }

    /// The result of a method; `params` is a JSON array.
    ///
    /// # Errors
    /// [`ChainError`] with what the node, the contract or the network said.
    pub async fn ask<R: DeserializeOwned>(
        &self,
        method: &str,
        params: &Value,
    ) -> Result<R, ChainError> {
        let mut list = ArrayParams::new();
        for one in params.as_array().into_iter().flatten() {
            list.insert(one).map_err(|err| self.unanswered(err.to_string()))?;
        }
        let answer: Result<Value, Error> = self.client.request(method, list).await;
        let value = answer.map_err(|err| self.error(&err))?;
        serde_json::from_value(value).map_err(|err| {
            self.unanswered(format!("what it says to {method} cannot be read: {err}"))
        })
    }

    fn unanswered(&self, reason: String) -> ChainError {
        ChainError::Unanswered { url: self.url.clone(), reason: plain(&reason) }
    }

    fn error(&self, err: &Error) -> ChainError {
        let Error::Call(said) = err else { return self.unanswered(err.to_string()) };
        let data = said.data().and_then(|data| serde_json::from_str::<Bytes>(data.get()).ok());
        match data.and_then(|data| Refusal::decode(&data)) {
            Some(refusal) => ChainError::Refused(refusal),
            None => ChainError::Said { url: self.url.clone(), reason: plain(said.message()) },
        }
    }

    /// What a view of the Migration contract says at the head.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn view<C: SolCall>(&self, call: &C) -> Result<C::Return, ChainError> {
        let data = Bytes::from(call.abi_encode());
        let call = json!([{ "to": MIGRATION, "data": data }, "latest"]);
        let answer: Bytes = self.ask("eth_call", &call).await?;
        C::abi_decode_returns(&answer).map_err(|err| {
            let what =
                "the Migration contract's answer cannot be read; is this a CyberMiles chain?";
            self.unanswered(format!("{what} ({err})"))
        })
    }

    /// Tries a call to the Migration contract without sending it.
    ///
    /// # Errors
    /// [`ChainError::Refused`] with what the contract would say.
    pub async fn simulate(&self, from: Address, data: &Bytes) -> Result<(), ChainError> {
        let call = json!([{ "from": from, "to": MIGRATION, "data": data }, "latest"]);
        self.ask::<Bytes>("eth_call", &call).await.map(drop)
    }

    /// The row of an account.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn row(&self, account: Address) -> Result<IMigration::Row, ChainError> {
        self.view(&IMigration::rowCall { account }).await
    }

    /// The nonce a claimant's next claim is signed with.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn nonce(&self, claimant: Address) -> Result<U256, ChainError> {
        self.view(&IMigration::noncesCall { claimant }).await
    }

    /// What an account has at the head, in wei.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn balance(&self, account: Address) -> Result<U256, ChainError> {
        self.ask("eth_getBalance", &json!([account, "latest"])).await
    }

    /// The newest block.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn head(&self) -> Result<Head, ChainError> {
        self.ask("eth_getBlockByNumber", &json!(["latest", false])).await
    }

    /// The hash of block 0.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn genesis_hash(&self) -> Result<B256, ChainError> {
        #[derive(Deserialize)]
        struct Hashed {
            hash: B256,
        }
        let block: Hashed = self.ask("eth_getBlockByNumber", &json!(["0x0", false])).await?;
        Ok(block.hash)
    }

    /// What time it is for the next block, in seconds since 1970. A chain that makes blocks when
    /// there is something to put into them may have made its newest long ago.
    ///
    /// # Errors
    /// [`ChainError`].
    pub async fn time(&self) -> Result<u64, ChainError> {
        let next = json!(["pending", false]);
        match self.ask::<Option<Head>>("eth_getBlockByNumber", &next).await? {
            Some(next) => Ok(next.time()),
            None => Ok(self.head().await?.time()),
        }
    }

    /// What holds for all claims.
    ///
    /// # Errors
    /// [`ChainError`]; [`ChainError::Strange`] when the contract would have claims signed for
    /// another chain or contract.
    pub async fn facts(&self) -> Result<Facts, ChainError> {
        let chain_id: U64 = self.ask("eth_chainId", &json!([])).await?;
        let snapshot = self.view(&IMigration::snapshotCall {}).await?;
        let claim_root = self.view(&IMigration::claimRootCall {}).await?;
        let deadline = self.view(&IMigration::deadlineCall {}).await?;
        if snapshot.token.is_zero() || deadline.is_zero() {
            return Err(ChainError::Refused(Refusal::no_migration()));
        }
        let told = self.view(&IMigration::eip712DomainCall {}).await?;
        if told.chainId != U256::from(chain_id) || told.verifyingContract != MIGRATION {
            let found =
                format!("claims are for chain {} and {}", told.chainId, told.verifyingContract);
            let expected = format!("chain {chain_id} and {MIGRATION}");
            return Err(ChainError::Strange { url: self.url.clone(), found, expected });
        }
        let (name, version) = (told.name.into(), told.version.into());
        let domain = Eip712Domain::new(
            Some(name),
            Some(version),
            Some(told.chainId),
            Some(told.verifyingContract),
            None,
        );
        // The contract keeps it in 40 bits.
        let deadline = deadline.saturating_to::<u64>().min((1 << 40) - 1);
        Ok(Facts { chain_id: chain_id.to(), snapshot, claim_root, deadline, domain })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_cannot_write_over_the_terminal() {
        let said = plain("no\r\x1b[2K\u{9b}31mClaimed\n\u{202e}가");
        assert_eq!(said, r"no\r\u{1b}[2K\u{9b}31mClaimed\n\u{202e}가");
        assert_eq!(plain(&"x".repeat(5000)).len(), 1000);
    }
}
