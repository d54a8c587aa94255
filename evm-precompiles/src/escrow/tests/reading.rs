//! What can be read, and what is told by events.

use alloy_primitives::{Address, B256, U256, aliases::U40};

use super::world::*;
use crate::abi::{
    IEscrow::{
        Activated, Arbitration, Delivered, Disputed, NoProposal, Offered, OutOfRange,
        ProposalChanged, Release, SettlementProposed, SettlementWithdrawn, Shipped, State, Terms,
        UnknownOrder, accountOfCall, agreeSettlementCall, completeCall, confirmDeliveryCall,
        disputeCall, offerCall, orderAtCall, orderCall, ordersOfCall, proposeSettlementCall,
        shipCall, totalsCall, withdrawSettlementCall,
    },
    IPrecompile::PageTooLarge,
};

#[test]
fn an_order_reads_as_it_was_agreed() {
    for release in [Release::BuyerAcceptance, Release::CarrierDelivery] {
        for feeOnly in [false, true] {
            let arbitration = Arbitration { feeOnly, ..terms().arbitration };
            let terms = Terms { release, arbitration, ..terms() };
            let order = World::shipped(terms.clone()).order();
            assert_eq!(
                (order.buyer, order.seller, order.price, order.deposit),
                (terms.buyer, terms.seller, terms.price, terms.deposit)
            );
            assert_eq!(
                (order.shipBy, order.deliverBy, order.inspection, order.release),
                (terms.shipBy, terms.deliverBy, terms.inspection, terms.release)
            );
            assert_eq!(
                (order.carrier, order.marketplace, order.feeBps, order.arbitration),
                (terms.carrier, terms.marketplace, terms.feeBps, terms.arbitration)
            );
            assert_eq!((order.state, order.trackingHash), (State::Shipped, TRACKING));
            assert_eq!(order.caseId, U256::ZERO);
        }
    }
}

/// The largest values come back as they went in: nothing is cut and nothing runs into its
/// neighbour in the word.
#[test]
fn the_largest_terms_are_kept_whole() {
    let largest = (U256::from(1) << 96) - U256::from(1);
    let mut world = World::new();
    world.host.set_balance(SELLER, largest);
    let arbitration = Arbitration {
        bidWindow: 2_592_000,
        acceptWindow: 2_592_000,
        rulingWindow: 2_592_000,
        feeOnly: true,
        court: Address::repeat_byte(0xfe),
    };
    let far = U40::from(START + 3_650 * 86_400);
    let terms = Terms {
        price: largest,
        deposit: largest,
        feeBps: 1_000,
        release: Release::CarrierDelivery,
        expiry: far,
        shipBy: far,
        deliverBy: far,
        inspection: 15_552_000,
        arbitration,
        ..terms()
    };
    world.id = world.pay(SELLER, largest.to(), offerCall { terms: terms.clone() }).unwrap();
    let order = world.order();
    assert_eq!((order.price, order.deposit, order.feeBps), (largest, largest, 1_000));
    assert_eq!((order.dueAt, order.shipBy, order.deliverBy), (far, far, far));
    assert_eq!((order.inspection, order.arbitration), (15_552_000, terms.arbitration));
}

/// Windows that were left out stand as those that apply.
#[test]
fn standard_windows_are_shown() {
    for named in [(0, 0, 0), (86_400, 86_400, 604_800)] {
        let (bidWindow, acceptWindow, rulingWindow) = named;
        let arbitration =
            Arbitration { bidWindow, acceptWindow, rulingWindow, ..Arbitration::default() };
        let shown = World::offered(Terms { arbitration, ..plain() }).order().arbitration;
        let windows = (shown.bidWindow, shown.acceptWindow, shown.rulingWindow);
        assert_eq!(windows, (86_400, 86_400, 604_800));
    }
}

#[test]
fn there_is_no_order_before_there_is_one() {
    let mut world = World::new();
    let id = B256::repeat_byte(1);
    refused(world.call(STRANGER, orderCall { id }), UnknownOrder { id });
    for number in [U256::ZERO, U256::from(1), U256::from(1) << 40, U256::MAX] {
        assert_eq!(world.call(STRANGER, orderAtCall { number }), Ok(B256::ZERO));
    }
}

/// Every page of a party's orders, walked to the end.
fn walk(world: &mut World, party: Address, limit: u64) -> Vec<B256> {
    let (mut all, mut cursor) = (Vec::new(), U256::ZERO);
    loop {
        let call = ordersOfCall { party, cursor, limit: U256::from(limit) };
        let page = world.call(STRANGER, call).unwrap();
        assert!(page.ids.len() as u64 <= limit);
        all.extend(page.ids);
        cursor = page.next;
        if cursor.is_zero() {
            return all;
        }
    }
}

#[test]
fn orders_are_listed_by_party_the_latest_first() {
    let mut world = World::new();
    let (mut sold, mut bought) = (Vec::new(), Vec::new());
    for index in 0..25u8 {
        // The seller is the buyer of every third, and the stranger its seller.
        let turned = index % 3 == 0;
        let (buyer, seller) = if turned { (SELLER, STRANGER) } else { (BUYER, SELLER) };
        let salt = B256::repeat_byte(index);
        let terms = Terms { buyer, seller, salt, ..plain() };
        let id = world.pay(seller, DEPOSIT, offerCall { terms }).unwrap();
        sold.insert(0, id);
        if !turned {
            bought.insert(0, id);
        }
        let number = U256::from(index) + U256::from(1);
        assert_eq!(world.call(STRANGER, orderAtCall { number }), Ok(id));
    }
    for limit in [1, 2, 7, 24, 25, 26, 100] {
        assert_eq!(walk(&mut world, SELLER, limit), sold, "pages of {limit}");
        assert_eq!(walk(&mut world, BUYER, limit), bought, "pages of {limit}");
    }
    assert_eq!(walk(&mut world, MARKET, 10), Vec::<B256>::new());
    let account = world.call(STRANGER, accountOfCall { party: SELLER }).unwrap();
    assert_eq!(account.orders, U256::from(25));
    let totals = world.call(STRANGER, totalsCall {}).unwrap();
    assert_eq!((totals.orders, totals.held), (U256::from(25), U256::from(25 * DEPOSIT)));
}

/// Cursors nobody was given, and pages longer than one call gives.
#[test]
fn a_made_up_cursor_gives_nothing_of_others() {
    let mut world = World::offered(terms());
    let max = U256::from(100);
    for cursor in [U256::from(2), U256::from(1) << 40, U256::MAX] {
        let call = ordersOfCall { party: BUYER, cursor, limit: max };
        let page = world.call(STRANGER, call).unwrap();
        assert_eq!((page.ids, page.next), (vec![], U256::ZERO));
    }
    let call = ordersOfCall { party: MARKET, cursor: U256::from(1), limit: max };
    assert_eq!(world.call(STRANGER, call).unwrap().ids, Vec::<B256>::new());
    let nothing = ordersOfCall { party: BUYER, cursor: U256::ZERO, limit: U256::ZERO };
    assert_eq!(world.call(STRANGER, nothing).unwrap().next, U256::from(1));
    for limit in [U256::from(101), U256::MAX] {
        let call = ordersOfCall { party: BUYER, cursor: U256::ZERO, limit };
        refused(world.call(STRANGER, call), PageTooLarge { limit, max });
    }
}

#[test]
fn every_step_is_told() {
    let mut world = World::offered(terms());
    let id = world.id;
    let offered: Offered = world.last().unwrap();
    assert_eq!((offered.id, offered.buyer, offered.seller), (id, BUYER, SELLER));
    assert!(offered.bySeller);
    assert_eq!(offered.terms, terms());

    let mut world = World::active(terms());
    assert_eq!(world.last::<Activated>().unwrap().id, id);
    world.call(SELLER, shipCall { id, trackingHash: TRACKING }).unwrap();
    let shipped: Shipped = world.last().unwrap();
    let due = U256::from(DELIVER_BY + u64::from(INSPECTION));
    assert_eq!((shipped.id, shipped.trackingHash, shipped.dueAt), (id, TRACKING, due));
    world.call(carrier(), confirmDeliveryCall { id, trackingHash: TRACKING }).unwrap();
    let delivered: Delivered = world.last().unwrap();
    let due = U256::from(START + u64::from(INSPECTION));
    assert_eq!((delivered.id, delivered.carrier, delivered.dueAt), (id, carrier(), due));
    let caseId = world.call(SELLER, disputeCall { id }).unwrap();
    let disputed: Disputed = world.last().unwrap();
    assert_eq!((disputed.id, disputed.by, disputed.caseId), (id, SELLER, caseId));
    assert_eq!(world.order().caseId, caseId);
    world.call(BUYER, completeCall { id }).unwrap();
    let paid = [DEPOSIT, PRICE - FEE + DEPOSIT, FEE, 0];
    assert_eq!(world.closed(), (State::Completed, paid));
}

#[test]
fn proposals_stand_side_by_side() {
    let mut world = World::active(terms());
    let id = world.id;
    let [five, nine] = [5, 9].map(U256::from);
    world.call(BUYER, proposeSettlementCall { id, toSeller: five }).unwrap();
    let told: SettlementProposed = world.last().unwrap();
    assert_eq!((told.id, told.by, told.toSeller), (id, BUYER, five));
    world.call(SELLER, proposeSettlementCall { id, toSeller: nine }).unwrap();
    let order = world.order();
    assert_eq!((order.buyerProposes, order.buyerProposal), (true, five));
    assert_eq!((order.sellerProposes, order.sellerProposal), (true, nine));
    // Each agrees to the other's, never to its own, and never to one that has changed.
    let changed = ProposalChanged { given: five, proposed: nine };
    refused(world.call(BUYER, agreeSettlementCall { id, toSeller: five }), changed);
    world.call(SELLER, proposeSettlementCall { id, toSeller: U256::ZERO }).unwrap();
    let changed = ProposalChanged { given: nine, proposed: U256::ZERO };
    refused(world.call(BUYER, agreeSettlementCall { id, toSeller: nine }), changed);
    world.call(BUYER, withdrawSettlementCall { id }).unwrap();
    let told: SettlementWithdrawn = world.last().unwrap();
    assert_eq!((told.id, told.by), (id, BUYER));
    refused(world.call(BUYER, withdrawSettlementCall { id }), NoProposal {});
    refused(world.call(SELLER, agreeSettlementCall { id, toSeller: five }), NoProposal {});
    let order = world.order();
    assert_eq!((order.buyerProposes, order.sellerProposes), (false, true));
    let [value, max] = [PRICE + 1, PRICE].map(U256::from);
    let field = B256::right_padding_from(b"toSeller");
    let answer = world.call(BUYER, proposeSettlementCall { id, toSeller: value });
    refused(answer, OutOfRange { field, value, min: U256::ZERO, max });
    let answer = world.call(BUYER, proposeSettlementCall { id, toSeller: U256::MAX });
    refused(answer, OutOfRange { field, value: U256::MAX, min: U256::ZERO, max });
    world.call(BUYER, agreeSettlementCall { id, toSeller: U256::ZERO }).unwrap();
    assert_eq!(world.gains(), [0; 4]);
}
