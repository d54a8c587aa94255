//! The settings of `cybermiles run`: one TOML file, every key with a default.

use std::{
    collections::BTreeMap,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU64,
    path::{Path, PathBuf},
};

use alloy_primitives::B256;
use cybermiles_follow::UpstreamUrl;
use serde::Deserialize;

use crate::{
    cli::{NetworkOptions, ServiceOptions},
    error::NodeError,
};

/// Where validators listen for each other when nobody names another port.
const DEFAULT_LISTEN: (Ipv4Addr, u16) = (Ipv4Addr::UNSPECIFIED, 26656);

/// Port of JSON-RPC when nobody names another; what every Ethereum tool tries first.
const DEFAULT_PORT: u16 = 8545;

/// The settings file.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ConfigFile {
    rpc: RpcSection,
    storage: StorageSection,
    metrics: MetricsSection,
    network: NetworkSection,
    validator: ValidatorSection,
}

/// `[rpc]`: where JSON-RPC listens.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
struct RpcSection {
    host: Option<IpAddr>,
    port: Option<u16>,
}

/// `[storage]`: how much is kept.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
struct StorageSection {
    history_blocks: Option<NonZeroU64>,
    checkpoint_blocks: Option<NonZeroU64>,
    audit: Option<bool>,
}

/// `[metrics]`: where Prometheus reads.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
struct MetricsSection {
    address: Option<SocketAddr>,
}

/// `[network]`: where a full node takes its blocks from.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
struct NetworkSection {
    upstreams: Vec<String>,
    trusted_block: Option<B256>,
}

/// `[validator]`: with what a validator votes. Paths are relative to the data folder.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
struct ValidatorSection {
    keystore: Option<PathBuf>,
    password_file: Option<PathBuf>,
    listen: Option<SocketAddr>,
    allow_private_ips: bool,
    endpoints: BTreeMap<B256, SocketAddr>,
    reporter: Option<PathBuf>,
}

/// What a validator needs to vote.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ValidatorConfig {
    /// Its keys, encrypted.
    pub(crate) keystore: PathBuf,
    /// Where their password is; typed when there is no file.
    pub(crate) password_file: Option<PathBuf>,
    /// Where it listens for other validators.
    pub(crate) listen: SocketAddr,
    /// Whether it connects to validators at private addresses.
    pub(crate) allow_private_ips: bool,
    /// Where validators are reached, by consensus key, in place of what they declared.
    pub(crate) endpoints: BTreeMap<B256, SocketAddr>,
    /// Key of an account that pays for sending evidence.
    pub(crate) reporter: Option<PathBuf>,
}

/// The settings a node runs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// Where JSON-RPC listens.
    pub(crate) rpc: SocketAddr,
    /// How many blocks are kept; `None` keeps all.
    pub(crate) history_blocks: Option<NonZeroU64>,
    /// After how many blocks a checkpoint is written; `None` leaves it to the store.
    pub(crate) checkpoint_blocks: Option<NonZeroU64>,
    /// Where Prometheus reads, if anywhere.
    pub(crate) metrics: Option<SocketAddr>,
    /// Whether all balances are added up at the end of each epoch of a network.
    pub(crate) audit: bool,
    /// Where blocks are taken from.
    pub(crate) upstreams: Vec<UpstreamUrl>,
    /// The hash of a block that is believed in: a new node begins with a snapshot that leads to it.
    pub(crate) trusted_block: Option<B256>,
    /// With what it votes, if it does.
    pub(crate) validator: Option<ValidatorConfig>,
}

impl Config {
    /// What stands on the command line, then what stands in the file, then the defaults.
    pub(crate) fn new(options: &ServiceOptions, file: &ConfigFile) -> Self {
        let host = options.host.or(file.rpc.host).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let port = options.port.or(file.rpc.port).unwrap_or(DEFAULT_PORT);
        Self {
            rpc: SocketAddr::new(host, port),
            history_blocks: options.history_blocks.or(file.storage.history_blocks),
            checkpoint_blocks: file.storage.checkpoint_blocks,
            metrics: options.metrics.or(file.metrics.address),
            audit: file.storage.audit.unwrap_or(true),
            upstreams: Vec::new(),
            trusted_block: None,
            validator: None,
        }
    }

    /// Adds what a node of a network needs, from the same places. `folder` is the data folder.
    ///
    /// # Errors
    /// [`NodeError::Usage`] naming the upstream that is none.
    pub(crate) fn join(
        &mut self,
        options: &NetworkOptions,
        file: &ConfigFile,
        folder: &Path,
    ) -> Result<(), NodeError> {
        self.upstreams = match options.upstream.is_empty() {
            true => {
                let urls = file.network.upstreams.iter().map(|url| url.parse());
                urls.collect::<Result<_, _>>().map_err(NodeError::Usage)?
            }
            false => options.upstream.clone(),
        };
        self.trusted_block = options.trusted_block.or(file.network.trusted_block);
        let section = &file.validator;
        let written = |path: &Option<PathBuf>| path.as_ref().map(|path| folder.join(path));
        let keystore = options.keystore.clone().or_else(|| written(&section.keystore));
        self.validator = keystore.map(|keystore| ValidatorConfig {
            keystore,
            password_file: options
                .password_file
                .clone()
                .or_else(|| written(&section.password_file)),
            listen: options.listen.or(section.listen).unwrap_or(DEFAULT_LISTEN.into()),
            allow_private_ips: options.allow_private_ips || section.allow_private_ips,
            endpoints: section.endpoints.clone(),
            reporter: written(&section.reporter),
        });
        Ok(())
    }
}

/// Reads the settings file at `path`.
///
/// # Errors
/// [`NodeError::File`] with line, key and what was expected.
pub(crate) fn read(path: &Path) -> Result<ConfigFile, NodeError> {
    let text = std::fs::read_to_string(path).map_err(|err| NodeError::file(path, err))?;
    toml::from_str(&text).map_err(|err| NodeError::file(path, err))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options() -> ServiceOptions {
        ServiceOptions {
            port: None,
            host: None,
            metrics: None,
            history_blocks: None,
            log_format: Default::default(),
        }
    }

    #[test]
    fn the_command_line_wins_over_the_file_and_the_file_over_the_defaults() {
        let file: ConfigFile = toml::from_str(
            "[rpc]\nhost = \"127.0.0.2\"\nport = 9000\n[storage]\nhistory_blocks = 5",
        )
        .unwrap();
        let config = Config::new(&options(), &file);
        assert_eq!(config.rpc, "127.0.0.2:9000".parse().unwrap());
        assert_eq!(config.history_blocks, NonZeroU64::new(5));
        let config = Config::new(&ServiceOptions { port: Some(1), ..options() }, &file);
        assert_eq!(config.rpc.port(), 1);
        let config = Config::new(&options(), &ConfigFile::default());
        assert_eq!(config.rpc, "127.0.0.1:8545".parse().unwrap());
    }

    #[test]
    fn a_validators_files_lie_in_its_data_folder_unless_named_on_the_command_line() {
        let file: ConfigFile = toml::from_str(
            "[network]\nupstreams = [\"ws://a\"]\ntrusted_block = \
             \"0x0101010101010101010101010101010101010101010101010101010101010101\"\n\
             [storage]\ncheckpoint_blocks = 7\n[validator]\nkeystore = \"validator.json\"",
        )
        .unwrap();
        let mut config = Config::new(&options(), &file);
        config.join(&NetworkOptions::default(), &file, Path::new("/data")).unwrap();
        let validator = config.validator.clone().unwrap();
        assert_eq!(validator.keystore, Path::new("/data/validator.json"));
        assert_eq!(validator.listen, "0.0.0.0:26656".parse().unwrap());
        assert_eq!(config.upstreams, ["ws://a".parse().unwrap()]);
        assert_eq!(config.trusted_block, Some(B256::repeat_byte(1)));
        assert_eq!(config.checkpoint_blocks, NonZeroU64::new(7));
        let named = NetworkOptions {
            keystore: Some("mine.json".into()),
            upstream: vec!["ws://b".parse().unwrap()],
            trusted_block: Some(B256::repeat_byte(2)),
            ..Default::default()
        };
        config.join(&named, &file, Path::new("/data")).unwrap();
        assert_eq!(config.validator.unwrap().keystore, Path::new("mine.json"));
        assert_eq!(config.upstreams, ["ws://b".parse().unwrap()]);
        assert_eq!(config.trusted_block, Some(B256::repeat_byte(2)));
    }

    #[test]
    fn a_wrong_key_is_named_with_its_line() {
        let err = toml::from_str::<ConfigFile>("[rpc]\nprot = 1").unwrap_err().to_string();
        assert!(
            err.contains("line 2") && err.contains("`prot`") && err.contains("`port`"),
            "{err}"
        );
        let err = toml::from_str::<ConfigFile>("[rpc]\nport = 70000").unwrap_err().to_string();
        assert!(err.contains("line 2") && err.contains("70000"), "{err}");
    }
}
