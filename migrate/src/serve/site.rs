//! What is served: the lists, held against the chain they are for.

use std::{collections::BTreeMap, path::PathBuf};

use alloy_primitives::{Address, B256};
use cybermiles_proofs::merkle::Tree;
use serde_json::{Value, json};
use tokio::sync::{Mutex, Semaphore};

use super::{
    limits::Limit,
    relay::{Relay, RelayOptions},
};
use crate::{
    chain::{Chain, ChainError, Facts, History},
    claims::tree,
    status::{Lists, StatusError},
};

/// Questions to the chain at once; others wait.
const QUESTIONS: usize = 32;

/// What a site is made of.
#[derive(Debug)]
pub struct SiteOptions {
    /// The folder that `classify` wrote.
    pub lists: PathBuf,
    /// The chain's node, as this server reaches it.
    pub rpc: String,
    /// The same, as holders' wallets reach it.
    pub wallet_rpc: String,
    /// How wallets call the network.
    pub network: String,
    /// Questions of one visitor a minute; zero for no limit.
    pub visitor_per_minute: u32,
    /// Who sends signed claims; `None`: their claimants do.
    pub relay: Option<RelayOptions>,
}

/// Why there is no site.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SiteError {
    /// The lists cannot be read.
    #[error(transparent)]
    Lists(#[from] StatusError),
    /// The chain does not answer.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The lists are another chain's.
    #[error(
        "{lists}: {what} is {found}, and the chain at {rpc} was made with {expected}: these are not \
         the lists of this chain",
        lists = lists.display()
    )]
    Other {
        /// The folder.
        lists: PathBuf,
        /// What differs.
        what: &'static str,
        /// In the lists.
        found: B256,
        /// The node.
        rpc: String,
        /// On the chain.
        expected: B256,
    },
}

/// What is served.
#[derive(Debug)]
pub struct Site {
    pub(super) lists: Lists,
    pub(super) tree: Option<Tree>,
    pub(super) by_claimant: BTreeMap<Address, Vec<Address>>,
    pub(super) chain: Chain,
    pub(super) facts: Facts,
    pub(super) history: Mutex<History>,
    pub(super) relay: Option<Relay>,
    pub(super) visitors: Limit<std::net::IpAddr>,
    pub(super) questions: Semaphore,
    pub(super) config: Value,
}

impl Site {
    /// Reads the lists and holds them against the chain.
    ///
    /// # Errors
    /// [`SiteError`].
    pub async fn open(options: SiteOptions) -> Result<Self, SiteError> {
        let lists = Lists::read(&options.lists)?;
        let chain = Chain::at(&options.rpc)?;
        let facts = chain.facts().await?;
        let tree = tree(lists.claims());
        let root = tree.as_ref().map(Tree::root).unwrap_or_default();
        for (what, found, expected) in [
            ("the snapshot's block hash", lists.block_hash(), facts.snapshot.blockHash),
            ("the root of the claims", root, facts.claim_root),
        ] {
            if found != expected {
                let (lists, rpc) = (options.lists, options.rpc);
                return Err(SiteError::Other { lists, what, found, rpc, expected });
            }
        }
        let mut by_claimant: BTreeMap<Address, Vec<Address>> = BTreeMap::new();
        for claim in lists.claims() {
            if let Some(claimant) = claim.claimant {
                by_claimant.entry(claimant).or_default().push(claim.address);
            }
        }
        let relay = options.relay.map(|relay| Relay::new(relay, facts.chain_id));
        let snapshot = &facts.snapshot;
        let config = json!({
            "chainId": facts.chain_id,
            "network": options.network,
            "rpc": options.wallet_rpc,
            "token": snapshot.token,
            "block": snapshot.blockNumber.to_string(),
            "blockHash": snapshot.blockHash,
            "stateRoot": snapshot.stateRoot,
            "claimRoot": facts.claim_root,
            "supply": lists.supply().to_string(),
            "deadline": facts.deadline,
            "domain": {
                "name": facts.domain.name,
                "version": facts.domain.version,
                "chainId": facts.chain_id,
                "verifyingContract": facts.domain.verifying_contract,
            },
            "relay": relay.as_ref().map(|relay| json!({ "fee": relay.fee().to_string() })),
            "version": env!("CARGO_PKG_VERSION"),
        });
        Ok(Self {
            lists,
            tree,
            by_claimant,
            chain,
            facts,
            history: Mutex::default(),
            relay,
            visitors: Limit::new(options.visitor_per_minute),
            questions: Semaphore::new(QUESTIONS),
            config,
        })
    }

    /// Reads on in the chain's logs; whether nothing is left to read.
    pub(super) async fn read_on(&self) -> Result<bool, ChainError> {
        let head = self.chain.head().await?.number();
        self.history.lock().await.advance(&self.chain, head).await
    }
}
