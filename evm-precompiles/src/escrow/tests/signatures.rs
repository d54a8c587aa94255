//! What is signed off the chain: a seller's offers, a carrier's confirmations.

use alloy_primitives::{Address, B256, U256, aliases::U40, keccak256};
use alloy_sol_types::SolStruct;

use super::world::*;
use crate::abi::{
    IEscrow::{
        Delivery, NotBuyer, NotCarrier, OfferExhausted, OfferExpired, OfferWithdrawn, OrderExists,
        OutOfRange, Release, SelfDeal, SellerOffer, State, WrongEpoch, WrongState, WrongTracking,
        accountOfCall, cancelSignedCall, completeCall, confirmDeliverySignedCall, depositCall,
        offerFillCall, offerHashCall, openSignedCall, raiseOfferEpochCall,
    },
    IPrecompile::{InsufficientBalance, InvalidSignature, SignatureExpired},
};

/// The seller of the signed offers; it signs with `signer(0x5e)`.
fn seller() -> Address {
    signer(0x5e).address
}

fn offer() -> SellerOffer {
    SellerOffer {
        seller: seller(),
        buyer: Address::ZERO,
        price: U256::from(PRICE),
        deposit: U256::from(DEPOSIT),
        carrier: carrier(),
        marketplace: MARKET,
        feeBps: 250,
        release: Release::BuyerAcceptance,
        shipWithin: 1_000,
        deliverWithin: 2_000,
        inspection: INSPECTION,
        arbitration: terms().arbitration,
        termsHash: B256::repeat_byte(0x7e),
        quantity: 3,
        epoch: 0,
        expiry: U40::from(START + 5_000),
        salt: B256::ZERO,
    }
}

/// A world in which the seller has free balance for five orders.
fn world() -> World {
    let mut world = World::new();
    world.host.set_balance(seller(), U256::from(RICH));
    world.pay(seller(), 5 * DEPOSIT, depositCall {}).unwrap();
    world
}

fn call(offer: &SellerOffer, salt: u8) -> openSignedCall {
    let signature = signer(0x5e).sign(CHAIN, offer).into();
    openSignedCall { offer_: offer.clone(), signature, salt: B256::repeat_byte(salt) }
}

fn open(world: &mut World, offer: &SellerOffer, salt: u8) -> Answer<openSignedCall> {
    world.pay(BUYER, PRICE + DEPOSIT, call(offer, salt))
}

#[test]
fn a_signed_offer_opens_an_order_at_once() {
    let mut world = world();
    world.host.set_time(START + 7);
    world.id = open(&mut world, &offer(), 1).unwrap();
    let order = world.order();
    assert_eq!((order.buyer, order.seller, order.state), (BUYER, seller(), State::Active));
    assert!(order.offeredBySeller);
    assert_eq!(order.shipBy.to::<u64>(), START + 1_007);
    assert_eq!(order.deliverBy.to::<u64>(), START + 2_007);
    assert_eq!(order.dueAt, order.shipBy);
    let pot = PRICE + 2 * DEPOSIT;
    assert_eq!(world.held(), [pot, 4 * DEPOSIT, pot + 4 * DEPOSIT]);
    let id = world.id;
    world.call(BUYER, completeCall { id }).unwrap();
    let price = i128::try_from(PRICE - FEE).unwrap();
    assert_eq!(world.gain(seller()), price - 4 * i128::try_from(DEPOSIT).unwrap());
}

#[test]
fn an_order_from_an_offer_expires_as_others_do() {
    let mut world = world();
    world.id = open(&mut world, &offer(), 1).unwrap();
    world.close_at(START + 999);
    assert_eq!(world.state(), State::Active);
    world.close_at(START + 1_000);
    assert_eq!(world.state(), State::Expired);
    assert_eq!(world.gain(BUYER), 0);
}

/// What wallets show and hash: the type in full, with the enum as uint8.
#[test]
fn the_signed_types_are_these() {
    let offer_type = "SellerOffer(address seller,address buyer,uint256 price,uint256 deposit,\
        address carrier,address marketplace,uint16 feeBps,uint8 release,uint32 shipWithin,\
        uint32 deliverWithin,uint32 inspection,Arbitration arbitration,bytes32 termsHash,\
        uint32 quantity,uint32 epoch,uint40 expiry,bytes32 salt)\
        Arbitration(uint32 bidWindow,uint32 acceptWindow,uint32 rulingWindow,bool feeOnly,\
        address court)";
    assert_eq!(SellerOffer::eip712_encode_type(), offer_type);
    let delivery_type = "Delivery(bytes32 id,bytes32 trackingHash,uint256 deadline)";
    assert_eq!(Delivery::eip712_encode_type(), delivery_type);
}

/// The hash, from the bytes up, without the library that signs and checks.
#[test]
fn the_offer_hash_is_its_eip_712_hash() {
    let word = |number: u128| B256::from(U256::from(number));
    let hash = |words: &[B256]| keccak256(words.concat());
    let type_of = |text: &str| keccak256(text.as_bytes());
    let offer = offer();
    let domain = hash(&[
        type_of(
            "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)",
        ),
        type_of("CyberMiles Escrow"),
        type_of("1"),
        word(CHAIN.into()),
        crate::address::ESCROW.into_word(),
    ]);
    let encoded = SellerOffer::eip712_encode_type();
    let arbitration = &offer.arbitration;
    let arbitration = hash(&[
        type_of(&encoded[encoded.find("Arbitration(").unwrap()..]),
        word(arbitration.bidWindow.into()),
        word(arbitration.acceptWindow.into()),
        word(arbitration.rulingWindow.into()),
        word(0),
        arbitration.court.into_word(),
    ]);
    let message = hash(&[
        type_of(&encoded),
        offer.seller.into_word(),
        offer.buyer.into_word(),
        word(PRICE),
        word(DEPOSIT),
        offer.carrier.into_word(),
        offer.marketplace.into_word(),
        word(250),
        word(0),
        word(1_000),
        word(2_000),
        word(INSPECTION.into()),
        arbitration,
        offer.termsHash,
        word(3),
        word(0),
        word((START + 5_000).into()),
        offer.salt,
    ]);
    let expected = keccak256([&[0x19, 0x01], domain.as_slice(), message.as_slice()].concat());
    assert_eq!(World::new().call(STRANGER, offerHashCall { offer_: offer }), Ok(expected));
}

#[test]
fn an_offer_is_good_for_its_quantity() {
    let mut world = world();
    for (salt, filled) in [(1, 1), (2, 2), (3, 3)] {
        open(&mut world, &offer(), salt).unwrap();
        let hash = world.call(BUYER, offerHashCall { offer_: offer() }).unwrap();
        let call = offerFillCall { seller: seller(), offerHash_: hash };
        let fill = world.call(STRANGER, call).unwrap();
        assert_eq!((fill.filled, fill.cancelled), (U256::from(filled), false));
    }
    refused(open(&mut world, &offer(), 4), OfferExhausted { quantity: U256::from(3) });
    let another = SellerOffer { salt: B256::repeat_byte(1), quantity: 1, ..offer() };
    open(&mut world, &another, 4).unwrap();
    refused(open(&mut world, &another, 5), OfferExhausted { quantity: U256::from(1) });
    let none = SellerOffer { quantity: 0, ..offer() };
    refused(open(&mut world, &none, 6), OfferExhausted { quantity: U256::ZERO });
}

/// Replaying the whole call makes the same order, which exists.
#[test]
fn the_same_opening_does_not_repeat() {
    let mut world = world();
    let id = open(&mut world, &offer(), 1).unwrap();
    refused(open(&mut world, &offer(), 1), OrderExists { id });
    let hash = world.call(BUYER, offerHashCall { offer_: offer() }).unwrap();
    let fill = world.call(BUYER, offerFillCall { seller: seller(), offerHash_: hash }).unwrap();
    assert_eq!(fill.filled, U256::from(1), "a refused opening fills nothing");
}

#[test]
fn a_seller_takes_offers_back() {
    let mut world = world();
    let offerHash = world.call(BUYER, offerHashCall { offer_: offer() }).unwrap();
    // Somebody else's cancellation means nothing.
    world.call(STRANGER, cancelSignedCall { offerHash }).unwrap();
    open(&mut world, &offer(), 1).unwrap();
    world.call(seller(), cancelSignedCall { offerHash }).unwrap();
    refused(open(&mut world, &offer(), 2), OfferWithdrawn {});
    let another = SellerOffer { salt: B256::repeat_byte(1), ..offer() };
    open(&mut world, &another, 2).unwrap();

    assert_eq!(world.call(seller(), raiseOfferEpochCall {}), Ok(U256::from(1)));
    let [epoch, current] = [0, 1].map(U256::from);
    refused(open(&mut world, &another, 3), WrongEpoch { epoch, current });
    let of_this_epoch = SellerOffer { epoch: 1, ..offer() };
    open(&mut world, &of_this_epoch, 3).unwrap();
    let of_the_next = SellerOffer { epoch: 2, ..offer() };
    let [epoch, current] = [2, 1].map(U256::from);
    refused(open(&mut world, &of_the_next, 4), WrongEpoch { epoch, current });
}

#[test]
fn an_offer_ends_at_its_second() {
    let mut world = world();
    world.host.set_time(START + 4_999);
    open(&mut world, &offer(), 1).unwrap();
    for late in [0, 1, 1_000] {
        world.host.set_time(START + 5_000 + late);
        let expiry = U256::from(START + 5_000);
        refused(open(&mut world, &offer(), 2), OfferExpired { expiry });
    }
}

#[test]
fn an_offer_for_one_buyer_is_for_nobody_else() {
    let mut world = world();
    let offer = SellerOffer { buyer: BUYER, ..offer() };
    let answer = world.pay(STRANGER, PRICE + DEPOSIT, call(&offer, 1));
    refused(answer, NotBuyer { caller: STRANGER, buyer: BUYER });
    open(&mut world, &offer, 1).unwrap();
    let mut world = self::world();
    let answer = world.pay(seller(), PRICE + DEPOSIT, call(&self::offer(), 1));
    refused(answer, SelfDeal {});
}

/// An offer is bound to the terms' own rules, and to the seller's money.
#[test]
fn a_signed_offer_keeps_the_rules_of_terms() {
    let mut world = world();
    let upside_down = SellerOffer { shipWithin: 2_001, ..offer() };
    let answer = open(&mut world, &upside_down, 1);
    let [value, min, max] = [START + 2_001, START + 1, START + 2_000].map(U256::from);
    let field = B256::right_padding_from(b"shipBy");
    refused(answer, OutOfRange { field, value, min, max });
    let forever = SellerOffer { shipWithin: u32::MAX, deliverWithin: u32::MAX, ..offer() };
    open(&mut world, &forever, 1).unwrap_err();
    let account = seller();
    let [have, want] = [5 * DEPOSIT, 5 * DEPOSIT + 1].map(U256::from);
    let dear = SellerOffer { deposit: want, ..offer() };
    let answer = world.pay(BUYER, PRICE + 5 * DEPOSIT + 1, call(&dear, 1));
    refused(answer, InsufficientBalance { account, have, want });
    assert_eq!(world.held(), [0, 5 * DEPOSIT, 5 * DEPOSIT]);
}

/// Every way in which a signature is not the seller's for this offer on this chain.
#[test]
fn a_wrong_signature_opens_nothing() {
    let good = call(&offer(), 1);
    let mut wrong = Vec::new();
    let mut push = |signature: Vec<u8>| {
        wrong.push(openSignedCall { signature: signature.into(), ..good.clone() });
    };
    push(Vec::new());
    push(good.signature[..64].to_vec());
    push([&good.signature[..], &[0]].concat());
    push(vec![0; 65]);
    push(signer(0x01).sign(CHAIN, &offer()));
    push(signer(0x5e).sign(18, &offer()));
    push(signer(0x5e).sign(CHAIN, &SellerOffer { quantity: 4, ..offer() }));
    push(high_s(&good.signature));
    for v in [0, 1, 26, 29, good.signature[64] ^ 7] {
        push([&good.signature[..64], &[v]].concat());
    }
    let mut world = world();
    for call in wrong {
        refused(world.pay(BUYER, PRICE + DEPOSIT, call), InvalidSignature {});
    }
    // Changed terms under a good signature, the price above all.
    for offer in [
        SellerOffer { price: U256::from(1), ..offer() },
        SellerOffer { seller: SELLER, ..offer() },
        SellerOffer { buyer: BUYER, ..offer() },
        SellerOffer { expiry: U40::from(START + 6_000), ..offer() },
    ] {
        let call = openSignedCall { offer_: offer, ..good.clone() };
        refused(world.pay(BUYER, 1 + DEPOSIT, call), InvalidSignature {});
    }
    world.pay(BUYER, PRICE + DEPOSIT, good).unwrap();
}

/// The other signature that says the same: n - s, and the other parity.
fn high_s(signature: &[u8]) -> Vec<u8> {
    let order = "fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141";
    let order = U256::from_str_radix(order, 16).unwrap();
    let high = order - U256::from_be_slice(&signature[32..64]);
    let v = if signature[64] == 27 { 28 } else { 27 };
    [&signature[..32], &high.to_be_bytes::<32>(), &[v]].concat()
}

fn delivery(id: B256) -> Delivery {
    Delivery { id, trackingHash: TRACKING, deadline: U256::from(START + 500) }
}

fn relayed(delivery: &Delivery, signature: Vec<u8>) -> confirmDeliverySignedCall {
    let Delivery { id, trackingHash, deadline } = *delivery;
    confirmDeliverySignedCall { id, trackingHash, deadline, signature: signature.into() }
}

#[test]
fn anybody_relays_the_carriers_word() {
    for relayer in [STRANGER, SELLER, BUYER, carrier()] {
        let mut world = World::shipped(terms());
        let delivery = delivery(world.id);
        let call = relayed(&delivery, signer(0xca).sign(CHAIN, &delivery));
        world.host.set_time(START + 500);
        world.call(relayer, call.clone()).unwrap();
        assert_eq!(world.state(), State::Delivered);
        assert_eq!(world.order().dueAt.to::<u64>(), START + 500 + u64::from(INSPECTION));
        let answer = world.call(relayer, call);
        refused(answer, WrongState { id: world.id, state: State::Delivered });
    }
}

#[test]
fn a_confirmation_is_for_one_order_one_parcel_and_a_time() {
    let mut world = World::shipped(terms());
    let good = delivery(world.id);
    let sign = |delivery: &Delivery| signer(0xca).sign(CHAIN, delivery);
    let signature = sign(&good);
    let id = world.id;

    // Another order of the same carrier, with the same tracking hash.
    let salt = B256::repeat_byte(0x22);
    let other = World::shipped(crate::abi::IEscrow::Terms { salt, ..terms() }).id;
    assert_ne!(other, id);
    let stolen = Delivery { id: other, ..good.clone() };
    refused(world.call(STRANGER, relayed(&good, sign(&stolen))), InvalidSignature {});
    // Another parcel.
    let given = B256::repeat_byte(3);
    let parcel = Delivery { trackingHash: given, ..good.clone() };
    let answer = world.call(STRANGER, relayed(&parcel, sign(&parcel)));
    refused(answer, WrongTracking { given, expected: TRACKING });
    refused(world.call(STRANGER, relayed(&parcel, signature.clone())), InvalidSignature {});
    // A deadline that was not signed, and one that has passed.
    let later = Delivery { deadline: U256::MAX, ..good.clone() };
    refused(world.call(STRANGER, relayed(&later, signature.clone())), InvalidSignature {});
    world.host.set_time(START + 501);
    let answer = world.call(STRANGER, relayed(&good, signature.clone()));
    refused(answer, SignatureExpired { deadline: good.deadline });
    world.host.set_time(START + 400);
    // Another key, another chain, the same signature written differently.
    for wrong in [
        signer(0xcb).sign(CHAIN, &good),
        signer(0xca).sign(18, &good),
        high_s(&signature),
        signature[..64].to_vec(),
        Vec::new(),
    ] {
        refused(world.call(STRANGER, relayed(&good, wrong)), InvalidSignature {});
    }
    world.call(STRANGER, relayed(&good, signature)).unwrap();
}

/// Without a carrier there is nobody whose signature could count, the zero address least of all.
#[test]
fn no_carrier_no_signature() {
    let mut world = World::active(plain());
    let good = delivery(world.id);
    let carrier = Address::ZERO;
    for signature in [signer(0xca).sign(CHAIN, &good), vec![0; 65], Vec::new()] {
        let answer = world.call(STRANGER, relayed(&good, signature));
        refused(answer, NotCarrier { caller: STRANGER, carrier });
    }
}

#[test]
fn the_epoch_is_part_of_the_account() {
    let mut world = world();
    world.call(seller(), raiseOfferEpochCall {}).unwrap();
    let account = world.call(STRANGER, accountOfCall { party: seller() }).unwrap();
    assert_eq!((account.free, account.offerEpoch), (U256::from(5 * DEPOSIT), U256::from(1)));
}
