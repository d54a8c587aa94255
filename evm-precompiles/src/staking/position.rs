//! A delegation in the middle of a change: opened, changed, closed.
//!
//! Opening it earns what its shares have gained and lets what has matured fall away; closing it
//! writes everything that follows, so that no change forgets the totals, the lists or the reward.

use alloy_primitives::{Address, U256};

use super::{
    MAX_DELEGATIONS, candidates, delegated_to, delegations, records,
    records::{Delegation, Rewards, Stake},
    redelegation, rewards, shares, stakes, status, totals,
};
use crate::{
    Call, Failure, Result,
    abi::IStaking::{NotValidator, RewardsPaid, TooManyDelegations},
    governance,
    storage::Record,
};

/// Bits behind the point of a reward per share.
pub(super) const FRACTION_BITS: usize = 96;

/// A delegation, its validator, and what both were before.
pub(super) struct Position {
    pub(super) delegator: Address,
    pub(super) validator: Address,
    pub(super) stake: Stake,
    pub(super) rewards: Rewards,
    pub(super) delegation: Delegation,
    /// Rewards that were earned and are to be paid when it is closed, in wei.
    pub(super) due: u128,
    before: (Stake, Rewards, Delegation),
    places: (Record<Stake>, Record<Rewards>, Record<Delegation>),
}

impl Position {
    /// Opens the delegation of `delegator` to `validator`, which may have no shares.
    ///
    /// # Errors
    /// `NotValidator`.
    pub(super) fn open(
        call: &mut Call<'_>,
        delegator: Address,
        validator: Address,
    ) -> Result<Self> {
        let stake_place = stakes().at(call, validator)?;
        let stake = stake_place.load(call)?;
        if stake.status == status::NONE {
            return Err(NotValidator { operator: validator }.into());
        }
        let rewards_place = rewards().at(call, validator)?;
        let rewards = rewards_place.load(call)?;
        let delegation_place = delegations().at(call, delegator)?.at(call, validator)?;
        let delegation = delegation_place.load(call)?;
        let mut position = Self {
            delegator,
            validator,
            stake,
            rewards,
            delegation,
            due: 0,
            before: (stake, rewards, delegation),
            places: (stake_place, rewards_place, delegation_place),
        };
        position.earn()?;
        redelegation::judge(call, &mut position)?;
        Ok(position)
    }

    /// Takes what the shares have gained since they were paid last out of what is owed to all. What
    /// is less than a wei stays there, for the next reward.
    fn earn(&mut self) -> Result<()> {
        let gained = gained(&self.rewards, &self.delegation)?;
        let due: u128 = gained.wrapping_shr(FRACTION_BITS).saturating_to();
        let rest = gained & fraction_mask();
        self.rewards.owed = self.rewards.owed.checked_sub(due).ok_or(shares::too_large(due))?;
        // Both below 2^128 by far: a fraction is below a share count or 2^96.
        self.rewards.fraction = self.rewards.fraction.saturating_add(rest.saturating_to());
        self.delegation.accumulator = self.rewards.accumulator;
        self.due = self.due.saturating_add(due);
        Ok(())
    }

    /// Adds `amount` wei to the delegation; answers the shares they are.
    ///
    /// # Errors
    /// `ValidatorIsEmpty`; `AmountTooLarge`.
    pub(super) fn add(&mut self, amount: u128) -> Result<u128> {
        let bought = self.stake.add(amount).ok_or_else(|| self.no_room(amount))?;
        let sum = self.delegation.shares.checked_add(bought);
        self.delegation.shares = sum.ok_or(shares::too_large(amount))?;
        Ok(bought)
    }

    fn no_room(&self, amount: u128) -> Failure {
        if self.stake.tokens() == 0 {
            let validator = self.validator;
            return crate::abi::IStaking::ValidatorIsEmpty { validator }.into();
        }
        shares::too_large(amount)
    }

    /// Takes `shares` out of the delegation for `amount` wei.
    ///
    /// # Errors
    /// `AmountTooLarge` when there are less, which the callers have checked.
    pub(super) fn take(&mut self, shares: u128, amount: u128) -> Result<()> {
        self.stake.take(shares, amount).ok_or(shares::too_large(amount))?;
        let left = self.delegation.shares.checked_sub(shares);
        self.delegation.shares = left.ok_or(shares::too_large(amount))?;
        Ok(())
    }

    /// What the delegation is worth in wei.
    pub(super) fn worth(&self) -> u128 {
        self.stake.worth(self.delegation.shares)
    }

    /// Writes what changed, pays what is due, and keeps lists and totals as they must be.
    ///
    /// # Errors
    /// `TooManyDelegations`.
    pub(super) fn close(mut self, call: &mut Call<'_>) -> Result<()> {
        let returned = self.give_back();
        self.keep_list(call)?;
        if self.delegator == self.validator {
            self.stake.self_shares = self.delegation.shares;
        }
        if self.stake.tokens > self.before.0.tokens {
            candidates::enter(call, self.validator, &mut self.stake)?;
        }
        self.places.0.update(call, &self.before.0, &self.stake)?;
        self.places.1.update(call, &self.before.1, &self.rewards)?;
        self.places.2.update(call, &self.before.2, &self.delegation)?;
        self.count(call, returned)?;
        self.tell_governance(call)?;
        let (delegator, validator, amount) = (self.delegator, self.validator, U256::from(self.due));
        if amount.is_zero() {
            return Ok(());
        }
        call.pay(delegator, amount)?;
        call.emit(&RewardsPaid { delegator, validator, amount })
    }

    /// A slash that leaves the shares is no change.
    fn tell_governance(&self, call: &mut Call<'_>) -> Result<()> {
        let before = U256::from(self.before.2.shares);
        let after = U256::from(self.delegation.shares);
        governance::stake_changed(call, self.delegator, self.validator, before, after)
    }

    /// Whole wei among what rounding held back go to the pool of everybody; all of it does when no
    /// share is left that could earn it.
    fn give_back(&mut self) -> u128 {
        let whole = self.rewards.fraction.wrapping_shr(96);
        let returned = if self.stake.shares == 0 { self.rewards.owed } else { whole };
        self.rewards.owed = self.rewards.owed.saturating_sub(returned);
        self.rewards.fraction = match self.stake.shares {
            0 => 0,
            _ => self.rewards.fraction & ((1 << FRACTION_BITS) - 1),
        };
        returned
    }

    /// Brings the totals in line with what changed.
    fn count(&self, call: &mut Call<'_>, returned: u128) -> Result<()> {
        let (before, after) = (&self.before, &self);
        let unowed = |owed: &Rewards| owed.owed.checked_add(owed.commission);
        let place = totals();
        let old = place.load(call)?;
        let all = || {
            let staked = old.staked.checked_sub(before.0.tokens())?;
            let owed = old.owed.checked_sub(unowed(&before.1)?)?;
            Some(records::Totals {
                staked: staked.checked_add(after.stake.tokens())?,
                owed: owed.checked_add(unowed(&after.rewards)?)?,
                pool: old.pool.checked_add(returned)?,
                ..old
            })
        };
        let new = all().ok_or(shares::too_large(self.stake.tokens()))?;
        place.update(call, &old, &new)
    }

    /// Puts the validator on the delegator's list, or takes it off.
    fn keep_list(&mut self, call: &mut Call<'_>) -> Result<()> {
        let list = delegated_to().at(call, self.delegator)?;
        if self.before.2.shares == 0 && self.delegation.shares > 0 {
            let len = list.len(call)?;
            if len >= MAX_DELEGATIONS {
                return Err(TooManyDelegations { max: U256::from(MAX_DELEGATIONS) }.into());
            }
            list.push(call, self.validator)?;
            self.delegation.place = u8::try_from(len.saturating_add(1)).unwrap_or(u8::MAX);
        } else if self.before.2.shares > 0 && self.delegation.shares == 0 {
            let index = u64::from(self.delegation.place).saturating_sub(1);
            list.swap_remove(call, index)?;
            if let Some(moved) = list.get(call, index)? {
                let place = delegations().at(call, self.delegator)?.at(call, moved)?;
                let old = place.load(call)?;
                place.update(call, &old, &Delegation { place: self.delegation.place, ..old })?;
            }
            self.delegation = Delegation::default();
        }
        Ok(())
    }
}

/// The bits behind the point.
pub(super) fn fraction_mask() -> U256 {
    U256::MAX.wrapping_shr(256usize.saturating_sub(FRACTION_BITS))
}

/// What the shares of `delegation` have gained, in units of 2^-96 wei. All rewards there can be are
/// below 2^96 wei, so that this fits.
///
/// # Errors
/// `AmountTooLarge` when it does not fit all the same.
pub(super) fn gained(rewards: &Rewards, delegation: &Delegation) -> Result<U256> {
    let per_share = rewards.accumulator.saturating_sub(delegation.accumulator);
    let gained = per_share.checked_mul(U256::from(delegation.shares));
    gained.ok_or_else(|| shares::too_large(delegation.shares))
}
