//! The settings of `cybermiles run`: one TOML file, every key with a default.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    num::NonZeroU64,
    path::Path,
};

use serde::Deserialize;

use crate::{cli::ServiceOptions, error::NodeError};

/// Port of JSON-RPC when nobody names another; what every Ethereum tool tries first.
const DEFAULT_PORT: u16 = 8545;

/// The settings file.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
pub(crate) struct ConfigFile {
    rpc: RpcSection,
    storage: StorageSection,
    metrics: MetricsSection,
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
}

/// `[metrics]`: where Prometheus reads.
#[derive(Clone, Debug, Default, Deserialize, PartialEq, Eq)]
#[serde(default, deny_unknown_fields)]
struct MetricsSection {
    address: Option<SocketAddr>,
}

/// The settings a node runs with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Config {
    /// Where JSON-RPC listens.
    pub(crate) rpc: SocketAddr,
    /// How many blocks are kept; `None` keeps all.
    pub(crate) history_blocks: Option<NonZeroU64>,
    /// Where Prometheus reads, if anywhere.
    pub(crate) metrics: Option<SocketAddr>,
}

impl Config {
    /// What stands on the command line, then what stands in the file, then the defaults.
    pub(crate) fn new(options: &ServiceOptions, file: ConfigFile) -> Self {
        let host = options.host.or(file.rpc.host).unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let port = options.port.or(file.rpc.port).unwrap_or(DEFAULT_PORT);
        Self {
            rpc: SocketAddr::new(host, port),
            history_blocks: options.history_blocks.or(file.storage.history_blocks),
            metrics: options.metrics.or(file.metrics.address),
        }
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
        let config = Config::new(&options(), file.clone());
        assert_eq!(config.rpc, "127.0.0.2:9000".parse().unwrap());
        assert_eq!(config.history_blocks, NonZeroU64::new(5));
        let config = Config::new(&ServiceOptions { port: Some(1), ..options() }, file);
        assert_eq!(config.rpc.port(), 1);
        let config = Config::new(&options(), ConfigFile::default());
        assert_eq!(config.rpc, "127.0.0.1:8545".parse().unwrap());
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
