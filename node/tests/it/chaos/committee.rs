//! A committee that changes by a third every epoch.

use alloy_primitives::{U256, utils::parse_ether};
use alloy_sol_types::SolCall;
use cybermiles_evm_precompiles::{
    abi::IStaking::{delegateCall, undelegateCall},
    address::STAKING,
};
use serde_json::json;

use super::{
    is_long,
    payments::{account, signed},
    rpc,
    testnet::{CHAIN_ID, FULL, Kind, Network},
};

const EPOCH_BLOCKS: u64 = 8;
/// The operators' accounts of a test network, by their number in the mnemonic.
const OPERATORS: u32 = 99;

/// Of six validators two leave and the two that left before come back, epoch after epoch.
#[test]
fn a_third_of_the_committee_changes_every_epoch() {
    let mut network = Network::start(Kind { validators: 6, epoch_blocks: EPOCH_BLOCKS });
    let payments = network.pay(9);
    network.go_on(&network.all(), 1);
    let stake = parse_ether("1000000").expect("an amount");
    let epochs = if is_long() { 60 } else { 20 };
    let mut changes = 0;
    let mut known = Vec::new();
    let first = network.ledger.highest() / EPOCH_BLOCKS;
    for epoch in first..first + epochs {
        let place = u32::try_from(epoch % 3).expect("small");
        for pair in 0..2 {
            // Who left two epochs ago comes back, who stayed longest leaves.
            let (leaves, returns) = (1 + place * 2 + pair, 1 + (place + 1) % 3 * 2 + pair);
            send(&network, leaves, |validator| {
                (U256::ZERO, undelegateCall { validator, amount: stake }.abi_encode())
            });
            if epoch >= first + 2 {
                let again = |validator| (stake, delegateCall { validator }.abi_encode());
                send(&network, returns, again);
            }
        }
        let until = (epoch + 1) * EPOCH_BLOCKS + 1;
        let more = until.saturating_sub(network.ledger.highest()).max(1);
        network.go_on(&network.all(), more);
        let now = seats(&mut network);
        changes += u32::from(!known.is_empty() && now != known);
        known = now;
    }
    network.check();
    for node in &network.nodes {
        payments.check(&node.name, node.rpc);
    }
    println!(
        "{changes} changes of the committee in {epochs} epochs, {} blocks",
        network.ledger.highest()
    );
    assert!(u64::from(changes) + 5 >= epochs, "only {changes} changes in {epochs} epochs");
}

/// Sends a call of an operator to Staking.
fn send(
    network: &Network,
    place: u32,
    call: impl Fn(alloy_primitives::Address) -> (U256, Vec<u8>),
) {
    let operator = account(OPERATORS + place);
    let address = network.nodes[FULL].rpc;
    let count = json!([operator.address(), "pending"]);
    let nonce = rpc::ask(address, "eth_getTransactionCount", count);
    let nonce = nonce.as_ref().and_then(rpc::number).expect("a nonce");
    let (value, input) = call(operator.address());
    let raw = signed(&operator, CHAIN_ID, nonce, (STAKING, value, input.into()));
    let answer = rpc::answer(address, "eth_sendRawTransaction", json!([raw])).expect("an answer");
    assert!(answer.get("error").is_none(), "{answer}");
}

/// Who sits in the running committee.
fn seats(network: &mut Network) -> Vec<String> {
    network.until("the committee", |network| {
        let answer = rpc::ask(network.nodes[FULL].rpc, "cmt_validators", json!([]))?;
        let seats = answer["validators"].as_array()?.iter();
        seats.map(|seat| Some(seat["operator"].as_str()?.to_owned())).collect()
    })
}
