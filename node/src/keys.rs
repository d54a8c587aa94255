//! `cybermiles keys`: make, show and move the keys a validator votes with.
//!
//! A key is moved together with the record of what it signed: without it, the validator could
//! sign against itself on the new machine, and would lose stake for it.

use std::path::PathBuf;

use alloy_primitives::Address;
use clap::{Args, Subcommand};
use cybermiles_consensus::{
    Seed, VOTES_FILE, ValidatorKeys, backup,
    keystore::{self, Cost},
};
use cybermiles_primitives::committee::consensus_address;

use crate::{datadir::DataDir, error::NodeError, password};

/// What can be done with a validator's keys.
#[derive(Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Make new keys and keep them encrypted in a file
    New(KeystoreOptions),
    /// Show the public keys; those only the seed tells, with the password
    Show(KeystoreOptions),
    /// Show the public keys and the proofs that an operator has them, for a genesis file's
    /// [[validators]]
    Prove(ProveOptions),
    /// Write keys and the record of what they signed to one file, to move them to another machine
    Export(ExportOptions),
    /// Take keys and their record from such a file
    Import(ImportOptions),
}

/// A keystore and its password.
#[derive(Clone, Debug, Args)]
pub(crate) struct KeystoreOptions {
    /// The keystore
    #[arg(long, value_name = "FILE", default_value = "validator.json")]
    keystore: PathBuf,
    /// The password is the first line of this file; otherwise it is asked for
    #[arg(long, value_name = "FILE")]
    password_file: Option<PathBuf>,
}

/// Options of `cybermiles keys prove`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ProveOptions {
    #[command(flatten)]
    keystore: KeystoreOptions,
    /// The account that will manage the validator
    #[arg(long, value_name = "ADDRESS")]
    operator: Address,
    /// EIP-155 chain id of the network: the proofs are for it alone
    #[arg(long, value_name = "ID")]
    chain_id: u64,
}

/// Options of `cybermiles keys export`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ExportOptions {
    /// Data folder of the validator; its node must not be running
    #[arg(long, value_name = "FOLDER")]
    datadir: PathBuf,
    /// The keystore [default: FOLDER/validator.json]
    #[arg(long, value_name = "FILE")]
    keystore: Option<PathBuf>,
    /// File to write; it must not exist
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
}

/// Options of `cybermiles keys import`.
#[derive(Clone, Debug, Args)]
pub(crate) struct ImportOptions {
    /// File written by `cybermiles keys export`
    #[arg(long, value_name = "FILE")]
    file: PathBuf,
    /// Data folder of the validator on this machine
    #[arg(long, value_name = "FOLDER")]
    datadir: PathBuf,
}

/// `cybermiles keys`.
pub(crate) fn run(command: &KeysCommand) -> Result<(), NodeError> {
    match command {
        KeysCommand::New(options) => new(options),
        KeysCommand::Show(options) => show(options),
        KeysCommand::Prove(options) => prove(options),
        KeysCommand::Export(options) => export(options),
        KeysCommand::Import(options) => import(options),
    }
}

fn new(options: &KeystoreOptions) -> Result<(), NodeError> {
    let path = &options.keystore;
    let what = path.display().to_string();
    if path.exists() {
        let reason = "it exists, and a key is never overwritten: name another file";
        return Err(NodeError::file(path, reason));
    }
    let password = password::choose(options.password_file.as_deref(), &what)?;
    let seed = Seed::generate()?;
    seed.store(path, &password, Cost::STANDARD)?;
    print_keys(&ValidatorKeys::derive(&seed)?);
    println!(
        "\nKept in {what}. Without this file and its password the validator is lost: keep a copy \
         of both apart from this machine, and never run two nodes with it."
    );
    Ok(())
}

fn show(options: &KeystoreOptions) -> Result<(), NodeError> {
    if options.password_file.is_none() {
        let key = keystore::consensus_key(&options.keystore)?;
        println!("Consensus key      {key}\nConsensus address  {}", consensus_address(&key));
        println!("The randomness key is told with --password-file FILE");
        return Ok(());
    }
    let password = password::ask(options.password_file.as_deref(), "the keystore")?;
    print_keys(&ValidatorKeys::derive(&Seed::load(&options.keystore, &password)?)?);
    Ok(())
}

fn prove(options: &ProveOptions) -> Result<(), NodeError> {
    let KeystoreOptions { keystore, password_file } = &options.keystore;
    let password = password::ask(password_file.as_deref(), &keystore.display().to_string())?;
    let keys = ValidatorKeys::derive(&Seed::load(keystore, &password)?)?;
    let (consensus, randao) = keys.prove_possession(options.chain_id, options.operator);
    println!("operator = \"{}\"", options.operator);
    println!("consensus_key = \"{}\"", keys.consensus_key());
    println!("consensus_proof = \"{consensus}\"");
    println!("randao_key = \"{}\"", keys.randao_key());
    println!("randao_proof = \"{randao}\"");
    Ok(())
}

fn print_keys(keys: &ValidatorKeys) {
    println!("Consensus key      {}", keys.consensus_key());
    println!("Consensus address  {}", keys.consensus_address());
    println!("Randomness key     {}", keys.randao_key());
}

fn export(options: &ExportOptions) -> Result<(), NodeError> {
    let datadir = DataDir::new(&options.datadir);
    let keystore = options.keystore.clone().unwrap_or_else(|| datadir.keystore());
    let key = keystore::consensus_key(&keystore)?;
    backup::export(&keystore, &signed_votes(&datadir)?, &options.out)?;
    println!(
        "Wrote the keys {key} and what they signed to {out}.\nDo not start this validator here \
         again: what it signs from now on is not in that file. On the other machine:\n  cybermiles \
         keys import --file {out} --datadir FOLDER",
        out = options.out.display()
    );
    Ok(())
}

fn import(options: &ImportOptions) -> Result<(), NodeError> {
    let datadir = DataDir::new(&options.datadir);
    let votes = signed_votes(&datadir)?;
    backup::import(&options.file, &datadir.keystore(), &votes)?;
    let found = keystore::consensus_key(&datadir.keystore())?;
    println!("Keys {found} are in {}", datadir.keystore().display());
    Ok(())
}

/// Where the record of signed votes is; its folder is there when this returns.
fn signed_votes(datadir: &DataDir) -> Result<PathBuf, NodeError> {
    let folder = datadir.consensus();
    std::fs::create_dir_all(&folder).map_err(|e| NodeError::file(&folder, e))?;
    Ok(folder.join(VOTES_FILE))
}

#[cfg(test)]
mod tests {
    use cybermiles_consensus::votes_file::VotesFile;

    use super::*;

    #[test]
    fn keys_are_moved_with_what_they_signed_while_their_node_does_not_run() {
        let folder = tempfile::tempdir().unwrap();
        let (old, new) = (folder.path().join("old"), folder.path().join("new"));
        std::fs::create_dir_all(&old).unwrap();
        let seed = Seed::generate().unwrap();
        seed.store(&old.join("validator.json"), "horse", Cost::LIGHT).unwrap();
        let key = ValidatorKeys::derive(&seed).unwrap().consensus_key();
        let record = signed_votes(&DataDir::new(&old)).unwrap();
        let held = VotesFile::open(&record, &key).unwrap();
        let out = folder.path().join("moved.json");
        let options = ExportOptions { datadir: old, keystore: None, out: out.clone() };
        let error = export(&options).unwrap_err().to_string();
        assert!(error.contains("in use"), "the node still runs: {error}");
        drop(held);
        export(&options).unwrap();
        assert!(export(&options).is_err(), "never overwritten");

        let options = ImportOptions { file: out, datadir: new.clone() };
        import(&options).unwrap();
        let moved = Seed::load(&new.join("validator.json"), "horse").unwrap();
        assert_eq!(moved.as_bytes(), seed.as_bytes());
        assert!(import(&options).unwrap_err().to_string().contains("exists"));
    }
}
