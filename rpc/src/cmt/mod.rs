//! The `cmt_` methods: what the native contracts know, as plain JSON, and how the network stands.
//!
//! Each method about a native contract asks its own view function through the door `eth_call` uses, at
//! one block, so it says exactly what a contract or a wallet would be told. Nothing is written.

mod arbiters;
pub(crate) mod certified;
mod disputes;
mod grants;
mod identities;
mod natives;
mod orders;
mod proposals;
mod snapshot;
mod status;
mod supply;
mod validators;
mod views;
mod words;

use alloy_eips::BlockId;
use alloy_primitives::{U64, U256};
use serde::Serialize;

use crate::{
    api::Api,
    error::RpcError,
    methods::{Answer, Job, Table},
    params::Params,
};

use self::views::Views;

/// The longest page; the native contracts bound theirs alike.
const PAGE_MAX: u64 = 100;
/// The page of who names no limit.
const PAGE_DEFAULT: u64 = 20;

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    orders::enter(table);
    disputes::enter(table);
    arbiters::enter(table);
    identities::enter(table);
    grants::enter(table);
    proposals::enter(table);
    supply::enter(table);
    natives::enter(table);
    certified::enter(table);
    snapshot::enter(table);
    status::enter(table);
    validators::enter(table);
}

/// Answers from views of the state `block` means.
fn ask<R: Answer>(
    block: BlockId,
    read: impl FnOnce(&Views<'_>) -> Result<R, RpcError> + Send + 'static,
) -> Result<Job<R>, RpcError> {
    Ok(Job::heavy(move |api: &Api| read(&Views::at(api, block)?)))
}

/// Which part of a list is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Page {
    /// 0, or `next` of the page before.
    cursor: U256,
    /// Items of the page, 1 to [`PAGE_MAX`].
    limit: u64,
}

impl Page {
    /// The next two parameters; left out they mean the first page of the usual length.
    fn read(params: &mut Params<'_>) -> Result<Self, RpcError> {
        let cursor = params.optional::<U256>("cursor")?.unwrap_or_default();
        let limit = params.optional::<U64>("limit")?.map_or(PAGE_DEFAULT, |limit| limit.to());
        if !(1..=PAGE_MAX).contains(&limit) {
            return Err(RpcError::Params(format!(
                "invalid argument (`limit`): {limit}, expected 1 to {PAGE_MAX}"
            )));
        }
        Ok(Self { cursor, limit })
    }

    /// The limit as the contracts take it.
    fn limit(&self) -> U256 {
        U256::from(self.limit)
    }

    /// The cursor of the page after one with so many items; `None` when it was the last.
    fn after(&self, items: usize) -> Option<U256> {
        let full = items as u64 >= self.limit;
        full.then(|| self.cursor.saturating_add(self.limit()))
    }
}

/// A page of a list.
#[derive(Clone, Debug, Serialize)]
struct Listed<T> {
    /// The items.
    items: Vec<T>,
    /// How many there are in all, where the contract counts them.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<U256>,
    /// The cursor of the next page; `null` after the last.
    next: Option<U256>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_is_bounded_and_leads_to_the_next() {
        let read = |json: &'static str| Page::read(&mut Params::new(Some(json)).unwrap());
        assert_eq!(read("[]").unwrap(), Page { cursor: U256::ZERO, limit: PAGE_DEFAULT });
        let page = read(r#"["0x5","0x64"]"#).unwrap();
        assert_eq!(page, Page { cursor: U256::from(5), limit: 100 });
        assert_eq!(page.after(100), Some(U256::from(105)));
        assert_eq!(page.after(99), None);
        for json in [r#"["0x0","0x65"]"#, r#"["0x0","0x0"]"#] {
            assert!(read(json).unwrap_err().to_string().contains("expected 1 to 100"), "{json}");
        }
    }
}
