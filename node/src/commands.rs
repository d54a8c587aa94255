//! What each command does, from its options to the chain that runs.

use std::{fmt::Write as _, num::NonZeroU64, time::Duration};

use alloy_signer_local::PrivateKeySigner;
use cybermiles_chain::{ChainOptions, Sealing};
use cybermiles_consensus::{Seed, ValidatorKeys};
use cybermiles_primitives::{ChainSpec, Genesis};
use cybermiles_storage::{Store, StoreOptions};

use crate::{
    accounts,
    cli::{DevOptions, GenesisOptions, InitOptions, RunOptions, VerifyOptions},
    clock::wall_clock,
    config::{self, Config, ConfigFile},
    datadir::{DataDir, read_genesis_file},
    descriptors,
    duty::{Calling, Seat},
    error::NodeError,
    evidence,
    node::{self, Plan},
    password, telemetry,
};

/// `cybermiles dev`: a chain with prefunded accounts that seals by itself.
pub(crate) fn dev(options: &DevOptions) -> Result<(), NodeError> {
    telemetry::start_logs(options.service.log_format, options.silent);
    descriptors::raise();
    let signers = accounts::derive(&options.mnemonic, options.accounts)?;
    let wanted = dev_genesis(options, &signers)?;
    // Held until the end: a temporary folder goes when its guard does.
    let temporary = match options.ephemeral {
        true => Some(tempfile::tempdir().map_err(|e| NodeError::file(std::env::temp_dir(), e))?),
        false => None,
    };
    let datadir = match (&temporary, &options.datadir) {
        (Some(folder), _) => DataDir::new(folder.path()),
        (None, Some(folder)) => DataDir::new(folder),
        (None, None) => DataDir::default_dev()?,
    };
    let genesis = datadir.open_or_create(wanted)?;
    let sealing = match options.block_time {
        Some(milliseconds) => Sealing::Every(Duration::from_millis(milliseconds)),
        None => Sealing::Instant,
    };
    let banner = if options.silent { String::new() } else { accounts_banner(options, &signers) };
    let config = Config::new(&options.service, &ConfigFile::default());
    let chain = ChainOptions { sealing, ..ChainOptions::dev(wall_clock()) };
    let (calling, silent) = (Calling::Alone, options.silent);
    node::run(Plan { genesis, datadir, config, chain, calling, banner, silent })
}

/// `cybermiles genesis`: reads the network's file, writes the genesis file, prints the totals.
pub(crate) fn genesis(options: &GenesisOptions) -> Result<(), NodeError> {
    let made = cybermiles_genesis::make(&options.config)?;
    cybermiles_genesis::write(&options.out, &made.genesis)?;
    print!("{}", made.totals);
    println!("Block 0: {}", cybermiles_genesis::block_hash(&made.genesis));
    println!("Written: {}", options.out.display());
    println!(
        "Make a node's folder with: cybermiles init --genesis {} --datadir FOLDER",
        options.out.display()
    );
    Ok(())
}

/// `cybermiles init`: a data folder from a genesis file.
pub(crate) fn init(options: &InitOptions) -> Result<(), NodeError> {
    let genesis = read_genesis_file(&options.genesis)?;
    let datadir = DataDir::new(&options.datadir);
    let occupied = std::fs::read_dir(datadir.root()).is_ok_and(|mut files| files.next().is_some());
    if occupied && datadir.read_genesis()?.as_ref() != Some(&genesis) {
        return Err(NodeError::Usage(format!(
            "{} is not empty: name a new folder with --datadir, or empty this one",
            datadir.root().display()
        )));
    }
    datadir.write_genesis(&genesis)?;
    let store = Store::open(&datadir.db(), &genesis, StoreOptions::recommended())?;
    let head = store.head();
    // Without a checkpoint: block 0 is in the log, and the first start makes the state of the genesis
    // it reads anyway.
    drop(store);
    println!("Chain {} begins with block {}", genesis.spec.chain_id, head.hash);
    println!("State root {}", head.header.state_root);
    println!("Start it with: cybermiles run --datadir {}", datadir.root().display());
    Ok(())
}

/// `cybermiles run`: the chain of a data folder.
pub(crate) fn run(options: &RunOptions) -> Result<(), NodeError> {
    telemetry::start_logs(options.service.log_format, false);
    descriptors::raise();
    if options.end_with_parent {
        node::end_with_parent();
    }
    let datadir = DataDir::new(&options.datadir);
    let genesis = existing_chain(&datadir)?;
    let file = match &options.config {
        Some(path) => config::read(path)?,
        None if datadir.config().exists() => config::read(&datadir.config())?,
        None => ConfigFile::default(),
    };
    let mut config = Config::new(&options.service, &file);
    config.join(&options.network, &file, datadir.root())?;
    let calling = calling(&genesis, &config, &datadir)?;
    let sealing = match (&calling, NonZeroU64::new(genesis.spec.block_time_ms)) {
        (Calling::Full(_) | Calling::Validator(..), _) => Sealing::Manual,
        (Calling::Alone, Some(millis)) => Sealing::Every(Duration::from_millis(millis.get())),
        (Calling::Alone, None) => Sealing::Instant,
    };
    let audit_epochs = genesis.spec.is_network() && config.audit && !options.no_audit;
    let recommended = ChainOptions::recommended(wall_clock());
    // The other half is for the others to check the block; and a leader is waited for half a second
    // beyond the block time, however long that is.
    let half = Duration::from_millis(genesis.spec.block_time_ms) / 2;
    let half = half.min(Duration::from_millis(250));
    let building_time = genesis.spec.is_network().then_some(half).filter(|half| !half.is_zero());
    let chain = ChainOptions { sealing, building_time, audit_epochs, ..recommended };
    let banner = String::new();
    node::run(Plan { genesis, datadir, config, chain, calling, banner, silent: false })
}

/// What the settings make of a node of this chain.
///
/// # Errors
/// [`NodeError::Usage`] when they do not fit the chain, others when the keystore does not open.
fn calling(genesis: &Genesis, config: &Config, datadir: &DataDir) -> Result<Calling, NodeError> {
    let upstreams = config.upstreams.clone();
    match (&config.validator, genesis.spec.is_network()) {
        (None, false) if upstreams.is_empty() => Ok(Calling::Alone),
        (_, false) => Err(NodeError::Usage(
            "this chain has no validators (its genesis file names no `epochBlocks`): this node \
             makes all its blocks, and takes neither --upstream nor --keystore"
                .into(),
        )),
        (None, true) if upstreams.is_empty() => Err(NodeError::Usage(
            "this chain is a network: name a node to follow with --upstream ws://HOST:PORT, or \
             the keys to vote with with --keystore FILE"
                .into(),
        )),
        (None, true) => Ok(Calling::Full(upstreams)),
        (Some(validator), true) => {
            let what = validator.keystore.display().to_string();
            let password = password::ask(validator.password_file.as_deref(), &what)?;
            let keys = ValidatorKeys::derive(&Seed::load(&validator.keystore, &password)?)?;
            let folder = datadir.consensus();
            let mut own =
                cybermiles_consensus::Config::new(folder, validator.listen, keys, &genesis.spec);
            own.allow_private_ips = validator.allow_private_ips;
            own.engine.endpoints = validator.endpoints.clone();
            let reporter = validator.reporter.as_deref().map(evidence::reporter).transpose()?;
            let seat = Seat { config: own, reporter, datadir: datadir.clone() };
            Ok(Calling::Validator(Box::new(seat), upstreams))
        }
    }
}

/// `cybermiles db verify`: every byte read, every root recomputed.
pub(crate) fn verify(options: &VerifyOptions) -> Result<(), NodeError> {
    telemetry::start_logs(Default::default(), false);
    let datadir = DataDir::new(&options.datadir);
    let genesis = existing_chain(&datadir)?;
    let report = Store::verify(&datadir.db(), &genesis)?;
    println!(
        "Blocks {} to {}: all records whole\nState: {} accounts, {} slots\nState root {}: \
         recomputed from scratch and equal to the header's",
        report.oldest, report.head, report.accounts, report.slots, report.root
    );
    Ok(())
}

fn existing_chain(datadir: &DataDir) -> Result<Genesis, NodeError> {
    datadir.read_genesis()?.ok_or_else(|| {
        NodeError::Usage(format!(
            "{folder} holds no chain (no genesis.json): make one with \
             `cybermiles init --genesis FILE --datadir {folder}`",
            folder = datadir.root().display()
        ))
    })
}

/// The first block of a development chain. The block time is left out of it, so that a chain can
/// be started again with another one.
fn dev_genesis(options: &DevOptions, signers: &[PrivateKeySigner]) -> Result<Genesis, NodeError> {
    let spec =
        ChainSpec { chain_id: options.chain_id, gas_limit: options.gas_limit, ..ChainSpec::dev() };
    let mut genesis = Genesis::new(spec, accounts::balances(signers, options.balance));
    if let Some(first) = signers.first() {
        // Nobody votes on a development chain: its first account says whom to trust.
        genesis.set_identity_governor(first.address());
    }
    // Through the file's format, so that the options meet the same checks as a genesis file.
    Ok(Genesis::from_json(&genesis.to_json().to_string())?)
}

/// The prefunded accounts and their keys, which are public: this is a development chain.
fn accounts_banner(options: &DevOptions, signers: &[PrivateKeySigner]) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "\nAccounts, {} CMT each at the start", options.balance);
    for (index, signer) in signers.iter().enumerate() {
        let _ = writeln!(text, "({index}) {}", signer.address());
    }
    let _ = writeln!(text, "\nPrivate keys (known to everybody: for development only)");
    for (index, signer) in signers.iter().enumerate() {
        let _ = writeln!(text, "({index}) {}", signer.to_bytes());
    }
    let _ = writeln!(text, "\nMnemonic    {}", options.mnemonic);
    let _ = writeln!(text, "Path        m/44'/60'/0'/0/");
    text
}
