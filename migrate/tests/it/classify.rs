//! Who is credited and who claims: by proof, or by a decision that somebody signed.

use std::{collections::BTreeMap, process::Command};

use alloy_primitives::{Address, B256, U256, address, b256, eip191_hash_message, hex, keccak256};
use cybermiles_migrate::{
    Allocation,
    claims::{Claim, read_claims, tree, write_claims},
    classify::{Classified, Decisions, Kind, Treatment, classify},
    rehearsal::Rehearsal,
    status::Lists,
    verify::{Class, Holder, TOKEN, Verified, verify},
};
use cybermiles_primitives::native;
use cybermiles_proofs::merkle::{Tree, is_proven};
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
        classified.claims.iter().map(|c| (c.address, c.claimant, c.kind)).collect();
    let expected = [(CONTRACT, None, Kind::Contract), (TOKEN, None, Kind::Token)];
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
    assert_eq!((claim.address, claim.claimant), (CONTRACT, Some(PERSON)));
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
        ("/rows/1/claimant", serde_json::json!(CONTRACT), "lets claim the address of a contract"),
    ] {
        let err = refused(changed(path, value));
        assert!(err.contains(part), "`{part}` is not in: {err}");
    }
    let mut more = file(block);
    more["rows"][0]["amount"] = "1".into();
    assert!(refused(more).contains("unknown field `amount`"));
    let mut blind = file(block);
    blind["rows"][1]["treatment"] = "credit".into();
    blind["rows"][1].as_object_mut().unwrap().remove("claimant");
    assert!(refused(blind).contains("credits the address of a contract"));
}

#[test]
fn a_claimant_is_no_contract_of_the_bundle() {
    let verified = verified();
    for (claimant, words) in [
        (TOKEN, format!("lets claim the address of a contract, {TOKEN}")),
        (CONTRACT, format!("lets claim the address of a contract, {CONTRACT}")),
        (Address::ZERO, format!("lets claim {}, which nobody has a key of", Address::ZERO)),
        (native::ESCROW, format!("lets claim {}, which nobody has a key of", native::ESCROW)),
    ] {
        // For a contract's row, and for a person's.
        for (address, wei) in [(CONTRACT, "11"), (PERSON, "33")] {
            let mut file = file(verified.report.block_hash);
            file["rows"][1]["address"] = serde_json::json!(address);
            file["rows"][1]["wei"] = wei.into();
            file["rows"][1]["claimant"] = serde_json::json!(claimant);
            let decisions = decide(&file).unwrap();
            let err = classify(&verified, Some(&decisions)).unwrap_err().to_string();
            assert!(err.contains(&words) && err.contains(&address.to_string()), "{err}");
        }
    }
    // Who delegates has a key, and of who is not in the bundle nothing is known.
    for claimant in [DELEGATED, Address::repeat_byte(9)] {
        let mut file = file(verified.report.block_hash);
        file["rows"][1]["claimant"] = serde_json::json!(claimant);
        classify(&verified, Some(&decide(&file).unwrap())).unwrap();
    }
}

#[test]
fn dust_at_an_address_that_is_nobodys_is_claimed_by_nobody_yet() {
    let mut rows = rows();
    let dust = [native::CMT, native::CLOSING, Address::ZERO];
    // Logs to the zero address burn, so that a rehearsal has nothing there.
    rows.extend(dust[..2].iter().map(|address| (*address, U256::from(7))));
    let rehearsal = Rehearsal::new(Allocation::new(rows).unwrap()).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let expected = rehearsal.write(folder.path()).unwrap();
    let mut verified = verify(folder.path(), &expected, &mut ()).unwrap();
    let wei = U256::from(7);
    verified.holders.insert(0, Holder { address: Address::ZERO, wei, class: Some(Class::Person) });
    verified.report.supply += wei;
    let classified = classify(&verified, None).unwrap();
    for address in dust {
        assert!(!classified.credited.contains_key(&address));
        let claim = classified.claims.iter().find(|claim| claim.address == address).unwrap();
        assert_eq!((claim.claimant, claim.kind, claim.wei), (None, Kind::Person, U256::from(7)));
    }
    let lists = tempfile::tempdir().unwrap();
    classified.write(lists.path()).unwrap();
    let said = Lists::read(lists.path()).unwrap().status(native::CMT).to_string();
    assert!(said.contains("nobody has a key of this address"), "{said}");
    let mut file = file(verified.report.block_hash);
    file["rows"] = serde_json::json!([{
        "address": native::CMT, "wei": "7", "class": "other", "treatment": "credit",
        "evidence": "none", "reason": "none",
    }]);
    let err = classify(&verified, Some(&decide(&file).unwrap())).unwrap_err().to_string();
    assert!(err.contains(&format!("credits {}", native::CMT)), "{err}");
    file["rows"][0]["treatment"] = "claim".into();
    file["rows"][0]["claimant"] = serde_json::json!(PERSON);
    let err = classify(&verified, Some(&decide(&file).unwrap())).unwrap_err().to_string();
    assert!(err.contains("names a claimant for"), "{err}");
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
        address: Address::repeat_byte(index as u8 + 1),
        claimant: (!index.is_multiple_of(3)).then(|| Address::repeat_byte(index as u8 + 7)),
        wei: U256::from(10).pow(U256::from(18)) * U256::from(index + 1) + U256::from(index),
        kind: kinds[index as usize % 7],
    };
    (0..n).map(claim).collect()
}

#[test]
fn the_tree_is_openzeppelins() {
    // Made with @openzeppelin/merkle-tree 1.0.8:
    // StandardMerkleTree.of(rows, ['address', 'uint256']).root
    for (n, root) in [
        (1, b256!("0x8927f7e28527097ce56f0906ec80d5cade1831685c9b65a71a368c73de6957ec")),
        (2, b256!("0x858bf261c8b2717b6f69d5e88f99bfc4359db7cd7ad63e2298c90c06f82390de")),
        (3, b256!("0xc2c3459d207e57cefd61afc48cbdaea251a3015b8da4d013da2dc566f825ca3c")),
        (4, b256!("0xb46b10a05a14cd623fd6bdf677785c53789bdedd2e9a417f8cd1cff6ce49174c")),
        (5, b256!("0x6bccb7b151f8001ae329c10107e3c863898513d033cac47f67cf5f31247585e0")),
        (6, b256!("0xef17056a2e39f728d1c2775907c82d99d1264d474e3eccc03b0628c08cda4ddf")),
        (7, b256!("0xd706e29a810c782b1e78b666e38cf27a7698161c97cd446b609d4842c8d944d3")),
        (8, b256!("0x564bba1c0eab8022d0e15c2a379317bbb68d6f0c80ee28786310d0f01d4c29db")),
        (13, b256!("0xa84e5bf8a88d557ed43229f2cdda1c069b58a422eab215229b78580b1abacbb4")),
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
        let tree = tree(&claims).unwrap();
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
        ("address,", "adress,", "expected `address,"),
        (",0x0808", ",0x080", "line 3: "),
        (",person", ",friend", "the class `friend`; expected one of person"),
        (",person", "", "3 columns"),
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
    assert!(json["claimant"].is_null() && status(TOKEN, &[]).1.contains("a contract has no key"));
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
