//! What shares are worth: a delegation owns shares of its validator's tokens, so that a slash
//! changes one number.

use alloy_primitives::U256;

use super::{
    ONE,
    records::{Stake, Wei},
};
use crate::{Result, abi::IPrecompile::AmountTooLarge};

/// `whole × times / of`, rounded down; zero when `of` is.
pub(super) fn part(whole: u128, times: u128, of: u128) -> u128 {
    // Two factors of 128 bits make at most 256.
    let product = U256::from(whole).wrapping_mul(U256::from(times));
    product.checked_div(U256::from(of)).unwrap_or_default().saturating_to()
}

/// `whole × times / of`, rounded up; zero when `of` is.
pub(super) fn part_up(whole: u128, times: u128, of: u128) -> u128 {
    if of == 0 {
        return 0;
    }
    let product = U256::from(whole).wrapping_mul(U256::from(times));
    product.div_ceil(U256::from(of)).saturating_to()
}

/// So many basis points of `whole`, rounded down.
pub(super) fn basis_points(whole: u128, rate: u128) -> u128 {
    part(whole, rate.min(ONE.into()), ONE.into())
}

/// `amount` as storage keeps it.
///
/// # Errors
/// `AmountTooLarge` beyond 96 bits.
pub(super) fn wei(amount: u128) -> Result<Wei> {
    Wei::try_from(amount).map_err(|_| too_large(amount))
}

/// The error for an amount nobody can have.
pub(super) fn too_large(amount: u128) -> crate::Failure {
    AmountTooLarge { amount: U256::from(amount) }.into()
}

/// `amount` in 128 bits.
///
/// # Errors
/// `AmountTooLarge`.
pub(super) fn narrow(amount: U256) -> Result<u128> {
    u128::try_from(amount).map_err(|_| AmountTooLarge { amount }.into())
}

impl Stake {
    /// Wei delegated to it.
    pub(super) fn tokens(&self) -> u128 {
        self.tokens.saturating_to()
    }

    /// Wei that may be delegated to it at most.
    pub(super) fn max_stake(&self) -> u128 {
        self.max_stake.saturating_to()
    }

    /// What `shares` are worth in wei, rounded down.
    pub(super) fn worth(&self, shares: u128) -> u128 {
        part(self.tokens(), shares, self.shares)
    }

    /// The operator's own stake in wei.
    pub(super) fn self_stake(&self) -> u128 {
        self.worth(self.self_shares)
    }

    /// The shares that `amount` wei buy, rounded down, so that nobody else loses by it. `None` when
    /// no tokens are left behind the shares there are, or the shares would not fit.
    fn bought_by(&self, amount: u128) -> Option<u128> {
        match (self.shares, self.tokens()) {
            (0, _) => Some(amount),
            (_, 0) => None,
            (shares, tokens) => {
                let product = U256::from(amount).wrapping_mul(U256::from(shares));
                u128::try_from(product.checked_div(U256::from(tokens))?).ok()
            }
        }
    }

    /// Adds `amount` wei; answers the shares they are. `None` when that is not possible.
    pub(super) fn add(&mut self, amount: u128) -> Option<u128> {
        let bought = self.bought_by(amount)?;
        let tokens = self.tokens().checked_add(amount)?;
        self.shares = self.shares.checked_add(bought)?;
        self.tokens = Wei::try_from(tokens).ok()?;
        Some(bought)
    }

    /// The shares to take for `amount` wei of `of` shares, rounded up, so that nobody else loses by
    /// it; all of them when they are worth no more.
    pub(super) fn shares_for(&self, amount: u128, of: u128) -> u128 {
        if amount >= self.worth(of) {
            return of;
        }
        part_up(self.shares, amount, self.tokens()).min(of)
    }

    /// Takes `shares` out for `amount` wei, which is not more than they are worth. `None` when there
    /// are less.
    pub(super) fn take(&mut self, shares: u128, amount: u128) -> Option<()> {
        let tokens = self.tokens().checked_sub(amount)?;
        self.shares = self.shares.checked_sub(shares)?;
        self.tokens = Wei::try_from(tokens).ok()?;
        Some(())
    }

    /// Takes a part of the tokens, in basis points; answers how many wei.
    pub(super) fn cut(&mut self, rate: u128) -> u128 {
        let cut = basis_points(self.tokens(), rate);
        self.tokens = self.tokens.saturating_sub(Wei::saturating_from(cut));
        cut
    }
}
