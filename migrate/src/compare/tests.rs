//! What a comparison calls by its name, and what it does not.

use std::collections::BTreeMap;

use proptest::{prelude::*, sample::subsequence};

use super::*;

fn address(n: u64) -> Address {
    Address::left_padding_from(&n.to_be_bytes())
}

fn allocation(rows: impl IntoIterator<Item = (u64, u128)>) -> Allocation {
    Allocation::new(rows.into_iter().map(|(n, wei)| (address(n), U256::from(wei))).collect())
        .unwrap()
}

/// Every wei that moved is in the comparison, whatever it is called.
fn assert_accounts_for_all(c: &Comparison) {
    let sum = |values: &mut dyn Iterator<Item = U256>| values.fold(U256::ZERO, |a, b| a + b);
    let debits = sum(&mut c.removed.iter().map(|row| row.wei))
        + sum(&mut c.changed.iter().map(|row| row.before.saturating_sub(row.after)));
    let credits = sum(&mut c.added.iter().map(|row| row.wei))
        + sum(&mut c.changed.iter().map(|row| row.after.saturating_sub(row.before)));
    assert_eq!(c.a.total + credits, c.b.total + debits);
    let (cut_lost, cut_gained) =
        c.cut.as_ref().map_or((U256::ZERO, U256::ZERO), |cut| (cut.lost, cut.gained));
    let lump_rows = c.lumps.iter().flat_map(|lump| &lump.rows).map(|row| row.wei);
    let named_debits = cut_lost
        + sum(&mut lump_rows.into_iter())
        + sum(&mut c.unexplained_debits.iter().map(|row| row.wei));
    assert_eq!(debits, named_debits);
    let named_credits = cut_gained
        + sum(&mut c.lumps.iter().map(|lump| lump.paid))
        + sum(&mut c.plugs.iter().map(|plug| plug.credited))
        + sum(&mut c.unexplained_credits.iter().map(|row| row.wei));
    assert_eq!(credits, named_credits);
}

#[test]
fn the_same_is_the_same() {
    let a = allocation([(1, 5), (2, 0)]);
    let comparison = Comparison::new(&a, &allocation([(1, 5)]));
    assert!(comparison.is_same());
    assert!(comparison.to_string().contains("The same"));
}

#[test]
fn an_address_that_moved_is_called_a_move() {
    let a = allocation([(1, 500), (2, 7_000_001)]);
    let comparison = Comparison::new(&a, &allocation([(1, 500), (3, 7_000_001)]));
    assert_accounts_for_all(&comparison);
    let words = comparison.to_string();
    assert!(words.contains("1 removed, 1 added, 0 changed"), "{words}");
    assert!(
        words.contains(&format!("Move: {} was removed, and {}", address(2), address(3))),
        "{words}"
    );
    assert!(comparison.plugs.is_empty() && !words.contains("Plug"), "{words}");
}

#[test]
fn ordinary_payments_are_not_called_cuts_or_plugs() {
    let comparison =
        Comparison::new(&allocation([(1, 1500), (2, 900)]), &allocation([(1, 1000), (2, 1100)]));
    assert_accounts_for_all(&comparison);
    assert_eq!((&comparison.cut, comparison.plugs.len()), (&None, 0));
    assert_eq!(comparison.unexplained_debits, [Row { address: address(1), wei: U256::from(500) }]);
    assert_eq!(comparison.unexplained_credits, [Row { address: address(2), wei: U256::from(200) }]);
    assert!(comparison.to_string().contains("Unexplained: 1 account with more"));
}

#[test]
fn a_plug_for_what_others_lost_is_named() {
    let comparison = Comparison::new(
        &allocation([(1, 1501), (2, 900), (4, 77)]),
        &allocation([(1, 1400), (2, 890), (4, 77), (9, 111)]),
    );
    assert_accounts_for_all(&comparison);
    let [plug] = &comparison.plugs[..] else { panic!("{comparison}") };
    assert_eq!((plug.to, plug.credited), (address(9), U256::from(111)));
    assert_eq!(plug.otherwise_lost, U256::from(111));
    assert_eq!(comparison.unexplained_debits.len(), 2);
    assert!(comparison.to_string().contains("Plug: "), "{comparison}");
}

#[test]
fn lists_without_anything_alike_are_compared_in_bounded_time() {
    let rows = |first: u64, unit: u128| {
        allocation((0..60_000).map(|n| (first + n, unit * (1_u128 << (n % 60)) + u128::from(n))))
    };
    let comparison = Comparison::new(&rows(1, 1_000_003), &rows(100_000, 998_244_353));
    assert_accounts_for_all(&comparison);
    assert!(comparison.search_was_stopped);
    assert!(comparison.to_string().contains("Not every credit was looked for"));
}

#[test]
fn rounding_is_told_from_cutting() {
    let mut a: Vec<_> =
        (1..40_u64).map(|n| (n, 1_234_567_890_123_456_789 * u128::from(n))).collect();
    // Exactly half of the last digit that is kept.
    a.push((100, 1_000_000_000_000_005_000));
    let round = |wei: u128| (wei + 5_000) / 10_000 * 10_000;
    // 19 or 20 digits: only those with 19 keep 15.
    let b = a.iter().map(|(n, wei)| (*n, if *wei < 10_u128.pow(19) { round(*wei) } else { *wei }));
    let comparison = Comparison::new(&allocation(a.clone()), &allocation(b));
    assert_accounts_for_all(&comparison);
    let cut = comparison.cut.as_ref().unwrap();
    assert!(cut.is_rounded && cut.digits == 15 && cut.rows.len() == 9, "{cut:?}");
    assert!(comparison.to_string().contains("rounded to 15"), "{comparison}");
}

/// Amounts as a real list has them: some round, some with every digit.
fn amounts() -> impl Strategy<Value = Vec<u128>> {
    let amount = prop_oneof![
        (1_u128..100_000).prop_map(|cmt| cmt * 10_u128.pow(18)),
        10_u128.pow(15)..10_u128.pow(27),
    ];
    proptest::collection::vec(amount, 40..120)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn no_wei_goes_unaccounted(
        a in proptest::collection::btree_map(0_u64..40, 0_u128..10_000, 0..40),
        b in proptest::collection::btree_map(0_u64..40, 0_u128..10_000, 0..40),
    ) {
        let comparison = Comparison::new(&allocation(a.clone()), &allocation(b.clone()));
        assert_accounts_for_all(&comparison);
        let nonzero = |map: &BTreeMap<u64, u128>| -> BTreeMap<u64, u128> {
            map.iter().filter(|(_, wei)| **wei > 0).map(|(n, wei)| (*n, *wei)).collect()
        };
        prop_assert_eq!(comparison.is_same(), nonzero(&a) == nonzero(&b));
    }

    #[test]
    fn planted_cuts_are_found(amounts in amounts(), digits in 6_u32..16) {
        let cut = |wei: u128| {
            let unit = 10_u128.pow((wei.ilog10() + 1).saturating_sub(digits));
            wei / unit * unit
        };
        let a: Vec<_> = (1_u64..).zip(amounts).collect();
        let b: Vec<_> = a.iter().map(|(n, wei)| (*n, cut(*wei))).collect();
        let changed = a.iter().zip(&b).filter(|(a, b)| a != b).count();
        let comparison = Comparison::new(&allocation(a), &allocation(b));
        assert_accounts_for_all(&comparison);
        if let Some(found) = comparison.cut.as_ref() {
            prop_assert_eq!((found.rows.len(), found.candidates), (changed, changed));
            // With few rows, more digits may explain them as well.
            prop_assert!(found.digits >= digits as usize && !found.is_rounded);
        } else {
            prop_assert_eq!(changed, 0);
        }
    }

    #[test]
    fn planted_lumps_are_found(
        (amounts, chosen) in proptest::collection::vec(10_u128.pow(20)..10_u128.pow(26), 8..60)
            .prop_flat_map(|amounts| {
                let all: Vec<usize> = (0..amounts.len()).collect();
                let len = all.len();
                (Just(amounts), subsequence(all, 4..len))
            }),
    ) {
        let rows: Vec<_> = (1_u64..).zip(amounts).collect();
        let gone: Vec<_> = chosen.iter().map(|at| rows[*at]).collect();
        let mut b: BTreeMap<_, _> = rows.iter().copied().collect();
        gone.iter().for_each(|(n, _)| { b.remove(n); });
        b.insert(1_000, gone.iter().map(|(_, wei)| wei).sum());
        let comparison = Comparison::new(&allocation(rows), &allocation(b));
        assert_accounts_for_all(&comparison);
        let [lump] = &comparison.lumps[..] else { panic!("{comparison}") };
        prop_assert_eq!(lump.rows.len(), gone.len());
        prop_assert!(comparison.plugs.is_empty());
    }
}
