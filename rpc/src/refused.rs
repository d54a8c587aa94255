//! Methods that would need a key: refused with the way out, instead of "unknown".

use crate::{error::RpcError, methods::Table};

const NEED_A_KEY: [&str; 12] = [
    "eth_sign",
    "eth_signTransaction",
    "eth_sendTransaction",
    "eth_signTypedData",
    "eth_signTypedData_v4",
    "personal_ecRecover",
    "personal_importRawKey",
    "personal_listAccounts",
    "personal_newAccount",
    "personal_sendTransaction",
    "personal_sign",
    "personal_unlockAccount",
];

/// Enters the methods.
pub(crate) fn enter(table: &mut Table) {
    for name in NEED_A_KEY {
        table.quick::<()>(name, move |_, _| Err(RpcError::NeedsKey(name)));
    }
}
