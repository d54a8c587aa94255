//! What may stand on the command line, and the help that teaches it.

use std::{net::IpAddr, num::NonZeroU64, path::PathBuf};

use alloy_primitives::B256;
use clap::{Args, Parser, Subcommand, ValueEnum};
use cybermiles_follow::UpstreamUrl;

use crate::{
    keys::KeysCommand,
    status::StatusOptions,
    testnet::TestnetOptions,
    wallet::{gov::GovCommand, stake::StakeCommand, validator::ValidatorCommand},
};

/// The mnemonic every development tool knows. Its keys are public: never send real coins to them.
pub(crate) const DEV_MNEMONIC: &str = "test test test test test test test test test test test junk";

/// An EVM-compatible blockchain for e-commerce.
#[derive(Debug, Parser)]
#[command(
    name = "cybermiles",
    version,
    about,
    args_conflicts_with_subcommands = true,
    after_help = "Examples:\n  \
        cybermiles                               a development chain on http://127.0.0.1:8545\n  \
        cybermiles dev --port 9000 --block-time 2\n  \
        cybermiles genesis --config network.toml --out genesis.json\n  \
        cybermiles init --genesis genesis.json --datadir ./node1\n  \
        cybermiles run --datadir ./node1\n  \
        cybermiles run --datadir ./node1 --upstream ws://203.0.113.5:8545\n  \
        cybermiles run --datadir ./node1 --upstream ws://203.0.113.5:8545 --trusted-block 0x…\n  \
        cybermiles testnet --validators 4 --start\n  \
        cybermiles status --rpc http://127.0.0.1:8545\n  \
        cybermiles db verify --datadir ./node1\n\n\
        Exit codes: 0 stopped in order, 1 something failed (the message says what), 2 wrong usage."
)]
pub(crate) struct Cli {
    #[command(subcommand)]
    pub(crate) command: Option<Command>,
    #[command(flatten)]
    pub(crate) dev: DevOptions,
}

/// What the binary can be asked to do.
#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Run a development chain: prefunded accounts, a block for each transaction (the default)
    Dev(DevOptions),
    /// Make a data folder from a genesis file
    Init(InitOptions),
    /// Run the chain of a data folder made with `init`: as a validator, or as a full node
    Run(RunOptions),
    /// Make the genesis file of a network from one TOML file, every total checked
    Genesis(GenesisOptions),
    /// Write, and start, a whole network on this machine
    Testnet(TestnetOptions),
    /// Say whether a node is healthy, and why not (exit code 1)
    Status(StatusOptions),
    /// Make, show and move the keys a validator votes with
    #[command(subcommand)]
    Keys(KeysCommand),
    /// Declare and manage a validator
    #[command(subcommand)]
    Validator(ValidatorCommand),
    /// Delegate CMT to validators
    #[command(subcommand)]
    Stake(StakeCommand),
    /// Propose and vote
    #[command(subcommand)]
    Gov(GovCommand),
    /// Look after a data folder
    #[command(subcommand)]
    Db(DbCommand),
}

/// What can be done with a data folder at rest.
#[derive(Debug, Subcommand)]
pub(crate) enum DbCommand {
    /// Read everything, recompute every checksum and the state root from scratch, change nothing
    Verify(VerifyOptions),
}

/// How log lines are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum LogFormat {
    /// For people
    #[default]
    Text,
    /// One JSON object a line, for machines
    Json,
}

/// Options of every command that serves JSON-RPC.
#[derive(Clone, Debug, Args)]
pub(crate) struct ServiceOptions {
    /// Port for JSON-RPC over HTTP and WebSocket; 0 takes a free one
    #[arg(long, short = 'p', value_name = "PORT")]
    pub(crate) port: Option<u16>,
    /// Address to listen on. Only this machine can connect unless you change it
    #[arg(long, value_name = "IP")]
    pub(crate) host: Option<IpAddr>,
    /// Serve Prometheus metrics at http://IP:PORT/metrics
    #[arg(long, value_name = "IP:PORT")]
    pub(crate) metrics: Option<std::net::SocketAddr>,
    /// Keep this many blocks and the state at each of them; older ones are deleted [default: all]
    #[arg(long, value_name = "BLOCKS")]
    pub(crate) history_blocks: Option<NonZeroU64>,
    /// How log lines are written (what is logged: environment variable RUST_LOG)
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub(crate) log_format: LogFormat,
}

/// Options of `cybermiles dev`.
#[derive(Clone, Debug, Args)]
pub(crate) struct DevOptions {
    #[command(flatten)]
    pub(crate) service: ServiceOptions,
    /// EIP-155 chain id. 1337 is what MetaMask's "Localhost 8545" expects
    #[arg(long, value_name = "ID", default_value_t = cybermiles_primitives::spec::DEV_CHAIN_ID)]
    pub(crate) chain_id: u64,
    /// How many prefunded accounts to derive from the mnemonic
    #[arg(long, short = 'a', value_name = "COUNT", default_value_t = 10,
          value_parser = clap::value_parser!(u32).range(0..=10_000))]
    pub(crate) accounts: u32,
    /// Balance of each prefunded account, in CMT
    #[arg(long, value_name = "CMT", default_value_t = 10_000)]
    pub(crate) balance: u64,
    /// BIP-39 phrase of the prefunded accounts (m/44'/60'/0'/0/n)
    #[arg(long, short = 'm', value_name = "PHRASE", default_value = DEV_MNEMONIC)]
    pub(crate) mnemonic: String,
    /// Seal a block every so many seconds, even an empty one, instead of one for each transaction
    #[arg(long, short = 'b', value_name = "SECONDS", value_parser = parse_seconds)]
    pub(crate) block_time: Option<u64>,
    /// Gas limit of a block
    #[arg(long, value_name = "GAS", default_value_t = cybermiles_primitives::ChainSpec::dev().gas_limit)]
    pub(crate) gas_limit: u64,
    /// Print nothing but errors
    #[arg(long)]
    pub(crate) silent: bool,
    /// Where the chain is kept [default: cybermiles/dev in your user data folder]
    #[arg(long, value_name = "FOLDER", conflicts_with = "ephemeral")]
    pub(crate) datadir: Option<PathBuf>,
    /// Keep nothing: a temporary folder, deleted at the end
    #[arg(long)]
    pub(crate) ephemeral: bool,
}

/// Options of `cybermiles init`.
#[derive(Clone, Debug, Args)]
pub(crate) struct InitOptions {
    /// Genesis file, in geth's JSON format
    #[arg(long, value_name = "FILE")]
    pub(crate) genesis: PathBuf,
    /// Folder to make; it must be empty or absent
    #[arg(long, value_name = "FOLDER")]
    pub(crate) datadir: PathBuf,
}

/// Options of `cybermiles genesis`.
#[derive(Clone, Debug, Args)]
pub(crate) struct GenesisOptions {
    /// The network: chain, parameters, allocations, validators
    #[arg(long, value_name = "FILE")]
    pub(crate) config: PathBuf,
    /// Genesis file to write
    #[arg(long, value_name = "FILE", default_value = "genesis.json")]
    pub(crate) out: PathBuf,
}

/// Options of a node that is not alone.
#[derive(Clone, Debug, Default, Args)]
#[command(next_help_heading = "Networks")]
pub(crate) struct NetworkOptions {
    /// Follow this node: ws://HOST:PORT or http://HOST:PORT. May be given several times; the next
    /// one is used when one fails. Its blocks are checked, so it need not be trusted
    #[arg(long, value_name = "URL")]
    pub(crate) upstream: Vec<UpstreamUrl>,
    /// Begin with an upstream's state instead of executing every block. HASH is that of a recent
    /// block, from a node you trust (`cybermiles status --rpc URL`); what the upstreams send is
    /// proven against it. Only looked at while the folder holds no blocks
    #[arg(long, value_name = "HASH")]
    pub(crate) trusted_block: Option<B256>,
    /// Vote as the validator with the keys of this keystore (see `cybermiles keys`)
    #[arg(long, value_name = "FILE")]
    pub(crate) keystore: Option<PathBuf>,
    /// The keystore's password is the first line of this file; otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    pub(crate) password_file: Option<PathBuf>,
    /// Where other validators connect to [default: 0.0.0.0:26656]
    #[arg(long, value_name = "IP:PORT")]
    pub(crate) listen: Option<std::net::SocketAddr>,
    /// Connect to validators at private addresses too: for a network on one machine
    #[arg(long)]
    pub(crate) allow_private_ips: bool,
}

/// Options of `cybermiles run`.
#[derive(Clone, Debug, Args)]
pub(crate) struct RunOptions {
    #[command(flatten)]
    pub(crate) service: ServiceOptions,
    #[command(flatten)]
    pub(crate) network: NetworkOptions,
    /// Do not add up all balances at the end of each epoch
    #[arg(long)]
    pub(crate) no_audit: bool,
    /// End when the process that started this one ends
    #[arg(long, hide = true)]
    pub(crate) end_with_parent: bool,
    /// Folder made with `cybermiles init`
    #[arg(long, value_name = "FOLDER")]
    pub(crate) datadir: PathBuf,
    /// Settings file; what stands on the command line wins [default: FOLDER/cybermiles.toml]
    #[arg(long, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,
}

/// Options of `cybermiles db verify`.
#[derive(Clone, Debug, Args)]
pub(crate) struct VerifyOptions {
    /// Folder to verify; no node may be running on it
    #[arg(long, value_name = "FOLDER")]
    pub(crate) datadir: PathBuf,
}

/// Reads seconds, with a fraction if wanted, as milliseconds.
fn parse_seconds(text: &str) -> Result<u64, String> {
    let expected = "expected seconds from 0.01 to 3600, such as 2 or 0.5";
    let seconds: f64 = text.parse().map_err(|_| expected.to_owned())?;
    if !(0.01..=3600.0).contains(&seconds) {
        return Err(expected.to_owned());
    }
    Ok((seconds * 1000.0).round() as u64)
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_consistent() {
        Cli::command().debug_assert();
    }

    #[test]
    fn block_time_takes_fractions_and_refuses_the_rest_by_name() {
        assert_eq!(parse_seconds("2"), Ok(2000));
        assert_eq!(parse_seconds("0.5"), Ok(500));
        for bad in ["0", "-1", "nan", "inf", "1h", "4000", ""] {
            assert!(parse_seconds(bad).is_err_and(|e| e.contains("0.01 to 3600")), "{bad}");
        }
    }
}
