//! The first validators: what a genesis file has in Staking's storage.
//!
//! The founders are declared and delegated to by the same calls as anybody later, in memory, so
//! that block 0 holds nothing that those calls could not have made.

use std::collections::BTreeMap;

use alloy_primitives::{Address, B256, Bytes, U256, keccak256};
use cybermiles_primitives::Committee;

use super::{
    clock, committee, election, emission,
    records::{Clock, Time},
    shares, turns,
};
use crate::{
    Call, Failure, Result,
    abi::IStaking::{Declaration, declareCall, delegateCall},
    address::STAKING,
    governance,
    memory::MemoryHost,
};

/// How a network begins.
#[derive(Clone, Debug)]
pub struct Founding {
    /// EIP-155 chain id: it is in the proofs of possession.
    pub chain_id: u64,
    /// Timestamp of block 0 in seconds: the emission starts there.
    pub time: u64,
    /// What the leaders of the first two epochs are drawn from.
    pub seed: B256,
    /// Wei of all balances, Staking's included: what the emission starts with.
    pub supply: U256,
    /// The first validators.
    pub validators: Vec<Founder>,
}

/// A validator of the beginning.
#[derive(Clone, Debug)]
pub struct Founder {
    /// Who declares it.
    pub operator: Address,
    /// Wei of its own.
    pub self_stake: U256,
    /// What it is declared with.
    pub declaration: Declaration,
    /// Who delegates how many wei to it.
    pub delegations: Vec<(Address, U256)>,
}

/// What block 0 has of Staking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Founded {
    /// Its storage: every slot that is not zero.
    pub slots: BTreeMap<B256, B256>,
    /// Its balance in wei: all stakes. They are taken from nobody; whoever makes the genesis lowers
    /// the balances of those who stake.
    pub balance: U256,
    /// The committees of epochs 0 and 1; without seats when nobody was declared.
    pub committees: [Committee; 2],
}

/// Why a network cannot begin so.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum FoundingError {
    /// A declaration was refused.
    #[error(
        "the declaration of {operator} is refused: {reason} (an error of IStaking.sol, ABI-encoded)"
    )]
    Declaration {
        /// Whose.
        operator: Address,
        /// The error, ABI-encoded.
        reason: Bytes,
    },
    /// A delegation was refused.
    #[error(
        "the delegation of {delegator} to {operator} is refused: {reason} (an error of IStaking.sol, ABI-encoded)"
    )]
    Delegation {
        /// Whose.
        delegator: Address,
        /// To whom.
        operator: Address,
        /// The error, ABI-encoded.
        reason: Bytes,
    },
    /// The stakes are more than all coins.
    #[error("{staked} wei are staked, but only {supply} wei exist: lower the stakes")]
    Supply {
        /// Wei of all stakes.
        staked: U256,
        /// Wei there are.
        supply: U256,
    },
    /// A number that no chain can have.
    #[error("the supply of {0} wei, or the time, is out of range")]
    Range(U256),
}

/// Declares the founders, delegates to them, elects epochs 0 and 1 and starts the emission.
///
/// # Errors
/// [`FoundingError`].
pub fn found(founding: &Founding) -> std::result::Result<Founded, FoundingError> {
    found_with(founding, &[])
}

/// As [`found`], with parameters that differ from their defaults from the beginning. The caller
/// writes them into Governance as well.
///
/// # Errors
/// [`FoundingError`].
pub fn found_with(
    founding: &Founding,
    parameters: &[(governance::parameters::Parameter, u128)],
) -> std::result::Result<Founded, FoundingError> {
    let mut host = MemoryHost::new();
    governance::seed(&mut host, U256::ZERO, parameters)
        .map_err(|_| FoundingError::Range(founding.supply))?;
    *host.block_mut() = crate::host::BlockInfo {
        chain_id: founding.chain_id,
        number: 0,
        timestamp: founding.time,
        prevrandao: founding.seed,
    };
    for founder in &founding.validators {
        enlist(&mut host, founder)?;
    }
    let balance = host.balance(STAKING);
    if balance > founding.supply {
        return Err(FoundingError::Supply { staked: balance, supply: founding.supply });
    }
    let mut call = Call::system(&mut host, STAKING);
    let committees =
        begin(&mut call, founding).map_err(|_| FoundingError::Range(founding.supply))?;
    let (slots, _) = host.state();
    let own = slots.into_iter().filter(|((account, _), _)| *account == STAKING);
    let slots = own.map(|((_, slot), value)| (slot.into(), value.into())).collect();
    Ok(Founded { slots, balance, committees })
}

/// Runs what a founder and those who delegate to it would send.
fn enlist(host: &mut MemoryHost, founder: &Founder) -> std::result::Result<(), FoundingError> {
    let operator = founder.operator;
    let declare = declareCall { declaration: founder.declaration.clone() };
    host.set_balance(operator, founder.self_stake);
    host.call_as(operator, STAKING, founder.self_stake, declare)
        .map_err(|reason| FoundingError::Declaration { operator, reason })?;
    for (delegator, amount) in &founder.delegations {
        host.set_balance(*delegator, *amount);
        let delegate = delegateCall { validator: operator };
        host.call_as(*delegator, STAKING, *amount, delegate).map_err(|reason| {
            FoundingError::Delegation { delegator: *delegator, operator, reason }
        })?;
    }
    Ok(())
}

fn begin(call: &mut Call<'_>, founding: &Founding) -> Result<[Committee; 2]> {
    let supply = shares::narrow(founding.supply)?;
    if supply > super::MAX_SUPPLY {
        return Err(shares::too_large(supply));
    }
    emission::begin(call, founding.time, supply)?;
    let started_at = Time::saturating_from(founding.time);
    clock().create(call, &Clock { started_at, ..Clock::default() })?;
    let mut elect = |epoch: u64| {
        let seed = keccak256([founding.seed.as_slice(), &epoch.to_be_bytes()].concat());
        election::elect(call, epoch, seed)?;
        let nobody = || Committee::new(epoch, seed, Vec::new());
        Ok::<_, Failure>(committee::load(call, epoch)?.unwrap_or_else(nobody))
    };
    let committees = [elect(0)?, elect(1)?];
    turns::reset(call, 0)?;
    Ok(committees)
}
