//! Free balances: in, out, and what offers and acceptances take of them.

use alloy_primitives::U256;

use super::world::*;
use crate::abi::{
    IEscrow::{
        FundsDeposited, FundsWithdrawn, acceptCall, cancelCall, completeCall, depositCall,
        freeBalanceCall, offerCall, withdrawCall,
    },
    IPrecompile::{AmountTooLarge, InsufficientBalance},
};

fn free(world: &mut World, party: alloy_primitives::Address) -> u128 {
    world.call(STRANGER, freeBalanceCall { party }).unwrap().to()
}

#[test]
fn what_goes_in_comes_out() {
    let mut world = World::new();
    world.pay(BUYER, 700, depositCall {}).unwrap();
    let event: FundsDeposited = world.last().unwrap();
    assert_eq!((event.account, event.amount), (BUYER, U256::from(700)));
    world.pay(BUYER, 0, depositCall {}).unwrap();
    world.pay(SELLER, 5, depositCall {}).unwrap();
    assert_eq!((free(&mut world, BUYER), world.held()), (700, [0, 705, 705]));
    world.call(BUYER, withdrawCall { amount: U256::from(300) }).unwrap();
    let event: FundsWithdrawn = world.last().unwrap();
    assert_eq!((event.account, event.amount), (BUYER, U256::from(300)));
    let [have, want] = [400, 401].map(U256::from);
    let answer = world.call(BUYER, withdrawCall { amount: want });
    refused(answer, InsufficientBalance { account: BUYER, have, want });
    world.call(BUYER, withdrawCall { amount: have }).unwrap();
    world.call(BUYER, withdrawCall { amount: U256::ZERO }).unwrap();
    assert_eq!((world.gains(), world.held()), ([0, -5, 0, 0], [0, 5, 5]));
    let answer = world.call(STRANGER, withdrawCall { amount: U256::from(1) });
    let (have, want) = (U256::ZERO, U256::from(1));
    refused(answer, InsufficientBalance { account: STRANGER, have, want });
    let answer = world.call(BUYER, withdrawCall { amount: U256::MAX });
    refused(answer, InsufficientBalance { account: BUYER, have, want: U256::MAX });
}

#[test]
fn a_free_balance_ends_below_two_to_the_96() {
    let mut world = World::new();
    let amount = U256::from(1) << 96;
    world.host.set_balance(BUYER, amount);
    world.pay(BUYER, 1, depositCall {}).unwrap();
    let answer = world.pay(BUYER, (amount - U256::from(1)).to(), depositCall {});
    refused(answer, AmountTooLarge { amount });
    world.pay(BUYER, (amount - U256::from(2)).to(), depositCall {}).unwrap();
}

/// Value first, then the free balance; what was locked out of either comes back as coins.
#[test]
fn a_step_takes_what_the_value_lacks() {
    for (sent_by_seller, sent_by_buyer) in
        [(0, 0), (1, PRICE), (DEPOSIT - 1, PRICE + DEPOSIT - 1), (DEPOSIT, PRICE + DEPOSIT)]
    {
        let mut world = World::new();
        world.pay(SELLER, DEPOSIT, depositCall {}).unwrap();
        world.pay(BUYER, PRICE + DEPOSIT, depositCall {}).unwrap();
        let id = world.pay(SELLER, sent_by_seller, offerCall { terms: terms() }).unwrap();
        world.id = id;
        assert_eq!(free(&mut world, SELLER), sent_by_seller);
        world.pay(BUYER, sent_by_buyer, acceptCall { id }).unwrap();
        assert_eq!(free(&mut world, BUYER), sent_by_buyer);
        let (pot, left) = (PRICE + 2 * DEPOSIT, sent_by_seller + sent_by_buyer);
        assert_eq!(world.held(), [pot, left, pot + left]);
        world.call(BUYER, completeCall { id }).unwrap();
        assert_eq!(world.held(), [0, left, left]);
        let buyer = i128::try_from(PRICE + sent_by_buyer).unwrap();
        let seller = i128::try_from(PRICE - FEE).unwrap() - i128::try_from(sent_by_seller).unwrap();
        assert_eq!((world.gain(BUYER), world.gain(SELLER)), (-buyer, seller));
    }
}

#[test]
fn one_accounts_balance_pays_for_nobody_else() {
    let mut world = World::new();
    world.pay(BUYER, RICH, depositCall {}).unwrap();
    let answer = world.pay(SELLER, 0, offerCall { terms: terms() });
    let (have, want) = (U256::ZERO, U256::from(DEPOSIT));
    refused(answer, InsufficientBalance { account: SELLER, have, want });
    let id = world.pay(BUYER, 0, offerCall { terms: terms() }).unwrap();
    let answer = world.pay(SELLER, DEPOSIT - 1, acceptCall { id });
    let want = U256::from(1);
    refused(answer, InsufficientBalance { account: SELLER, have, want });
    world.call(BUYER, cancelCall { id }).unwrap();
    assert_eq!(world.host.balance(BUYER), U256::from(PRICE + DEPOSIT));
}
