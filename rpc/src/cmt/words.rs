//! How values of the contracts are written: an enum by its name, nobody and never as `null`.

use std::fmt::Debug;

use alloy_primitives::{Address, B256, U256};

/// The name of an enum's value as the interface spells it.
pub(super) fn name(value: impl Debug) -> String {
    format!("{value:?}")
}

/// An account; `None` for the zero address, which stands for nobody.
pub(super) fn somebody(account: Address) -> Option<Address> {
    (!account.is_zero()).then_some(account)
}

/// A number or moment; `None` for the zero that stands for none.
pub(super) fn some(value: U256) -> Option<U256> {
    (!value.is_zero()).then_some(value)
}

/// A hash; `None` for the zero that stands for none.
pub(super) fn hash(value: B256) -> Option<B256> {
    (!value.is_zero()).then_some(value)
}
