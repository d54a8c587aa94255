//! The `eth_` methods, a file for each subject.

pub(crate) mod blocks;
pub(crate) mod calls;
pub(crate) mod fees;
pub(crate) mod filters;
pub(crate) mod logs;
pub(crate) mod node;
pub(crate) mod state;
pub(crate) mod submit;
pub(crate) mod subscribe;
pub(crate) mod transactions;

use crate::methods::Table;

/// Enters all of them.
pub(crate) fn enter(table: &mut Table) {
    node::enter(table);
    blocks::enter(table);
    transactions::enter(table);
    state::enter(table);
    calls::enter(table);
    fees::enter(table);
    submit::enter(table);
    logs::enter(table);
    filters::enter(table);
    subscribe::enter(table);
}
