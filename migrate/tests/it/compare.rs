//! What the launch of 2018 did to the list, done again and called by its name.

use std::{collections::BTreeMap, path::Path, process::Command};

use alloy_primitives::{Address, U256, address};
use cybermiles_migrate::{Allocation, allocation::write_list, compare::Comparison};
use rand::{SeedableRng, rngs::StdRng, seq::SliceRandom};

use crate::real;

/// The token itself had 24,093.782 CMT; a contract whose 85,007 CMT went to one payee; EtherDelta.
const TOKEN: Address = address!("0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F");
const TOKEN_PAYEE: Address = address!("0x8712a43200000000000000000000000000000000");
const CONTRACT_PAYEE: Address = address!("0x84d3715c00000000000000000000000000000000");
const LUMP_PAYEE: Address = address!("0x8985ab1200000000000000000000000000000000");
const PLUG: Address = address!("0xaa5e696400000000000000000000000000000000");

fn significant(wei: &U256) -> usize {
    wei.to_string().trim_end_matches('0').len()
}

fn cut(wei: U256) -> U256 {
    let text = wei.to_string();
    let zeros = text.len().saturating_sub(15);
    format!("{}{}", &text[..text.len() - zeros], "0".repeat(zeros)).parse().unwrap()
}

struct Edited {
    rows: BTreeMap<Address, U256>,
    plug: U256,
    lump_lost: U256,
}

/// 72 rows removed and paid to three accounts, every balance cut to 15 digits, a plug. Which
/// contracts were removed beside the token is not known in full, so a seed chooses: 3 of them are
/// rows with more digits, which is what leaves 98 of 101.
fn edit(raw: &BTreeMap<Address, U256>, seed: u64) -> Edited {
    let mut rows = raw.clone();
    let mut others: Vec<_> = rows.keys().copied().filter(|address| *address != TOKEN).collect();
    others.sort_unstable();
    others.shuffle(&mut StdRng::seed_from_u64(seed));
    let (long, short): (Vec<_>, Vec<_>) =
        others.into_iter().partition(|address| significant(&raw[address]) > 15);
    let single = *short.iter().find(|a| raw[*a] > U256::from(10).pow(U256::from(21))).unwrap();
    let lump: Vec<_> =
        long[..3].iter().chain(short.iter().filter(|a| **a != single)).take(70).collect();
    let token = rows.remove(&TOKEN).unwrap();
    let contract = rows.remove(&single).unwrap();
    let sum = lump.iter().fold(U256::ZERO, |sum, a| sum + rows.remove(*a).unwrap());
    for wei in rows.values_mut() {
        *wei = cut(*wei);
    }
    rows.insert(TOKEN_PAYEE, token);
    rows.insert(CONTRACT_PAYEE, contract);
    rows.insert(LUMP_PAYEE, cut(sum));
    let total = |rows: &BTreeMap<Address, U256>| rows.values().fold(U256::ZERO, |a, b| a + b);
    let plug = total(raw) - total(&rows);
    rows.insert(PLUG, plug);
    Edited { rows, plug, lump_lost: sum - cut(sum) }
}

#[test]
fn the_edits_of_2018_are_all_named() {
    let Some(path) = real::holders("the_edits_of_2018_are_all_named") else { return };
    let raw = Allocation::read(&path).unwrap();
    assert_eq!(raw.rows().len(), 22_103);
    assert_eq!(raw.total(), U256::from(10).pow(U256::from(27)));
    assert_eq!(raw.rows().values().filter(|wei| significant(wei) > 15).count(), 101);

    let edited = edit(raw.rows(), real::seed("the_edits_of_2018", 2018));
    let after = Allocation::new(edited.rows.clone()).unwrap();
    assert_eq!(after.rows().len(), 22_035);
    assert_eq!(after.total(), raw.total());

    let found = Comparison::new(&raw, &after);
    assert_eq!((found.removed.len(), found.added.len(), found.changed.len()), (72, 4, 98));
    let truncated = found.cut.as_ref().unwrap();
    assert_eq!((truncated.digits, truncated.rows.len(), truncated.candidates), (15, 98, 98));
    let mut paid: Vec<_> = found.lumps.iter().map(|l| (l.to, l.rows.len(), l.lost)).collect();
    paid.sort_unstable();
    let mut expected = [
        (TOKEN_PAYEE, 1, U256::ZERO),
        (CONTRACT_PAYEE, 1, U256::ZERO),
        (LUMP_PAYEE, 70, edited.lump_lost),
    ];
    expected.sort_unstable();
    assert_eq!(paid, expected);
    let [plug] = &found.plugs[..] else { panic!("{found}") };
    assert_eq!((plug.to, plug.credited), (PLUG, edited.plug));
    assert_eq!(plug.cut_from_rows + plug.cut_from_lumps, edited.plug);
    assert!(found.unexplained_credits.is_empty() && found.unexplained_debits.is_empty());

    let words = found.to_string();
    for part in [
        "72 removed, 4 added, 98 changed",
        "The totals are equal, which says nothing about the rows",
        "98 balances were truncated to 15 significant digits (98 of the 98 that have more)",
        "15 digits are what a spreadsheet keeps",
        "of 70 removed rows",
        "and 60 more",
        &format!("Plug: {PLUG} was credited {} wei, and no row of A says why", edited.plug),
    ] {
        assert!(words.contains(part), "`{part}` is not in:\n{words}");
    }
    assert!(!words.contains("Unexplained"), "{words}");
    by_command(&path, &edited.rows);
}

/// The binary says the same, in words and as JSON, and its exit code tells.
fn by_command(raw: &Path, rows: &BTreeMap<Address, U256>) {
    let folder = tempfile::tempdir().unwrap();
    let edited = folder.path().join("edited.csv");
    write_list(std::fs::File::create(&edited).unwrap(), rows).unwrap();
    let run = |a: &Path, b: &Path, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"));
        command.arg("compare").args([a, b]).args(more).output().unwrap()
    };
    let output = run(raw, &edited, &[]);
    assert_eq!(output.status.code(), Some(3));
    assert!(String::from_utf8(output.stdout).unwrap().contains("Plug: "));
    let output = run(raw, &edited, &["--json"]);
    assert_eq!(output.status.code(), Some(3));
    let json: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(json["cut"]["rows"].as_array().unwrap().len(), 98);
    assert_eq!(json["a"]["total"], "1000000000000000000000000000");
    assert_eq!(run(raw, raw, &[]).status.code(), Some(0));
    let missing = run(raw, &folder.path().join("missing.csv"), &[]);
    assert_eq!(missing.status.code(), Some(1));
    assert!(String::from_utf8(missing.stderr).unwrap().contains("missing.csv: No such file"));
    assert_eq!(run(raw, raw, &["--loud"]).status.code(), Some(2));
}
