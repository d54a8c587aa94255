//! The genesis file: geth's format, checked field by field.

mod json;
mod state;

use std::collections::BTreeMap;

use alloy_consensus::EMPTY_OMMER_ROOT_HASH;
use alloy_consensus::constants::EMPTY_WITHDRAWALS;
use alloy_consensus::proofs::calculate_transaction_root;
use alloy_eips::eip7685::EMPTY_REQUESTS_HASH;
use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, B256, Bytes, U256};
use serde::{Deserialize, Serialize};

use crate::{
    ChainSpec, Header,
    limits::{MAX_EXTRA_DATA_BYTES, MAX_GAS_LIMIT, MAX_TOTAL_SUPPLY, MIN_GAS_LIMIT},
    native, predeploys,
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
    /// An account in the range kept for native precompiles, where there is none.
    #[error(
        "genesis field `alloc.{address}`: 0x…434d5400 to 0x…434d54ff are reserved for native \
         precompiles, and none lives here. Choose another address"
    )]
    Reserved {
        /// The account.
        address: Address,
    },
    /// A total supply of the native coin that is not the sum of the balances.
    #[error(
        "genesis field `alloc.{}.storage`: slot 0 is the total supply and says {found} wei, but \
         the balances sum to {expected} wei. Leave the slot out: it is set by itself",
        native::CMT
    )]
    TotalSupply {
        /// What the file says, in wei.
        found: U256,
        /// The sum of all balances, in wei.
        expected: U256,
    },
    /// A native precompile that is given code or a nonce of its own.
    #[error(
        "genesis field `alloc.{address}.{field}` is {found}, expected {expected} or nothing: a \
         native precompile lives here, and may be given only `balance` and `storage`"
    )]
    Native {
        /// The account.
        address: Address,
        /// Which of its fields.
        field: &'static str,
        /// What the file says.
        found: String,
        /// What every chain has there.
        expected: &'static str,
    },
}

/// This chain's own parameters, under `config.cybermiles`.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
struct OwnConfig {
    /// Time between blocks, in milliseconds.
    block_time_ms: Option<u64>,
    /// Blocks an epoch has; 0 for a development chain.
    epoch_blocks: Option<u64>,
    /// Floor of the base fee, in wei per gas.
    min_base_fee_per_gas: Option<u64>,
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
    /// A chain with the native precompiles, the usual predeploys and these balances (wei).
    pub fn new(spec: ChainSpec, balances: impl IntoIterator<Item = (Address, U256)>) -> Self {
        let mut alloc: BTreeMap<_, _> = predeploys::all()
            .into_iter()
            .map(|contract| {
                let account =
                    GenesisAccount::default().with_nonce(Some(1)).with_code(Some(contract.code));
                (contract.address, account)
            })
            .chain(native::ALL.map(|address| (address, native::account())))
            .collect();
        for (address, balance) in balances {
            alloc.entry(address).or_default().balance = balance;
        }
        // Balances of a file are known not to overflow; those of a test chain are not worth a panic.
        let total = alloc.values().fold(U256::ZERO, |sum, next| sum.saturating_add(next.balance));
        set_supply(&mut alloc, total);
        let base_fee = spec.min_base_fee;
        Self { spec, timestamp: 0, extra_data: Bytes::new(), mix_hash: B256::ZERO, base_fee, alloc }
    }

    /// Names who decides which identity providers are trusted, in place of Governance.
    pub fn set_identity_governor(&mut self, governor: Address) {
        let account = self.alloc.entry(native::IDENTITY).or_insert_with(native::account);
        let storage = account.storage.get_or_insert_default();
        storage.insert(native::IDENTITY_GOVERNOR_SLOT, governor.into_word());
    }

    /// Reads a genesis file in geth's JSON format. Its `config.chainId` and `gasLimit` are
    /// required; `config.cybermiles` holds this chain's own parameters. All Ethereum forks up to
    /// Osaka are active from block 0, so fork numbers in `config` are not read. The accounts of
    /// the native precompiles are added where the file lacks them.
    ///
    /// # Errors
    /// [`GenesisError`] naming the field and what was expected there.
    pub fn from_json(json: &str) -> Result<Self, GenesisError> {
        // Following the path costs an allocation for each key, so only a file that is wrong pays.
        let mut file = match serde_json::from_str(json) {
            Ok(file) => file,
            Err(_) => parse_slowly(json)?,
        };
        let own = own_config(&file)?;
        check_header_fields(&file)?;
        let expected = check_supply(&file.alloc)?;
        add_native(&mut file.alloc)?;
        let named = supply_slot(&file.alloc);
        set_supply(&mut file.alloc, expected);
        if let Some(found) = named.filter(|found| *found != expected) {
            return Err(GenesisError::TotalSupply { found, expected });
        }
        check_storage(&file.alloc)?;
        let defaults = ChainSpec::main();
        let epoch_blocks = own.epoch_blocks.unwrap_or_default();
        if epoch_blocks == 1 {
            return Err(GenesisError::Field {
                field: "config.cybermiles.epochBlocks",
                found: "1".into(),
                expected: "0 for a development chain, or at least 2".into(),
            });
        }
        let spec = ChainSpec {
            chain_id: file.config.chain_id,
            gas_limit: file.gas_limit,
            min_base_fee: own.min_base_fee_per_gas.unwrap_or(defaults.min_base_fee),
            block_time_ms: own.block_time_ms.unwrap_or(defaults.block_time_ms),
            // A file that names no epochs is one of a development chain.
            epoch_blocks,
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

    /// The file [`Self::from_json`] reads back as the same genesis. A large one is better
    /// serialized as it is, which makes no tree of it.
    pub fn to_json(&self) -> serde_json::Value {
        serde_json::json!(self)
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

/// Reads a file that is wrong, to name the field.
fn parse_slowly(json: &str) -> Result<alloy_genesis::Genesis, GenesisError> {
    let mut parser = serde_json::Deserializer::from_str(json);
    let file = serde_path_to_error::deserialize(&mut parser).map_err(|err| GenesisError::Json {
        field: err.path().to_string(),
        reason: err.inner().to_string(),
    })?;
    parser.end().map_err(|err| GenesisError::Json {
        field: "(end of file)".into(),
        reason: err.to_string(),
    })?;
    Ok(file)
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

/// The sum of all balances, in wei.
fn check_supply(alloc: &BTreeMap<Address, GenesisAccount>) -> Result<U256, GenesisError> {
    let bound = U256::from(MAX_TOTAL_SUPPLY);
    let mut total = U256::ZERO;
    for (address, account) in alloc {
        total = match total.checked_add(account.balance) {
            Some(sum) if sum <= bound => sum,
            _ => return Err(GenesisError::Supply { address: *address }),
        };
    }
    Ok(total)
}

/// Every chain has the native precompiles; a file may give them balance and storage.
fn add_native(alloc: &mut BTreeMap<Address, GenesisAccount>) -> Result<(), GenesisError> {
    let taken = |address: &Address| native::ALL.contains(address);
    if let Some((address, _)) = alloc.range(native::RESERVED).find(|(address, _)| !taken(address)) {
        return Err(GenesisError::Reserved { address: *address });
    }
    for address in native::ALL {
        let account = alloc.entry(address).or_default();
        let refuse =
            |field, found, expected| Err(GenesisError::Native { address, field, found, expected });
        match account.non_empty_code() {
            Some(code) if *code != native::CODE_MARKER => {
                return refuse("code", code.to_string(), "0xef");
            }
            _ => account.code = Some(native::CODE_MARKER),
        }
        match account.nonce {
            Some(nonce) if nonce != 1 => return refuse("nonce", nonce.to_string(), "1"),
            _ => account.nonce = Some(1),
        }
    }
    Ok(())
}

/// The total supply a file gives the native coin, in wei.
fn supply_slot(alloc: &BTreeMap<Address, GenesisAccount>) -> Option<U256> {
    let storage = alloc.get(&native::CMT)?.storage.as_ref()?;
    storage.get(&native::CMT_SUPPLY_SLOT).map(|value| (*value).into())
}

/// Writes the sum of all balances (wei) where the native coin's `totalSupply` reads it: a state
/// trie does not know the sum of what it holds.
fn set_supply(alloc: &mut BTreeMap<Address, GenesisAccount>, total: U256) {
    let account = alloc.entry(native::CMT).or_default();
    let storage = account.storage.get_or_insert_default();
    storage.insert(native::CMT_SUPPLY_SLOT, total.into());
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
    use alloy_primitives::keccak256;

    use super::*;

    fn error(json: &str) -> String {
        Genesis::from_json(json).unwrap_err().to_string()
    }

    #[test]
    fn a_genesis_is_written_in_one_way() {
        let mut genesis =
            Genesis::new(ChainSpec::main(), [(Address::repeat_byte(7), U256::from(9))]);
        genesis.set_identity_governor(Address::repeat_byte(8));
        genesis.extra_data = Bytes::from_static(b"CMT");
        genesis.timestamp = 5;
        let text = serde_json::to_string_pretty(&genesis).unwrap();
        assert_eq!(Genesis::from_json(&text).unwrap(), genesis);
        // A tree of values has its keys in order, unless somebody asks the library for another one.
        let tree: serde_json::Value = serde_json::from_str(&text).unwrap();
        assert_eq!(serde_json::to_string_pretty(&tree).unwrap(), text);
        assert_eq!(genesis.to_json(), tree);
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

    fn with_alloc(alloc: &str) -> Result<Genesis, GenesisError> {
        Genesis::from_json(&format!(
            r#"{{"config":{{"chainId":7}},"gasLimit":"0x1000000","alloc":{{{alloc}}}}}"#
        ))
    }

    #[test]
    fn native_accounts_are_in_every_genesis() {
        let from_file = with_alloc("").unwrap();
        for genesis in [Genesis::new(ChainSpec::dev(), []), from_file] {
            for address in native::ALL {
                let account = &genesis.alloc[&address];
                assert_eq!(
                    account.code.as_ref().map(AsRef::as_ref),
                    Some([0xef].as_slice()),
                    "{address}"
                );
                assert_eq!(account.nonce, Some(1), "{address}");
            }
            let marked = keccak256([0xef]);
            let state = genesis.state();
            assert!(
                state.codes.iter().any(|(hash, code)| *hash == marked && code.as_ref() == [0xef])
            );
            let natives = state.accounts.iter().filter(|a| native::is_reserved(&a.address));
            assert_eq!(natives.clone().count(), native::ALL.len());
            for change in natives {
                let account = change.after.unwrap();
                assert_eq!((account.nonce, account.code_hash), (1, marked));
            }
        }
    }

    #[test]
    fn native_accounts_take_balance_and_storage_and_nothing_else() {
        let escrow = native::ESCROW;
        let genesis =
            with_alloc(&format!(r#""{escrow}":{{"balance":"0x7","storage":{{"0x01":"0x02"}}}}"#))
                .unwrap();
        let account = &genesis.alloc[&escrow];
        assert_eq!((account.balance, account.nonce), (U256::from(7), Some(1)));
        assert_eq!(account.storage.as_ref().unwrap().len(), 1);
        assert_eq!(Genesis::from_json(&genesis.to_json().to_string()).unwrap(), genesis);

        let e = with_alloc(&format!(r#""{escrow}":{{"balance":"0x0","code":"0xef00"}}"#));
        let e = e.unwrap_err().to_string();
        assert!(e.contains(&format!("alloc.{escrow}.code")) && e.contains("0xef00"), "{e}");
        let e = with_alloc(&format!(r#""{escrow}":{{"balance":"0x0","nonce":"0x2"}}"#));
        let e = e.unwrap_err().to_string();
        assert!(e.contains(&format!("alloc.{escrow}.nonce")) && e.contains("expected 1"), "{e}");
    }

    #[test]
    fn the_total_supply_is_the_sum_of_the_balances() {
        let slot = |genesis: &Genesis| -> U256 {
            let state = genesis.state();
            let cmt = state.accounts.iter().find(|change| change.address == native::CMT).unwrap();
            let found = cmt.slots.iter().find(|change| change.slot == U256::ZERO);
            found.map(|change| change.after).unwrap_or_default()
        };
        let balances = [(1, 5), (2, 7)].map(|(n, wei)| (Address::repeat_byte(n), U256::from(wei)));
        assert_eq!(slot(&Genesis::new(ChainSpec::dev(), balances)), U256::from(12));
        assert_eq!(slot(&Genesis::new(ChainSpec::dev(), [])), U256::ZERO);

        let [one, two] = balances.map(|(address, _)| address);
        let cmt = native::CMT;
        let file = |supply: &str| {
            with_alloc(&format!(
                r#""{one}":{{"balance":"0x5"}},"{two}":{{"balance":"0x7"}},
                   "{cmt}":{{"balance":"0x1","storage":{{{supply}}}}}"#
            ))
        };
        assert_eq!(slot(&file("").unwrap()), U256::from(13));
        assert_eq!(slot(&file(r#""0x00":"0x0d""#).unwrap()), U256::from(13));
        assert_eq!(slot(&file(r#""0x07":"0x01""#).unwrap()), U256::from(13));
        let wrong = file(r#""0x00":"0x0c""#).unwrap_err();
        let (found, expected) = (U256::from(12), U256::from(13));
        assert_eq!(wrong, GenesisError::TotalSupply { found, expected });
        assert!(wrong.to_string().contains(&format!("alloc.{cmt}.storage")), "{wrong}");
    }

    #[test]
    fn a_named_governor_is_in_the_file() {
        let mut genesis = Genesis::new(ChainSpec::dev(), []);
        let governor = Address::repeat_byte(9);
        genesis.set_identity_governor(governor);
        let state = genesis.state();
        let changes = state.accounts.iter().filter(|change| !change.slots.is_empty());
        let found: Vec<_> = changes.map(|change| (change.address, change.slots[0].after)).collect();
        assert_eq!(found, [(native::IDENTITY, governor.into_word().into())]);
        assert_eq!(Genesis::from_json(&genesis.to_json().to_string()).unwrap(), genesis);
    }

    #[test]
    fn unassigned_reserved_addresses_are_refused() {
        for last in ["00", "08", "fe"] {
            let address = format!("0x00000000000000000000000000000000434d54{last}");
            let e = with_alloc(&format!(r#""{address}":{{"balance":"0x1"}}"#));
            let e = e.unwrap_err();
            let expected = address.parse().unwrap();
            assert_eq!(e, GenesisError::Reserved { address: expected });
            assert!(e.to_string().to_lowercase().contains(&address), "{e}");
        }
    }

    #[test]
    fn predeploys_are_in_every_new_genesis() {
        let genesis = Genesis::new(ChainSpec::dev(), []);
        for contract in predeploys::all() {
            assert_eq!(genesis.alloc[&contract.address].code, Some(contract.code));
        }
    }
}
