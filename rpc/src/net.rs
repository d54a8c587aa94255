//! The `net_` methods: which network this is, and how well it is connected.

use alloy_primitives::U64;

use crate::methods::Table;

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.quick("net_version", |api, params| {
        params.end()?;
        Ok(api.chain.spec().chain_id.to_string())
    });
    table.quick("net_listening", |_, params| {
        params.end()?;
        Ok(true)
    });
    table.quick("net_peerCount", |api, params| {
        params.end()?;
        Ok(U64::from(api.standing.now().peers))
    });
}
