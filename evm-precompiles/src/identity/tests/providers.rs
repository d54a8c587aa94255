//! Providers and their bonds.

use alloy_primitives::{B256, U256};
use alloy_sol_types::SolError;

use super::{
    ACME, ALICE, BOND, EMCA, HASH, ask, call, emits, fails, log, now, pages, pass, pay, register,
    world,
};
use crate::{
    abi::{
        IIdentity::{
            AlreadyLeaving, AlreadyProvider, BondAdded, BondNotDue, BondReleased, BondTooSmall,
            LeaveAnnounced, LeaveCancelled, NoKinds, NotLeaving, NotProvider, ProviderRecord,
            ProviderRegistered, ProviderUpdated, addBondCall, announceLeaveCall, cancelLeaveCall,
            providerCall, providerCountCall, providersCall, registerCall, releaseBondCall,
            revokeAllAttestationsCall, totalBondsCall, updateProviderCall,
        },
        IPrecompile::AmountTooLarge,
    },
    address::IDENTITY,
    identity::UNBONDING,
    memory::MemoryHost,
};

fn record(host: &mut MemoryHost) -> ProviderRecord {
    ask(host, providerCall { account: ACME })
}

#[test]
fn a_provider_puts_up_a_bond() {
    let mut host = world();
    let bond = BOND + U256::ONE;
    pay(&mut host, ACME, bond, registerCall { kinds: 6, metadata: HASH }).unwrap();
    let said = ProviderRegistered { provider: ACME, bond, kinds: 6, metadata: HASH };
    assert_eq!(host.take_logs(), [log(&said)]);
    let expected = ProviderRecord {
        account: ACME,
        bond,
        kinds: 6,
        trusted: 0,
        epoch: U256::ZERO,
        releaseAt: U256::ZERO,
        metadata: HASH,
    };
    assert_eq!(record(&mut host), expected);
    assert_eq!(ask(&mut host, totalBondsCall {}), bond);
    assert_eq!(host.balance(IDENTITY), bond);
    let nobody = ask(&mut host, providerCall { account: ALICE });
    assert_eq!((nobody.account.is_zero(), nobody.bond), (true, U256::ZERO));
}

#[test]
fn who_may_not_register_is_told_why() {
    let mut host = world();
    let mut refuse = |value: U256, kinds, error: Vec<u8>| {
        let refused = pay(&mut host, ACME, value, registerCall { kinds, metadata: HASH });
        assert_eq!(refused.err().unwrap(), error);
    };
    let sent = BOND - U256::ONE;
    refuse(sent, 1, BondTooSmall { sent, min: BOND }.abi_encode());
    refuse(U256::ZERO, 1, BondTooSmall { sent: U256::ZERO, min: BOND }.abi_encode());
    refuse(BOND, 0, NoKinds {}.abi_encode());
    register(&mut host, ACME, 1);
    let again = pay(&mut host, ACME, BOND, registerCall { kinds: 1, metadata: HASH });
    assert_eq!(again.err().unwrap(), AlreadyProvider { account: ACME }.abi_encode());
    assert_eq!(ask(&mut host, totalBondsCall {}), BOND);
}

#[test]
fn no_bond_is_cut_to_fit() {
    let mut host = world();
    host.set_balance(ACME, U256::MAX);
    let huge = U256::from(1) << 96;
    let refused = pay(&mut host, ACME, huge, registerCall { kinds: 1, metadata: HASH });
    assert_eq!(refused.err().unwrap(), AmountTooLarge { amount: huge }.abi_encode());
    let most = huge - U256::ONE;
    pay(&mut host, ACME, most, registerCall { kinds: 1, metadata: HASH }).unwrap();
    assert_eq!(record(&mut host).bond, most);
    let refused = pay(&mut host, ACME, U256::ONE, addBondCall {});
    assert_eq!(refused.err().unwrap(), AmountTooLarge { amount: U256::ONE }.abi_encode());
}

#[test]
fn a_bond_grows() {
    let mut host = world();
    fails(&mut host, ACME, addBondCall {}, NotProvider { account: ACME });
    register(&mut host, ACME, 1);
    let none = BondTooSmall { sent: U256::ZERO, min: U256::ONE };
    fails(&mut host, ACME, addBondCall {}, none);
    host.take_logs();
    let added = U256::from(5);
    pay(&mut host, ACME, added, addBondCall {}).unwrap();
    let bond = BOND + added;
    assert_eq!(host.take_logs(), [log(&BondAdded { provider: ACME, added, bond })]);
    assert_eq!((record(&mut host).bond, ask(&mut host, totalBondsCall {})), (bond, bond));
}

#[test]
fn a_provider_changes_what_it_says() {
    let mut host = world();
    let metadata = B256::repeat_byte(9);
    let change = |kinds| updateProviderCall { kinds, metadata };
    fails(&mut host, ACME, change(1), NotProvider { account: ACME });
    register(&mut host, ACME, 1);
    fails(&mut host, ACME, change(0), NoKinds {});
    let said = ProviderUpdated { provider: ACME, kinds: 2, metadata };
    emits(&mut host, ACME, change(2), &said);
    let changed = record(&mut host);
    assert_eq!((changed.kinds, changed.metadata, changed.bond), (2, metadata, BOND));
}

#[test]
fn a_bond_goes_back_by_itself() {
    let mut host = world();
    register(&mut host, ACME, 1);
    let before = host.balance(ACME);
    let due = now(&host) + U256::from(UNBONDING);
    let said = LeaveAnnounced { provider: ACME, releaseAt: due };
    emits(&mut host, ACME, announceLeaveCall {}, &said);
    assert_eq!(record(&mut host).releaseAt, due);
    pass(&mut host, UNBONDING - 1);
    assert_eq!(host.close_block(), []);
    fails(&mut host, ALICE, releaseBondCall { provider: ACME }, BondNotDue { releaseAt: due });
    pass(&mut host, 1);
    let released = log(&BondReleased { provider: ACME, amount: BOND });
    assert_eq!(host.close_block(), [released]);
    assert_eq!(host.balance(ACME), before + BOND);
    assert_eq!(ask(&mut host, totalBondsCall {}), U256::ZERO);
    assert_eq!(host.balance(IDENTITY), U256::ZERO);
    let left = record(&mut host);
    assert_eq!((left.bond, left.kinds, left.releaseAt), (U256::ZERO, 0, U256::ZERO));
    assert_eq!(host.close_block(), [], "once");
    fails(&mut host, ALICE, releaseBondCall { provider: ACME }, NotLeaving { provider: ACME });
}

#[test]
fn anybody_may_release_a_bond_that_is_due() {
    let mut host = world();
    register(&mut host, ACME, 1);
    let before = host.balance(ACME);
    fails(&mut host, ALICE, releaseBondCall { provider: ACME }, NotLeaving { provider: ACME });
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    pass(&mut host, UNBONDING);
    let said = BondReleased { provider: ACME, amount: BOND };
    emits(&mut host, ALICE, releaseBondCall { provider: ACME }, &said);
    assert_eq!(host.balance(ACME), before + BOND);
    assert_eq!(host.close_block(), [], "what was queued for it is over");
    assert_eq!(host.balance(ACME), before + BOND);
}

#[test]
fn who_leaves_is_bound_until_he_is_gone() {
    let mut host = world();
    fails(&mut host, ACME, announceLeaveCall {}, NotProvider { account: ACME });
    fails(&mut host, ACME, cancelLeaveCall {}, NotLeaving { provider: ACME });
    register(&mut host, ACME, 1);
    let releaseAt = now(&host) + U256::from(UNBONDING);
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    fails(&mut host, ACME, announceLeaveCall {}, AlreadyLeaving { releaseAt });
    fails(
        &mut host,
        ACME,
        updateProviderCall { kinds: 1, metadata: HASH },
        NotProvider { account: ACME },
    );
    let again = pay(&mut host, ACME, BOND, registerCall { kinds: 1, metadata: HASH });
    assert_eq!(again.err().unwrap(), AlreadyProvider { account: ACME }.abi_encode());
    let more = pay(&mut host, ACME, BOND, addBondCall {});
    assert_eq!(more.err().unwrap(), NotProvider { account: ACME }.abi_encode());
}

/// The queue still holds the first announcement when the second comes.
#[test]
fn who_stays_after_all_keeps_his_bond_up() {
    let mut host = world();
    register(&mut host, ACME, 1);
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    pass(&mut host, 10);
    emits(&mut host, ACME, cancelLeaveCall {}, &LeaveCancelled { provider: ACME });
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    pass(&mut host, UNBONDING - 10);
    assert_eq!(host.close_block(), []);
    assert_eq!(record(&mut host).bond, BOND);
    call(&mut host, ACME, cancelLeaveCall {}).unwrap();
    pass(&mut host, UNBONDING);
    assert_eq!(host.close_block(), []);
    assert_eq!(ask(&mut host, totalBondsCall {}), BOND);
}

#[test]
fn who_comes_back_keeps_his_place_and_epoch() {
    let mut host = world();
    register(&mut host, ACME, 1);
    register(&mut host, EMCA, 1);
    call(&mut host, ACME, revokeAllAttestationsCall {}).unwrap();
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    pass(&mut host, UNBONDING);
    host.close_block();
    assert_eq!(record(&mut host).epoch, U256::ONE);
    register(&mut host, ACME, 2);
    let back = record(&mut host);
    assert_eq!((back.epoch, back.kinds, back.bond), (U256::ONE, 2, BOND));
    assert_eq!(ask(&mut host, providerCountCall {}), U256::from(2));
    let all = [ACME, EMCA].map(|account| ask(&mut host, providerCall { account }));
    pages(&mut host, |from, limit| providersCall { from, limit }, &all);
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    pass(&mut host, UNBONDING);
    assert_eq!(host.close_block().len(), 1);
}

/// Coins forced in belong to nobody and change nothing.
#[test]
fn a_donation_is_no_bond() {
    let mut host = world();
    register(&mut host, ACME, 1);
    host.set_balance(IDENTITY, host.balance(IDENTITY) + U256::from(77));
    assert_eq!(ask(&mut host, totalBondsCall {}), BOND);
    call(&mut host, ACME, announceLeaveCall {}).unwrap();
    pass(&mut host, UNBONDING);
    host.close_block();
    assert_eq!(host.balance(IDENTITY), U256::from(77));
}
