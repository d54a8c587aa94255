//! Fees against numbers computed by hand from EIP-1559.

use alloy_eips::BlockNumberOrTag::{Earliest, Latest, Number, Pending};
use alloy_primitives::Address;
use cybermiles_chain::FeeHistoryError;

use crate::home::{Home, Wallet, gwei};

/// A chain whose blocks hold six payments, three being the target, and that starts at 8 gwei.
fn home() -> Home {
    Home::with(|genesis| {
        genesis.spec.gas_limit = 126_000;
        genesis.base_fee = 8_000_000_000;
    })
}

#[test]
fn the_history_is_the_one_computed_by_hand() {
    let home = home();
    let chain = home.open();
    let mut nonce = 0;
    // Block 1: full. Block 2: at target, tips 1, 2 and 3 gwei. Block 3: empty. Block 4: one.
    for tips in [&[1, 1, 1, 1, 1, 1][..], &[3, 2, 1], &[], &[7]] {
        for (wallet, tip) in tips.iter().enumerate() {
            let wallet = Wallet::new(wallet as u8);
            let own = if tips.len() == 1 { nonce } else { nonce.min(1) };
            chain.submit(wallet.pay(own, Address::ZERO, 1, (gwei(99), gwei(*tip)))).unwrap();
        }
        nonce += u64::from(!tips.is_empty());
        assert_eq!(chain.seal().unwrap().transactions.len(), tips.len());
    }
    let percentiles = [0.0, 34.0, 50.0, 67.0, 100.0];
    let history = chain.fee_history(5, Latest, Some(&percentiles)).unwrap();
    assert_eq!(history.oldest_block, 0);
    // Empty genesis: 8 − 8/8 = 7. Full: 7 + 7/8. At target: unchanged. Empty: 7.875 − 7.875/8.
    // A third of the target: 6.890625 gwei less 6.890625 × (2/3) / 8.
    let expected: [u128; 6] = [
        8_000_000_000,
        7_000_000_000,
        7_875_000_000,
        7_875_000_000,
        6_890_625_000,
        6_890_625_000 - 574_218_750,
    ];
    assert_eq!(history.base_fee_per_gas, expected);
    assert_eq!(history.gas_used_ratio, [0.0, 1.0, 0.5, 0.0, 1.0 / 6.0]);
    assert_eq!(history.base_fee_per_blob_gas, [1; 6]);
    assert_eq!(history.blob_gas_used_ratio, [0.0; 5]);
    let rewards = history.reward.unwrap();
    assert_eq!(rewards[0], [0; 5]);
    assert_eq!(rewards[1], [gwei(1); 5]);
    // Weighted by gas: a third of the block's gas each, the lowest tip first.
    assert_eq!(rewards[2], [gwei(1), gwei(2), gwei(2), gwei(3), gwei(3)]);
    assert_eq!(rewards[3], [0; 5]);
    assert_eq!(rewards[4], [gwei(7); 5]);
    assert_eq!(u128::from(chain.next_base_fee()), expected[5]);

    // Shorter, older, and around the edges.
    let two = chain.fee_history(2, Number(2), None).unwrap();
    assert_eq!(two.oldest_block, 1);
    assert_eq!(two.base_fee_per_gas, expected[1..4]);
    assert!(two.reward.is_none());
    let one = chain.fee_history(1024, Earliest, None).unwrap();
    assert_eq!(one.base_fee_per_gas, expected[..2]);
    let none = chain.fee_history(0, Latest, None).unwrap();
    assert!(none.base_fee_per_gas.is_empty() && none.gas_used_ratio.is_empty());
    let pending = chain.fee_history(1, Pending, None).unwrap();
    assert_eq!(pending.oldest_block, 5);
    assert_eq!(pending.base_fee_per_gas[0], expected[5]);
}

#[test]
fn what_cannot_be_answered_is_named() {
    let home = home();
    let chain = home.open();
    let error = |percentiles: &[f64]| {
        chain.fee_history(1, Latest, Some(percentiles)).unwrap_err().to_string()
    };
    assert!(error(&[101.0]).starts_with("invalid reward percentile: 101"));
    assert!(error(&[f64::NAN]).starts_with("invalid reward percentile"));
    assert_eq!(error(&[50.0, 20.0]), "invalid reward percentile: #0:50 >= #1:20");
    assert!(error(&[1.0; 101]).contains("101 percentiles, over the query limit 100"));
    let beyond = chain.fee_history(1, Number(7), None).unwrap_err();
    assert!(matches!(beyond, FeeHistoryError::BeyondHead { requested: 7, head: 0 }));
    assert_eq!(beyond.to_string(), "request beyond head block: requested 7, head 0");
}

#[test]
fn the_price_is_the_next_base_fee_and_a_tip_and_never_nothing() {
    let home = home();
    let chain = home.open();
    let floor = chain.options().suggested_tip_floor;
    assert!(floor > 0);
    assert_eq!(chain.suggested_tip(), floor);
    assert_eq!(chain.gas_price(), u128::from(chain.next_base_fee()) + floor);
    for nonce in 0..5 {
        chain.submit(Wallet::new(0).pay(nonce, Address::ZERO, 1, (gwei(99), gwei(2)))).unwrap();
        chain.seal().unwrap();
    }
    assert_eq!(chain.suggested_tip(), gwei(2));
    // Twenty-one blocks without a tip later nobody remembers.
    for _ in 0..21 {
        chain.seal().unwrap();
    }
    assert_eq!(chain.suggested_tip(), floor);
}

#[test]
fn the_base_fee_never_falls_below_the_floor() {
    let home = home();
    let chain = home.open();
    for _ in 0..30 {
        chain.seal().unwrap();
    }
    assert_eq!(chain.next_base_fee(), chain.spec().min_base_fee);
    let history = chain.fee_history(1, Latest, None).unwrap();
    assert_eq!(history.base_fee_per_gas, [gwei(1); 2]);
}
