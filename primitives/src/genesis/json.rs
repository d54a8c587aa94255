//! The genesis file as text, written as a stream: a million accounts need no tree of JSON values.

use std::collections::BTreeMap;

use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, B256, Bytes, U64, U256};
use serde::{Serialize, Serializer};

use super::{Genesis, OwnConfig};

/// The file. Its keys, and those of all parts, are in alphabetical order: the same genesis is the
/// same text, whoever writes it.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File<'a> {
    #[serde(serialize_with = "accounts")]
    alloc: &'a BTreeMap<Address, GenesisAccount>,
    base_fee_per_gas: U64,
    coinbase: Address,
    config: Config,
    difficulty: &'static str,
    extra_data: &'a Bytes,
    gas_limit: U64,
    mix_hash: B256,
    nonce: &'static str,
    timestamp: U64,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Config {
    chain_id: u64,
    cybermiles: OwnConfig,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Entry<'a> {
    balance: U256,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a Bytes>,
    #[serde(skip_serializing_if = "Option::is_none")]
    nonce: Option<U64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    secret_key: Option<B256>,
    #[serde(skip_serializing_if = "Option::is_none")]
    storage: Option<&'a BTreeMap<B256, B256>>,
}

fn accounts<S: Serializer>(
    alloc: &BTreeMap<Address, GenesisAccount>,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_map(alloc.iter().map(|(address, account)| {
        let entry = Entry {
            balance: account.balance,
            code: account.code.as_ref(),
            nonce: account.nonce.map(U64::from),
            secret_key: account.private_key,
            storage: account.storage.as_ref(),
        };
        (address, entry)
    }))
}

/// The file [`Genesis::from_json`] reads back as the same genesis.
impl Serialize for Genesis {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let file = File {
            alloc: &self.alloc,
            base_fee_per_gas: U64::from(self.base_fee),
            coinbase: Address::ZERO,
            config: Config {
                chain_id: self.spec.chain_id,
                cybermiles: OwnConfig {
                    block_time_ms: Some(self.spec.block_time_ms),
                    epoch_blocks: Some(self.spec.epoch_blocks),
                    min_base_fee_per_gas: Some(self.spec.min_base_fee),
                },
            },
            difficulty: "0x0",
            extra_data: &self.extra_data,
            gas_limit: U64::from(self.spec.gas_limit),
            mix_hash: self.mix_hash,
            nonce: "0x0",
            timestamp: U64::from(self.timestamp),
        };
        file.serialize(serializer)
    }
}
