//! The `web3_` methods, and the list of modules.

use std::collections::BTreeMap;

use alloy_primitives::{Bytes, keccak256};

use crate::methods::Table;

/// The modules of every chain, as `rpc_modules` lists them.
const MODULES: [&str; 7] = ["cmt", "debug", "eth", "net", "rpc", "txpool", "web3"];

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
    table.quick("rpc_modules", |api, params| {
        params.end()?;
        let development = api.chain.options().time_control.then_some("evm");
        let modules = MODULES.into_iter().chain(development);
        Ok(modules.map(|module| (module, "1.0")).collect::<BTreeMap<_, _>>())
    });
}
