//! The `web3_` methods, and the list of modules.

use std::collections::BTreeMap;

use alloy_primitives::{Bytes, keccak256};

use crate::methods::Table;

/// The modules served, as `rpc_modules` lists them.
const MODULES: [&str; 6] = ["debug", "eth", "net", "rpc", "txpool", "web3"];

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    table.quick("web3_clientVersion", |api, params| {
        params.end()?;
        Ok(api.client_version.clone())
    });
    table.quick("web3_sha3", |_, mut params| {
        let data = params.required::<Bytes>("data")?;
        params.end()?;
        Ok(keccak256(data))
    });
    table.quick("rpc_modules", |_, params| {
        params.end()?;
        Ok(MODULES.map(|module| (module, "1.0")).into_iter().collect::<BTreeMap<_, _>>())
    });
}
