//! The genesis file: geth's format, checked field by field.

use std::collections::BTreeMap;

use alloy_consensus::EMPTY_OMMER_ROOT_HASH;
use alloy_consensus::constants::EMPTY_WITHDRAWALS;
use alloy_consensus::proofs::calculate_transaction_root;
use alloy_eips::eip7685::EMPTY_REQUESTS_HASH;
use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use serde::{Deserialize, Serialize};

use crate::{
    Account, AccountChange, ChainSpec, Header, SlotChange, StateDiff,
    limits::{MAX_EXTRA_DATA_BYTES, MAX_GAS_LIMIT, MAX_TOTAL_SUPPLY, MIN_GAS_LIMIT},
    predeploys,
};

/// Why a genesis file is refused. Each message names the field and what was expected.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum GenesisError {
    /// Not JSON, or a field of the wrong kind.
    #[error("genesis field `{field}`: {reason}")]
    Json {
        /// The path of the field.
        field: String,
        /// What the parser expected.
        reason: String,
    },
    /// A field whose value this chain cannot run with.
    #[error("genesis field `{field}` is {found}, expected {expected}")]
    Field {
        /// The path of the field.
        field: &'static str,
        /// What the file says.
        found: String,
        /// What would be taken.
        expected: String,
    },
    /// Storage of an account that is neither a contract nor has sent anything (EIP-7610).
    #[error(
        "genesis field `alloc.{address}.storage`: an account with storage needs `code` or a \
         `nonce` above 0, or a contract could be created over it (EIP-7610)"
    )]
    OrphanStorage {
        /// The account.
        address: Address,
    },
    /// The balances do not add up to something the chain can hold.
    #[error("genesis field `alloc`: balances sum to more than 2^127 wei, at {address}")]
    Supply {
        /// The account with which the sum left the bound.
        address: Address,
    },
}

/// This chain's own parameters, under `config.cybermiles`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct OwnConfig {
    /// Floor of the base fee, in wei per gas.
    min_base_fee_per_gas: Option<u64>,
    /// Time between blocks, in milliseconds.
    block_time_ms: Option<u64>,
}

/// The first block of a chain and the parameters that hold from there on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Genesis {
    /// The chain's parameters.
    pub spec: ChainSpec,
    /// Unix time of block 0, in seconds.
    pub timestamp: u64,
    /// `extraData` of block 0.
    pub extra_data: Bytes,
    /// `mixHash` of block 0: where the randomness chain starts.
    pub mix_hash: B256,
    /// Base fee of block 0, in wei per gas.
    pub base_fee: u64,
    /// Every account of block 0.
    pub alloc: BTreeMap<Address, GenesisAccount>,
}

impl Genesis {
    /// A chain with the usual predeploys and these balances (wei).
    pub fn new(spec: ChainSpec, balances: impl IntoIterator<Item = (Address, U256)>) -> Self {
        let mut alloc: BTreeMap<_, _> = predeploys::all()
            .into_iter()
            .map(|contract| {
                let account =
                    GenesisAccount::default().with_nonce(Some(1)).with_code(Some(contract.code));
                (contract.address, account)
            })
            .collect();
        for (address, balance) in balances {
            alloc.entry(address).or_default().balance = balance;
        }
        let base_fee = spec.min_base_fee;
        Self { spec, timestamp: 0, extra_data: Bytes::new(), mix_hash: B256::ZERO, base_fee, alloc }
    }

    /// Reads a genesis file in geth's JSON format. Its `config.chainId` and `gasLimit` are
    /// required; `config.cybermiles` holds this chain's own parameters. All Ethereum forks up to
    /// Osaka are active from block 0, so fork numbers in `config` are not read.
    ///
    /// # Errors
    /// [`GenesisError`] naming the field and what was expected there.
    pub fn from_json(json: &str) -> Result<Self, GenesisError> {
        let mut parser = serde_json::Deserializer::from_str(json);
        let file: alloy_genesis::Genesis =
            serde_path_to_error::deserialize(&mut parser).map_err(|err| GenesisError::Json {
                field: err.path().to_string(),
                reason: err.inner().to_string(),
            })?;
        parser.end().map_err(|err| GenesisError::Json {
            field: "(end of file)".into(),
            reason: err.to_string(),
        })?;
        let own = own_config(&file)?;
        check_header_fields(&file)?;
        check_supply(&file.alloc)?;
        check_storage(&file.alloc)?;
        let defaults = ChainSpec::main();
        let spec = ChainSpec {
            chain_id: file.config.chain_id,
            gas_limit: file.gas_limit,
            min_base_fee: own.min_base_fee_per_gas.unwrap_or(defaults.min_base_fee),
            block_time_ms: own.block_time_ms.unwrap_or(defaults.block_time_ms),
        };
        let base_fee = match file.base_fee_per_gas {
            None => spec.min_base_fee,
            Some(fee) => u64::try_from(fee).map_err(|_| GenesisError::Field {
                field: "baseFeePerGas",
                found: fee.to_string(),
                expected: "at most 2^64-1 wei".into(),
            })?,
        };
        Ok(Self {
            base_fee: base_fee.max(spec.min_base_fee),
            spec,
            timestamp: file.timestamp,
            extra_data: file.extra_data,
            mix_hash: file.mix_hash,
            alloc: file.alloc,
        })
    }

    /// The file [`Self::from_json`] reads back as the same genesis.
    pub fn to_json(&self) -> serde_json::Value {
        let own = OwnConfig {
            min_base_fee_per_gas: Some(self.spec.min_base_fee),
            block_time_ms: Some(self.spec.block_time_ms),
        };
        serde_json::json!({
            "config": { "chainId": self.spec.chain_id, "cybermiles": own },
            "timestamp": alloy_primitives::U64::from(self.timestamp),
            "extraData": self.extra_data,
            "gasLimit": alloy_primitives::U64::from(self.spec.gas_limit),
            "baseFeePerGas": alloy_primitives::U64::from(self.base_fee),
            "mixHash": self.mix_hash,
            "nonce": "0x0",
            "difficulty": "0x0",
            "coinbase": Address::ZERO,
            "alloc": self.alloc,
        })
    }

    /// The state of block 0, as a change from nothing.
    pub fn state(&self) -> StateDiff {
        let mut codes = BTreeMap::new();
        let accounts = self
            .alloc
            .iter()
            .map(|(address, account)| {
                let mut after = Account {
                    nonce: account.nonce.unwrap_or_default(),
                    balance: account.balance,
                    ..Default::default()
                };
                if let Some(code) = account.non_empty_code() {
                    after.code_hash = keccak256(code);
                    codes.insert(after.code_hash, code.clone());
                }
                let slots = account
                    .storage
                    .iter()
                    .flatten()
                    .filter(|(_, value)| !value.is_zero())
                    .map(|(slot, value)| SlotChange {
                        slot: (*slot).into(),
                        before: U256::ZERO,
                        after: (*value).into(),
                    })
                    .collect();
                AccountChange {
                    address: *address,
                    before: None,
                    after: Some(after),
                    storage_wiped: false,
                    slots,
                }
            })
            .collect();
        StateDiff { accounts, codes: codes.into_iter().collect() }
    }

    /// The header of block 0, whose state has this root.
    pub fn header(&self, state_root: B256) -> Header {
        let empty_list = calculate_transaction_root::<alloy_consensus::TxEnvelope>(&[]);
        Header {
            ommers_hash: EMPTY_OMMER_ROOT_HASH,
            state_root,
            transactions_root: empty_list,
            receipts_root: empty_list,
            gas_limit: self.spec.gas_limit,
            timestamp: self.timestamp,
            extra_data: self.extra_data.clone(),
            mix_hash: self.mix_hash,
            base_fee_per_gas: Some(self.base_fee),
            withdrawals_root: Some(EMPTY_WITHDRAWALS),
            blob_gas_used: Some(0),
            excess_blob_gas: Some(0),
            parent_beacon_block_root: Some(B256::ZERO),
            requests_hash: Some(EMPTY_REQUESTS_HASH),
            ..Default::default()
        }
    }
}

fn own_config(file: &alloy_genesis::Genesis) -> Result<OwnConfig, GenesisError> {
    let Some(value) = file.config.extra_fields.get("cybermiles") else {
        return Ok(OwnConfig::default());
    };
    serde_path_to_error::deserialize(value).map_err(|err| GenesisError::Json {
        field: format!("config.cybermiles.{}", err.path()),
        reason: err.inner().to_string(),
    })
}

fn check_header_fields(file: &alloy_genesis::Genesis) -> Result<(), GenesisError> {
    let check = |holds: bool, field, found: String, expected: &str| {
        if holds {
            return Ok(());
        }
        Err(GenesisError::Field { field, found, expected: expected.into() })
    };
    let id = file.config.chain_id;
    // EIP-155 puts 2 × id + 36 into `v`, and JavaScript tools hold ids as doubles.
    check(
        id > 0 && id < (1 << 53) / 2,
        "config.chainId",
        id.to_string(),
        "a positive number below 2^52 (EIP-155, and JavaScript tools)",
    )?;
    check(
        (MIN_GAS_LIMIT..=MAX_GAS_LIMIT).contains(&file.gas_limit),
        "gasLimit",
        file.gas_limit.to_string(),
        &format!("{MIN_GAS_LIMIT} to {MAX_GAS_LIMIT} gas"),
    )?;
    check(
        file.extra_data.len() <= MAX_EXTRA_DATA_BYTES,
        "extraData",
        format!("{} bytes", file.extra_data.len()),
        &format!("at most {MAX_EXTRA_DATA_BYTES} bytes"),
    )?;
    check(
        file.difficulty.is_zero(),
        "difficulty",
        file.difficulty.to_string(),
        "0: there is no proof of work",
    )?;
    check(
        file.number.unwrap_or_default() == 0,
        "number",
        file.number.unwrap_or_default().to_string(),
        "0",
    )
}

fn check_supply(alloc: &BTreeMap<Address, GenesisAccount>) -> Result<(), GenesisError> {
    let bound = U256::from(MAX_TOTAL_SUPPLY);
    let mut total = U256::ZERO;
    for (address, account) in alloc {
        total = match total.checked_add(account.balance) {
            Some(sum) if sum <= bound => sum,
            _ => return Err(GenesisError::Supply { address: *address }),
        };
    }
    Ok(())
}

fn check_storage(alloc: &BTreeMap<Address, GenesisAccount>) -> Result<(), GenesisError> {
    let orphan = alloc.iter().find(|(_, account)| {
        let has_storage = account.storage.iter().flatten().any(|(_, value)| !value.is_zero());
        has_storage && account.nonce.unwrap_or_default() == 0 && account.non_empty_code().is_none()
    });
    match orphan {
        Some((address, _)) => Err(GenesisError::OrphanStorage { address: *address }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(json: &str) -> String {
        Genesis::from_json(json).unwrap_err().to_string()
    }

    #[test]
    fn a_genesis_survives_its_own_file() {
        let genesis = Genesis::new(
            ChainSpec::dev(),
            [(Address::repeat_byte(1), U256::from(10).pow(U256::from(22)))],
        );
        let json = genesis.to_json().to_string();
        assert_eq!(Genesis::from_json(&json).unwrap(), genesis);
    }

    #[test]
    fn errors_name_the_field_and_what_was_expected() {
        let e = error(r#"{"config":{"chainId":1},"gasLimit":"0x10","alloc":{}}"#);
        assert!(e.contains("`gasLimit` is 16, expected 5000 to"), "{e}");
        let e = error(r#"{"config":{"chainId":0},"gasLimit":"0x1000000","alloc":{}}"#);
        assert!(e.contains("`config.chainId` is 0, expected a positive"), "{e}");
        let e = error(r#"{"config":{"chainId":7},"gasLimit":"lots","alloc":{}}"#);
        assert!(e.contains("`gasLimit`"), "{e}");
        let e = error(
            r#"{"config":{"chainId":7,"cybermiles":{"blockTime":1}},"gasLimit":"0x1000000"}"#,
        );
        assert!(e.contains("config.cybermiles") && e.contains("blockTime"), "{e}");
        let e = error(r#"{"config":{"chainId":7},"gasLimit":"0x1000000","alloc":{"0x01":{}}}"#);
        assert!(e.contains("`alloc"), "{e}");
        let e = error(r#"{"config":{"chainId":7},"gasLimit":"0x1000000"} trailing"#);
        assert!(e.contains("end of file"), "{e}");
    }

    #[test]
    fn balances_beyond_the_bound_are_refused() {
        let e = error(
            r#"{"config":{"chainId":7},"gasLimit":"0x1000000","alloc":{
                "0x0000000000000000000000000000000000000001":{"balance":"0x80000000000000000000000000000000"},
                "0x0000000000000000000000000000000000000002":{"balance":"0x1"}}}"#,
        );
        assert!(e.contains("0x0000000000000000000000000000000000000002"), "{e}");
    }

    #[test]
    fn storage_without_code_or_nonce_is_refused() {
        let json = |more: &str| {
            format!(
                r#"{{"config":{{"chainId":7}},"gasLimit":"0x1000000","alloc":{{
                    "0x0000000000000000000000000000000000000001":
                    {{"balance":"0x0",{more}"storage":{{"0x01":"0x02"}}}}}}}}"#
            )
        };
        let e = error(&json(""));
        assert!(e.contains("0x0000000000000000000000000000000000000001.storage"), "{e}");
        assert!(e.contains("EIP-7610"), "{e}");
        assert_eq!(Genesis::from_json(&json(r#""nonce":"0x1","#)).err(), None);
        assert_eq!(Genesis::from_json(&json(r#""code":"0x00","#)).err(), None);
    }

    #[test]
    fn predeploys_are_in_every_new_genesis() {
        let genesis = Genesis::new(ChainSpec::dev(), []);
        for contract in predeploys::all() {
            assert_eq!(genesis.alloc[&contract.address].code, Some(contract.code));
        }
    }
}
