//! Where the native precompiles live and what signers call them.

use alloy_primitives::Address;

pub use cybermiles_primitives::native::{
    ARBITRATION, CLOSING, CMT, ESCROW, GOVERNANCE, IDENTITY, MIGRATION, STAKING, is_reserved,
};

/// The EIP-712 domain name of the precompile at `address`, as wallets show it to whoever signs.
pub const fn domain_name(address: Address) -> &'static str {
    match address {
        CMT => "CyberMiles",
        ESCROW => "CyberMiles Escrow",
        ARBITRATION => "CyberMiles Arbitration",
        IDENTITY => "CyberMiles Identity",
        MIGRATION => "CyberMiles Migration",
        _ => "CyberMiles Native",
    }
}

/// The EIP-712 domain version of every precompile.
pub const DOMAIN_VERSION: &str = "1";
