//! Trust, upgrades, and the reserve.

use alloy_primitives::{Address, B256, U256};

use super::{
    ANN, CAT, DAN, DAY, PERIOD, ZOE, ask, call, carry, cmt, deposit, end, fails, has, log, pass,
    propose, state, vote, world,
};
use crate::{
    abi::{
        IGovernance::{
            Choice, ExecutionFailed, HeightTooLow, InvalidName, NoUpgradePending, NotPayee,
            ReserveSpent, ReserveTooSmall, State, UpgradeCancelled, UpgradePending,
            UpgradeScheduled, fundsCall, pokeCall, proposeSpendingCall, proposeTrustCall,
            proposeUpgradeCall, upgradeCall,
        },
        IIdentity::{NotProvider, isTrustedCall, registerCall},
        IPrecompile::ZeroAddress,
    },
    address::{ESCROW, GOVERNANCE, IDENTITY, STAKING},
    governance::{parameters::UPGRADE_NOTICE, scheduled_upgrade, seed},
    memory::MemoryHost,
};
use alloy_sol_types::SolError;

const NOTICE: u64 = UPGRADE_NOTICE.initial as u64;

fn trust(provider: Address, trusted: bool) -> proposeTrustCall {
    proposeTrustCall { title: "Trust".into(), text: String::new(), provider, kind: 3, trusted }
}

fn upgrade(name: &str, height: u64) -> proposeUpgradeCall {
    let (title, name) = ("Upgrade".into(), name.into());
    proposeUpgradeCall { title, text: String::new(), name, height: U256::from(height) }
}

fn spending(to: Address, amount: U256) -> proposeSpendingCall {
    proposeSpendingCall { title: "Spend".into(), text: String::new(), to, amount }
}

/// Lets a proposal of all validators pass, and its time lock; answers the logs of the last block.
fn through(host: &mut MemoryHost, id: U256) -> Vec<alloy_primitives::Log> {
    carry(host, id);
    pass(host, 2 * DAY);
    host.close_block()
}

fn is_trusted(host: &mut MemoryHost, account: Address) -> bool {
    host.call_as(ZOE, IDENTITY, U256::ZERO, isTrustedCall { account, kind: 3 }).unwrap()
}

fn register(host: &mut MemoryHost, account: Address) {
    let provider = registerCall { kinds: 8, metadata: B256::repeat_byte(1) };
    host.call_as(account, IDENTITY, cmt(1_000), provider).unwrap();
}

#[test]
fn providers_are_trusted_and_distrusted_by_vote() {
    let mut host = world();
    register(&mut host, DAN);
    let id = propose(&mut host, trust(DAN, true));
    through(&mut host, id);
    assert_eq!(state(&mut host, id), State::Executed);
    assert!(is_trusted(&mut host, DAN));
    let id = propose(&mut host, trust(DAN, false));
    through(&mut host, id);
    assert!(!is_trusted(&mut host, DAN));
    fails(&mut host, ZOE, deposit(), trust(Address::ZERO, true), ZeroAddress {});
}

#[test]
fn what_cannot_be_done_in_the_end_fails_and_says_why() {
    let mut host = world();
    let id = propose(&mut host, trust(DAN, true));
    let logs = through(&mut host, id);
    let reason = NotProvider { account: DAN }.abi_encode().into();
    assert_eq!(logs, [log(&ExecutionFailed { id, reason })]);
    assert_eq!(state(&mut host, id), State::Failed);
    // Who registers later is not trusted by surprise.
    register(&mut host, DAN);
    pass(&mut host, 100 * DAY);
    host.close_block();
    assert!(!is_trusted(&mut host, DAN));
}

#[test]
fn nobody_makes_a_proposal_fail_by_a_call_with_too_little_gas() {
    let mut host = world();
    register(&mut host, DAN);
    let id = propose(&mut host, trust(DAN, true));
    carry(&mut host, id);
    pass(&mut host, 2 * DAY);
    let data = alloy_sol_types::SolCall::abi_encode(&pokeCall { id });
    let mut done = false;
    for gas in (2_000..200_000).step_by(500) {
        let (caller, target, bytecode, value) = (ZOE, GOVERNANCE, GOVERNANCE, U256::ZERO);
        let is_static = false;
        let input = crate::Input { caller, target, bytecode, value, data: &data, gas, is_static };
        let output = host.transact(&input);
        if output.status == crate::Status::Success {
            done = true;
            break;
        }
        assert_eq!(state(&mut host, id), State::Passed, "{gas}");
    }
    assert!(done);
    assert_eq!(state(&mut host, id), State::Executed);
    assert!(is_trusted(&mut host, DAN));
}

fn scheduled(host: &MemoryHost) -> Option<(String, u64)> {
    scheduled_upgrade(|account, slot| Ok::<_, std::convert::Infallible>(host.slot(account, slot)))
        .unwrap()
}

#[test]
fn an_upgrade_is_scheduled_read_and_called_off() {
    let mut host = world();
    assert_eq!(scheduled(&host), None);
    let height = host.block_mut().number + NOTICE + 100;
    let id = propose(&mut host, upgrade("v2.0-beta_1", height));
    let logs = through(&mut host, id);
    let (name, told) = (String::from("v2.0-beta_1"), U256::from(height));
    assert!(logs.contains(&log(&UpgradeScheduled { name: name.clone(), height: told })));
    assert_eq!(scheduled(&host), Some((name.clone(), height)));
    let view = ask(&mut host, upgradeCall {});
    assert_eq!((view.name, view.height), (name.clone(), told));
    // One at a time, and only what is scheduled can be called off.
    let pending = UpgradePending { name: name.clone(), height: told };
    fails(&mut host, ZOE, deposit(), upgrade("v3", height + 1_000_000), pending);
    fails(&mut host, ZOE, deposit(), upgrade("v3", 0), NoUpgradePending {});
    let id = propose(&mut host, upgrade(&name, 0));
    let logs = through(&mut host, id);
    assert!(logs.contains(&log(&UpgradeCancelled { name, height: told })));
    assert_eq!(scheduled(&host), None);
    fails(&mut host, ZOE, deposit(), upgrade("v3", 0), NoUpgradePending {});
}

#[test]
fn an_upgrade_that_took_place_makes_room_for_the_next() {
    let mut host = world();
    let height = host.block_mut().number + NOTICE + 100;
    let id = propose(&mut host, upgrade("v2", height));
    through(&mut host, id);
    host.block_mut().number = height;
    fails(&mut host, ZOE, deposit(), upgrade("v2", 0), NoUpgradePending {});
    let next = height + NOTICE + 100;
    let id = propose(&mut host, upgrade("v3", next));
    through(&mut host, id);
    assert_eq!(scheduled(&host), Some(("v3".into(), next)));
}

#[test]
fn an_upgrade_leaves_time_and_has_a_name() {
    let mut host = world();
    let lowest = host.block_mut().number + NOTICE;
    for height in [1, lowest - 1] {
        let (height, lowest) = (U256::from(height), U256::from(lowest));
        let error = HeightTooLow { height, lowest };
        fails(&mut host, ZOE, deposit(), upgrade("v2", height.to()), error);
    }
    for bad in ["", "v 2", "v2\n", "vé", "v2\0"] {
        let error = InvalidName { name: bad.into() };
        fails(&mut host, ZOE, deposit(), upgrade(bad, lowest + 100), error);
    }
    let long = "v".repeat(33);
    let error = InvalidName { name: long[..32].into() };
    fails(&mut host, ZOE, deposit(), upgrade(&long, lowest + 100), error);
    let id = propose(&mut host, upgrade(&long[..32], lowest + 100));
    // The blocks went by while people voted.
    host.block_mut().number += 50_000;
    let logs = through(&mut host, id);
    assert!(has::<ExecutionFailed>(&logs));
    assert_eq!(scheduled(&host), None);
}

/// A world whose Governance holds a reserve of 1,000 CMT.
fn reserved() -> MemoryHost {
    let mut host = world();
    host.set_balance(GOVERNANCE, cmt(1_000));
    seed(&mut host, cmt(1_000), &[]).unwrap();
    host
}

#[test]
fn the_reserve_pays_what_is_decided() {
    let mut host = reserved();
    let before = host.balance(DAN);
    let id = propose(&mut host, spending(DAN, cmt(400)));
    let logs = through(&mut host, id);
    assert!(logs.contains(&log(&ReserveSpent { id, to: DAN, amount: cmt(400) })));
    assert_eq!(host.balance(DAN), before + cmt(400));
    assert_eq!(ask(&mut host, fundsCall {}).reserve, cmt(600));
    assert_eq!(host.balance(GOVERNANCE), cmt(600));
}

#[test]
fn the_reserve_never_pays_with_deposits_or_gifts() {
    let mut host = reserved();
    host.set_balance(GOVERNANCE, cmt(5_000));
    let too_much = cmt(1_000) + U256::ONE;
    let error = ReserveTooSmall { have: cmt(1_000), want: too_much };
    fails(&mut host, ZOE, deposit(), spending(DAN, too_much), error);
    let error = ReserveTooSmall { have: cmt(1_000), want: U256::MAX };
    fails(&mut host, ZOE, deposit(), spending(DAN, U256::MAX), error);
    // Two that it could pay alone, but not both.
    let first = propose(&mut host, spending(DAN, cmt(600)));
    let second = propose(&mut host, spending(ANN, cmt(600)));
    for id in [first, second] {
        vote(&mut host, CAT, id, Choice::Yes);
    }
    end(&mut host);
    pass(&mut host, 2 * DAY);
    host.close_block();
    assert_eq!(state(&mut host, first), State::Executed);
    assert_eq!(state(&mut host, second), State::Failed);
    assert_eq!(ask(&mut host, fundsCall {}).reserve, cmt(400));
    assert_eq!(host.balance(GOVERNANCE), cmt(4_400));
}

#[test]
fn the_reserve_pays_no_native_contract_and_not_nobody() {
    let mut host = reserved();
    for account in [GOVERNANCE, STAKING, ESCROW] {
        let error = NotPayee { account };
        fails(&mut host, ZOE, deposit(), spending(account, U256::ONE), error);
    }
    fails(&mut host, ZOE, deposit(), spending(Address::ZERO, U256::ONE), ZeroAddress {});
}

#[test]
fn what_passed_can_be_poked_when_its_time_has_come() {
    let mut host = reserved();
    let id = propose(&mut host, spending(DAN, cmt(1)));
    for voter in [ANN, CAT] {
        vote(&mut host, voter, id, Choice::Yes);
    }
    pass(&mut host, PERIOD);
    call(&mut host, ZOE, pokeCall { id }).unwrap();
    assert_eq!(state(&mut host, id), State::Passed);
    pass(&mut host, 2 * DAY);
    call(&mut host, ZOE, pokeCall { id }).unwrap();
    assert_eq!(state(&mut host, id), State::Executed);
    host.close_block();
    assert_eq!(ask(&mut host, fundsCall {}).reserve, cmt(999), "paid once");
}
