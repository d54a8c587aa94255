//! Offers a seller signs off the chain, and buyers take up.

use alloy_primitives::{Address, B256, U256, aliases::U40};
use alloy_sol_types::SolStruct;

use super::{
    funds::{plus, shortfall},
    offer::{Locked, register},
    payout::{Side, part},
    records::{Fill, accounts, fills, flags},
    terms,
};
use crate::{
    Call, Result,
    abi::IEscrow::{
        Activated, NotBuyer, OfferCancelled, OfferEpochRaised, OfferExhausted, OfferExpired,
        OfferFilled, OfferWithdrawn, SellerOffer, State, Terms, WrongEpoch,
    },
    gas,
};

/// Words that are hashed for an offer's signing hash: the offer, its arbitration terms, the domain
/// and the pair of both, rounded up.
const HASHED_WORDS: u64 = 32;

/// The hash a seller signs.
pub(crate) fn hash(call: &mut Call<'_>, offer: &SellerOffer) -> Result<B256> {
    let words = gas::KECCAK_WORD.saturating_mul(HASHED_WORDS);
    call.charge(gas::KECCAK.saturating_mul(4).saturating_add(words))?;
    Ok(offer.eip712_signing_hash(&call.domain()))
}

/// The caller buys with an offer the seller signed.
///
/// # Errors
/// `NotBuyer`, `OfferExpired`, `InvalidSignature`, `WrongEpoch`, `OfferWithdrawn`, `OfferExhausted`,
/// and those of an offer.
pub(crate) fn open(
    call: &mut Call<'_>,
    offer: &SellerOffer,
    signature: &[u8],
    salt: B256,
) -> Result<B256> {
    let (caller, now) = (call.caller(), call.timestamp());
    if !offer.buyer.is_zero() && offer.buyer != caller {
        return Err(NotBuyer { caller, buyer: offer.buyer }.into());
    }
    if now >= offer.expiry.saturating_to() {
        return Err(OfferExpired { expiry: U256::from(offer.expiry) }.into());
    }
    terms::refuse_zero(offer.seller)?;
    call.verify(offer.seller, offer, signature)?;
    let offer_hash = hash(call, offer)?;
    let filled = fill(call, offer, offer_hash)?;

    let terms = terms_of(offer, caller, now, salt);
    terms::check(now, &terms)?;
    let (mut order, extras) = terms::store(&terms)?;
    order.state = State::Active as u8;
    order.due_at = order.ship_by;
    order.flags |= flags::BY_SELLER;
    let (paid, from_seller) = (part(&order, Side::Buyer)?, part(&order, Side::Seller)?);
    let from_buyer = shortfall(call, paid)?;
    let locked = Locked { total: plus(paid, from_seller)?, from_buyer, from_seller };
    let id = register(call, &terms, order, &extras, &locked)?;
    let filled = U256::from(filled);
    call.emit(&OfferFilled { id, seller: offer.seller, offerHash: offer_hash, filled })?;
    call.emit(&Activated { id })?;
    Ok(id)
}

/// Counts one more order of an offer; answers how many there are now.
fn fill(call: &mut Call<'_>, offer: &SellerOffer, hash: B256) -> Result<u32> {
    let current = accounts().at(call, offer.seller)?.load(call)?.offer_epoch;
    if offer.epoch != current {
        let (epoch, current) = (U256::from(offer.epoch), U256::from(current));
        return Err(WrongEpoch { epoch, current }.into());
    }
    let place = fills().at(call, offer.seller)?.at(call, hash)?;
    let old = place.load(call)?;
    if old.cancelled {
        return Err(OfferWithdrawn {}.into());
    }
    let exhausted = OfferExhausted { quantity: U256::from(offer.quantity) };
    let filled = old.filled.checked_add(1).filter(|filled| *filled <= offer.quantity);
    let filled = filled.ok_or(exhausted)?;
    place.update(call, &old, &Fill { filled, ..old })?;
    Ok(filled)
}

fn terms_of(offer: &SellerOffer, buyer: Address, now: u64, salt: B256) -> Terms {
    let after = |seconds: u32| U40::saturating_from(now.saturating_add(seconds.into()));
    Terms {
        buyer,
        seller: offer.seller,
        price: offer.price,
        deposit: offer.deposit,
        carrier: offer.carrier,
        marketplace: offer.marketplace,
        feeBps: offer.feeBps,
        release: offer.release,
        expiry: offer.expiry,
        shipBy: after(offer.shipWithin),
        deliverBy: after(offer.deliverWithin),
        inspection: offer.inspection,
        arbitration: offer.arbitration.clone(),
        termsHash: offer.termsHash,
        salt,
    }
}

/// The caller takes a signed offer back.
///
/// # Errors
/// Those of the state.
pub(crate) fn cancel(call: &mut Call<'_>, hash: B256) -> Result<()> {
    let seller = call.caller();
    let place = fills().at(call, seller)?.at(call, hash)?;
    let old = place.load(call)?;
    place.update(call, &old, &Fill { cancelled: true, ..old })?;
    call.emit(&OfferCancelled { seller, offerHash: hash })
}

/// The caller takes all its signed offers back; answers the epoch new ones must name.
///
/// # Errors
/// `WrongEpoch` when there is no further epoch.
pub(crate) fn raise_epoch(call: &mut Call<'_>) -> Result<U256> {
    let seller = call.caller();
    let place = accounts().at(call, seller)?;
    let mut account = place.load(call)?;
    let old = account;
    let current = U256::from(old.offer_epoch);
    let next = old.offer_epoch.checked_add(1).ok_or(WrongEpoch { epoch: current, current })?;
    account.offer_epoch = next;
    place.update(call, &old, &account)?;
    let epoch = U256::from(next);
    call.emit(&OfferEpochRaised { seller, epoch })?;
    Ok(epoch)
}
