//! What each step costs: as the opcodes charge it under Ethereum's Osaka rules.

use alloy_primitives::U256;

use crate::{
    failure::{Failure, Result},
    host::Stored,
};

/// A slot that was touched before in the transaction (EIP-2929).
pub const WARM_SLOAD: u64 = 100;
/// What a slot's first touch costs on top of [`WARM_SLOAD`] when it is read (EIP-2929).
pub const COLD_SLOAD_EXTRA: u64 = 2_000;
/// What a slot's first touch costs on top when it is written (EIP-2929).
pub const COLD_SSTORE_EXTRA: u64 = 2_100;
/// A slot becomes non-zero (EIP-2200).
pub const SSTORE_SET: u64 = 20_000;
/// A slot changes (EIP-2200 less the cold read of EIP-2929).
pub const SSTORE_RESET: u64 = 2_900;
/// Refund for a slot that becomes zero (EIP-3529).
pub const SSTORE_CLEARS_REFUND: i64 = 4_800;
/// With this much gas or less left nothing may be written (EIP-2200): what a plain transfer hands
/// on must never suffice to change state.
pub const SSTORE_SENTRY: u64 = 2_300;
/// An account that was touched before in the transaction (EIP-2929).
pub const WARM_ACCOUNT: u64 = 100;
/// What an account's first touch costs on top of [`WARM_ACCOUNT`] (EIP-2929).
pub const COLD_ACCOUNT_EXTRA: u64 = 2_500;
/// Moving wei: what CALL charges for a value, less the 2,300 it hands to the receiver's code,
/// which never runs here.
pub const TRANSFER: u64 = 9_000 - 2_300;
/// The account that receives wei comes into being (EIP-161).
pub const NEW_ACCOUNT: u64 = 25_000;
/// One log (yellow paper, appendix G).
pub const LOG: u64 = 375;
/// One topic of a log.
pub const LOG_TOPIC: u64 = 375;
/// One byte of a log's data.
pub const LOG_BYTE: u64 = 8;
/// One keccak256.
pub const KECCAK: u64 = 30;
/// One word of a keccak256's input.
pub const KECCAK_WORD: u64 = 6;
/// One word of calldata: it is read and decoded.
pub const CALLDATA_WORD: u64 = 6;
/// One check of an EIP-712 signature: `ecrecover`, and the hashes of a domain and a message.
pub const SIGNATURE: u64 = 3_000 + 600;
/// What opening a timed item prepays for its settlement at the end of a later block.
pub const SETTLEMENT: u64 = 10_000;

/// The gas of one call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Gas {
    limit: u64,
    left: u64,
    refund: i64,
}

impl Gas {
    /// `limit` gas, none of it used.
    pub const fn new(limit: u64) -> Self {
        Self { limit, left: limit, refund: 0 }
    }

    /// Takes `amount`.
    ///
    /// # Errors
    /// [`Failure::OutOfGas`] when less is left; it is all gone then.
    pub const fn charge(&mut self, amount: u64) -> Result<()> {
        match self.left.checked_sub(amount) {
            Some(left) => {
                self.left = left;
                Ok(())
            }
            None => {
                self.left = 0;
                Err(Failure::OutOfGas)
            }
        }
    }

    /// Gas left.
    pub const fn left(&self) -> u64 {
        self.left
    }

    /// Gas used.
    pub const fn used(&self) -> u64 {
        self.limit.saturating_sub(self.left)
    }

    /// Gas to give back when the transaction succeeds (EIP-3529); may be negative within a call.
    pub const fn refund(&self) -> i64 {
        self.refund
    }

    /// Takes back the refunds booked since `before`: what they were for was undone.
    pub(crate) const fn forget_refund(&mut self, before: &Self) {
        self.refund = before.refund;
    }

    /// Charges a write that has happened, and books its refund (EIP-2200, EIP-2929, EIP-3529).
    ///
    /// # Errors
    /// [`Failure::OutOfGas`].
    pub fn charge_sstore(&mut self, stored: &Stored, new: U256) -> Result<()> {
        let cold = if stored.cold { COLD_SSTORE_EXTRA } else { 0 };
        self.charge(cold.saturating_add(sstore_cost(stored, new)))?;
        self.refund = self.refund.saturating_add(sstore_refund(stored, new));
        Ok(())
    }
}

fn sstore_cost(stored: &Stored, new: U256) -> u64 {
    if new == stored.present || stored.original != stored.present {
        WARM_SLOAD
    } else if stored.original.is_zero() {
        SSTORE_SET
    } else {
        SSTORE_RESET
    }
}

fn sstore_refund(stored: &Stored, new: U256) -> i64 {
    if new == stored.present {
        return 0;
    }
    if stored.original == stored.present {
        return if new.is_zero() { SSTORE_CLEARS_REFUND } else { 0 };
    }
    let mut refund: i64 = 0;
    if !stored.original.is_zero() {
        if stored.present.is_zero() {
            refund = refund.saturating_sub(SSTORE_CLEARS_REFUND);
        } else if new.is_zero() {
            refund = refund.saturating_add(SSTORE_CLEARS_REFUND);
        }
    }
    if new == stored.original {
        // Back where it started: what setting or resetting cost beyond a warm read comes back.
        let back = if stored.original.is_zero() { SSTORE_SET } else { SSTORE_RESET };
        refund = refund.saturating_add_unsigned(back.saturating_sub(WARM_SLOAD));
    }
    refund
}

/// Words of 32 bytes that hold `bytes`.
pub const fn words(bytes: usize) -> u64 {
    bytes.div_ceil(32) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each row of EIP-3529's table for two writes in one transaction (original, first, second;
    /// gas, refund), with warm slots.
    #[test]
    fn writes_cost_what_eip_3529_says() {
        let rows: [(u64, u64, u64, u64, i64); 15] = [
            (0, 0, 0, 200, 0),
            (0, 0, 1, 20_100, 0),
            (0, 1, 0, 20_100, 19_900),
            (0, 1, 2, 20_100, 0),
            (0, 1, 1, 20_100, 0),
            (1, 0, 0, 3_000, 4_800),
            (1, 0, 1, 3_000, 2_800),
            (1, 0, 2, 3_000, 0),
            (1, 2, 0, 3_000, 4_800),
            (1, 2, 3, 3_000, 0),
            (1, 2, 1, 3_000, 2_800),
            (1, 2, 2, 3_000, 0),
            (1, 1, 0, 3_000, 4_800),
            (1, 1, 2, 3_000, 0),
            (1, 1, 1, 200, 0),
        ];
        for (original, first, second, cost, refund) in rows {
            let mut gas = Gas::new(100_000);
            let mut present = U256::from(original);
            for new in [first, second].map(U256::from) {
                let stored = Stored { original: U256::from(original), present, cold: false };
                gas.charge_sstore(&stored, new).unwrap();
                present = new;
            }
            let row = (original, first, second);
            assert_eq!((gas.used(), gas.refund()), (cost, refund), "{row:?}");
        }
    }

    #[test]
    fn what_is_not_there_cannot_be_charged() {
        let mut gas = Gas::new(10);
        assert_eq!(gas.charge(10), Ok(()));
        assert_eq!(gas.charge(1), Err(Failure::OutOfGas));
        assert_eq!((gas.left(), gas.used()), (0, 10));
    }
}
