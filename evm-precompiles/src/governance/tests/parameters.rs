//! What a proposal can make of a parameter.

use alloy_primitives::{Address, U256};

use super::{DAY, ZOE, ask, carry, deposit, fails, has, log, pass, propose, state, world};
use crate::{
    Call,
    abi::IGovernance::{
        ExecutionFailed, OutOfBounds, ParameterChanged, State, StepTooLarge, Unchanged,
        UnknownParameter, parameterCall, parametersCall, proposeParameterCall,
    },
    address::GOVERNANCE,
    governance::{
        chain_parameters,
        parameters::{ALL, BURN_SHARE, GAS_LIMIT, Step, TIME_LOCK, find, set},
        seed,
    },
    memory::MemoryHost,
};

fn change(key: &str, value: U256) -> proposeParameterCall {
    proposeParameterCall { title: "Change".into(), text: String::new(), key: key.into(), value }
}

fn value(host: &mut MemoryHost, key: &str) -> U256 {
    ask(host, parameterCall { key: key.into() }).value
}

#[test]
fn every_parameter_is_sound() {
    for parameter in ALL {
        let key = parameter.key;
        assert!(!key.is_empty() && key.len() <= 32 && key.is_ascii(), "{key}");
        assert!(parameter.min <= parameter.max, "{key}");
        assert!(parameter.allows(parameter.initial), "{key}: its initial value");
        assert!(parameter.locks > 0, "{key}: a time lock");
        match parameter.step {
            Step::By(step) => assert!(step > 0, "{key}"),
            Step::Times(step) => assert!(step > 1 && parameter.min > 0, "{key} would be stuck"),
        }
        for now in [parameter.min, parameter.initial, parameter.max] {
            let (lowest, highest) = parameter.reach(now);
            assert!(lowest <= now && now <= highest && lowest < highest, "{key}: {now}");
            assert!(parameter.allows(lowest) && parameter.allows(highest), "{key}: {now}");
        }
        assert_eq!(find(key).map(|found| found.key), Some(key));
    }
    let mut keys: Vec<_> = ALL.iter().map(|parameter| parameter.key).collect();
    keys.sort_unstable();
    keys.dedup();
    assert_eq!(keys.len(), ALL.len());
}

#[test]
fn a_change_takes_effect_after_its_time_lock() {
    let mut host = world();
    let key = GAS_LIMIT.key;
    let id = propose(&mut host, change(key, U256::from(200_000_000)));
    carry(&mut host, id);
    assert_eq!(state(&mut host, id), State::Passed);
    pass(&mut host, 2 * DAY - 1);
    assert!(host.close_block().is_empty());
    assert_eq!(value(&mut host, key), U256::from(150_000_000));
    pass(&mut host, 1);
    let (before, after) = (U256::from(150_000_000), U256::from(200_000_000));
    let changed = log(&ParameterChanged { key: key.into(), before, value: after });
    assert!(host.close_block().contains(&changed));
    assert_eq!(state(&mut host, id), State::Executed);
    assert_eq!(value(&mut host, key), after);
}

#[test]
fn a_change_beyond_bounds_or_step_is_refused() {
    let mut host = world();
    let (key, deposit) = (BURN_SHARE.key, deposit());
    let (min, max) = (U256::ZERO, U256::from(10_000));
    for wanted in [U256::from(10_001), U256::from(u128::MAX), U256::MAX] {
        let error = OutOfBounds { key: key.into(), value: wanted, min, max };
        fails(&mut host, ZOE, deposit, change(key, wanted), error);
    }
    let wanted = U256::from(1_001);
    let (lowest, highest) = (U256::ZERO, U256::from(1_000));
    let error = StepTooLarge { key: key.into(), value: wanted, lowest, highest };
    fails(&mut host, ZOE, deposit, change(key, wanted), error);
    let error = Unchanged { key: key.into(), value: U256::ZERO };
    fails(&mut host, ZOE, deposit, change(key, U256::ZERO), error);
    let error = UnknownParameter { key: "chain.gas".into() };
    fails(&mut host, ZOE, deposit, change("chain.gas", wanted), error);
    let long = "x".repeat(40);
    let error = UnknownParameter { key: long[..32].into() };
    fails(&mut host, ZOE, deposit, change(&long, wanted), error);
    propose(&mut host, change(key, U256::from(1_000)));
}

#[test]
fn two_steps_voted_on_at_once_are_not_one_larger_step() {
    let mut host = world();
    let key = GAS_LIMIT.key;
    let up = propose(&mut host, change(key, U256::from(300_000_000)));
    let down = propose(&mut host, change(key, U256::from(75_000_000)));
    for id in [up, down] {
        super::vote(&mut host, super::CAT, id, crate::abi::IGovernance::Choice::Yes);
    }
    super::end(&mut host);
    pass(&mut host, 2 * DAY);
    let logs = host.close_block();
    assert!(has::<ExecutionFailed>(&logs));
    assert_eq!(state(&mut host, up), State::Executed);
    assert_eq!(state(&mut host, down), State::Failed);
    assert_eq!(value(&mut host, key), U256::from(300_000_000));
    // It is not tried again.
    pass(&mut host, 100 * DAY);
    assert!(host.close_block().is_empty());
}

#[test]
fn all_parameters_are_listed() {
    let mut host = world();
    let (from, limit) = (U256::ZERO, U256::from(100));
    let listed = ask(&mut host, parametersCall { from, limit });
    let keys: Vec<_> = listed.iter().map(|record| record.key.as_str()).collect();
    assert_eq!(keys, ALL.iter().map(|parameter| parameter.key).collect::<Vec<_>>());
    for (record, parameter) in listed.iter().zip(ALL) {
        assert_eq!(record.value, U256::from(parameter.initial), "{}", parameter.key);
        let lock = U256::from(TIME_LOCK.initial) * U256::from(parameter.locks);
        assert_eq!(record.timeLock, lock, "{}", parameter.key);
        let alone = ask(&mut host, parameterCall { key: parameter.key.into() });
        assert_eq!(alone.highest, record.highest);
    }
    let (from, limit) = (U256::from(2), U256::from(2));
    let page = ask(&mut host, parametersCall { from, limit });
    assert_eq!(page.len(), 2);
    assert_eq!(page[0].key, ALL[2].key);
    let unknown = parameterCall { key: "nonsense".into() };
    fails(&mut host, ZOE, U256::ZERO, unknown, UnknownParameter { key: "nonsense".into() });
}

#[test]
fn a_node_reads_the_chains_parameters_from_the_state() {
    let mut host = world();
    let read = |host: &MemoryHost| {
        chain_parameters(|account: Address, slot| {
            Ok::<_, std::convert::Infallible>(host.slot(account, slot))
        })
        .unwrap()
    };
    assert_eq!(read(&host), Default::default());
    let id = propose(&mut host, change(GAS_LIMIT.key, U256::from(200_000_000)));
    carry(&mut host, id);
    pass(&mut host, 2 * DAY);
    host.close_block();
    assert_eq!(read(&host).gas_limit, Some(200_000_000));
    assert_eq!(read(&host).min_base_fee, None);
    let id = propose(&mut host, change("chain.minBaseFee", U256::from(2_000_000_000u64)));
    carry(&mut host, id);
    pass(&mut host, 2 * DAY);
    host.close_block();
    assert_eq!(read(&host).min_base_fee, Some(2_000_000_000));
}

#[test]
fn a_genesis_seeds_parameters_and_the_reserve() {
    let mut host = world();
    seed(&mut host, U256::from(77), &[(GAS_LIMIT, 30_000_000), (BURN_SHARE, 0)]).unwrap();
    assert_eq!(value(&mut host, GAS_LIMIT.key), U256::from(30_000_000));
    assert_eq!(value(&mut host, BURN_SHARE.key), U256::ZERO);
    let funds = ask(&mut host, crate::abi::IGovernance::fundsCall {});
    assert_eq!((funds.reserve, funds.deposits), (U256::from(77), U256::ZERO));
}

#[test]
fn a_value_of_zero_is_not_taken_for_the_initial_one() {
    let mut host = world();
    set(&mut Call::system(&mut host, GOVERNANCE), &BURN_SHARE, 500).unwrap();
    let id = propose(&mut host, change(BURN_SHARE.key, U256::ZERO));
    carry(&mut host, id);
    pass(&mut host, 2 * DAY);
    host.close_block();
    assert_eq!(state(&mut host, id), State::Executed);
    assert_eq!(value(&mut host, BURN_SHARE.key), U256::ZERO);
}
