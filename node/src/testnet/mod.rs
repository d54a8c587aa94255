//! `cybermiles testnet`: a whole network on one machine, to try things out.

mod layout;
mod supervise;

use std::{net::IpAddr, num::NonZeroU8, path::PathBuf};

use clap::Args;
use cybermiles_evm_precompiles::governance::parameters::{self, Parameter};

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
    /// A parameter of Governance from the beginning on, such as governance.votingPeriod=60. May be
    /// given several times (names, units and bounds: `cybermiles gov parameters`)
    #[arg(long, value_name = "NAME=NUMBER", value_parser = parse_setting)]
    pub(crate) parameter: Vec<Setting>,
}

/// A parameter with its value.
pub(crate) type Setting = (Parameter, u128);

/// Reads `NAME=NUMBER`.
fn parse_setting(text: &str) -> Result<Setting, String> {
    let expected = "expected NAME=NUMBER, such as governance.votingPeriod=60";
    let (name, number) = text.split_once('=').ok_or(expected)?;
    let Some(parameter) = parameters::find(name) else {
        let names: Vec<_> = parameters::ALL.iter().map(|known| known.key).collect();
        return Err(format!(
            "there is no parameter `{name}`, expected one of {}",
            names.join(", ")
        ));
    };
    let value = number.parse().map_err(|_| format!("`{number}` is no number: {expected}"))?;
    if !parameter.allows(value) {
        let Parameter { min, max, .. } = parameter;
        return Err(format!("`{name}` is {value}, expected {min} to {max}"));
    }
    Ok((*parameter, value))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_read_and_refused_by_name() {
        let (parameter, value) = parse_setting("governance.votingPeriod=60").unwrap();
        assert_eq!((parameter.key, value), ("governance.votingPeriod", 60));
        for (bad, why) in [
            ("governance.votingPeriod", "NAME=NUMBER"),
            ("governance.votingperiod=60", "there is no parameter `governance.votingperiod`"),
            ("governance.votingPeriod=1m", "`1m` is no number"),
            ("governance.votingPeriod=9", "expected 10 to 2592000"),
        ] {
            assert!(parse_setting(bad).is_err_and(|error| error.contains(why)), "{bad}");
        }
    }
}
