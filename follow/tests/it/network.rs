//! A network without an engine: one maker of blocks, whose votes a test can forge.

use std::{
    net::SocketAddr,
    path::Path,
    sync::Arc,
    time::{Duration, Instant},
};

use alloy_consensus::{SignableTransaction, TxEip1559, TxEnvelope};
use alloy_eips::eip2718::Encodable2718;
use alloy_primitives::{Address, B256, Bytes, TxKind, U256, keccak256};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use blst::min_pk::SecretKey;
use cybermiles_chain::{Chain, ChainOptions, Proposal};
use cybermiles_evm_precompiles::staking::committee;
use cybermiles_follow::{CheckVotes, FollowOptions, FollowerHandle, start};
use cybermiles_primitives::{
    ChainSpec, Committee, ExecutedBlock, Genesis, Seat, Turn,
    committee::RandaoKey,
    native::STAKING,
    seal::{RANDOMNESS_DOMAIN, randomness_message},
};
use cybermiles_rpc::{ServerHandle, ServerOptions, StandingSource, serve};
use cybermiles_storage::{Store, StoreOptions};
use tempfile::TempDir;

/// Short, so that a test crosses several.
pub(crate) const EPOCH_BLOCKS: u64 = 8;
/// The name of a store in a folder of its own.
pub(crate) const STORE: &str = "db";
const NOW_MS: u64 = 1_700_000_000_000;
/// How long a condition may take before the test gives up; far beyond what it needs.
const PATIENCE: Duration = Duration::from_secs(60);

fn randao_key(seat: u8) -> SecretKey {
    SecretKey::key_gen(&[seat; 32], &[]).unwrap()
}

/// An account with plenty.
pub(crate) fn wallet() -> PrivateKeySigner {
    PrivateKeySigner::from_bytes(&B256::repeat_byte(0x11)).unwrap()
}

/// A genesis of four validators; `id` tells networks apart.
pub(crate) fn genesis(id: u64) -> Genesis {
    let spec = ChainSpec {
        chain_id: id,
        epoch_blocks: EPOCH_BLOCKS,
        block_time_ms: 500,
        ..ChainSpec::dev()
    };
    let mut genesis =
        Genesis::new(spec, [(wallet().address(), U256::from(10).pow(U256::from(24)))]);
    let seat = |n: u8| Seat {
        validator: Address::repeat_byte(n),
        consensus_key: B256::repeat_byte(n),
        randao_key: RandaoKey::from(randao_key(n).sk_to_pk().compress()),
        weight: n.into(),
        endpoint: None,
    };
    let seats: Vec<_> = (1..=4).map(seat).collect();
    let account = genesis.alloc.get_mut(&STAKING).unwrap();
    for epoch in [0, 1] {
        let committee = Committee::new(epoch, B256::with_last_byte(1), seats.clone());
        let slots = committee::slots(&committee).into_iter();
        let slots = slots.map(|(slot, word)| (B256::from(slot), B256::from(word)));
        account.storage.get_or_insert_default().extend(slots);
    }
    genesis
}

/// What stands for a committee's votes here.
pub(crate) fn votes(epoch: u64, hash: B256) -> Bytes {
    keccak256([b"votes".as_slice(), &epoch.to_be_bytes(), hash.as_slice()].concat()).0.into()
}

pub(crate) fn check() -> CheckVotes {
    Arc::new(|committee, hash, found| match *votes(committee.epoch, hash) == *found {
        true => Ok(()),
        false => Err("forged".into()),
    })
}

/// A node's chain and its folder.
pub(crate) struct Node {
    folder: TempDir,
    pub(crate) chain: Arc<Chain>,
}

impl Node {
    pub(crate) fn new(genesis: &Genesis) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let chain = Self::open(genesis, folder.path());
        Self { folder, chain }
    }

    /// A node with the store that stands in `folder` under [`STORE`].
    pub(crate) fn with_store(genesis: &Genesis, folder: TempDir) -> Self {
        let chain = Self::open(genesis, &folder.path().join(STORE));
        Self { folder, chain }
    }

    fn open(genesis: &Genesis, folder: &Path) -> Arc<Chain> {
        let store = Store::open(folder, genesis, StoreOptions::test()).unwrap();
        let options = ChainOptions::test(Arc::new(|| NOW_MS / 1000));
        Chain::open(genesis.clone(), store, options).unwrap()
    }

    /// Stops the chain and opens its folder again.
    pub(crate) fn restart(self, genesis: &Genesis) -> Self {
        let Self { folder, chain } = self;
        chain.store().clone().close().unwrap();
        drop(chain);
        let chain = Self::open(genesis, folder.path());
        Self { folder, chain }
    }

    /// Makes the next block final, by the leader of its view, with these votes for it.
    pub(crate) fn extend(&self, certificate: impl Fn(u64, B256) -> Bytes) -> Arc<ExecutedBlock> {
        let (spec, head) = (self.chain.spec(), self.chain.head());
        let number = head.number() + 1;
        let epoch = spec.epoch_of(number);
        let is_first = spec.epoch_of(head.number()) != epoch;
        let before = Turn::decode(&head.header.extra_data).filter(|_| !is_first);
        let parent_view = before.map_or(0, |turn| turn.view);
        let committee = self.chain.committee(epoch).unwrap().expect("elected");
        let proposer = committee.seats[committee.leader(parent_view + 1)].consensus_key;
        let message = randomness_message(spec.chain_id, number, head.header.mix_hash);
        let randomness = randao_key(proposer[0]).sign(&message, RANDOMNESS_DOMAIN, &[]);
        let proposal = Proposal {
            view: parent_view + 1,
            parent_view,
            proposer,
            randomness: randomness.compress().into(),
            now_ms: NOW_MS,
        };
        let block = self.chain.propose(head.hash, &proposal).unwrap();
        self.chain.finalize(&block, certificate(epoch, block.hash())).unwrap()
    }

    /// Makes so many blocks final, each with its votes.
    pub(crate) fn grow(&self, blocks: u64) {
        for _ in 0..blocks {
            self.extend(votes);
        }
    }

    /// Serves JSON-RPC on a free port of this machine.
    pub(crate) async fn serve(&self) -> Served {
        self.serve_as(StandingSource::default()).await
    }

    pub(crate) async fn serve_as(&self, standing: StandingSource) -> Served {
        let address = ([127, 0, 0, 1], 0).into();
        let options = ServerOptions { address, standing, ..Default::default() };
        Served(serve(self.chain.clone(), options).await.unwrap())
    }

    /// Follows these upstreams, impatiently.
    pub(crate) fn follow(&self, upstreams: &[String]) -> FollowerHandle {
        self.follow_with(upstreams, |_| {})
    }

    pub(crate) fn follow_with(
        &self,
        upstreams: &[String],
        set: impl FnOnce(&mut FollowOptions),
    ) -> FollowerHandle {
        let urls = upstreams.iter().map(|url| url.parse().unwrap()).collect();
        let mut options = FollowOptions::new(urls, check(), Duration::from_millis(500));
        options.retry = Duration::from_millis(50);
        options.forward_again = Duration::from_millis(200);
        set(&mut options);
        start(self.chain.clone(), options).unwrap()
    }
}

/// A running server.
pub(crate) struct Served(pub(crate) ServerHandle);

impl Served {
    pub(crate) fn address(&self) -> SocketAddr {
        self.0.local_addr()
    }

    pub(crate) fn ws(&self) -> String {
        format!("ws://{}", self.address())
    }

    pub(crate) fn http(&self) -> String {
        format!("http://{}", self.address())
    }
}

/// A payment of 1 wei by the wallet.
pub(crate) fn payment(chain_id: u64, nonce: u64) -> Bytes {
    let transaction = TxEip1559 {
        chain_id,
        nonce,
        gas_limit: 21_000,
        max_fee_per_gas: 10_000_000_000,
        max_priority_fee_per_gas: 1_000_000_000,
        to: TxKind::Call(Address::repeat_byte(0xbb)),
        value: U256::ONE,
        ..Default::default()
    };
    let signature = wallet().sign_hash_sync(&transaction.signature_hash()).unwrap();
    TxEnvelope::from(transaction.into_signed(signature)).encoded_2718().into()
}

/// Waits until `condition` holds.
pub(crate) async fn until(what: &str, mut condition: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !condition() {
        assert!(begun.elapsed() < PATIENCE, "did not happen: {what}");
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}
