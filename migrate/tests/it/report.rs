//! The auditor's report: what it says, that it is the same each time, and that its commands work.

use std::{fs, path::Path, process::Command};

use alloy_primitives::{Address, B256, U256, eip191_hash_message, hex};
use cybermiles_migrate::{Allocation, allocation::write_list, classify::Decisions};
use cybermiles_primitives::native;
use secp256k1::{Message, SECP256K1, SecretKey};
use serde_json::{Value, json};

use crate::genesis::{BEN, PERSON, SAFE, Swap, said};

/// A reason that would like to be something else than text.
const EVIL: &str = "</td><script>alert('1')</script> | `x` [y](javascript:z)\n# no\u{202e}";

/// A swap with a decision, a genesis, and a list that was cut by a spreadsheet.
struct Audit {
    swap: Swap,
    words: Vec<String>,
}

impl Audit {
    fn new() -> Self {
        Self::of(Swap::new())
    }

    fn of(swap: Swap) -> Self {
        let file = json!({
            "version": 1, "token": swap.classified.summary.token, "block_hash": swap.hash,
            "rows": [{
                "address": SAFE, "wei": swap.proven(SAFE).to_string(), "class": "disputed",
                "treatment": "claim", "claimant": BEN, "evidence": "https://example.org/a?b&c",
                "reason": EVIL,
            }],
        });
        fs::write(swap.path("decisions.json"), file.to_string()).unwrap();
        let text = Decisions::text(file.to_string().as_bytes()).unwrap();
        let key = SecretKey::from_byte_array([7; 32]).unwrap();
        let message = Message::from_digest(eip191_hash_message(text).0);
        let (id, rs) = SECP256K1.sign_ecdsa_recoverable(message, &key).serialize_compact();
        let signature = [&rs[..], &[27 + u8::try_from(i32::from(id)).unwrap()]].concat();
        let public = key.public_key(SECP256K1).serialize_uncompressed();
        let signer = alloy_primitives::Address::from_raw_public_key(&public[1..]);
        let (hash, signer, signature) =
            (swap.hash.to_string(), signer.to_string(), hex::encode_prefixed(signature));
        let words = [
            ["--block-hash", &hash],
            ["--decisions", "decisions.json"],
            ["--signer", &signer],
            ["--signature", &signature],
        ];
        let audit = Self { words: words.concat().into_iter().map(str::to_owned).collect(), swap };
        fs::remove_dir_all(audit.swap.path("classified")).unwrap();
        audit.run(&["classify", "bundle", "--out", "classified"], 0);
        audit.run(&["genesis", "network.toml", "--bundle", "bundle", "--lists", "classified"], 0);
        let bundle = Allocation::read(&audit.swap.path("bundle/balances.csv")).unwrap();
        let mut rows = bundle.rows().clone();
        rows.remove(&SAFE);
        *rows.get_mut(&PERSON).unwrap() -= U256::from(5);
        write_list(fs::File::create(audit.swap.path("other list.csv")).unwrap(), &rows).unwrap();
        audit
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"));
        command.current_dir(self.swap.path("")).args(words).args(&self.words);
        command
    }

    #[track_caller]
    fn run(&self, words: &[&str], code: i32) -> String {
        let (found, text) = said(self.command(words).output().unwrap());
        assert_eq!(found, Some(code), "{text}");
        text
    }

    const REPORT: [&str; 7] =
        ["report", "--bundle", "bundle", "--lists", "classified", "--compare", "other list.csv"];
    const GENESIS: [&str; 4] = ["--genesis", "genesis.json", "--network", "network.toml"];

    #[track_caller]
    fn report(&self, more: &[&str], out: &str, code: i32) -> (String, String) {
        self.run(&[&Self::REPORT[..], more, &["--out", out]].concat(), code);
        let read = |name: &str| fs::read_to_string(self.swap.path(out).join(name)).unwrap();
        (read("report.html"), read("report.md"))
    }
}

#[test]
fn a_report_says_it_all_and_the_same_each_time() {
    let audit = Audit::new();
    let (html, markdown) = audit.report(&Audit::GENESIS, "report", 0);
    for words in [
        "1,000,000,000",
        "25,093.000000000000000001",
        "Gini coefficient",
        &audit.swap.hash.to_string(),
        &SAFE.to_string(),
        "every balance is as proven",
        "names 6 moves out of rows",
        "What is not proven",
        "1 removed, 0 added, 1 changed",
    ] {
        assert!(html.contains(words), "`{words}` is not in the page");
        assert!(markdown.contains(words), "`{words}` is not in: {markdown}");
    }
    for part in ["account.nodes", "claims.csv", "decisions.json", "other list.csv", "genesis.json"]
    {
        assert!(html.contains(part) && markdown.replace('\\', "").contains(part), "{part}");
    }
    // Nothing runs, nothing is loaded, and nobody's words are anything but words.
    for forbidden in ["<script", " src=", "href=\"http", "url(", "@import", "<link", "\u{202e}"] {
        assert!(!html.contains(forbidden), "{forbidden}");
    }
    assert!(html.contains("&lt;script&gt;") && html.contains("default-src 'none'"));
    assert!(!markdown.contains("<script") && !markdown.contains('\u{202e}'), "{markdown}");
    assert!(markdown.contains("\\[y\\](javascript:z) # no\\u{202e}"), "{markdown}");
    assert!(markdown.contains("> **The genesis:** every"), "{markdown}");
    assert_eq!(html.matches("<svg ").count(), 3);
    assert_eq!(html.matches("role=\"img\"").count(), 3);
    for plot in ["histogram.svg", "lorenz.svg", "top.svg"] {
        assert!(markdown.contains(&format!("]({plot})")), "{plot}");
        let svg = fs::read_to_string(audit.swap.path("report").join(plot)).unwrap();
        assert!(svg.starts_with("<svg ") && svg.trim_end().ends_with("</svg>"), "{plot}");
        assert!(svg.contains("prefers-color-scheme"), "{plot}");
    }
    // Again, and again elsewhere.
    assert!(audit.report(&Audit::GENESIS, "report", 0) == (html.clone(), markdown.clone()));
    let (second, _) = audit.report(&Audit::GENESIS, "elsewhere", 0);
    assert!(second.replace("--out elsewhere", "--out report") == html, "elsewhere it differs");
    // Another report is not written over the first.
    let words = [&Audit::REPORT[..], &["--out", "report"]].concat();
    assert!(audit.run(&words, 1).contains("says something else already"));
}

#[test]
fn every_command_of_a_report_works_as_pasted() {
    let audit = Audit::new();
    let (_, markdown) = audit.report(&Audit::GENESIS, "report", 0);
    let binary = Path::new(env!("CARGO_BIN_EXE_cmt-migrate"));
    let path = format!("{}:{}", binary.parent().unwrap().display(), std::env::var("PATH").unwrap());
    let mut outputs = Vec::new();
    for block in markdown.split("```sh\n").skip(1) {
        let line = block.split("\n```").next().unwrap();
        if line.starts_with("cybermiles ") {
            continue;
        }
        let mut command = Command::new("sh");
        command.env("PATH", &path).current_dir(audit.swap.path("")).args(["-c", line]);
        let (code, text) = said(command.output().unwrap());
        let expected = if line.starts_with("cmt-migrate compare") { 3 } else { 0 };
        assert_eq!(code, Some(expected), "{line}\n{text}");
        outputs.push(text);
    }
    assert!(outputs.len() >= 12, "{}", outputs.len());
    let all = outputs.concat();
    let supply = format!("6 1{}", "0".repeat(27));
    assert!(all.contains(&supply), "holders and supply: {all}");
    assert!(all.contains("      1 disputed") && all.contains("      1 token"), "{all}");
    // The coefficient, made again by another program.
    let gini = markdown.split("Gini coefficient | 0.").nth(1).unwrap().split(' ').next().unwrap();
    let gini = gini.trim_start_matches('0');
    assert!(all.lines().any(|line| line.starts_with(&format!("{gini} "))), "{gini}: {all}");
}

#[test]
fn a_genesis_that_is_not_as_proven_is_said_so() {
    let audit = Audit::new();
    // Without the network's file nobody can say why rows have another balance.
    let (html, _) = audit.report(&Audit::GENESIS[..2], "alone", 3);
    assert!(html.contains("not everything is as proven"));
    assert!(html.contains("was not given to this report"));
    assert!(html.contains("Staking: what validators and delegators staked"));
    // Two balances changed places.
    let text = fs::read_to_string(audit.swap.path("genesis.json")).unwrap();
    let mut genesis: serde_json::Value = serde_json::from_str(&text).unwrap();
    let alloc = genesis["alloc"].as_object_mut().unwrap();
    let [a, b] = [PERSON, BEN].map(|who| format!("{who:#x}"));
    let (first, second) = (alloc[&a]["balance"].clone(), alloc[&b]["balance"].clone());
    alloc[&a]["balance"] = second;
    alloc[&b]["balance"] = first;
    fs::write(audit.swap.path("genesis.json"), genesis.to_string()).unwrap();
    let (html, _) = audit.report(&Audit::GENESIS, "moved", 3);
    assert!(html.contains("The genesis is not what the network&#39;s file makes of the rows"));
    // A row of Migration is gone.
    let mut genesis: serde_json::Value = serde_json::from_str(&text).unwrap();
    let address = format!("{:#x}", cybermiles_primitives::native::MIGRATION);
    let storage = genesis["alloc"][&address]["storage"].as_object_mut().unwrap();
    let first = storage.keys().next().unwrap().clone();
    storage.remove(&first);
    fs::write(audit.swap.path("genesis.json"), genesis.to_string()).unwrap();
    let (html, _) = audit.report(&Audit::GENESIS, "gone", 3);
    assert!(html.contains("NOT as proven: the native contract Migration: slot "));
}

#[test]
fn hidden_state_is_not_as_proven() {
    let audit = Audit::new();
    let path = audit.swap.path("genesis.json");
    let text = fs::read_to_string(&path).unwrap();
    let change = |account: Address, key: &str, value: Value| {
        let mut genesis: Value = serde_json::from_str(&text).unwrap();
        let account = &mut genesis["alloc"][&format!("{account:#x}")];
        match value {
            Value::Object(slots) => account[key].as_object_mut().unwrap().extend(slots),
            value => account[key] = value,
        }
        fs::write(&path, genesis.to_string()).unwrap();
    };
    let slot = |slot: u8, value: u8| json!({ (B256::repeat_byte(slot).to_string()): B256::with_last_byte(value) });
    let delegation = format!("0xef0100{}", "77".repeat(20));
    let vesting = Allocation::read(&path).unwrap();
    let known = [native::STAKING, native::GOVERNANCE, native::MIGRATION];
    let vesting = vesting.rows().iter().find(|(address, wei)| {
        let is_row = audit.swap.classified.credited.contains_key(*address);
        !wei.is_zero() && !is_row && !known.contains(*address)
    });
    let vesting = *vesting.unwrap().0;
    for (name, account, key, value, words) in [
        ("allowance", native::CMT, "storage", slot(0x11, 9), "slot 0x1111"),
        ("code", PERSON, "code", json!(delegation), "code is of 23 bytes"),
        ("nonce", PERSON, "nonce", json!("0x7"), "nonce is 7 in the genesis; expected 0"),
        ("vesting", vesting, "storage", slot(0x22, 9), "slot 0x2222"),
        ("staking", native::STAKING, "storage", slot(0x33, 9), "slot 0x3333"),
        ("governance", native::GOVERNANCE, "storage", slot(0x44, 9), "slot 0x4444"),
    ] {
        change(account, key, value);
        let (html, _) = audit.report(&Audit::GENESIS, name, 3);
        for words in ["not everything is as proven", &account.to_string(), words] {
            assert!(html.contains(words), "{name}: `{words}` is not in: {html}");
        }
        assert!(!html.contains("every balance is as proven"), "{name}");
    }
}

#[test]
fn without_the_networks_file_the_rest_is_said_not_to_be_compared() {
    let audit = Audit::of(Swap::plain());
    let (html, markdown) = audit.report(&Audit::GENESIS[..2], "alone", 3);
    let not = "the rest of the state was NOT compared";
    assert!(html.contains(not) && markdown.contains(not), "{markdown}");
    assert!(html.contains("<p class=\"note neutral\"><strong>The genesis: "), "{html}");
    assert!(html.contains(&format!("The first of it: {}", native::STAKING)), "{html}");
    assert!(audit.report(&Audit::GENESIS, "network", 0).0.contains("every balance is as proven"));
    // A chain that begins with nothing but balances and claims.
    let path = audit.swap.path("genesis.json");
    let mut genesis: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap()).unwrap();
    for address in [native::GOVERNANCE, native::STAKING] {
        genesis["alloc"][&format!("{address:#x}")]["storage"] = json!({});
    }
    fs::write(&path, genesis.to_string()).unwrap();
    let (html, _) = audit.report(&Audit::GENESIS[..2], "bare", 0);
    assert!(html.contains("every credited balance is as proven") && !html.contains(not), "{html}");
    // An allowance, and code at a person's account.
    let bare = genesis.clone();
    let cmt = format!("{:#x}", native::CMT);
    genesis["alloc"][&cmt]["storage"][&B256::repeat_byte(1).to_string()] =
        json!(B256::repeat_byte(2));
    fs::write(&path, genesis.to_string()).unwrap();
    assert!(audit.report(&Audit::GENESIS[..2], "allowance", 3).0.contains("slot 0x0101"));
    let mut genesis = bare.clone();
    genesis["alloc"][&format!("{PERSON:#x}")]["code"] =
        json!(format!("0xef0100{}", "77".repeat(20)));
    fs::write(&path, genesis.to_string()).unwrap();
    assert!(audit.report(&Audit::GENESIS[..2], "code", 3).0.contains(not));
    // What is to be claimed lies elsewhere.
    let mut genesis = bare;
    let alloc = genesis["alloc"].as_object_mut().unwrap();
    let migration = format!("{:#x}", native::MIGRATION);
    let coins = alloc[&migration]["balance"].take();
    alloc[&migration]["balance"] = json!("0x0");
    alloc.insert(format!("{:#x}", Address::repeat_byte(9)), json!({ "balance": coins }));
    fs::write(&path, genesis.to_string()).unwrap();
    let (html, _) = audit.report(&Audit::GENESIS[..2], "elsewhere", 3);
    assert!(html.contains("its balance in wei is 0; expected"), "{html}");
}

#[test]
fn what_was_not_verified_is_not_reported() {
    let audit = Audit::new();
    audit.swap.change("classified/claims.csv", ",token", ",contract");
    let words = [&Audit::REPORT[..], &["--out", "report"]].concat();
    assert!(audit.run(&words, 3).contains("classify anew"));
    let mut bytes = fs::read(audit.swap.path("bundle/header.rlp")).unwrap();
    bytes[50] ^= 1;
    fs::write(audit.swap.path("bundle/header.rlp"), bytes).unwrap();
    assert!(audit.run(&words, 3).contains("header.rlp"));
    assert!(!audit.swap.path("report").exists());
}
