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
    bundle::Trust,
    chain::{Chain, ChainError, Facts, History},
    claims::tree,
    places::{Places, PlacesError},
    status::{Lists, Status, StatusError},
};

/// Questions to the chain at once; others wait.
const QUESTIONS: usize = 32;

/// What a site is made of.
#[derive(Debug)]
pub struct SiteOptions {
    /// The folder that `classify` wrote.
    pub lists: PathBuf,
    /// The network's file, which says what of a row lies elsewhere; `None`: the page says that it
    /// does not know.
    pub network_file: Option<PathBuf>,
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
    /// The network's file is not that of the lists.
    #[error(transparent)]
    Places(#[from] PlacesError),
    /// The network's file is another chain's.
    #[error(
        "{network}: it makes a block 0 with the hash {found}, and the chain at {rpc} began with \
         {expected}: this is not the file of this chain",
        network = network.display()
    )]
    Network {
        /// The file.
        network: PathBuf,
        /// The hash of the block 0 that it makes.
        found: B256,
        /// The node.
        rpc: String,
        /// The hash of the chain's block 0.
        expected: B256,
    },
    /// The chain does not answer.
    #[error(transparent)]
    Chain(#[from] ChainError),
    /// The lists were proven and the chain's balances were not, or the other way round.
    #[error(
        "{lists}: the balances are `{found}`, and the chain at {rpc} was made of balances that are \
         `{expected}`: these are not the lists of this chain",
        lists = lists.display(), found = found.name(), expected = expected.name()
    )]
    Trust {
        /// The folder.
        lists: PathBuf,
        /// In the lists.
        found: Trust,
        /// The node.
        rpc: String,
        /// On the chain.
        expected: Trust,
    },
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
    places: Option<Places>,
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
        if lists.trust() != facts.trust() {
            let (found, expected) = (lists.trust(), facts.trust());
            let (lists, rpc) = (options.lists, options.rpc);
            return Err(SiteError::Trust { lists, found, rpc, expected });
        }
        let places = places(&options, &lists, &chain).await?;
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
            "trust": facts.trust().name(),
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
            places,
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

    /// What becomes of an account's coins, and where they lie as far as that is known.
    pub(super) fn status(&self, address: Address) -> Status {
        let status = self.lists.status(address);
        match &self.places {
            Some(places) => places.place(status),
            None => status,
        }
    }

    /// Reads on in the chain's logs; whether nothing is left to read.
    pub(super) async fn read_on(&self) -> Result<bool, ChainError> {
        let head = self.chain.head().await?.number();
        self.history.lock().await.advance(&self.chain, head).await
    }
}

/// What the network's file says, once it is known to be the chain's: the genesis it makes has to be
/// the chain's block 0.
async fn places(
    options: &SiteOptions,
    lists: &Lists,
    chain: &Chain,
) -> Result<Option<Places>, SiteError> {
    let Some(network) = &options.network_file else { return Ok(None) };
    let places = Places::read(network, lists)?;
    let (found, expected) = (places.genesis_hash(), chain.genesis_hash().await?);
    if found != expected {
        let (network, rpc) = (network.clone(), options.rpc.clone());
        return Err(SiteError::Network { network, found, rpc, expected });
    }
    Ok(Some(places))
}
