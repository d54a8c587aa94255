//! What the node is and where it stands: chain id, head, configuration, capabilities.

use std::collections::BTreeMap;

use alloy_eips::{
    eip2124::ForkHash,
    eip2935, eip4788,
    eip7840::BlobParams,
    eip7910::{EthConfig, EthForkConfig, SystemContract},
};
use alloy_primitives::{Address, B256, U64, U256};
use alloy_rpc_types_eth::{SyncInfo, SyncStatus};
use serde::Serialize;

use crate::{api::Api, methods::Table};

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.quick("eth_chainId", |api, params| {
        params.end()?;
        Ok(U64::from(api.chain.spec().chain_id))
    });
    table.quick("eth_blockNumber", |api, params| {
        params.end()?;
        Ok(U64::from(api.chain.head().number()))
    });
    table.quick("eth_syncing", |api, params| {
        params.end()?;
        Ok(sync_status(api))
    });
    table.quick("eth_accounts", |_, params| {
        params.end()?;
        Ok(Vec::<Address>::new())
    });
    table.quick("eth_coinbase", |api, params| {
        params.end()?;
        Ok(api.chain.head().header.beneficiary)
    });
    table.quick("eth_mining", |_, params| {
        params.end()?;
        Ok(false)
    });
    table.quick("eth_hashrate", |_, params| {
        params.end()?;
        Ok(U64::ZERO)
    });
    table.quick("eth_config", |api, params| {
        params.end()?;
        Ok(config(api))
    });
    table.quick("eth_capabilities", |api, params| {
        params.end()?;
        Ok(Capabilities::of(api))
    });
}

/// Whether the node is behind what others told it of, and where it is then.
pub(crate) fn sync_status(api: &Api) -> SyncStatus {
    let Some(highest) = api.syncing() else { return SyncStatus::None };
    SyncStatus::Info(Box::new(SyncInfo {
        // What was there when the node started is not remembered; geth's field is not optional.
        starting_block: U256::from(api.chain.oldest_block()),
        current_block: U256::from(api.chain.head().number()),
        highest_block: U256::from(highest),
        ..Default::default()
    }))
}

/// EIP-7910. All forks up to Osaka are active from block 0 and none is scheduled.
fn config(api: &Api) -> EthConfig {
    let current = EthForkConfig {
        activation_time: 0,
        // Blob transactions are refused: their price is a constant and their number 0.
        blob_schedule: BlobParams {
            target_blob_count: 0,
            max_blob_count: 0,
            ..BlobParams::osaka()
        },
        chain_id: api.chain.spec().chain_id,
        fork_id: ForkHash::from(api.chain.genesis_hash()).0.into(),
        precompiles: precompiles(),
        system_contracts: [
            (SystemContract::BeaconRoots, eip4788::BEACON_ROOTS_ADDRESS),
            (SystemContract::HistoryStorage, eip2935::HISTORY_STORAGE_ADDRESS),
        ]
        .into(),
    };
    EthConfig { current, next: None, last: None }
}

/// The names and addresses EIP-7910 asks for, as of Osaka.
fn precompiles() -> BTreeMap<String, Address> {
    const NAMES: [&str; 17] = [
        "ECREC",
        "SHA256",
        "RIPEMD160",
        "ID",
        "MODEXP",
        "BN254_ADD",
        "BN254_MUL",
        "BN254_PAIRING",
        "BLAKE2F",
        "KZG_POINT_EVALUATION",
        "BLS12_G1ADD",
        "BLS12_G1MSM",
        "BLS12_G2ADD",
        "BLS12_G2MSM",
        "BLS12_PAIRING_CHECK",
        "BLS12_MAP_FP_TO_G1",
        "BLS12_MAP_FP2_TO_G2",
    ];
    let numbered = NAMES.into_iter().zip(1u64..);
    let p256 = ("P256VERIFY", 0x100);
    let place = |number: u64| Address::left_padding_from(&number.to_be_bytes());
    numbered.chain([p256]).map(|(name, number)| (name.to_owned(), place(number))).collect()
}

/// What this node can answer, and from which block on, for routers that choose among nodes.
#[derive(Clone, Debug, Serialize)]
struct Capabilities {
    head: Head,
    state: Kept,
    tx: Kept,
    logs: Kept,
    receipts: Kept,
    blocks: Kept,
    stateproofs: Kept,
}

#[derive(Clone, Debug, Serialize)]
struct Head {
    number: U64,
    hash: B256,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Kept {
    disabled: bool,
    oldest_block: U64,
    #[serde(skip_serializing_if = "Option::is_none")]
    delete_strategy: Option<DeleteStrategy>,
}

#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase", tag = "type")]
enum DeleteStrategy {
    /// Only so many blocks behind the head are answered for.
    #[serde(rename_all = "camelCase")]
    Window { retention_blocks: u64 },
}

impl Capabilities {
    fn of(api: &Api) -> Self {
        let head = api.chain.head();
        let oldest = api.chain.oldest_block();
        let kept = Kept { disabled: false, oldest_block: U64::from(oldest), delete_strategy: None };
        let state = Kept { oldest_block: U64::from(api.chain.oldest_state()), ..kept.clone() };
        let oldest_proof = head.number().saturating_sub(PROOF_WINDOW).max(api.chain.oldest_state());
        Self {
            head: Head { number: U64::from(head.number()), hash: head.hash },
            state,
            tx: kept.clone(),
            logs: kept.clone(),
            receipts: kept.clone(),
            blocks: kept,
            stateproofs: Kept {
                disabled: false,
                oldest_block: U64::from(oldest_proof),
                delete_strategy: Some(DeleteStrategy::Window { retention_blocks: PROOF_WINDOW }),
            },
        }
    }
}

/// Blocks behind the head for which `eth_getProof` answers.
const PROOF_WINDOW: u64 = 64;
