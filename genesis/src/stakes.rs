//! What the first validators stake, and out of which allocation it comes.

use std::net::IpAddr;

use alloy_primitives::{Address, FixedBytes, U256, keccak256};
use cybermiles_evm_precompiles::{
    abi::IStaking::{self, Declaration, Endpoint, Metadata},
    staking::genesis::{Founder, Founding},
};
use toml::Spanned;

use crate::{
    allocations::Holdings,
    amount::Amount,
    error::NetworkFileError,
    file::{Group, NetworkFile, Validator},
    moves::{Destination, Move},
    source::Source,
};

/// Takes every stake out of the allocation the file names, and answers how the network begins.
///
/// # Errors
/// [`NetworkFileError::File`] naming the line of a stake its allocation does not have.
pub(crate) fn take(
    source: &Source,
    file: &NetworkFile,
    holdings: &mut Holdings,
) -> Result<Founding, NetworkFileError> {
    let mut validators = Vec::new();
    for validator in &file.validators {
        let operator = validator.operator.get_ref().0;
        let own = Stake { operator, staker: operator, amount: &validator.stake };
        pay(source, holdings, &validator.from, &own)?;
        let mut delegations = Vec::new();
        for delegation in &validator.delegations {
            let delegator = delegation.delegator.get_ref().0;
            let stake = Stake { operator, staker: delegator, amount: &delegation.stake };
            pay(source, holdings, &delegation.from, &stake)?;
            delegations.push((delegator, delegation.stake.get_ref().0));
        }
        let self_stake = validator.stake.get_ref().0;
        let declaration = declaration(validator);
        validators.push(Founder { operator, self_stake, declaration, delegations });
    }
    let chain_id = *file.chain_id.get_ref();
    let time = file.time.0;
    let seed = file.seed.unwrap_or_else(|| {
        let words = [&chain_id.to_be_bytes(), &time.to_be_bytes(), file.name.as_bytes()].concat();
        keccak256([b"cybermiles genesis".as_slice(), &words].concat())
    });
    let supply = file.total.get_ref().0;
    Ok(Founding { chain_id, time, seed, supply, validators })
}

/// Coins staked from the beginning.
struct Stake<'a> {
    operator: Address,
    staker: Address,
    amount: &'a Spanned<Amount>,
}

/// Takes a stake out of the allocation `from`: off its one account, or off the staker's own row.
fn pay(
    source: &Source,
    holdings: &mut Holdings,
    from: &Spanned<String>,
    stake: &Stake<'_>,
) -> Result<(), NetworkFileError> {
    let name = from.get_ref();
    let Some(holding) = holdings.all.iter_mut().find(|holding| holding.name == *name) else {
        let what = format!("`from` is `{name}`, expected the name of an allocation");
        return Err(source.wrong(from.span(), what));
    };
    if holding.contract.is_some() || holding.group == Group::Reserve {
        let what = format!(
            "`from` is `{name}`, which is not free: expected an allocation that neither vests nor \
             is the reserve"
        );
        return Err(source.wrong(from.span(), what));
    }
    let payer = holding.address.unwrap_or(stake.staker);
    let want = stake.amount.get_ref().0;
    let have = holding.balances.get(&payer).copied().unwrap_or_default();
    let Some(left) = have.checked_sub(want) else {
        let (have, want) = (Amount(have), Amount(want));
        let what = format!("{want} CMT are staked, but {payer} has {have} CMT of `{name}` left");
        return Err(source.wrong(stake.amount.span(), what));
    };
    // Who has nothing needs no account.
    if left == U256::ZERO {
        holding.balances.remove(&payer);
    } else {
        holding.balances.insert(payer, left);
    }
    let Stake { operator, staker, .. } = *stake;
    let to = Destination::Stake { staker, operator };
    holdings.moves.push(Move { account: payer, allocation: name.clone(), wei: want, to });
    Ok(())
}

fn declaration(validator: &Validator) -> Declaration {
    let commission = validator.commission;
    Declaration {
        consensusKey: validator.consensus_key,
        randaoKey: validator.randao_key.to_vec().into(),
        consensusProof: validator.consensus_proof.to_vec().into(),
        randaoProof: validator.randao_proof.to_vec().into(),
        maxStake: validator.max_stake.0,
        commission: IStaking::Commission {
            rate: commission.rate,
            max: commission.max,
            maxDailyChange: commission.max_daily_change,
        },
        metadata: Metadata {
            name: validator.name.get_ref().clone(),
            website: validator.website.clone(),
            contact: validator.contact.clone(),
            details: validator.details.clone(),
        },
        endpoint: endpoint(validator),
    }
}

fn endpoint(validator: &Validator) -> Endpoint {
    let Some(address) = validator.endpoint else {
        return Endpoint { ip: FixedBytes::ZERO, port: 0 };
    };
    let ip = match address.ip() {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    };
    Endpoint { ip: ip.octets().into(), port: address.port() }
}
