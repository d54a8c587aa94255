//! `cmt-migrate claim` as it is run: what it prints, sends, and says when it cannot.

use std::process::{Command, Output};

use alloy_primitives::{Address, U256, hex};
use alloy_sol_types::{Eip712Domain, SolCall};
use cybermiles_evm_precompiles::{abi::IMigration, address::MIGRATION};
use cybermiles_migrate::{bundle::Trust, claim::read_typed, verify::TOKEN};
use serde_json::{Value, json};

use super::{
    relay::{claim, domain, sign},
    world::{DEADLINE, HOLDER, NOBODY, NOW, SAFE, VAULT, World, claimant, key, relayer, text, wei},
};

fn run(world: &World, account: Address, more: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cmt-migrate"))
        .args(["claim", &account.to_string(), "--rpc", &world.url])
        .args(more)
        .output()
        .unwrap()
}

/// Exit code, and what was printed for people and for programs.
fn said(output: &Output) -> (i32, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code().unwrap(), text(&output.stdout), text(&output.stderr))
}

fn expect(output: &Output, code: i32, words: &[&str]) -> String {
    let (found, out, err) = said(output);
    assert_eq!(found, code, "{out}{err}");
    for word in words {
        assert!(out.contains(word) || err.contains(word), "no `{word}` in: {out}{err}");
    }
    assert!(!err.contains("panicked"), "{err}");
    out
}

fn lists(world: &World) -> String {
    text(&world.lists()).to_owned()
}

#[test]
fn signed_elsewhere_and_sent_by_another() {
    let world = World::new();
    let (lists, to) = (lists(&world), NOBODY.to_string());
    let asked = ["--lists", &lists, "--to", &to, "--max-fee", "1"];
    let out = expect(&run(&world, SAFE, &asked), 0, &["To be signed by"]);
    let typed: Value = serde_json::from_str(&out).unwrap();
    let request = read_typed(&typed, &domain()).unwrap();
    assert_eq!((request.account, request.recipient), (SAFE, NOBODY));
    assert_eq!((request.amount, request.nonce), (wei(SAFE), U256::ZERO));
    assert_eq!(request.maxFee, U256::from(10).pow(U256::from(18)));
    assert_eq!(request.deadline, U256::from(NOW + 24 * 3600));
    assert_eq!(world.balance(NOBODY), U256::ZERO, "nothing is sent");

    let signature = hex::encode_prefixed(sign(&claimant(), &request));
    let file = world.write("claim.json", &out);
    let (key, password) = world.keystore("relayer", &relayer());
    let signed = ["--lists", &lists, "--request", text(&file), "--signature", &signature];
    expect(&run(&world, SAFE, &signed), 1, &["--relayer", "--calldata"]);
    let paying = ["--relayer", text(&key), "--relayer-password-file", text(&password)];
    let too_much = [&signed[..], &paying, &["--fee", "1.5"]].concat();
    expect(&run(&world, SAFE, &too_much), 1, &["the fee of 1.5 CMT is more than the 1 CMT"]);
    let sending = [&signed[..], &paying, &["--fee", "0.5", "--json"]].concat();
    let out = expect(&run(&world, SAFE, &sending), 0, &[]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!((&answer["result"], &answer["block"]), (&json!("claimed"), &json!(1)));
    let half = U256::from(10).pow(U256::from(18)) / U256::from(2);
    assert_eq!(world.balance(NOBODY), wei(SAFE) - half);
    assert_eq!(world.balance(relayer().address()), half);

    // Again: a yes for whom it went to, a no for everybody else, and nothing is sent.
    expect(&run(&world, SAFE, &sending), 0, &["claimedBefore", &answer["transaction"].to_string()]);
    let other = ["--lists", &lists, "--to", &HOLDER.to_string()];
    expect(&run(&world, SAFE, &other), 3, &["paid already: 24,092.5", &to]);
    assert_eq!(world.state.lock().sent(), 1);
}

#[test]
fn with_the_claimants_keystore_it_is_one_step() {
    let world = World::new();
    let (lists, to) = (lists(&world), NOBODY.to_string());
    let (file, password) = world.keystore("claimant", &claimant());
    let own = ["--lists", &lists, "--to", &to, "--key", text(&file)];
    let opened = [&own[..], &["--key-password-file", text(&password)]].concat();
    world.state.lock().gas_price = 1_000_000_000_000;
    let dear = ["may cost 0.75 CMT, and at most 0.1 CMT", "--max-cost"];
    expect(&run(&world, SAFE, &opened), 1, &dear);
    let paying = [&opened[..], &["--max-cost", "1"]].concat();
    expect(&run(&world, SAFE, &paying), 1, &["has 0 CMT"]);
    world.state.lock().gas_price = 1;
    expect(
        &run(&world, SAFE, &opened),
        1,
        &["has 0 CMT, and the transaction may cost", "--relayer"],
    );
    world.state.lock().gas_price = 0;
    expect(
        &run(&world, SAFE, &opened),
        0,
        &[
            "Claimed: 0x00000000000000000000000000000000000000eE got 24,093.000000000000000001 CMT in block 1",
        ],
    );
    assert_eq!(world.balance(NOBODY), wei(SAFE));
    expect(&run(&world, SAFE, &opened), 0, &["paid already"]);
    // Signed here, paid for by another account.
    let (payer, paying) = world.keystore("relayer", &relayer());
    let relayed = ["--relayer", text(&payer), "--relayer-password-file", text(&paying)];
    expect(&run(&world, VAULT, &[&opened[..], &relayed].concat()), 0, &["got 5 CMT"]);
    assert_eq!(world.balance(NOBODY), wei(SAFE) + wei(VAULT));
    expect(&run(&world, TOKEN, &opened), 3, &["Nobody is named yet"]);
    // Keys that do not open, or are somebody else's.
    let world = World::new();
    let lists = text(&world.lists()).to_owned();
    let own = ["--lists", &lists, "--to", &to, "--key", "nowhere.json"];
    expect(&run(&world, SAFE, &own), 1, &["nowhere.json: No such file"]);
    let (file, password) = world.keystore("other", &key(3));
    let own = ["--lists", &lists, "--to", &to, "--key", text(&file)];
    expect(&run(&world, SAFE, &own), 1, &["no terminal to type the password"]);
    let wrong = world.password("wrong", "not it");
    let opened = [&own[..], &["--key-password-file", text(&wrong)]].concat();
    expect(&run(&world, SAFE, &opened), 1, &["expected a keystore (version 3) and its password"]);
    let opened = [&own[..], &["--key-password-file", text(&password)]].concat();
    expect(&run(&world, SAFE, &opened), 3, &["claims this row, and the key is that of"]);
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(&password, std::fs::Permissions::from_mode(0o644)).unwrap();
    expect(&run(&world, SAFE, &opened), 1, &["others may read it", "chmod 600"]);
    assert_eq!(world.state.lock().sent(), 0);
}

#[test]
fn ethereums_own_proof_does_as_well() {
    let world = World::new();
    let to = NOBODY.to_string();
    let proof = world.ethereum_proof(SAFE);
    let file = world.write("proof.json", proof.to_string());
    let (key, password) = world.keystore("claimant", &claimant());
    let opened = ["--to", &to, "--key", text(&key), "--key-password-file", text(&password)];
    // As a node answers, with its envelope.
    let envelope = json!({ "jsonrpc": "2.0", "id": 1, "result": world.ethereum_proof(VAULT) });
    let wrapped = world.write("wrapped.json", envelope.to_string());
    let claims = [&opened[..], &["--storage-proof", text(&wrapped)]].concat();
    expect(&run(&world, VAULT, &claims), 0, &["got 5 CMT"]);
    // Each thing that can be wrong with one, by name.
    let with = |change: fn(&mut Value)| {
        let mut proof = proof.clone();
        change(&mut proof);
        world.write("wrong.json", proof.to_string())
    };
    for (change, what) in [
        ((|p| p["storageProof"] = json!([])) as fn(&mut Value), "0 storage proofs; expected one"),
        (|p| p["accountProof"] = json!(null), "expected its `accountProof`"),
        (
            |p| {
                p["accountProof"].as_array_mut().unwrap().pop();
            },
            "accountProof: ",
        ),
        (
            |p| {
                p["storageProof"][0]["proof"].as_array_mut().unwrap().pop();
            },
            "storageProof: ",
        ),
        (
            |p| {
                p["storageProof"][0]["proof"].as_array_mut().unwrap().push("0x80".into());
            },
            "storageProof: ",
        ),
    ] {
        let wrong = with(change);
        let claims = [&opened[..], &["--storage-proof", text(&wrong)]].concat();
        expect(&run(&world, SAFE, &claims), 1, &["wrong.json: ", what]);
    }
    let claims = [&opened[..], &["--storage-proof", text(&wrapped)]].concat();
    expect(&run(&world, SAFE, &claims), 1, &["storageProof: ", "It has to be of the slot"]);
    // Signed and relayed with it.
    let printed = run(&world, SAFE, &["--to", &to, "--storage-proof", text(&file)]);
    let out = expect(&printed, 0, &[]);
    let request = read_typed(&serde_json::from_str(&out).unwrap(), &domain()).unwrap();
    assert_eq!(request.amount, wei(SAFE));
    let signature = hex::encode_prefixed(sign(&claimant(), &request));
    let claim = world.write("claim.json", out);
    let (payer, paying) = world.keystore("relayer", &relayer());
    let relayed = [
        "--storage-proof",
        text(&file),
        "--request",
        text(&claim),
        "--signature",
        &signature,
        "--relayer",
        text(&payer),
        "--relayer-password-file",
        text(&paying),
    ];
    expect(&run(&world, SAFE, &relayed), 0, &["Claimed: "]);
    assert_eq!(world.balance(NOBODY), wei(SAFE) + wei(VAULT));
}

#[test]
fn a_chain_of_unproven_balances_takes_no_storage_proofs() {
    let world = World::with(Trust::Rpc);
    let (lists, to) = (lists(&world), NOBODY.to_string());
    let (file, password) = world.keystore("claimant", &claimant());
    let key = ["--to", &to, "--key", text(&file), "--key-password-file", text(&password)];
    let proof = world.write("proof.json", world.ethereum_proof(SAFE).to_string());
    let with_proof = [&key[..], &["--storage-proof", text(&proof)]].concat();
    let words = ["proof.json: this chain takes no storage proofs", "Claim by the lists' Merkle"];
    expect(&run(&world, SAFE, &with_proof), 1, &words);
    assert_eq!(world.state.lock().sent(), 0);
    let with_lists = [&key[..], &["--lists", &lists]].concat();
    expect(&run(&world, SAFE, &with_lists), 0, &["Claimed: "]);
    assert_eq!(world.balance(NOBODY), wei(SAFE));
    // Who has a row is told on what it rests.
    let status = |address: Address, more: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"));
        command.args(["status", &address.to_string(), "--lists", &lists]).args(more);
        String::from_utf8(command.output().unwrap().stdout).unwrap()
    };
    let said = status(VAULT, &[]);
    assert!(said.contains("nobody proved them") && said.contains("Merkle proof only"), "{said}");
    let json: Value = serde_json::from_str(&status(VAULT, &["--json"])).unwrap();
    assert_eq!((&json["trust"], &json["status"]), (&json!("rpc"), &json!("claimable")));
}

#[test]
fn what_to_send_is_printed_for_any_wallet() {
    let world = World::new();
    let (lists, to) = (lists(&world), NOBODY.to_string());
    let asked = ["--lists", &lists, "--to", &to, "--calldata", "--json"];
    let out = expect(&run(&world, SAFE, &asked), 0, &[]);
    let answer: Value = serde_json::from_str(&out).unwrap();
    assert_eq!(answer["from"], json!(claimant().address()));
    assert_eq!(answer["to"], json!(MIGRATION));
    let data = hex::decode(answer["data"].as_str().unwrap()).unwrap();
    let call = IMigration::claimCall::abi_decode(&data).unwrap();
    assert_eq!((call.account, call.amount, call.recipient), (SAFE, wei(SAFE), NOBODY));
    super::relay::send_own(&world, &call);
    assert_eq!(world.balance(NOBODY), wei(SAFE));
}

#[test]
fn a_request_of_another_time_or_chain_is_refused() {
    let world = World::new();
    let lists = lists(&world);
    let (payer, paying) = world.keystore("relayer", &relayer());
    let send = |domain: &Eip712Domain, claim: &IMigration::Claim, signature: [u8; 65]| {
        let typed = cybermiles_migrate::claim::typed_data(domain, claim);
        let file = world.write("claim.json", typed.to_string());
        let signature = hex::encode_prefixed(signature);
        let more = [
            "--lists",
            &lists,
            "--request",
            text(&file),
            "--signature",
            &signature,
            "--relayer",
            text(&payer),
            "--relayer-password-file",
            text(&paying),
        ];
        run(&world, SAFE, &more)
    };
    let right = claim(&world, SAFE);
    let mut other = domain();
    other.chain_id = Some(U256::from(18));
    let out = send(&other, &right, sign(&claimant(), &right));
    expect(&out, 1, &["claim.json: domain differs"]);
    expect(
        &send(&domain(), &right, sign(&key(3), &right)),
        3,
        &["did not sign exactly this claim"],
    );
    for (change, what) in [
        (
            (|c| c.nonce = U256::from(5)) as fn(&mut IMigration::Claim),
            "signed with nonce 5, the claimant's next one is 0",
        ),
        (|c| c.deadline = U256::from(NOW - 1), "the signature was good until 2023-11-14T22:13:19Z"),
        (|c| c.snapshot = Default::default(), "signed for the snapshot at 0x00"),
        (|c| c.amount = U256::ONE, "0.000000000000000001 CMT were signed, the row has 24,093"),
        (|c| c.recipient = MIGRATION, "is a native contract and cannot be paid"),
        (|c| c.recipient = Address::ZERO, "the zero address"),
    ] {
        let mut claim = right.clone();
        change(&mut claim);
        expect(&send(&domain(), &claim, sign(&claimant(), &claim)), 1, &[what]);
    }
    assert_eq!(world.state.lock().sent(), 0);
    expect(&send(&domain(), &right, sign(&claimant(), &right)), 0, &["Claimed: "]);
}

#[test]
fn what_cannot_be_claimed_is_said_in_a_sentence() {
    let world = World::new();
    let (lists, to) = (lists(&world), NOBODY.to_string());
    let asked = ["--lists", &lists, "--to", &to];
    expect(
        &run(&world, HOLDER, &asked),
        3,
        &["had 1.234567890123456789 CMT", "there is nothing to do"],
    );
    expect(&run(&world, NOBODY, &asked), 3, &["had no CMT at the snapshot"]);
    expect(&run(&world, TOKEN, &asked), 3, &["Nobody is named yet", "Governance"]);
    for keyless in [SAFE, TOKEN].map(|address| address.to_string()) {
        let itself = ["--lists", &lists, "--to", &keyless];
        expect(&run(&world, SAFE, &itself), 1, &["nobody may have its key", "--to-the-contract"]);
        let insists = [&itself[..], &["--to-the-contract"]].concat();
        expect(&run(&world, SAFE, &insists), 0, &["To be signed"]);
    }
    expect(&run(&world, SAFE, &["--to", &to]), 2, &["--lists"]);
    expect(&run(&world, SAFE, &["--lists", &lists]), 2, &["--to"]);
    let never = ["--lists", &lists, "--to", &to, "--key", "0x1111"];
    expect(&run(&world, SAFE, &never), 1, &["0x1111: No such file"]);
    let claims = world.lists().join("claims.csv");
    let other = std::fs::read_to_string(&claims).unwrap().replace("contract", "exchange");
    std::fs::write(&claims, other).unwrap();
    expect(&run(&world, SAFE, &asked), 0, &["To be signed"]);
    world.state.lock().host.set_time(DEADLINE + 1);
    expect(&run(&world, SAFE, &asked), 3, &["The time for claims ended at 2023-11-26T12:00:00Z"]);
    world.state.lock().is_mute = true;
    expect(&run(&world, SAFE, &asked), 1, &["http://127.0.0.1", "says: out of order"]);
    let nowhere = ["--lists", &lists, "--to", &to, "--rpc", "http://127.0.0.1:1"];
    let output = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"))
        .args(["claim", &SAFE.to_string()])
        .args(nowhere)
        .output()
        .unwrap();
    expect(&output, 1, &["no answer from http://127.0.0.1:1"]);
}
