//! Block 0: the rules, the balances, and what the native contracts begin with.

use std::{collections::BTreeMap, fmt::Write as _};

use alloy_genesis::GenesisAccount;
use alloy_primitives::{Address, B256, Bytes, U256};
use alloy_sol_types::SolInterface;
use cybermiles_evm_precompiles::{
    abi::IStaking::IStakingErrors,
    governance::{
        self,
        parameters::{self, GAS_LIMIT, MIN_BASE_FEE, Parameter},
    },
    memory::MemoryHost,
    staking::genesis::{Founded, Founding, FoundingError, found_with},
};
use cybermiles_primitives::{ChainSpec, Genesis, native};
use toml::Spanned;

use crate::{
    allocations::Holdings,
    error::NetworkFileError,
    file::{Group, NetworkFile, Number},
    source::Source,
};

/// A parameter of Governance with the value it begins with.
pub type Setting = (Parameter, u128);

/// Puts block 0 together and reads it back as any node will.
///
/// # Errors
/// [`NetworkFileError`] naming what no chain can begin with.
pub(crate) fn begin(
    source: &Source,
    file: &NetworkFile,
    holdings: &Holdings,
    founding: Founding,
) -> Result<Genesis, NetworkFileError> {
    let spec = spec(file);
    check_validators(source, file, &spec)?;
    let settings = settings(source, file, &spec)?;
    let founded = found_with(&founding, &settings).map_err(|err| refusal(source, file, &err))?;
    let is_empty = |committee: &cybermiles_primitives::Committee| committee.seats.is_empty();
    if spec.is_network() && founded.committees.iter().any(is_empty) {
        return Err(source.broken("nobody is elected: the validators' stakes are too small"));
    }
    let mut genesis = Genesis::new(spec, holdings.balances());
    genesis.timestamp = founding.time;
    genesis.mix_hash = founding.seed;
    put_contracts(source, holdings, &mut genesis)?;
    put_staking(&founded, &mut genesis);
    put_governance(holdings, &settings, &mut genesis)?;
    if let Some(migration) = &holdings.migration {
        let account = migration.account().map_err(|err| source.broken(err))?;
        genesis.alloc.insert(native::MIGRATION, account);
    }
    finish(source, file, &genesis)
}

fn spec(file: &NetworkFile) -> ChainSpec {
    let main = ChainSpec::main();
    let chain = &file.chain;
    let given = |value: &Option<Spanned<u64>>| value.as_ref().map(|value| *value.get_ref());
    ChainSpec {
        chain_id: *file.chain_id.get_ref(),
        gas_limit: given(&chain.gas_limit).unwrap_or(main.gas_limit),
        min_base_fee: given(&chain.min_base_fee).unwrap_or(main.min_base_fee),
        block_time_ms: chain.block_time_ms.unwrap_or(main.block_time_ms),
        epoch_blocks: chain.epoch_blocks.unwrap_or(main.epoch_blocks),
    }
}

fn check_validators(
    source: &Source,
    file: &NetworkFile,
    spec: &ChainSpec,
) -> Result<(), NetworkFileError> {
    match file.validators.first() {
        None if spec.is_network() => Err(source.broken(
            "a network needs [[validators]]; a development chain says so with `epoch_blocks = 0` \
             under [chain]",
        )),
        Some(first) if !spec.is_network() => {
            let what = "`epoch_blocks` is 0: a development chain has no validators";
            Err(source.wrong(first.name.span(), what))
        }
        _ => Ok(()),
    }
}

/// The parameters the file sets, and those of `[chain]`, within their bounds.
fn settings(
    source: &Source,
    file: &NetworkFile,
    spec: &ChainSpec,
) -> Result<Vec<Setting>, NetworkFileError> {
    let mut settings = Vec::new();
    let of_chain = [
        (GAS_LIMIT, spec.gas_limit, file.chain.gas_limit.as_ref()),
        (MIN_BASE_FEE, spec.min_base_fee, file.chain.min_base_fee.as_ref()),
    ];
    for (parameter, value, given) in of_chain {
        let value = u128::from(value);
        if !parameter.allows(value) {
            let span = given.map(Spanned::span).unwrap_or_default();
            return Err(source.wrong(span, out_of_bounds(&parameter, value)));
        }
        settings.push((parameter, value));
    }
    for (key, number) in &file.parameters {
        settings.push(setting(source, key, number)?);
    }
    Ok(settings)
}

fn setting(
    source: &Source,
    key: &str,
    number: &Spanned<Number>,
) -> Result<Setting, NetworkFileError> {
    let Number(value) = *number.get_ref();
    let parameter = match parameters::find(key) {
        Some(known) if *known != GAS_LIMIT && *known != MIN_BASE_FEE => *known,
        Some(_) => {
            let what = format!("`{key}` is set under [chain]: remove it here");
            return Err(source.wrong(number.span(), what));
        }
        None => {
            let mut what = format!("there is no parameter `{key}`, expected one of");
            for (index, known) in parameters::ALL.iter().enumerate() {
                let _ = write!(what, "{} `{}`", if index > 0 { "," } else { "" }, known.key);
            }
            return Err(source.wrong(number.span(), what));
        }
    };
    if !parameter.allows(value) {
        return Err(source.wrong(number.span(), out_of_bounds(&parameter, value)));
    }
    Ok((parameter, value))
}

fn out_of_bounds(parameter: &Parameter, value: u128) -> String {
    let Parameter { key, min, max, .. } = parameter;
    format!("`{key}` is {value}, expected {min} to {max}")
}

/// What Staking refuses, at the validator it is about.
fn refusal(source: &Source, file: &NetworkFile, err: &FoundingError) -> NetworkFileError {
    let (operator, reason) = match err {
        FoundingError::Declaration { operator, reason } => (operator, reason),
        FoundingError::Delegation { operator, reason, .. } => (operator, reason),
        other => return source.broken(other),
    };
    let found = file.validators.iter().find(|known| known.operator.get_ref().0 == *operator);
    let reason = in_words(reason);
    match (found, err) {
        (Some(found), FoundingError::Delegation { delegator, .. }) => {
            let what = format!("the delegation of {delegator} is refused: {reason}");
            source.wrong(found.name.span(), what)
        }
        (Some(found), _) => {
            let what = format!("validator `{}` is refused: {reason}", found.name.get_ref());
            source.wrong(found.name.span(), what)
        }
        (None, _) => source.broken(err),
    }
}

fn in_words(reason: &Bytes) -> String {
    IStakingErrors::abi_decode(reason)
        .map_or_else(|_| reason.to_string(), |error| format!("{error:?}"))
}

fn put_contracts(
    source: &Source,
    holdings: &Holdings,
    genesis: &mut Genesis,
) -> Result<(), NetworkFileError> {
    for contract in holdings.contracts() {
        let account = contract.account().map_err(|err| source.broken(err))?;
        genesis.alloc.insert(contract.address, account);
    }
    Ok(())
}

fn put_staking(founded: &Founded, genesis: &mut Genesis) {
    let account = native_account(genesis, native::STAKING);
    account.balance = founded.balance;
    account.storage = Some(founded.slots.clone());
}

fn native_account(genesis: &mut Genesis, address: Address) -> &mut GenesisAccount {
    genesis.alloc.entry(address).or_insert_with(native::account)
}

/// Governance begins with the reserve on its books and the parameters that were set.
fn put_governance(
    holdings: &Holdings,
    settings: &[Setting],
    genesis: &mut Genesis,
) -> Result<(), NetworkFileError> {
    let slots = governance_slots(holdings.sum(Group::Reserve), settings)?;
    native_account(genesis, native::GOVERNANCE).storage = Some(slots);
    Ok(())
}

/// Governance's storage in block 0: a reserve in wei, and parameters.
///
/// # Errors
/// [`NetworkFileError::Reserve`] when the reserve is more than any chain has.
pub fn governance_slots(
    reserve: U256,
    settings: &[Setting],
) -> Result<BTreeMap<B256, B256>, NetworkFileError> {
    let mut host = MemoryHost::new();
    governance::seed(&mut host, reserve, settings).map_err(|_| NetworkFileError::Reserve)?;
    let (slots, _) = host.state();
    let own = slots.into_iter().filter(|((account, _), _)| *account == native::GOVERNANCE);
    Ok(own.map(|((_, slot), value)| (slot.into(), value.into())).collect())
}

/// Seeds the supply, and checks that it is the total and that the file is one a node takes.
fn finish(
    source: &Source,
    file: &NetworkFile,
    genesis: &Genesis,
) -> Result<Genesis, NetworkFileError> {
    // The supply was seeded before the stakes and the contracts had their balances.
    let mut json = genesis.clone();
    if let Some(coin) = json.alloc.get_mut(&native::CMT) {
        coin.storage = None;
    }
    let genesis = serde_json::to_string(&json)
        .map_err(|err| source.broken(err))
        .and_then(|text| Ok(Genesis::from_json(&text)?))?;
    let sum = genesis.alloc.values().fold(U256::ZERO, |sum, account| sum + account.balance);
    if sum != file.total.get_ref().0 {
        // Every wei was checked on its way: this cannot be, and must not pass if it is.
        return Err(source.broken(format!("the balances sum to {sum} wei, not to `total`")));
    }
    Ok(genesis)
}
