//! Ethereum's TransactionTests: bytes, and whether they are a transaction.
//!
//! This chain has one set of rules, so each file is compared under the newest fork it names
//! (Cancun for most). Compared are the hash and the sender of what is taken, and that what is to
//! be refused is refused: by the decoder, or, where it takes more than bytes to tell (intrinsic
//! gas, length of initialisation code, fees), by execution under that fork's rules with a sender
//! who can pay anything.

use std::{collections::BTreeMap, fs};

use alloy_primitives::{Address, B256, Bytes, U256};
use cybermiles_execution::{
    CodeCache, TransactionRejected,
    evm::{self, Environment, SPEC_ID, StateDatabase},
    transaction,
};
use cybermiles_primitives::{ChainSpec, Header, RecoveredTransaction};
use revm::primitives::hardfork::SpecId;
use serde::Deserialize;

use crate::{fixtures, memory::MemoryState};

#[derive(Deserialize)]
struct Test {
    txbytes: String,
    result: BTreeMap<String, Expected>,
}

#[derive(Deserialize)]
struct Expected {
    exception: Option<String>,
    hash: Option<B256>,
    sender: Option<Address>,
}

/// Transactions that Ethereum takes for their bytes alone and this chain refuses, and with which
/// words: fees beyond 128 bits are not decoded, and a balance beyond 2^256 does not exist.
const REFUSED_HERE: [(&str, &str); 4] = [
    ("ttEIP1559/GasLimitPriceProductOverflowtMinusOne.json", "cannot decode transaction: overflow"),
    ("ttGasPrice/TransactionWithHighGasPrice.json", "cannot decode transaction: overflow"),
    ("ttVValue/V_equals38.json", "cannot decode transaction: overflow"),
    ("ttValue/TransactionWithHighValue.json", "required balance exceeds 256 bits"),
];

/// Newest first.
const FORKS: [(&str, SpecId); 4] = [
    ("Cancun", SpecId::CANCUN),
    ("Shanghai", SpecId::SHANGHAI),
    ("Paris", SpecId::MERGE),
    ("London", SpecId::LONDON),
];

fn execute(transaction: &RecoveredTransaction, spec_id: SpecId) -> Result<(), TransactionRejected> {
    use alloy_consensus::Transaction as _;
    let nonce = transaction.transaction.inner().nonce();
    let mut state = MemoryState::default();
    state.insert(transaction.sender(), nonce, U256::MAX, Bytes::new());
    let codes = CodeCache::default();
    let header = Header { gas_limit: u64::MAX, ..Default::default() };
    let block = evm::environment(&ChainSpec::dev(), &header).block_env;
    let mut rules = evm::rules(1, spec_id);
    rules.tx_gas_limit_cap = Some(u64::MAX);
    let environment = Environment::new(rules, block);
    let mut evm = evm::evm(environment, StateDatabase::new(&state, &codes));
    transaction::run(&mut evm, transaction::fields(transaction)?).map(drop)
}

enum Verdict {
    Taken,
    RefusedByDecoder,
    RefusedByExecution,
}

fn run(test: &Test) -> Result<Verdict, String> {
    let Some((expected, spec_id)) =
        FORKS.iter().find_map(|(fork, id)| Some((test.result.get(*fork)?, *id)))
    else {
        return Err("names none of the known forks".into());
    };
    assert!(spec_id < SPEC_ID);
    // Bytes that are not even hexadecimal digits are refused before they get here.
    let bytes: Bytes = test.txbytes.parse().map_err(|err| format!("{}: {err}", test.txbytes))?;
    let decoded = RecoveredTransaction::decode(bytes, 1);
    match (decoded, &expected.exception) {
        (Err(_), Some(_)) => Ok(Verdict::RefusedByDecoder),
        (Err(err), None) => Err(format!("refused: {err}")),
        (Ok(transaction), Some(exception)) => match execute(&transaction, spec_id) {
            Err(rejected) if !rejected.is_fatal() => Ok(Verdict::RefusedByExecution),
            other => Err(format!("expected {exception}, but executing it gave {other:?}")),
        },
        (Ok(transaction), None) => {
            let found = (Some(transaction.hash), Some(transaction.sender()));
            if found != (expected.hash, expected.sender) {
                return Err(format!("hash and sender are {found:?}"));
            }
            execute(&transaction, spec_id)
                .map(|()| Verdict::Taken)
                .map_err(|err| format!("executing it gave: {err}"))
        }
    }
}

#[test]
fn transaction_tests() {
    let Some(folder) = fixtures::unpacked("TransactionTests") else { return };
    let folder = folder.join("TransactionTests");
    let files = fixtures::files(&folder);
    let (mut taken, mut by_decoder, mut by_execution, mut refused_here) = (0, 0, 0, 0);
    let mut failures = Vec::new();
    for file in &files {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let tests: BTreeMap<String, Test> =
            serde_json::from_str(&text).unwrap_or_else(|err| panic!("{file}: {err}"));
        for (name, test) in &tests {
            match run(test) {
                Ok(Verdict::Taken) => taken += 1,
                Ok(Verdict::RefusedByDecoder) => by_decoder += 1,
                Ok(Verdict::RefusedByExecution) => by_execution += 1,
                Err(err)
                    if REFUSED_HERE
                        .iter()
                        .any(|(name, words)| name == file && err.contains(words)) =>
                {
                    refused_here += 1;
                }
                Err(err) => failures.push(format!("{file} {name}: {err}")),
            }
        }
    }
    println!(
        "TransactionTests: {} files opened; {taken} transactions taken, {by_decoder} refused by \
         the decoder, {by_execution} by execution, {refused_here} that Ethereum would take",
        files.len(),
    );
    assert!(files.len() > 200, "the archive is not the one this test was written for");
    assert_eq!(refused_here, REFUSED_HERE.len());
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
