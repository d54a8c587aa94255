//! Configurations that are taken, and each way in which one is refused.

use std::fs;

use alloy_primitives::{Address, B256, U256, address};
use cybermiles_evm_precompiles::{
    abi::{IGovernance, IStaking},
    memory::MemoryHost,
    staking::committee,
};
use cybermiles_primitives::{Genesis, native};

use crate::{
    amount::Amount, error::NetworkFileError, from_source, source::Source, vesting, write_checked,
};

/// A network as the white paper divides the coins, with two validators.
const PAPER: &str = include_str!("tests/network.toml");
/// The rows of its file.
const HOLDERS: &str = include_str!("tests/holders.csv");

const ANN: Address = address!("0x1111111111111111111111111111111111110000");
const BEN: Address = address!("0x1111111111111111111111111111111111110001");
const TEAM: Address = address!("0x000000000000000000000000000000000000beef");

fn cmt(text: &str) -> U256 {
    Amount::parse(text).unwrap().0
}

fn try_make(config: &str, rows: &str) -> Result<(Genesis, String), String> {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("holders.csv"), rows).unwrap();
    let source = Source::new(folder.path().join("network.toml"), config);
    from_source(&source)
        .map(|made| (made.genesis, made.totals.to_string()))
        .map_err(|e| e.to_string())
}

/// The genesis of the paper's network with one piece of its file replaced.
fn paper(from: &str, to: &str) -> Result<(Genesis, String), String> {
    assert!(PAPER.contains(from), "{from}");
    try_make(&PAPER.replace(from, to), HOLDERS)
}

/// Refused, with the line of `at` in the changed file, and these words.
#[track_caller]
fn refused(from: &str, to: &str, at: &str, words: &[&str]) {
    let config = PAPER.replace(from, to);
    let said = paper(from, to).expect_err("it was taken");
    let place = config.find(at).unwrap_or_else(|| panic!("no {at}"));
    let line = config[..place].matches('\n').count() + 1;
    assert!(said.contains("network.toml"), "{said}");
    assert!(said.contains(&format!("line {line}")), "expected line {line}: {said}");
    for word in words {
        assert!(said.contains(word), "no `{word}` in: {said}");
    }
}

fn balance(genesis: &Genesis, address: Address) -> U256 {
    genesis.alloc.get(&address).map(|account| account.balance).unwrap_or_default()
}

/// A world whose native contracts begin as the genesis says.
fn world(genesis: &Genesis) -> MemoryHost {
    let mut host = MemoryHost::new();
    for (address, account) in &genesis.alloc {
        host.set_balance(*address, account.balance);
        for (slot, value) in account.storage.iter().flatten() {
            host.set_slot(*address, (*slot).into(), (*value).into());
        }
    }
    host.block_mut().chain_id = genesis.spec.chain_id;
    host.set_time(genesis.timestamp);
    host
}

#[test]
fn the_papers_network_adds_up_and_is_read_back() {
    let (genesis, report) = try_make(PAPER, HOLDERS).unwrap();
    let again = Genesis::from_json(&genesis.to_json().to_string()).unwrap();
    assert_eq!(again, genesis);
    let sum: U256 = genesis.alloc.values().map(|account| account.balance).sum();
    assert_eq!(sum, cmt("1_000_000_000"));
    let supply = genesis.alloc[&native::CMT].storage.as_ref().unwrap()[&B256::ZERO];
    assert_eq!(U256::from_be_bytes(supply.0), sum);
    assert_eq!(balance(&genesis, native::GOVERNANCE), cmt("100_000_000"));
    assert_eq!(balance(&genesis, native::STAKING), cmt("5_000_500"));
    assert_eq!(genesis.spec.epoch_blocks, 20);
    assert_eq!(genesis.timestamp, 1_798_761_600);
    for words in ["700,000,000", "contribution", "1,000,000,000", "2 validators", "5,000,500"] {
        assert!(report.contains(words), "{words}: {report}");
    }
}

#[test]
fn rows_and_stakes_are_exact() {
    let (genesis, _) = try_make(PAPER, HOLDERS).unwrap();
    let row = address!("0x00000000000000000000000000000000000000a1");
    assert_eq!(balance(&genesis, row), cmt("0.000000000000000001"));
    // Ann stakes all of her row, Ben out of the foundation's account.
    assert_eq!(balance(&genesis, ANN), U256::ZERO);
    assert!(!genesis.alloc.contains_key(&ANN));
    let foundation = address!("0x00000000000000000000000000000000000000f0");
    assert_eq!(balance(&genesis, foundation), cmt("6_999_500"));
    // A row that is the team's lies in its contract.
    let moved = address!("0x00000000000000000000000000000000000000c3");
    assert_eq!(balance(&genesis, moved), U256::ZERO);
}

#[test]
fn a_row_may_be_divided_among_allocations() {
    let whole = "[\"0x00000000000000000000000000000000000000c3\"]";
    let part =
        "[{ address = \"0x00000000000000000000000000000000000000c3\", amount = 99_999_999 }]";
    // A part is taken, and the rest stays: then neither sum fits.
    refused(whole, part, "amount = 690_000_000", &["`ERC-20 holders`", "1 CMT more"]);
    let twice = part.replace("}]", "}, \"0x00000000000000000000000000000000000000c3\"]");
    refused(whole, &twice, "addresses", &["has no row", "not taken"]);
    let more = part.replace("99_999_999", "100_000_001");
    refused(whole, &more, "addresses", &["has 100,000,000 CMT", "not 100,000,001 CMT"]);
    refused(whole, "[5]", "addresses", &[]);
    refused(whole, "[\"0x12\"]", "addresses", &["no address"]);
    let odd = part.replace("amount =", "sum =");
    refused(whole, &odd, "addresses", &["sum"]);
    // The rest for another one.
    let config = PAPER
        .replace(whole, part)
        .replace(
            "amount = 100_000_000\naddress = \"0x0000000000000000000000000000000000005555\"",
            "amount = 100_000_001\naddress = \"0x0000000000000000000000000000000000005555\"\n\
             rows = { of = \"ERC-20 holders\", addresses = [\"0x00000000000000000000000000000000000000c3\", \"0x00000000000000000000000000000000000000d4\"] }",
        )
        .replacen("amount = 100_000_000", "amount = 99_999_999", 1)
        .replace("team = 100_000_000", "team = 99_999_999")
        .replace("partner = 100_000_000", "partner = 100_000_001");
    let rows = format!("{HOLDERS}0x00000000000000000000000000000000000000d4,100000000\n");
    let (genesis, _) = try_make(&config, &rows).unwrap();
    let at = vesting::address(4242, "Team and partners");
    assert_eq!(balance(&genesis, at), cmt("99_999_999"));
    let named = address!("0x0000000000000000000000000000000000005555");
    assert_eq!(balance(&genesis, named), cmt("100_000_001"));
}

#[test]
fn what_left_its_account_is_named() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("holders.csv"), HOLDERS).unwrap();
    let made = from_source(&Source::new(folder.path().join("network.toml"), PAPER)).unwrap();
    let moves: Vec<_> = made
        .moves
        .iter()
        .map(|moved| (moved.account, moved.allocation.as_str(), Amount(moved.wei).to_string()))
        .collect();
    let foundation = address!("0x00000000000000000000000000000000000000f0");
    assert_eq!(
        moves,
        [
            (
                address!("0x00000000000000000000000000000000000000c3"),
                "ERC-20 holders",
                "100,000,000".into()
            ),
            (ANN, "ERC-20 holders", "2,000,000".into()),
            (foundation, "Foundation", "3,000,000".into()),
            (foundation, "Foundation", "500".to_owned()),
        ]
    );
    assert_eq!(made.groups["contribution"], cmt("700_000_000"));
    assert_eq!(made.deadline, None);
}

#[test]
fn a_vesting_lies_in_a_contract_of_its_own() {
    let (genesis, _) = try_make(PAPER, HOLDERS).unwrap();
    let at = vesting::address(4242, "Team and partners");
    let account = &genesis.alloc[&at];
    assert_eq!(account.balance, cmt("100_000_000"));
    assert_eq!(account.nonce, Some(1));
    assert!(account.code.as_ref().is_some_and(|code| code.len() > 500));
    let first: U256 = account.storage.as_ref().unwrap()[&B256::ZERO].into();
    assert_eq!(Address::from_word(first.into()), TEAM);
    assert_eq!(first >> 160, U256::from(1_798_761_600));
    // The other one says where it lies.
    let named = address!("0x0000000000000000000000000000000000005555");
    assert_eq!(balance(&genesis, named), cmt("100_000_000"));
}

#[test]
fn governance_begins_with_the_reserve_and_the_parameters() {
    let (genesis, _) = try_make(PAPER, HOLDERS).unwrap();
    let mut host = world(&genesis);
    let ask = IGovernance::fundsCall {};
    let funds = host.call_as(TEAM, native::GOVERNANCE, U256::ZERO, ask).unwrap();
    assert_eq!(funds.reserve, cmt("100_000_000"));
    for (key, value) in [
        ("governance.votingPeriod", U256::from(60)),
        ("governance.deposit", cmt("500")),
        ("chain.gasLimit", U256::from(60_000_000)),
        ("chain.minBaseFee", U256::from(1_000_000_000)),
        ("staking.validators", U256::from(4)),
    ] {
        let ask = IGovernance::parameterCall { key: key.into() };
        let told = host.call_as(TEAM, native::GOVERNANCE, U256::ZERO, ask).unwrap();
        assert_eq!(told.value, value, "{key}");
    }
}

#[test]
fn staking_begins_with_the_validators() {
    let (genesis, _) = try_make(PAPER, HOLDERS).unwrap();
    let mut host = world(&genesis);
    for (operator, tokens) in [(ANN, "2_000_000"), (BEN, "3_000_500")] {
        let ask = IStaking::validatorCall { operator };
        let told = host.call_as(TEAM, native::STAKING, U256::ZERO, ask).unwrap();
        assert_eq!(told.tokens, cmt(tokens), "{operator}");
    }
    for epoch in [0, 1] {
        let read = |slot| Ok::<_, std::convert::Infallible>(host.slot(native::STAKING, slot));
        let committee = committee::read(epoch, read).unwrap();
        assert_eq!(committee.unwrap().seats.len(), 2, "epoch {epoch}");
    }
}

#[test]
fn sums_that_do_not_fit_are_refused_with_the_difference() {
    refused("total = 1_000_000_000", "total = 1_000_000_001", "total =", &["1 CMT less"]);
    refused(
        "reserve = 100_000_000",
        "reserve = 99_999_999",
        "reserve = 99",
        &["`groups.reserve`", "100,000,000 CMT", "99,999,999 CMT", "1 CMT more"],
    );
    let holders = "amount = 690_000_000";
    refused(
        holders,
        "amount = \"690_000_000.000000000000000001\"",
        "amount = \"690",
        &["`ERC-20 holders`", "0.000000000000000001 CMT less"],
    );
    refused("reserve = 100_000_000\n", "", "name = \"Reserve\"", &["[groups]", "`reserve`"]);
}

#[test]
fn what_says_nothing_or_twice_whose_it_is_is_refused() {
    let at = "name = \"Foundation\"";
    let address = "address = \"0x00000000000000000000000000000000000000F0\"\n";
    refused(address, "", at, &["exactly one of"]);
    let both = format!("{address}file = \"holders.csv\"\n");
    refused(address, &both, at, &["exactly one of"]);
    let reserve = "name = \"Reserve\"";
    refused(reserve, &format!("{address}{reserve}"), reserve, &["Governance holds the reserve"]);
    refused("name = \"5miles\"", "name = \"\"", "name = \"\"", &["no other"]);
    let said = paper("name = \"5miles\"", "name = \"Reserve\"").unwrap_err();
    assert!(said.contains("`Reserve`: expected a name no other"), "{said}");
    let zero = format!("address = \"{}\"\n", Address::ZERO);
    refused(address, &zero, at, &["name another account"]);
    let native = format!("address = \"{}\"\n", native::ESCROW);
    refused(address, &native, at, &["name another account"]);
    let taken = "address = \"0x0000000000000000000000000000000000005555\"";
    let same = "address = \"0x00000000000000000000000000000000000000f0\"";
    refused(taken, same, "name = \"5miles\"", &["somebody's"]);
}

#[test]
fn rows_are_checked_line_by_line() {
    for (rows, words) in [
        ("no row", "line 5: `no row`"),
        ("0x12,5", "no address"),
        ("0x00000000000000000000000000000000000000a1,-5", "no amount"),
        ("0x00000000000000000000000000000000000000a1,5", "has a row already"),
    ] {
        let mut lines: Vec<_> = HOLDERS.lines().collect();
        lines.insert(4, rows);
        let said = try_make(PAPER, &lines.join("\n")).unwrap_err();
        assert!(said.contains("holders.csv") && said.contains("line"), "{said}");
        assert!(said.contains(words), "{words}: {said}");
    }
    let said = paper("\"holders.csv\"", "\"none.csv\"").unwrap_err();
    assert!(said.contains("none.csv"), "{said}");
}

#[test]
fn rows_of_others_must_be_there() {
    let known = "\"0x00000000000000000000000000000000000000c3\"";
    let unknown = "\"0x00000000000000000000000000000000000000c4\"";
    refused(known, unknown, unknown, &["has no row"]);
    let twice = format!("{known}, {known}");
    refused(known, &twice, "addresses", &["has no row"]);
    refused("of = \"ERC-20 holders\"", "of = \"Foundation\"", "of =", &["with a `file`"]);
}

#[test]
fn stakes_come_out_of_what_there_is() {
    let stake = "stake = 2_000_000";
    refused(stake, "stake = 2_000_001", "stake = 2_000_001", &["2,000,000 CMT", "left"]);
    let from = "from = \"Foundation\"";
    refused(from, "from = \"Somebody\"", "from = \"Somebody\"", &["name of an allocation"]);
    refused(from, "from = \"Reserve\"", "from = \"Reserve\"", &["not free"]);
    refused(from, "from = \"5miles\"", "from = \"5miles\"", &["not free"]);
}

#[test]
fn validators_must_prove_their_keys() {
    refused("chain_id = 4242", "chain_id = 4243", "name = \"Ann\"", &["InvalidConsensusProof"]);
    refused("rate = 1000", "rate = 2500", "name = \"Ann\"", &["`Ann` is refused"]);
    let endpoint = "endpoint = \"127.0.0.1:9001\"";
    refused(endpoint, "endpoint = \"somewhere\"", "endpoint = \"somewhere\"", &[]);
}

#[test]
fn parameters_are_known_and_within_bounds() {
    let validators = "\"staking.validators\" = 4";
    let wrong = "\"staking.validator\" = 4";
    refused(validators, wrong, wrong, &["no parameter", "`staking.validators`"]);
    let wrong = "\"staking.validators\" = 0";
    refused(validators, wrong, wrong, &["expected 1 to 100"]);
    let wrong = "\"chain.gasLimit\" = 60_000_000";
    refused(validators, wrong, wrong, &["[chain]"]);
    let wrong = "gas_limit = 1_000";
    refused("gas_limit = 60_000_000", wrong, wrong, &["`chain.gasLimit` is 1000"]);
}

#[test]
fn a_network_has_validators_and_a_development_chain_none() {
    let start = PAPER.find("[[validators]]").unwrap();
    let said = try_make(&PAPER[..start], HOLDERS).unwrap_err();
    assert!(said.contains("[[validators]]") && said.contains("epoch_blocks = 0"), "{said}");
    let development = PAPER[..start].replace("epoch_blocks = 20", "epoch_blocks = 0");
    let (genesis, _) = try_make(&development, HOLDERS).unwrap();
    assert!(!genesis.spec.is_network());
    refused("epoch_blocks = 20", "epoch_blocks = 0", "name = \"Ann\"", &["no validators"]);
}

#[test]
fn a_mistyped_key_is_refused_by_line_and_name() {
    refused("time = ", "tiem = ", "tiem = ", &["tiem"]);
    refused("kind = \"team\"", "kind = \"friends\"", "kind = \"friends\"", &["friends"]);
    refused("time = 2027-01-01T00:00:00Z", "time = 2027-01-01", "time = ", &["time zone"]);
    refused("amount = 100_000_000", "amount = 1.5", "amount = 1.5", &["amount of CMT"]);
}

#[test]
fn the_same_file_gives_the_same_genesis() {
    let first = try_make(PAPER, HOLDERS).unwrap().0;
    assert_eq!(try_make(PAPER, HOLDERS).unwrap().0, first);
    let other = paper("name = \"Paper\"", "name = \"Other\"").unwrap().0;
    assert_ne!(other.mix_hash, first.mix_hash, "each network has its own randomness");
    let seed = format!("name = \"Paper\"\nseed = \"{}\"", B256::repeat_byte(7));
    assert_eq!(paper("name = \"Paper\"", &seed).unwrap().0.mix_hash, B256::repeat_byte(7));
}

#[test]
fn a_file_gets_its_name_when_it_was_checked() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("genesis.json");
    let genesis = Genesis::new(cybermiles_primitives::ChainSpec::main(), []);
    let refused = write_checked(&path, &genesis, |written| {
        assert!(written.exists() && !path.exists());
        Err(NetworkFileError::file(written, "no"))
    });
    assert!(refused.is_err());
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left");
    write_checked(&path, &genesis, |_| Ok::<_, NetworkFileError>(())).unwrap();
    // What is there already is checked as well, and stays.
    let refused = write_checked(&path, &genesis, |written| {
        assert_eq!(written, path);
        Err(NetworkFileError::file(written, "no"))
    });
    assert!(refused.is_err() && path.exists());
}
