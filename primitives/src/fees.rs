//! The base fee of the next block (EIP-1559), with this chain's floor.

use alloy_eips::eip1559::{BaseFeeParams, calc_next_block_base_fee};

use crate::{ChainSpec, Header};

/// The base fee per gas, in wei, of the block that follows `parent`.
///
/// Ethereum's formula, then raised to the chain's floor: below it blocks would be almost free to
/// fill, and validators are paid from fees.
pub fn next_base_fee(spec: &ChainSpec, parent: &Header) -> u64 {
    let Some(base_fee) = parent.base_fee_per_gas else { return spec.min_base_fee };
    calc_next_block_base_fee(parent.gas_used, parent.gas_limit, base_fee, BaseFeeParams::ethereum())
        .max(spec.min_base_fee)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parent(gas_used: u64, base_fee: u64) -> Header {
        Header {
            gas_limit: 30_000_000,
            gas_used,
            base_fee_per_gas: Some(base_fee),
            ..Default::default()
        }
    }

    #[test]
    fn full_blocks_raise_the_fee_by_an_eighth() {
        let spec = ChainSpec::dev();
        assert_eq!(next_base_fee(&spec, &parent(30_000_000, 8_000_000_000)), 9_000_000_000);
    }

    #[test]
    fn blocks_at_target_keep_the_fee() {
        let spec = ChainSpec::dev();
        assert_eq!(next_base_fee(&spec, &parent(15_000_000, 8_000_000_000)), 8_000_000_000);
    }

    #[test]
    fn empty_blocks_lower_the_fee_to_the_floor_and_not_below() {
        let spec = ChainSpec::dev();
        assert_eq!(next_base_fee(&spec, &parent(0, 8_000_000_000)), 7_000_000_000);
        assert_eq!(next_base_fee(&spec, &parent(0, spec.min_base_fee)), spec.min_base_fee);
    }
}
