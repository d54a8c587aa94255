//! Who is credited and who claims: by proof, or by a decision that somebody signed.

use std::{collections::BTreeMap, process::Command};

use alloy_primitives::{Address, B256, U256, address, b256, eip191_hash_message, hex, keccak256};
use cybermiles_migrate::{
    Allocation,
    claims::{Claim, Tree, is_proven, read_claims, write_claims},
    classify::{Classified, Decisions, Kind, Treatment, classify},
    rehearsal::Rehearsal,
    verify::{TOKEN, Verified, verify},
};
use rand::{Rng, SeedableRng, rngs::StdRng};
use secp256k1::{Message, SECP256K1, SecretKey};

use crate::real;

const CONTRACT: Address = address!("0x00000000000000000000000000000000000c0de5");
const DELEGATED: Address = address!("0x0000000000000000000000000000000000007702");
const PERSON: Address = address!("0x00000000000000000000000000000000000000a1");
const EXCHANGE: Address = address!("0x00000000000000000000000000000000000000b2");

fn rows() -> BTreeMap<Address, U256> {
    [(CONTRACT, 11), (DELEGATED, 22), (PERSON, 33), (EXCHANGE, 44), (TOKEN, 55)]
        .map(|(address, wei)| (address, U256::from(wei)))
        .into()
}

fn verified() -> Verified {
    let mut rehearsal = Rehearsal::new(Allocation::new(rows()).unwrap()).unwrap();
    rehearsal.put_code(CONTRACT, vec![0x60, 0x01]);
    rehearsal.put_code(DELEGATED, [&[0xef, 1, 0][..], Address::repeat_byte(7).as_slice()].concat());
    let folder = tempfile::tempdir().unwrap();
    let expected = rehearsal.write(folder.path()).unwrap();
    verify(folder.path(), &expected, &mut ()).unwrap()
}

fn check_sums(classified: &Classified) {
    let credited = classified.credited.values().fold(U256::ZERO, |a, b| a + b);
    let claimed = classified.claims.iter().fold(U256::ZERO, |a, claim| a + claim.wei);
    let summary = &classified.summary;
    assert_eq!((credited, claimed), (summary.credited, summary.claimable));
    assert_eq!(credited + claimed, summary.supply);
    let mut all = classified.credited.clone();
    for claim in &classified.claims {
        assert_eq!(all.insert(claim.address, claim.wei), None, "in both lists");
    }
    assert_eq!(all, rows(), "every row is as proven");
}

#[test]
fn contracts_claim_and_people_are_credited() {
    let classified = classify(&verified(), None).unwrap();
    check_sums(&classified);
    let credited: Vec<_> = classified.credited.keys().copied().collect();
    assert_eq!(credited, [PERSON, EXCHANGE, DELEGATED]);
    let claims: Vec<_> =
        classified.claims.iter().map(|c| (c.index, c.address, c.claimant, c.kind)).collect();
    let expected = [(0, CONTRACT, CONTRACT, Kind::Contract), (1, TOKEN, TOKEN, Kind::Token)];
    assert_eq!(claims, expected);
}

#[test]
fn without_proven_accounts_nothing_is_classified() {
    let mut verified = verified();
    verified.holders.iter_mut().for_each(|holder| holder.class = None);
    let err = classify(&verified, None).unwrap_err().to_string();
    assert!(err.contains("contracts are not told from people"), "{err}");
}

fn key() -> (SecretKey, Address) {
    let key = SecretKey::from_byte_array([7; 32]).unwrap();
    let public = key.public_key(SECP256K1).serialize_uncompressed();
    (key, Address::from_slice(&keccak256(&public[1..])[12..]))
}

fn sign(text: &str) -> [u8; 65] {
    let message = Message::from_digest(eip191_hash_message(text).0);
    let (id, rs) = SECP256K1.sign_ecdsa_recoverable(message, &key().0).serialize_compact();
    let mut signature = [0; 65];
    signature[..64].copy_from_slice(&rs);
    signature[64] = 27 + u8::try_from(i32::from(id)).unwrap();
    signature
}

fn file(block_hash: B256) -> serde_json::Value {
    serde_json::json!({
        "version": 1, "token": TOKEN, "block_hash": block_hash,
        "rows": [
            { "address": EXCHANGE, "wei": "44", "class": "exchange", "treatment": "credit",
              "evidence": "https://exchange.example/proof", "reason": "its hot wallet" },
            { "address": CONTRACT, "wei": "11", "class": "contract", "treatment": "claim",
              "claimant": PERSON, "evidence": "owner() at the block", "reason": "the owner's" },
        ],
    })
}

fn decide(file: &serde_json::Value) -> Result<Decisions, String> {
    let json = serde_json::to_vec(file).unwrap();
    let text = Decisions::text(&json).map_err(|err| err.to_string())?;
    Decisions::read(&json, &sign(&text), key().1).map_err(|err| err.to_string())
}

#[test]
fn decisions_are_followed_if_they_are_signed() {
    let verified = verified();
    let decisions = decide(&file(verified.report.block_hash)).unwrap();
    let classified = classify(&verified, Some(&decisions)).unwrap();
    check_sums(&classified);
    assert_eq!(classified.summary.kinds[&Kind::Exchange].credited, 1);
    let claim = classified.claims[0];
    assert_eq!((claim.address, claim.claimant), (CONTRACT, PERSON));
    assert_eq!(classified.summary.decisions_signer, Some(key().1));
    assert_eq!(classified.summary.decided[1].treatment, Treatment::Claim);
}

#[test]
fn every_mistake_in_a_decision_file_is_named() {
    let verified = verified();
    let block = verified.report.block_hash;
    let changed = |path: &str, value: serde_json::Value| {
        let mut file = file(block);
        *file.pointer_mut(path).unwrap() = value;
        file
    };
    let refused = |file: serde_json::Value| match decide(&file) {
        Err(err) => err,
        Ok(decisions) => classify(&verified, Some(&decisions)).unwrap_err().to_string(),
    };
    for (path, value, part) in [
        ("/version", 2.into(), "version 2; expected 1"),
        ("/token", serde_json::json!(PERSON), "for the token 0x0000"),
        ("/block_hash", serde_json::json!(B256::ZERO), "for the block 0x0000"),
        ("/rows/0/wei", "45".into(), "0.000000000000000045 CMT; proven are 0.000000000000000044"),
        ("/rows/0/wei", "4.4e1".into(), "decimal point"),
        ("/rows/0/wei", 44.into(), "expected a string"),
        ("/rows/0/address", serde_json::json!(CONTRACT), "two decisions about"),
        ("/rows/0/address", serde_json::json!(B256::ZERO), "invalid"),
        ("/rows/0/address", serde_json::json!(Address::repeat_byte(9)), "proven are 0 CMT"),
        ("/rows/0/class", "friend".into(), "unknown variant `friend`"),
        ("/rows/0/treatment", "burn".into(), "unknown variant `burn`"),
        ("/rows/0/reason", " ".into(), "no reason"),
        ("/rows/1/evidence", "".into(), "no evidence"),
        ("/rows/1/treatment", "credit".into(), "names a claimant and credits"),
    ] {
        let err = refused(changed(path, value));
        assert!(err.contains(part), "`{part}` is not in: {err}");
    }
    let mut more = file(block);
    more["rows"][0]["amount"] = "1".into();
    assert!(refused(more).contains("unknown field `amount`"));
}

#[test]
fn a_signature_is_of_one_file_by_one_signer() {
    let json = serde_json::to_vec(&file(B256::repeat_byte(1))).unwrap();
    let text = Decisions::text(&json).unwrap();
    let signature = sign(&text);
    let (_, signer) = key();
    assert!(Decisions::read(&json, &signature, signer).is_ok());
    let err = Decisions::read(&json, &signature, PERSON).unwrap_err().to_string();
    assert!(err.contains(&format!("signed by {signer}; expected {PERSON}")), "{err}");
    let other = serde_json::to_vec_pretty(&file(B256::repeat_byte(1))).unwrap();
    let err = Decisions::read(&other, &signature, signer).unwrap_err().to_string();
    assert!(
        err.contains("What has to be signed") && err.contains("keccak256 of the file"),
        "{err}"
    );
    for (at, value) in [(64, 29), (64, 2), (64, 26), (0, signature[0] ^ 1)] {
        let mut bad = signature;
        bad[at] = value;
        assert!(Decisions::read(&json, &bad, signer).is_err());
    }
    // The other signature that means the same: s from the order, v turned over (EIP-2).
    let order = b256!("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    let s = U256::from_be_slice(&signature[32..64]);
    let high = U256::from_be_bytes(order.0) - s;
    let mut twin = signature;
    twin[32..64].copy_from_slice(&high.to_be_bytes::<32>());
    twin[64] = 27 + 28 - signature[64];
    assert!(Decisions::read(&json, &twin, signer).is_err());
    let mut zero_based = signature;
    zero_based[64] -= 27;
    assert!(Decisions::read(&json, &zero_based, signer).is_ok());
}

/// The rows OpenZeppelin's library was given for the roots below.
fn sample(n: u64) -> Vec<Claim> {
    let kinds = [
        Kind::Person,
        Kind::Delegated,
        Kind::Contract,
        Kind::Token,
        Kind::Exchange,
        Kind::Disputed,
        Kind::Other,
    ];
    let claim = |index: u64| Claim {
        index,
        address: Address::repeat_byte(index as u8 + 1),
        claimant: Address::repeat_byte(index as u8 + 1),
        wei: U256::from(10).pow(U256::from(18)) * U256::from(index + 1) + U256::from(index),
        kind: kinds[index as usize % 7],
    };
    (0..n).map(claim).collect()
}

#[test]
fn the_tree_is_openzeppelins() {
    // Made with @openzeppelin/merkle-tree 1.0.8:
    // StandardMerkleTree.of(rows, ['uint256', 'address', 'uint256', 'uint8']).root
    for (n, root) in [
        (1, b256!("0xf67039a9dedbe7ef94452d4df849800b5efc0c516bb1fcb6044ec3cfd2d48b61")),
        (2, b256!("0xc6b2deb28acfc3327065b326b71c01ab9b59ea00e1a03a26c74dd96219dcccf8")),
        (3, b256!("0x7253e0b9fc2658b04032645a16671336e88e177bc0660e2e710f83200fdeef6d")),
        (4, b256!("0x0bacff1f2ac5345b9dacaef5f388c27f84d0e9c223a3ce9d539d0482bd65c11b")),
        (5, b256!("0x5cc52fdc220b340724caa9f352a202c9528d609423d268373e13e5d4192b773a")),
        (6, b256!("0x8ca73490cc6f879a909722888abf8b950e8f8afe0c3916b124999245a9c12b38")),
        (7, b256!("0x0de7e746df315e9904dfc3492da142779cbedf074eb3cf0672f19f25440fd60d")),
        (8, b256!("0x11857f8246d7d569410c71c7b5f6aa117cd747c65ab80b3c4cca8512c07247a4")),
        (13, b256!("0x68145770b0b4401532b15c0b6c4a4ad2d7be6089b74bcfc41baeee00ffcd69f2")),
    ] {
        let leaves = sample(n).iter().map(Claim::leaf).collect();
        assert_eq!(Tree::new(leaves).unwrap().root(), root, "{n} leaves");
    }
    assert!(Tree::new(Vec::new()).is_none());
}

#[test]
fn every_leaf_is_proven_and_nothing_else() {
    let mut rng = StdRng::seed_from_u64(real::seed("every_leaf_is_proven", 5));
    for _ in 0..60 {
        let claims = sample(rng.random_range(1..200));
        let leaves: Vec<_> = claims.iter().map(Claim::leaf).collect();
        let tree = Tree::new(leaves.clone()).unwrap();
        for claim in &claims {
            let mut proof = tree.proof(claim.leaf()).unwrap();
            assert!(is_proven(tree.root(), claim.leaf(), &proof));
            let more = Claim { wei: claim.wei + U256::from(1), ..*claim };
            assert!(
                !is_proven(tree.root(), more.leaf(), &proof) && tree.proof(more.leaf()).is_none()
            );
            if let Some(node) = proof.first_mut() {
                node[5] ^= 1;
                assert!(!is_proven(tree.root(), claim.leaf(), &proof));
            }
        }
        let mut bytes = Vec::new();
        write_claims(&mut bytes, &claims).unwrap();
        let path = std::path::Path::new("claims.csv");
        assert_eq!(read_claims(path, &bytes[..]).unwrap(), claims);
    }
}

#[test]
fn a_list_of_claims_is_read_strictly() {
    let mut bytes = Vec::new();
    write_claims(&mut bytes, &sample(3)).unwrap();
    let text = String::from_utf8(bytes).unwrap();
    for (from, to, part) in [
        ("index,", "idx,", "expected `index,"),
        ("\n1,", "\n2,", "line 3: the index `2`; expected 1"),
        (",person", ",friend", "the class `friend`; expected one of person"),
        (",person", "", "4 columns"),
        ("1000000000000000000,", "1e18,", "exponent"),
        ("0x0202", "0x0001", "out of order"),
    ] {
        let bad = text.replacen(from, to, 1);
        let err = read_claims(std::path::Path::new("claims.csv"), bad.as_bytes()).unwrap_err();
        assert!(err.to_string().contains(part), "`{part}` is not in: {err}");
    }
}

#[test]
fn the_command_writes_lists_that_are_the_supply() {
    let folder = tempfile::tempdir().unwrap();
    let run = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cmt-migrate"));
        let output = command.current_dir(folder.path()).args(arguments).output().unwrap();
        let said =
            String::from_utf8(output.stdout).unwrap() + &String::from_utf8_lossy(&output.stderr);
        (output.status.code(), said)
    };
    let list = folder.path().join("holders.csv");
    cybermiles_migrate::allocation::write_list(std::fs::File::create(&list).unwrap(), &rows())
        .unwrap();
    let hash = run(&["rehearse", "holders.csv", "--out", "bundle"]).1.trim().to_owned();
    let classify = ["classify", "bundle", "--block-hash", &hash, "--out", "lists"];
    let (code, said) = run(&classify);
    assert_eq!(code, Some(0), "{said}");
    assert!(said.contains("are the proven supply of 0.000000000000000165 CMT"), "{said}");
    assert_eq!(run(&classify).0, Some(0), "the same again");
    let credited = Allocation::read(&folder.path().join("lists/credited.csv")).unwrap();
    assert_eq!(credited.total(), U256::from(110), "the token's own coins are claimed");
    let (code, said) = run(&["prove", &TOKEN.to_string(), "--claims", "lists/claims.csv"]);
    assert_eq!(code, Some(0), "{said}");
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(
        json["wei"] == "55" && json["class"] == "token" && json["root"] == json["leaf"],
        "{json}"
    );
    assert_eq!(run(&["prove", &PERSON.to_string(), "--claims", "lists/claims.csv"]).0, Some(3));

    let status = |address: Address, more: &[&str]| {
        let address = address.to_string();
        run(&[&["status", &address, "--lists", "lists"], more].concat())
    };
    let (code, said) = status(PERSON, &[]);
    assert!(
        code == Some(0) && said.contains("had 0.000000000000000033 CMT, and has them"),
        "{said}"
    );
    assert!(
        said.contains("the same address and with the same key") && said.contains(&hash),
        "{said}"
    );
    let (code, said) = status(TOKEN, &["--json"]);
    let json: serde_json::Value = serde_json::from_str(&said).unwrap();
    assert!(code == Some(0) && json["status"] == "claimable" && json["wei"] == "55", "{json}");
    assert!(json["claimant"].is_null() && status(TOKEN, &[]).1.contains("a contract cannot sign"));
    let (code, said) = status(Address::repeat_byte(9), &[]);
    assert!(code == Some(3) && said.contains("had no CMT at the snapshot"), "{said}");
    assert_eq!(run(&["status", &PERSON.to_string()[..41], "--lists", "lists"]).0, Some(2));
    // A list of another run beside the figures.
    std::fs::create_dir(folder.path().join("mixed")).unwrap();
    for name in ["credited.csv", "claims.csv", "classification.json"] {
        let bytes = std::fs::read_to_string(folder.path().join("lists").join(name)).unwrap();
        let bytes = bytes.replace("0.000000000000000033", "0.000000000000000034");
        std::fs::write(folder.path().join("mixed").join(name), bytes).unwrap();
    }
    let (code, said) = run(&["status", &PERSON.to_string(), "--lists", "mixed"]);
    assert!(code == Some(1) && said.contains("they are not of one run"), "{said}");

    let decisions = folder.path().join("decisions.json");
    let mut file = file(hash.parse().unwrap());
    file["rows"].as_array_mut().unwrap().pop();
    std::fs::write(&decisions, file.to_string()).unwrap();
    let signer = key().1.to_string();
    let mut decided = vec!["classify", "bundle", "--block-hash", &hash, "--out", "decided"];
    decided.extend(["--decisions", "decisions.json", "--signer", &signer]);
    let (code, said) = run(&decided);
    assert!(code == Some(1) && said.contains("what has to be signed is:"), "{said}");
    let text = said.split("is:\n").nth(1).unwrap().trim_end();
    let signature = format!("0x{}", hex::encode(sign(text)));
    let mut signed = decided.clone();
    signed.extend(["--signature", &signature]);
    let (code, said) = run(&signed);
    assert!(code == Some(0) && said.contains("about 1 rows, signed by"), "{said}");
    let wrong = format!("0x{}", hex::encode(sign("another text")));
    decided.extend(["--signature", &wrong]);
    let (code, said) = run(&decided);
    assert!(code == Some(3) && said.contains("Refused: the decision file is signed by"), "{said}");
    let exchange = run(&["status", &EXCHANGE.to_string(), "--lists", "decided"]).1;
    assert!(exchange.contains("at the same address"), "{exchange}");
    // Another answer is not written over the first.
    let mut over = signed.clone();
    over[5] = "lists";
    let (code, said) = run(&over);
    assert!(code == Some(1) && said.contains("says something else already"), "{said}");
}
