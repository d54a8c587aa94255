//! The native contracts themselves: where they are and how they are called.

use std::sync::LazyLock;

use alloy_primitives::{Address, FixedBytes};
use alloy_sol_types::SolInterface;
use cybermiles_evm_precompiles::{
    abi::{
        IArbitration::IArbitrationCalls, ICMT::ICMTCalls, IClosing::IClosingCalls,
        IEscrow::IEscrowCalls, IGovernance::IGovernanceCalls, IIdentity::IIdentityCalls,
        IMigration::IMigrationCalls, IStaking::IStakingCalls,
    },
    address::{ARBITRATION, CLOSING, CMT, ESCROW, GOVERNANCE, IDENTITY, MIGRATION, STAKING},
};
use serde::Serialize;
use serde_json::Value;

use crate::methods::Table;

/// One for each; the ABI is what the package `@cybermiles/contracts` publishes.
static NATIVES: LazyLock<[Native; 8]> = LazyLock::new(|| {
    let abi = |name: &str, json: &str| {
        serde_json::from_str(json).unwrap_or_else(|error| panic!("abi/I{name}.json: {error}"))
    };
    macro_rules! native {
        ($name:literal, $address:expr, $calls:ty) => {
            Native {
                address: $address,
                name: $name,
                interface_id: interface_id::<$calls>(),
                abi: abi($name, include_str!(concat!("../../../contracts/abi/I", $name, ".json"))),
            }
        };
    }
    [
        native!("CMT", CMT, ICMTCalls),
        native!("Escrow", ESCROW, IEscrowCalls),
        native!("Arbitration", ARBITRATION, IArbitrationCalls),
        native!("Identity", IDENTITY, IIdentityCalls),
        native!("Staking", STAKING, IStakingCalls),
        native!("Governance", GOVERNANCE, IGovernanceCalls),
        native!("Migration", MIGRATION, IMigrationCalls),
        native!("Closing", CLOSING, IClosingCalls),
    ]
});

/// Enters the method.
pub(super) fn enter(table: &mut Table) {
    table.quick("cmt_precompiles", |_, params| {
        params.end()?;
        Ok(&*NATIVES)
    });
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Native {
    address: Address,
    name: &'static str,
    interface_id: FixedBytes<4>,
    abi: Value,
}

/// The id ERC-165 gives an interface: its selectors, xored.
fn interface_id<C: SolInterface>() -> FixedBytes<4> {
    C::selectors().map(FixedBytes).fold(FixedBytes::ZERO, |id, selector| id ^ selector)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::keccak256;

    use super::*;

    /// A parameter's type as a signature spells it.
    fn canonical(parameter: &Value) -> String {
        let name = parameter["type"].as_str().unwrap();
        match name.strip_prefix("tuple") {
            Some(array) => {
                let members = parameter["components"].as_array().unwrap().iter().map(canonical);
                format!("({}){array}", members.collect::<Vec<_>>().join(","))
            }
            None => name.into(),
        }
    }

    #[test]
    fn the_interface_id_is_that_of_the_published_abi() {
        for native in &*NATIVES {
            let functions = native.abi.as_array().unwrap().iter();
            let functions = functions.filter(|entry| entry["type"] == "function");
            let id = functions.fold(FixedBytes::<4>::ZERO, |id, function| {
                let inputs = function["inputs"].as_array().unwrap().iter().map(canonical);
                let inputs = inputs.collect::<Vec<_>>().join(",");
                let hash = keccak256(format!("{}({inputs})", function["name"].as_str().unwrap()));
                id ^ FixedBytes::from_slice(&hash[..4])
            });
            assert_eq!(native.interface_id, id, "{}", native.name);
            assert_ne!(id, FixedBytes::ZERO, "{}", native.name);
        }
    }
}
