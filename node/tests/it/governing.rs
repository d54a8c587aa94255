//! Proposals and votes with the command line, on a network of processes.

use alloy_primitives::{Bytes, U256, hex, utils::parse_ether};
use alloy_sol_types::{SolCall, SolError};
use cybermiles_evm_precompiles::{
    abi::{IArbitration::registerCall, IPrecompile::Paused},
    address::ARBITRATION,
};
use serde_json::{Value, json};

use crate::{
    network::Network,
    process::{Node, refused, run, wait_for},
};

/// Seconds of a vote: enough for everybody to vote on a busy machine.
const VOTING: &str = "30";
/// Seconds of a time lock: the least there may be.
const LOCK: &str = "10";
const GWEI: u64 = 1_000_000_000;

/// The node that is asked, and every validator's operator, by its number in the mnemonic.
struct Community {
    rpc: String,
    operators: [&'static str; 4],
}

impl Community {
    /// Runs `cybermiles gov ARGS` as an account of the mnemonic.
    fn as_account(&self, account: &str, args: &[&str]) -> String {
        let sender = ["--dev-account", account, "--rpc", &self.rpc];
        let output = run(&[&["gov"], args, &sender].concat());
        let said = String::from_utf8(output.stdout).unwrap();
        let wrong = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{args:?}: {said}{wrong}");
        said
    }

    /// Runs it as account 0, which must be refused, and gives what was said.
    fn refused(&self, args: &[&str]) -> String {
        refused(&[&["gov"], args, &["--dev-account", "0", "--rpc", &self.rpc]].concat())
    }

    /// What `cybermiles gov ARGS` shows.
    fn shown(&self, args: &[&str]) -> String {
        self.as_account("0", args)
    }

    fn propose(&self, number: u64, args: &[&str]) {
        let said = self.as_account("0", &[&["propose"], args].concat());
        assert!(said.contains(&format!("Proposal {number}: vote with")), "{said}");
    }

    fn all_vote_yes(&self, number: &str) {
        std::thread::scope(|scope| {
            for operator in self.operators {
                scope.spawn(move || self.as_account(operator, &["vote", number, "yes"]));
            }
        });
    }
}

fn proposal(node: &Node, number: u64) -> Value {
    node.call("cmt_proposals", json!([number - 1, 1]))["items"][0].clone()
}

/// Registers as an arbiter, without sending it: what is refused, if it is.
fn try_to_register(node: &Node) -> Option<Bytes> {
    let call = registerCall { categories: 0, profile: Default::default() };
    let bond = parse_ether("1000").unwrap();
    let account = "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266";
    let data: Bytes = call.abi_encode().into();
    let call = json!({ "from": account, "to": ARBITRATION, "value": bond, "data": data });
    let answer = node.answer("eth_call", json!([call, "latest"]));
    let refused = answer.get("error")?;
    Some(hex::decode(refused["data"].as_str().unwrap()).unwrap().into())
}

fn base_fee(node: &Node) -> u64 {
    let block = node.call("eth_getBlockByNumber", json!(["latest", false]));
    block["baseFeePerGas"].as_str().unwrap().parse::<U256>().unwrap().to()
}

#[test]
fn what_was_voted_is_in_force_and_what_is_wrong_is_named() {
    let (voting, lock) =
        (format!("governance.votingPeriod={VOTING}"), format!("governance.timeLock={LOCK}"));
    let parameters = ["--parameter", &voting, "--parameter", &lock];
    let network = Network::written_with(&[&["--balance", "500000"][..], &parameters].concat());
    let validators = network.validators();
    let node = &validators[0];
    let rpc = format!("http://{}", node.address);
    let us = Community { rpc, operators: ["100", "101", "102", "103"] };
    assert!(us.shown(&["list"]).contains("No proposals"));
    let parameters = us.shown(&["parameters"]);
    let set = parameters.lines().find(|line| line.starts_with("governance.votingPeriod"));
    assert!(set.unwrap().split_whitespace().nth(1) == Some(VOTING), "{parameters}");

    what_is_wrong_is_named(&us);

    // A parameter: voted, locked, executed, and the next blocks follow it.
    assert_eq!(base_fee(node), GWEI);
    let words = ["--title", "Dearer", "--text", "Blocks are\nfull\u{1b}[2J of spam."];
    let wanted = ["parameter", "--parameter", "chain.minBaseFee", "--value", "2000000000"];
    us.propose(1, &[&wanted[..], &words].concat());
    us.all_vote_yes("1");
    assert!(us.shown(&["list", "--open"]).contains("1  parameter: Dearer\n   voting until"));
    let shown = us.shown(&["show", "1"]);
    assert!(shown.contains("set chain.minBaseFee to 2000000000"), "{shown}");
    assert!(shown.contains("yes 4000000 CMT, no 0 CMT"), "{shown}");
    // Its words, and nothing that a terminal would obey.
    assert!(shown.contains("Blocks are\nfull\\u{1b}[2J of spam."), "{shown}");

    // A pause: as soon as two thirds want it, at once.
    assert_eq!(try_to_register(node), None);
    let pause = ["pause", "--function", "arbiter-registration", "--period", "2d"];
    us.propose(2, &[&pause[..], &["--title", "Stop"]].concat());
    us.all_vote_yes("2");
    us.as_account("0", &["poke", "2"]);
    assert_eq!(proposal(node, 2)["state"], "Executed");
    let refusal = try_to_register(node).expect("a pause in force");
    let until = Paused::abi_decode(&refusal).unwrap().until;
    assert!(until > U256::from(2 * 86_400), "{until}");
    let shown = us.shown(&["show", "2"]);
    assert!(shown.contains("pause arbiter-registration for 172800 seconds"), "{shown}");
    // An end of it, which nobody hurries: the end of its vote does it.
    let end = ["pause", "--function", "arbiter-registration", "--period", "0"];
    us.propose(3, &[&end[..], &["--title", "Go on"]].concat());
    us.all_vote_yes("3");

    // The other kinds are taken, too.
    let provider = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    us.propose(4, &["text", "--title", "A statement", "--deposit", "10000"]);
    us.propose(5, &["trust", "--provider", provider, "--kind", "kyc", "--title", "Trust"]);
    us.propose(6, &["upgrade", "--name", "v2", "--height", "9000000", "--title", "Version 2"]);
    us.propose(7, &["spending", "--to", provider, "--amount", "0", "--title", "Nothing"]);
    let list = us.shown(&["list"]);
    for words in ["4  text", "5  trust", "6  upgrade", "7  spending"] {
        assert!(list.contains(words), "{list}");
    }

    // Time passes, and what was decided holds everywhere.
    wait_for(|| (proposal(node, 1)["state"] == "Executed").then_some(()));
    wait_for(|| (proposal(node, 3)["state"] == "Executed").then_some(()));
    assert_eq!(try_to_register(node), None);
    let parameters = us.shown(&["parameters"]);
    let set = parameters.lines().find(|line| line.starts_with("chain.minBaseFee"));
    assert!(set.unwrap().split_whitespace().nth(1) == Some("2000000000"), "{parameters}");
    for node in &validators {
        wait_for(|| (base_fee(node) == 2 * GWEI).then_some(()));
    }
    assert!(us.shown(&["list"]).contains("1  parameter: Dearer\n   executed; yes 4000000 CMT"));
    // Nobody voted on the rest.
    wait_for(|| (proposal(node, 7)["state"] == "Rejected").then_some(()));
}

/// Whatever is wrong is refused before anything is sent, with the contract's own name for it.
fn what_is_wrong_is_named(us: &Community) {
    let provider = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    let parameter = |name, value| ["propose", "parameter", "--parameter", name, "--value", value];
    let upgrade = |name, height| ["propose", "upgrade", "--name", name, "--height", height];
    let spending = ["propose", "spending", "--to", provider, "--amount", "1"];
    let nobody = ["propose", "trust", "--provider", &format!("0x{:040}", 0), "--kind", "kyc"];
    let unclaimed = ["propose", "unclaimed", "--to", "burn"];
    let claimant = ["propose", "claimant", "--account", provider, "--claimant", provider];
    let titled: [(&[&str], &str); 11] = [
        (&parameter("staking.validator", "20"), "UnknownParameter"),
        (&parameter("staking.validators", "200"), "OutOfBounds"),
        (&parameter("staking.validators", "90"), "StepTooLarge"),
        (&parameter("staking.validators", "19"), "Unchanged"),
        (&["propose", "text", "--deposit", "1"], "WrongDeposit"),
        (&upgrade("v 2", "9000000"), "InvalidName"),
        (&upgrade("v2", "100"), "HeightTooLow"),
        (&spending, "ReserveTooSmall"),
        (&nobody, "ZeroAddress"),
        // This network took nothing over.
        (&unclaimed, "NoMigration"),
        (&claimant, "NoMigration"),
    ];
    for (args, name) in titled {
        let said = us.refused(&[args, &["--title", "Wrong"]].concat());
        assert!(said.contains(name), "{args:?}: {said}");
    }
    let unsaid = ["propose", "unclaimed", "--title", "x"];
    let others: [(&[&str], &str); 6] = [
        (&["propose", "text", "--title", ""], "TitleMissing"),
        (&["vote", "9", "yes"], "UnknownProposal"),
        (&["show", "9"], "UnknownProposal"),
        (&["propose", "pause", "--function", "everything", "--title", "x"], "escrow-offers"),
        (&["vote", "1", "perhaps"], "abstain"),
        (&unsaid, "--to"),
    ];
    for (args, name) in others {
        let said = us.refused(args);
        assert!(said.contains(name), "{args:?}: {said}");
    }
}
