//! What Governance asks Staking.

#[cfg(not(test))]
pub(super) use crate::staking::{delegations_of, seated};

#[cfg(test)]
pub(super) use super::tests::stand_in::{delegations_of, seated};
