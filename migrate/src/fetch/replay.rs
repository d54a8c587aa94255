//! Balances by the token's transfers, one after the other.

use alloy_primitives::{Address, U256, map::AddressMap};

use super::{Options, pieces::LogRow};

/// Who had the supply before the first transfer; nobody, if that one is a mint.
pub(super) fn initial_holder(options: &Options, first: Option<&LogRow>) -> Option<Address> {
    match first {
        Some(first) if first.from.is_zero() => None,
        first => options.deployer.or(first.map(|row| row.from)),
    }
}

/// What accounts have by the transfers so far.
#[derive(Debug)]
pub(super) struct Replay {
    balances: AddressMap<U256>,
    /// What all of them have together: with a mint it grows, with a burn it shrinks.
    total: U256,
    supply: U256,
}

impl Replay {
    /// Before the first transfer.
    pub(super) fn begin(options: &Options, supply: U256, first: Option<&LogRow>) -> Self {
        let holder = initial_holder(options, first);
        let total = if holder.is_some() { supply } else { U256::ZERO };
        Self {
            balances: holder.map(|holder| (holder, supply)).into_iter().collect(),
            total,
            supply,
        }
    }

    /// A transfer more.
    ///
    /// # Errors
    /// What is impossible about it: the sender has less by the transfers before, or somebody more
    /// than 256 bits hold.
    pub(super) fn add(&mut self, row: &LogRow) -> Result<(), String> {
        let LogRow { block, index, from, to, wei } = row;
        let full = |who: &dyn std::fmt::Display| {
            format!("by log {index} of block {block} {who} gets {wei} wei more than 256 bits hold")
        };
        if from.is_zero() {
            self.total = self.total.checked_add(*wei).ok_or_else(|| full(&"somebody"))?;
        } else {
            let balance = self.balances.entry(*from).or_default();
            *balance = balance.checked_sub(*wei).ok_or_else(|| {
                format!(
                    "by log {index} of block {block} {from} sends {wei} wei, and has {balance} by \
                     the logs"
                )
            })?;
        }
        if to.is_zero() {
            // What is burned was somebody's: the sender's, above, or was minted just now.
            self.total = self.total.saturating_sub(*wei);
        } else {
            let balance = self.balances.entry(*to).or_default();
            *balance = balance.checked_add(*wei).ok_or_else(|| full(to))?;
        }
        Ok(())
    }

    /// After the last transfer.
    ///
    /// # Errors
    /// More was minted than there is. Less may be a log that is missing.
    pub(super) fn end(&self) -> Result<(), String> {
        if self.total > self.supply {
            let (total, supply) = (self.total, self.supply);
            return Err(format!(
                "by the logs all have {total} wei, and the supply is {supply} wei"
            ));
        }
        Ok(())
    }

    /// What accounts have now.
    pub(super) fn balances(self) -> AddressMap<U256> {
        self.balances
    }
}
