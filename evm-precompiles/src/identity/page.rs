//! Pages of lists: at most so many items, whatever is asked for.

use alloy_primitives::U256;

use super::MAX_PAGE;
use crate::{
    Call, Result,
    abi::IPrecompile::PageTooLarge,
    storage::{Array, Word},
};

/// Items of `list` from index `from` on, at most `limit`; none beyond the end.
///
/// # Errors
/// `PageTooLarge`.
pub(super) fn page<T: Word>(
    call: &mut Call<'_>,
    list: Array<T>,
    from: U256,
    limit: U256,
) -> Result<Vec<T>> {
    let max = U256::from(MAX_PAGE);
    if limit > max {
        return Err(PageTooLarge { limit, max }.into());
    }
    list.page(call, from.saturating_to(), limit.saturating_to())
}

/// A page of numbers, as the interface gives them.
///
/// # Errors
/// As [`page`].
pub(super) fn numbers(
    call: &mut Call<'_>,
    list: Array<u64>,
    from: U256,
    limit: U256,
) -> Result<Vec<U256>> {
    Ok(page(call, list, from, limit)?.into_iter().map(U256::from).collect())
}
