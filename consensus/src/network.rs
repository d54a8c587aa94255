//! Encrypted, authenticated connections between validators, over whatever network the runtime has.

use std::{
    net::SocketAddr,
    num::{NonZeroU32, NonZeroUsize},
    time::Duration,
};

use commonware_consensus::{
    marshal::{self, standard::Standard},
    simplex,
};
use commonware_cryptography::{ChaCha20Poly1305, ed25519::PrivateKey, ed25519::PublicKey};
use commonware_p2p::{
    AddressableManager, Blocker, Receiver, Sender, authenticated::lookup, utils::mux::prefixed,
};
use commonware_runtime::{Network as RuntimeNetwork, Quota, Resolver};
use commonware_stream::{
    cups::{self, Cups},
    sake::{self, Sake},
};
use commonware_utils::{NZU32, NZUsize};
use cybermiles_primitives::committee::vote_namespace;

use crate::{
    block::{Block, BlockRules, Digest},
    engine::{MAILBOX, Network},
    gossip::MAX_MESSAGE_BYTES,
    runtime::Runtime,
    signer::Scheme,
};

/// Members a committee may have. Messages are bounded by what so many votes take.
pub const MAX_VALIDATORS: u32 = 256;

/// Validators connected with at one time: those of three epochs, which mostly are the same.
pub const MAX_PEERS: usize = 256;

/// A channel: its number, how many messages a second a peer may send on it, and how many at once.
/// What comes faster waits in the peer's connection. The library makes room beforehand for as many
/// at once from all peers, several times over, so that this is most of the memory consensus needs.
type ChannelRate = (u64, NonZeroU32, NonZeroU32);

const VOTES: ChannelRate = (0, NZU32!(256), NZU32!(32));
const CERTIFICATES: ChannelRate = (1, NZU32!(256), NZU32!(32));
const RESOLVER: ChannelRate = (2, NZU32!(256), NZU32!(64));
const BLOCKS: ChannelRate = (3, NZU32!(32), NZU32!(16));
const BACKFILL: ChannelRate = (4, NZU32!(64), NZU32!(64));
const TRANSACTIONS: ChannelRate = (5, NZU32!(64), NZU32!(64));

/// Peer sets kept: each names the validators of the epochs around its own as well.
const PEER_SETS: NonZeroUsize = NZUsize!(1);

/// How far two validators' clocks may be apart for them to connect.
const CLOCK_DIFFERENCE: Duration = Duration::from_secs(10);
/// How old the first message of a connection may be.
const HANDSHAKE_AGE: Duration = Duration::from_secs(10);
/// How long a peer that broke the protocol is kept out.
const BLOCK_DURATION: Duration = Duration::from_secs(3600);

/// How a validator is connected with the others.
#[derive(Clone, Debug)]
pub struct NetworkConfig {
    /// The address to listen on.
    pub listen: SocketAddr,
    /// Whether peers at private addresses are connected to.
    pub allow_private_ips: bool,
    /// Whether a peer may connect from another address than the one it is reached at.
    pub any_source_address: bool,
}

/// The largest message there is, in bytes.
pub fn max_message_bytes(rules: &BlockRules) -> u32 {
    commonware_p2p::max_message_size(&[
        prefixed(simplex::max_payload_size::<Scheme, Digest>(MAX_VALIDATORS)),
        marshal::max_payload_size::<Standard<Block>, Scheme>(MAX_VALIDATORS, rules),
        MAX_MESSAGE_BYTES,
    ])
}

/// Connects to the validators that consensus names, and accepts their connections.
pub fn connect<E>(
    context: E,
    config: &NetworkConfig,
    rules: &BlockRules,
    key: PrivateKey,
) -> Network<
    impl AddressableManager<PublicKey = PublicKey> + Sync,
    impl Blocker<PublicKey = PublicKey> + Sync,
    impl Sender<PublicKey = PublicKey>,
    impl Receiver<PublicKey = PublicKey>,
>
where
    E: Runtime + RuntimeNetwork + Resolver,
{
    let handshake = Cups::<_, ChaCha20Poly1305>::new(
        Sake {
            signer: key,
            synchrony_bound: CLOCK_DIFFERENCE,
            max_handshake_age: HANDSHAKE_AGE,
            version: sake::Version::V1,
        },
        cups::Version::V1,
    );
    // A node of another chain with the same id is refused by the handshake, before it could ask
    // for anything, or believe what it is told.
    let chain = vote_namespace(rules.spec.chain_id);
    let namespace = [chain.as_slice(), b"_P2P", rules.genesis.as_slice()].concat();
    let peers = NonZeroUsize::new(MAX_PEERS).unwrap_or(NonZeroUsize::MIN);
    let size = max_message_bytes(rules);
    let settings = if config.allow_private_ips {
        lookup::Config::local(handshake, &namespace, config.listen, peers, size, MAILBOX)
    } else {
        lookup::Config::recommended(handshake, &namespace, config.listen, peers, size, MAILBOX)
    };
    let settings = lookup::Config {
        allow_dns: false,
        bypass_ip_check: config.any_source_address,
        tracked_peer_sets: PEER_SETS,
        peer_connection_cooldown: Duration::from_secs(1),
        dial_frequency: Duration::from_millis(250),
        ping_frequency: Duration::from_secs(5),
        block_duration: BLOCK_DURATION,
        ..settings
    };
    let (mut network, oracle) = lookup::Network::new(context, settings);
    let mut channel = |(number, rate, at_once): ChannelRate| {
        network.register(number, Quota::per_second(rate).allow_burst(at_once))
    };
    let connected = Network {
        peers: oracle.clone(),
        blocker: oracle,
        votes: channel(VOTES),
        certificates: channel(CERTIFICATES),
        resolver: channel(RESOLVER),
        blocks: channel(BLOCKS),
        backfill: channel(BACKFILL),
        transactions: channel(TRANSACTIONS),
    };
    network.start();
    connected
}
