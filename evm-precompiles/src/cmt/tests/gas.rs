//! What the functions cost: the table in `docs/spec/cmt.md`.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;

use super::{ALICE, BOB, CAROL, wei, world};
use crate::{
    Status,
    abi::ICMT::{
        Permit, allowanceCall, approveCall, balanceOfCall, burnCall, permitCall, totalSupplyCall,
        transferCall, transferFromCall,
    },
    address::CMT,
    memory::MemoryHost,
    signer::{domain, signer},
};

const DOCS: &str = include_str!("../../../../docs/spec/cmt.md");

fn measure(host: &mut MemoryHost, what: &str, caller: Address, function: &impl SolCall) -> String {
    let output = host.call(caller, CMT, U256::ZERO, &function.abi_encode());
    assert_eq!(output.status, Status::Success, "{what}");
    format!("| {what} | {} |", output.gas_used)
}

#[test]
fn the_gas_table_of_the_docs_is_what_is_measured() {
    let owner = signer(7);
    let host = &mut world(&[(ALICE, wei(100)), (BOB, wei(100)), (owner.address, wei(9))]);
    let deadline = U256::MAX;
    let (spender, value, nonce) = (BOB, wei(3), U256::ZERO);
    let message = Permit { owner: owner.address, spender, value, nonce, deadline };
    let signature = owner.sign(&domain(CMT, 1337), &message);
    let (r, s) = (signature[..32].try_into().unwrap(), signature[32..64].try_into().unwrap());
    let permit =
        permitCall { owner: owner.address, spender, value, deadline, v: signature[64], r, s };
    let take = |value| transferFromCall { from: ALICE, to: BOB, value: wei(value) };
    let rows = [
        measure(host, "`balanceOf`", ALICE, &balanceOfCall { account: BOB }),
        measure(host, "`totalSupply`", ALICE, &totalSupplyCall {}),
        measure(host, "`allowance`", ALICE, &allowanceCall { owner: ALICE, spender: BOB }),
        measure(host, "`transfer`", ALICE, &transferCall { to: BOB, value: wei(1) }),
        measure(
            host,
            "`transfer` to a new account",
            ALICE,
            &transferCall { to: CAROL, value: wei(1) },
        ),
        measure(host, "`approve`, first", ALICE, &approveCall { spender: BOB, value: wei(9) }),
        measure(host, "`transferFrom`", BOB, &take(4)),
        measure(host, "`transferFrom`, the rest", BOB, &take(5)),
        measure(
            host,
            "`approve` without limit",
            ALICE,
            &approveCall { spender: BOB, value: U256::MAX },
        ),
        measure(host, "`transferFrom` without limit", BOB, &take(1)),
        measure(host, "`permit`, first", CAROL, &permit),
        measure(host, "`burn`, first on the chain", ALICE, &burnCall { value: wei(1) }),
        measure(host, "`burn`", ALICE, &burnCall { value: wei(1) }),
    ];
    let table = rows.join("\n");
    assert!(DOCS.contains(&table), "docs/spec/cmt.md should contain\n{table}");
}
