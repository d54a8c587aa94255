//! Ethereum's GeneralStateTests, every fork they contain, through this crate's own transaction
//! path: post state root by the reference trie, hash of the logs, and the reason of a refusal.

use std::{
    collections::BTreeMap,
    fs,
    path::Path,
    str::FromStr,
    sync::atomic::{AtomicUsize, Ordering::Relaxed},
    time::Instant,
};

use alloy_eips::eip2930::AccessList;
use alloy_evm::Evm as _;
use alloy_primitives::{Address, B256, Bytes, Log, TxKind, U256, keccak256};
use cybermiles_execution::{
    CodeCache, TransactionRejected,
    evm::{self, Environment, StateDatabase},
    transaction,
};
use cybermiles_primitives::{RecoveredTransaction, StateDiff, TransactionError};
use rayon::prelude::*;
use revm::{
    context::{BlockEnv, TxEnv},
    context_interface::block::BlobExcessGasAndPrice,
    primitives::hardfork::SpecId,
};
use serde::Deserialize;

use crate::{fixtures, memory::MemoryState};

/// Files that are no tests, and why.
const EXCLUDED_FILES: &[(&str, &str)] =
    &[("stShift/.stub", "an empty file that keeps a folder in version control")];

/// Why the cases below are not run.
const STORAGE_WITHOUT_CODE: &str = "begins with an account that has storage but neither code nor \
     nonce, and expects a creation at its address to fail (EIP-7610); no transaction leaves such \
     an account, and a state reader does not say whether an account has storage";

/// Cases not run: file, and why.
const EXCLUDED_CASES: &[(&str, &str)] = &[
    ("stCreate2/RevertInCreateInInitCreate2Paris.json", STORAGE_WITHOUT_CODE),
    ("stCreate2/create2collisionStorageParis.json", STORAGE_WITHOUT_CODE),
    ("stExtCodeHash/dynamicAccountOverwriteEmpty_Paris.json", STORAGE_WITHOUT_CODE),
    ("stRevertTest/RevertInCreateInInit_Paris.json", STORAGE_WITHOUT_CODE),
    ("stSStoreTest/InitCollisionParis.json", STORAGE_WITHOUT_CODE),
];

#[derive(Deserialize)]
struct Test {
    env: Env,
    pre: BTreeMap<Address, PreAccount>,
    transaction: Parts,
    post: BTreeMap<String, Vec<Post>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Env {
    current_coinbase: Address,
    current_difficulty: U256,
    current_gas_limit: U256,
    current_number: U256,
    current_timestamp: U256,
    current_base_fee: Option<U256>,
    current_random: Option<B256>,
    current_excess_blob_gas: Option<U256>,
}

#[derive(Deserialize)]
struct PreAccount {
    balance: U256,
    code: Bytes,
    nonce: U256,
    storage: BTreeMap<U256, U256>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Parts {
    data: Vec<Bytes>,
    gas_limit: Vec<String>,
    value: Vec<String>,
    gas_price: Option<String>,
    max_fee_per_gas: Option<String>,
    max_priority_fee_per_gas: Option<String>,
    nonce: String,
    sender: Address,
    to: String,
    access_lists: Option<Vec<Option<AccessList>>>,
    max_fee_per_blob_gas: Option<String>,
    blob_versioned_hashes: Option<Vec<B256>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Post {
    hash: B256,
    logs: B256,
    indexes: Indexes,
    txbytes: Bytes,
    expect_exception: Option<String>,
}

#[derive(Deserialize)]
struct Indexes {
    data: usize,
    gas: usize,
    value: usize,
}

fn spec_id(fork: &str) -> Option<SpecId> {
    Some(match fork {
        "Frontier" => SpecId::FRONTIER,
        "Homestead" => SpecId::HOMESTEAD,
        "EIP150" => SpecId::TANGERINE,
        "EIP158" => SpecId::SPURIOUS_DRAGON,
        "Byzantium" => SpecId::BYZANTIUM,
        // Constantinople was never in force without the fix that came with it.
        "Constantinople" | "ConstantinopleFix" => SpecId::PETERSBURG,
        "Istanbul" => SpecId::ISTANBUL,
        "Berlin" => SpecId::BERLIN,
        "London" => SpecId::LONDON,
        "Paris" => SpecId::MERGE,
        "Shanghai" => SpecId::SHANGHAI,
        "Cancun" => SpecId::CANCUN,
        "Prague" => SpecId::PRAGUE,
        "Osaka" => SpecId::OSAKA,
        _ => return None,
    })
}

fn number<T: TryFrom<U256>>(text: &str) -> Result<T, String> {
    let text = text.trim_start_matches("0x:bigint ");
    let value = U256::from_str(text).map_err(|err| format!("{text}: {err}"))?;
    T::try_from(value).map_err(|_| format!("{text} does not fit"))
}

fn environment(env: &Env, spec_id: SpecId) -> Environment {
    let mut rules = evm::rules(1, spec_id);
    rules.tx_gas_limit_cap = Some(u64::MAX);
    rules.set_max_blobs_per_tx(if spec_id >= SpecId::PRAGUE { 9 } else { 6 });
    let excess_blob_gas = env.current_excess_blob_gas.unwrap_or_default().to();
    let block = BlockEnv {
        number: env.current_number,
        beneficiary: env.current_coinbase,
        timestamp: env.current_timestamp,
        gas_limit: env.current_gas_limit.saturating_to(),
        basefee: env.current_base_fee.unwrap_or_default().to(),
        difficulty: env.current_difficulty,
        prevrandao: Some(env.current_random.unwrap_or_default()),
        blob_excess_gas_and_price: Some(BlobExcessGasAndPrice::new_with_spec(
            excess_blob_gas,
            spec_id,
        )),
        slot_num: 0,
    };
    Environment::new(rules, block)
}

fn pre_state(pre: &BTreeMap<Address, PreAccount>) -> MemoryState {
    let mut state = MemoryState::default();
    for (address, account) in pre {
        state.insert(*address, account.nonce.to(), account.balance, account.code.clone());
        for (slot, value) in &account.storage {
            state.insert_slot(*address, *slot, *value);
        }
    }
    state
}

/// The transaction from the test's parts.
fn fields_from_parts(parts: &Parts, post: &Post) -> Result<TxEnv, String> {
    let optional = |text: &Option<String>| text.as_deref().map(number::<u128>).transpose();
    let list = parts.access_lists.as_ref().and_then(|lists| lists[post.indexes.data].clone());
    let tip = optional(&parts.max_priority_fee_per_gas)?;
    let tx_type = match (&parts.max_fee_per_blob_gas, tip, &list) {
        (Some(_), _, _) => 3,
        (_, Some(_), _) => 2,
        (_, _, Some(_)) => 1,
        _ => 0,
    };
    if tx_type == 3 && parts.to.is_empty() {
        return Err("a blob transaction has no form that creates a contract".into());
    }
    let price = optional(&parts.max_fee_per_gas)?.or(optional(&parts.gas_price)?);
    Ok(TxEnv {
        tx_type,
        caller: parts.sender,
        gas_limit: number(&parts.gas_limit[post.indexes.gas])?,
        gas_price: price.ok_or("no gas price")?,
        kind: match parts.to.as_str() {
            "" => TxKind::Create,
            to => TxKind::Call(to.parse().map_err(|err| format!("{to}: {err}"))?),
        },
        value: number(&parts.value[post.indexes.value])?,
        data: parts.data[post.indexes.data].clone(),
        nonce: number(&parts.nonce)?,
        chain_id: Some(1),
        access_list: list.unwrap_or_default(),
        gas_priority_fee: tip,
        blob_hashes: parts.blob_versioned_hashes.clone().unwrap_or_default(),
        max_fee_per_blob_gas: optional(&parts.max_fee_per_blob_gas)?.unwrap_or_default(),
        authorization_list: Vec::new(),
    })
}

/// Why a case's transaction was refused.
enum Refusal {
    Undecodable(String),
    Rejected(TransactionRejected),
}

impl Refusal {
    /// Whether this is the refusal the test names.
    fn is(&self, exception: &str) -> bool {
        use TransactionRejected as R;
        let rejected = match self {
            // A price beyond 128 bits is not even decoded: there is no such amount of money.
            Self::Undecodable(_) => {
                return matches!(
                    exception,
                    "RLP_INVALID_VALUE"
                        | "TYPE_3_TX_CONTRACT_CREATION"
                        | "GASLIMIT_PRICE_PRODUCT_OVERFLOW"
                );
            }
            Self::Rejected(rejected) => rejected,
        };
        match exception {
            "GAS_ALLOWANCE_EXCEEDED" => matches!(rejected, R::GasLimitExceedsBlock { .. }),
            "INTRINSIC_GAS_TOO_LOW" => matches!(rejected, R::IntrinsicGas { .. }),
            "INSUFFICIENT_MAX_FEE_PER_GAS" => matches!(rejected, R::FeeCapTooLow { .. }),
            "INSUFFICIENT_ACCOUNT_FUNDS" => matches!(rejected, R::InsufficientFunds { .. }),
            "GASLIMIT_PRICE_PRODUCT_OVERFLOW" => matches!(rejected, R::CostOverflow { .. }),
            "PRIORITY_GREATER_THAN_MAX_FEE_PER_GAS" => {
                matches!(rejected, R::TipAboveFeeCap { .. })
            }
            "INITCODE_SIZE_EXCEEDED" => matches!(rejected, R::InitcodeTooLarge { .. }),
            "SENDER_NOT_EOA" => matches!(rejected, R::SenderHasCode { .. }),
            "NONCE_IS_MAX" => matches!(rejected, R::NonceExhausted { .. }),
            _ if exception.starts_with("TYPE_3_TX_") => matches!(rejected, R::Unsupported(_)),
            "INSUFFICIENT_MAX_FEE_PER_BLOB_GAS" => matches!(rejected, R::Unsupported(_)),
            _ => false,
        }
    }
}

impl std::fmt::Display for Refusal {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Undecodable(reason) => write!(f, "undecodable: {reason}"),
            Self::Rejected(rejected) => write!(f, "{rejected} ({rejected:?})"),
        }
    }
}

#[derive(Default)]
struct Counts {
    files: AtomicUsize,
    cases: AtomicUsize,
    from_bytes: AtomicUsize,
    refused: AtomicUsize,
    excluded: AtomicUsize,
}

/// The transaction as the chain itself takes it in, from its bytes; where the chain does not take
/// it (blobs, more than 128 KiB), from the test's parts.
fn transaction_of(parts: &Parts, post: &Post, counts: &Counts) -> Result<TxEnv, Refusal> {
    let from_parts = fields_from_parts(parts, post);
    match RecoveredTransaction::decode(post.txbytes.clone(), 1) {
        Ok(transaction) => {
            counts.from_bytes.fetch_add(1, Relaxed);
            let fields = transaction::fields(&transaction).map_err(Refusal::Rejected)?;
            let mut expected = from_parts.expect("a test whose bytes decode has sound parts");
            // Before EIP-155 the bytes may name no chain.
            expected.chain_id = fields.chain_id;
            assert_eq!(fields, expected, "the bytes and the parts of the test differ");
            Ok(fields)
        }
        Err(TransactionError::Blob | TransactionError::Oversized { .. }) => {
            from_parts.map_err(Refusal::Undecodable)
        }
        Err(err) => Err(Refusal::Undecodable(err.to_string())),
    }
}

fn execute(
    env: Environment,
    fields: TxEnv,
    state: &MemoryState,
    codes: &CodeCache,
) -> (Result<Vec<Log>, TransactionRejected>, StateDiff) {
    let mut evm = evm::evm(env, StateDatabase::new(state, codes));
    let result = transaction::execute(&mut evm, fields);
    let diff = evm.into_db().overlay.into_diff();
    (result.map(|result| result.into_logs()), diff)
}

fn run_case(
    test: &Test,
    spec_id: SpecId,
    post: &Post,
    pre: &MemoryState,
    codes: &CodeCache,
    counts: &Counts,
) -> Result<(), String> {
    counts.cases.fetch_add(1, Relaxed);
    let mut state = pre.clone();
    let outcome = transaction_of(&test.transaction, post, counts).and_then(|fields| {
        let (result, diff) = execute(environment(&test.env, spec_id), fields, pre, codes);
        match result {
            Ok(logs) => Ok((diff, logs)),
            Err(err) => {
                assert!(diff.is_empty(), "a refused transaction left a trace: {diff:?}");
                Err(Refusal::Rejected(err))
            }
        }
    });
    match (outcome, &post.expect_exception) {
        (Ok((diff, logs)), None) => {
            state.apply(&diff)?;
            let mut encoded = Vec::new();
            alloy_rlp::encode_list(&logs, &mut encoded);
            if keccak256(&encoded) != post.logs {
                return Err(format!("the logs differ: {logs:?}"));
            }
        }
        (Err(refusal), Some(expected)) => {
            counts.refused.fetch_add(1, Relaxed);
            let mut names = expected
                .split('|')
                .map(|name| name.strip_prefix("TransactionException.").unwrap_or(name));
            if !names.any(|name| refusal.is(name)) {
                return Err(format!("refused for {refusal}, expected {expected}"));
            }
        }
        (Ok(_), Some(expected)) => return Err(format!("executed, expected {expected}")),
        (Err(refusal), None) => return Err(format!("refused: {refusal}")),
    }
    let root = state.root();
    if root != post.hash {
        return Err(format!("the state root is {root}, expected {}", post.hash));
    }
    Ok(())
}

fn run_file(folder: &Path, file: &str, codes: &CodeCache, counts: &Counts) -> Vec<String> {
    let text = fs::read_to_string(folder.join(file)).unwrap();
    let tests: BTreeMap<String, Test> =
        serde_json::from_str(&text).unwrap_or_else(|err| panic!("{file}: {err}"));
    counts.files.fetch_add(1, Relaxed);
    let mut failures = Vec::new();
    for (name, test) in &tests {
        let pre = pre_state(&test.pre);
        for (fork, posts) in &test.post {
            let excluded = EXCLUDED_CASES.iter().any(|(name, _)| *name == file);
            if excluded {
                counts.excluded.fetch_add(posts.len(), Relaxed);
                continue;
            }
            let Some(spec_id) = spec_id(fork) else {
                failures.push(format!("{file} {name}: unknown fork {fork}"));
                continue;
            };
            for (index, post) in posts.iter().enumerate() {
                if let Err(err) = run_case(test, spec_id, post, &pre, codes, counts) {
                    failures.push(format!("{file} {name} {fork}[{index}]: {err}"));
                }
            }
        }
    }
    failures
}

#[test]
fn general_state_tests() {
    let Some(folder) = fixtures::unpacked("GeneralStateTests") else { return };
    let folder = folder.join("GeneralStateTests");
    let start = Instant::now();
    let (excluded, files): (Vec<_>, Vec<_>) = fixtures::files(&folder)
        .into_iter()
        .partition(|file| EXCLUDED_FILES.iter().any(|(name, _)| name == file));
    let counts = Counts::default();
    let codes = CodeCache::default();
    let failures: Vec<_> = files
        .par_iter()
        .with_max_len(1)
        .flat_map_iter(|file| run_file(&folder, file, &codes, &counts))
        .collect();
    let opened = counts.files.load(Relaxed);
    for (file, reason) in EXCLUDED_FILES.iter().chain(EXCLUDED_CASES) {
        println!("excluded: {file}: {reason}");
    }
    println!(
        "GeneralStateTests: {opened} files opened, {} excluded; {} cases executed ({} from their \
         bytes), {} of them refused as expected, {} cases excluded; {:.1?}",
        excluded.len(),
        counts.cases.load(Relaxed),
        counts.from_bytes.load(Relaxed),
        counts.refused.load(Relaxed),
        counts.excluded.load(Relaxed),
        start.elapsed(),
    );
    assert_eq!(opened, files.len(), "files neither opened nor excluded");
    assert_eq!(excluded.len(), EXCLUDED_FILES.len(), "an exclusion names a file that is not there");
    for (file, _) in EXCLUDED_CASES {
        assert!(files.iter().any(|name| name == file), "excluded {file} is not in the archive");
    }
    assert!(opened > 2_000, "the archive is not the one this test was written for");
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), failures.join("\n"));
}
