//! `cybermiles testnet`: a whole network on one machine, to try things out.

mod layout;
mod supervise;

use std::{net::IpAddr, num::NonZeroU8, path::PathBuf};

use clap::Args;

use crate::{cli::DEV_MNEMONIC, datadir::user_data, error::NodeError, telemetry};

use self::layout::Layout;

/// Options of `cybermiles testnet`.
#[derive(Clone, Debug, Args)]
pub(crate) struct TestnetOptions {
    /// How many validators; with 4, the network goes on while one of them is away
    #[arg(long, value_name = "COUNT", default_value = "4",
          value_parser = clap::value_parser!(u8).range(1..=19))]
    pub(crate) validators: u8,
    /// How many full nodes; wallets and applications talk to these
    #[arg(long, value_name = "COUNT", default_value = "1",
          value_parser = clap::value_parser!(u8).range(0..=19))]
    pub(crate) full_nodes: u8,
    /// Where the network is kept [default: cybermiles/testnet in your user data folder]
    #[arg(long, value_name = "FOLDER")]
    pub(crate) dir: Option<PathBuf>,
    /// Start all nodes, and stop them with Ctrl-C; otherwise it is printed how to start them
    #[arg(long)]
    pub(crate) start: bool,
    /// EIP-155 chain id. 1337 is what MetaMask's "Localhost 8545" expects, as for `cybermiles dev`
    #[arg(long, value_name = "ID", default_value_t = cybermiles_primitives::spec::DEV_CHAIN_ID)]
    pub(crate) chain_id: u64,
    /// Time between blocks, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 500,
          value_parser = clap::value_parser!(u64).range(50..=60_000))]
    pub(crate) block_time: u64,
    /// Blocks an epoch has: so often validators are elected
    #[arg(long, value_name = "BLOCKS", default_value_t = 120,
          value_parser = clap::value_parser!(u64).range(4..=1_000_000))]
    pub(crate) epoch_blocks: u64,
    /// An address for each node, the full nodes first, to spread the network over several
    /// machines; then --start is not for you
    #[arg(long, value_name = "IP,IP,…", value_delimiter = ',')]
    pub(crate) hosts: Vec<IpAddr>,
    /// JSON-RPC port of the first full node; all others have the ones after it
    #[arg(long, short = 'p', value_name = "PORT", default_value_t = 8545)]
    pub(crate) port: u16,
    /// Port on which the first validator listens for the others; they have the ones after it
    #[arg(long, value_name = "PORT", default_value_t = 26656)]
    pub(crate) p2p_port: u16,
    /// Port of the first full node's metrics; all others have the ones after it
    #[arg(long, value_name = "PORT", default_value_t = 9100)]
    pub(crate) metrics_port: u16,
    /// Prefunded accounts, of the mnemonic every tool knows
    #[arg(long, short = 'a', value_name = "COUNT", default_value = "10")]
    pub(crate) accounts: NonZeroU8,
    /// Balance of each of them, in CMT
    #[arg(long, value_name = "CMT", default_value_t = 10_000)]
    pub(crate) balance: u32,
}

/// `cybermiles testnet`.
pub(crate) fn run(options: &TestnetOptions) -> Result<(), NodeError> {
    telemetry::start_logs(Default::default(), false);
    let folder = match &options.dir {
        Some(folder) => folder.clone(),
        None => user_data("testnet")?,
    };
    let layout = Layout::open_or_write(&folder, options)?;
    print!("{}", layout.banner(DEV_MNEMONIC));
    if options.start {
        return supervise::run(&layout);
    }
    println!("\nStart each in a terminal of its own, or all with `--start`:");
    for node in layout.nodes() {
        println!("  cybermiles run --datadir {}", node.folder.display());
    }
    Ok(())
}
