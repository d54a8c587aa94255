//! Signed claims that the server sends for their claimants, and every one that it does not.

use alloy_primitives::{Address, Bytes, U256, hex};
use alloy_signer::SignerSync;
use alloy_signer_local::PrivateKeySigner;
use alloy_sol_types::{Eip712Domain, SolCall, SolStruct};
use cybermiles_evm_precompiles::{abi::IMigration, address::MIGRATION};
use cybermiles_migrate::{chain::Chain, claim::typed_data, verify::TOKEN};
use serde_json::{Value, json};

use super::{
    http::{Said, get, post},
    server::{Page, open, options, relayed},
    world::{
        CHAIN_ID, DEADLINE, HOLDER, NOBODY, NOW, SAFE, VAULT, World, claimant, key, max_cost, wei,
    },
};

pub(super) fn domain() -> Eip712Domain {
    let (name, version) = ("CyberMiles Migration".into(), "1".into());
    let chain = Some(U256::from(CHAIN_ID));
    Eip712Domain::new(Some(name), Some(version), chain, Some(MIGRATION), None)
}

pub(super) fn claim(world: &World, account: Address) -> IMigration::Claim {
    IMigration::Claim {
        account,
        amount: wei(account),
        recipient: NOBODY,
        maxFee: U256::ZERO,
        snapshot: world.classified.summary.block_hash,
        nonce: U256::ZERO,
        deadline: U256::from(NOW + 60),
    }
}

pub(super) fn sign(signer: &PrivateKeySigner, claim: &IMigration::Claim) -> [u8; 65] {
    signer.sign_hash_sync(&claim.eip712_signing_hash(&domain())).unwrap().as_bytes()
}

/// Has the claimant send a call itself.
pub(super) fn send_own(world: &World, call: &IMigration::claimCall) {
    let data = Bytes::from(call.abi_encode());
    world.runtime().block_on(async {
        let chain = Chain::at(&world.url).unwrap();
        let sent = chain.send(&claimant(), CHAIN_ID, &data, max_cost()).await.unwrap();
        chain.wait(sent).await.unwrap();
    });
}

fn body(claim: &IMigration::Claim, signature: &[u8; 65]) -> Value {
    let message = typed_data(&domain(), claim)["message"].clone();
    json!({ "message": message, "signature": hex::encode_prefixed(signature) })
}

fn relay(page: &Page, body: &Value) -> Said {
    post(page.at, "application/json", &body.to_string())
}

#[test]
fn a_claimant_without_cmt_is_paid() {
    let world = World::new();
    let page = open(&world, relayed(&world, U256::from(7), 60));
    let claim = IMigration::Claim { maxFee: U256::from(10), ..claim(&world, SAFE) };
    // As some devices end their signatures.
    let mut signature = sign(&claimant(), &claim);
    signature[64] -= 27;
    let said = relay(&page, &body(&claim, &signature));
    let answer = said.json();
    assert_eq!(said.status, 200, "{answer}");
    assert_eq!((&answer["fee"], &answer["block"]), (&json!("7"), &json!(1)));
    assert_eq!(world.balance(NOBODY), wei(SAFE) - U256::from(7));
    assert_eq!(world.balance(key(2).address()), U256::from(7));
    assert_eq!(world.balance(claimant().address()), U256::ZERO);
    let payment = get(page.at, &format!("/api/status/{SAFE}")).json()["live"]["payment"].clone();
    assert_eq!(payment["transaction"], answer["transaction"]);
    assert_eq!((&payment["recipient"], &payment["fee"]), (&json!(NOBODY), &json!("7")));
    // Once.
    let said = relay(&page, &body(&claim, &signature));
    assert_eq!((said.status, said.error().as_str()), (409, "AlreadyClaimed"));
    assert_eq!(world.balance(NOBODY), wei(SAFE) - U256::from(7));
}

#[test]
fn what_was_not_signed_so_is_not_sent() {
    let world = World::new();
    let page = open(&world, relayed(&world, U256::from(7), 60));
    let right = IMigration::Claim { maxFee: U256::from(7), ..claim(&world, SAFE) };
    let with = |change: fn(&mut IMigration::Claim)| {
        let mut claim = right.clone();
        change(&mut claim);
        claim
    };
    let signed = |claim: &IMigration::Claim| body(claim, &sign(&claimant(), claim));
    for (what, request, status, error) in [
        ("another's key", body(&right, &sign(&key(3), &right)), 409, "NotClaimant"),
        (
            "another recipient",
            body(&with(|c| c.recipient = HOLDER), &sign(&claimant(), &right)),
            409,
            "NotClaimant",
        ),
        ("nonsense", body(&right, &[0; 65]), 409, "NotClaimant"),
        ("another amount", signed(&with(|c| c.amount += U256::ONE)), 400, "BadRequest"),
        ("another snapshot", signed(&with(|c| c.snapshot = Default::default())), 400, "BadRequest"),
        ("a small fee", signed(&with(|c| c.maxFee = U256::from(6))), 409, "FeeTooHigh"),
        ("another nonce", signed(&with(|c| c.nonce = U256::ONE)), 409, "WrongNonce"),
        (
            "too soon to end",
            signed(&with(|c| c.deadline = U256::from(NOW + 59))),
            409,
            "SignatureExpired",
        ),
        ("too late", signed(&with(|c| c.deadline = U256::from(NOW - 1))), 409, "SignatureExpired"),
        ("to a contract", signed(&with(|c| c.recipient = MIGRATION)), 409, "NotPayee"),
        ("to itself", signed(&with(|c| c.recipient = SAFE)), 409, "NoKey"),
        ("to the token", signed(&with(|c| c.recipient = TOKEN)), 409, "NoKey"),
        ("to nobody", signed(&with(|c| c.recipient = Address::ZERO)), 409, "ZeroAddress"),
        ("a credited row", signed(&with(|c| c.account = HOLDER)), 409, "NotClaimable"),
        (
            "nobody named",
            signed(&IMigration::Claim { maxFee: U256::from(7), ..claim(&world, TOKEN) }),
            409,
            "NoClaimant",
        ),
    ] {
        let said = relay(&page, &request);
        assert_eq!((said.status, said.error().as_str()), (status, error), "{what}: {}", said.body);
    }
    world.state.lock().host.set_time(DEADLINE + 1);
    let late = with(|c| c.deadline = U256::from(DEADLINE + 100));
    assert_eq!(relay(&page, &signed(&late)).error(), "DeadlinePassed");
    world.state.lock().host.set_time(DEADLINE - 59);
    assert_eq!(relay(&page, &signed(&late)).error(), "DeadlinePassed");
    assert_eq!(world.balance(NOBODY), U256::ZERO);
    assert_eq!(world.state.lock().sent(), 0, "none of these cost the relayer anything");
}

#[test]
fn a_row_that_is_not_more_than_the_fee_is_not_sent() {
    let world = World::new();
    let page = open(&world, relayed(&world, wei(VAULT), 60));
    let small = IMigration::Claim { maxFee: wei(VAULT), ..claim(&world, VAULT) };
    let said = relay(&page, &body(&small, &sign(&claimant(), &small)));
    assert_eq!((said.status, said.error().as_str()), (409, "RowTooSmall"));
    let large = IMigration::Claim { maxFee: wei(VAULT), ..claim(&world, SAFE) };
    assert_eq!(relay(&page, &body(&large, &sign(&claimant(), &large))).status, 200);
}

#[test]
fn a_body_is_a_claim_or_nothing() {
    let world = World::new();
    let page = open(&world, relayed(&world, U256::ZERO, 60));
    let claim = claim(&world, SAFE);
    let right = body(&claim, &sign(&claimant(), &claim));
    let with = |path: &str, value: Value| {
        let mut body = right.clone();
        *body.pointer_mut(path).unwrap() = value;
        body.to_string()
    };
    let mut more = right.clone();
    more["privateKey"] = "0x11".into();
    for (body, what) in [
        (String::new(), "EOF"),
        ("{".into(), "EOF"),
        ("[]".into(), "expected"),
        ("null".into(), "expected"),
        (more.to_string(), "unknown field `privateKey`"),
        (with("/message/amount", json!(5)), "invalid type"),
        (with("/message/amount", "1e18".into()), "exponent"),
        (with("/message/amount", "-1".into()), "sign"),
        (with("/message/account", "0x12".into()), "has 2 digits"),
        (with("/message/snapshot", "0x12".into()), "64 hexadecimal digits"),
        (with("/signature", "0x12".into()), "130 hexadecimal digits"),
        (with("/signature", json!(null)), "invalid type"),
        ("[".repeat(5000), "expected"),
    ] {
        let said = post(page.at, "application/json", &body);
        assert_eq!((said.status, said.error().as_str()), (400, "BadRequest"), "{}", said.body);
        assert!(said.body.contains(what), "{what}: {}", said.body);
    }
    let long = format!("{{\"x\":\"{}\"}}", "x".repeat(9000));
    assert_eq!(post(page.at, "application/json", &long).status, 413);
    // Another site's page can send these without asking.
    for kind in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""] {
        assert_eq!(post(page.at, kind, &right.to_string()).status, 415, "{kind}");
    }
    assert_eq!(post(page.at, "application/json; charset=utf-8", &right.to_string()).status, 200);
}

#[test]
fn claims_a_minute_are_bounded_and_forgeries_take_nobodys_place() {
    let world = World::new();
    let page = open(&world, relayed(&world, U256::ZERO, 1));
    let (first, second) = (claim(&world, SAFE), claim(&world, VAULT));
    for _ in 0..3 {
        assert_eq!(relay(&page, &body(&first, &sign(&key(3), &first))).error(), "NotClaimant");
    }
    let never = IMigration::Claim { recipient: MIGRATION, ..first.clone() };
    for _ in 0..3 {
        assert_eq!(relay(&page, &body(&never, &sign(&claimant(), &never))).error(), "NotPayee");
    }
    assert_eq!(relay(&page, &body(&first, &sign(&claimant(), &first))).status, 200);
    let second = IMigration::Claim { nonce: U256::ONE, ..second };
    let said = relay(&page, &body(&second, &sign(&claimant(), &second)));
    assert_eq!((said.status, said.error().as_str()), (429, "TooMany"));
    assert_eq!(world.balance(NOBODY), wei(SAFE));
}

#[test]
fn a_server_without_a_relayer_says_so() {
    let world = World::new();
    let page = open(&world, options(&world));
    let claim = claim(&world, SAFE);
    let said = relay(&page, &body(&claim, &sign(&claimant(), &claim)));
    assert_eq!((said.status, said.error().as_str()), (404, "NoRelay"));
}

/// A page and a claim that is sent and in no block; what the page will say.
pub(super) fn waiting(world: &World, page: &Page) -> (Value, std::thread::JoinHandle<Said>) {
    let claim = claim(world, SAFE);
    let request = body(&claim, &sign(&claimant(), &claim));
    world.state.lock().is_stuck = true;
    let (at, text) = (page.at, request.to_string());
    let first = std::thread::spawn(move || post(at, "application/json", &text));
    world.wait_until(|state| state.taken() == 1);
    (request, first)
}

#[test]
fn one_claimant_is_under_way_once_and_a_dead_chain_is_asked_again() {
    let world = World::new();
    let page = open(&world, relayed(&world, U256::ZERO, 60));
    let (request, first) = waiting(&world, &page);
    assert_eq!(relay(&page, &request).error(), "UnderWay");
    // Another row with the same nonce: one of the two would fail in its block.
    let other = claim(&world, VAULT);
    assert_eq!(relay(&page, &body(&other, &sign(&claimant(), &other))).error(), "UnderWay");
    world.state.lock().is_mute = true;
    let said = relay(&page, &request);
    assert_eq!((said.status, said.error().as_str()), (502, "ChainSilent"));
    assert!(!said.body.contains("secret"));
    {
        let mut state = world.state.lock();
        state.is_mute = false;
        state.unstick();
    }
    assert_eq!(first.join().unwrap().status, 200);
    assert_eq!(world.balance(NOBODY), wei(SAFE));
}

#[test]
fn what_was_sent_and_failed_is_said_with_its_transaction() {
    let world = World::new();
    let page = open(&world, relayed(&world, U256::ZERO, 60));
    let (request, first) = waiting(&world, &page);
    {
        let mut state = world.state.lock();
        state.host.set_time(NOW + 1000);
        state.unstick();
        state.host.set_time(NOW);
    }
    let said = first.join().unwrap();
    assert_eq!((said.status, said.error().as_str()), (502, "NotFinal"));
    let message = said.json()["message"].as_str().unwrap().to_owned();
    assert!(message.starts_with("0x") && message.contains("did nothing there"), "{message}");
    // And then it can be tried again, at a price that is paid, by a relayer that can pay.
    world.state.lock().gas_price = 1_000_000_000_000;
    let said = relay(&page, &request);
    assert_eq!((said.status, said.error().as_str()), (502, "TooDear"));
    world.state.lock().gas_price = 1;
    let said = relay(&page, &request);
    assert_eq!((said.status, said.error().as_str()), (502, "RelayEmpty"));
    world.state.lock().gas_price = 0;
    assert_eq!(relay(&page, &request).status, 200);
}
