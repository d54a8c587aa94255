//! Which terms an order may have, its id, and what is stored of them.

use alloy_primitives::{Address, B256, U256, aliases::U24};
use alloy_sol_types::SolValue;

use super::records::{Conditions, Courier, Extras, Order, flags};
use crate::{
    Call, Result,
    abi::{
        IEscrow::{
            Arbitration, CarrierIsParty, CarrierRequired, CourtIsParty, MarketplaceRequired,
            OutOfRange, Release, ReservedAddress, SelfDeal, Terms,
        },
        IPrecompile::ZeroAddress,
    },
    address::is_reserved,
    escrow::funds::narrow,
};

/// The largest part of a marketplace, in basis points.
pub(crate) const MAX_FEE_BPS: u64 = 1_000;
/// The farthest `deliverBy`, in seconds from now: ten years.
pub(crate) const MAX_DELIVERY: u64 = 3_650 * DAY;
/// The longest inspection, in seconds.
pub(crate) const MAX_INSPECTION: u64 = 180 * DAY;
/// The shortest window of a dispute, in seconds.
pub(crate) const MIN_WINDOW: u64 = 60;
/// The longest window of a dispute, in seconds.
pub(crate) const MAX_WINDOW: u64 = 30 * DAY;
/// Seconds arbiters may bid when the terms name no window.
pub(crate) const STANDARD_BID_WINDOW: u32 = 86_400;
/// Seconds the parties may accept a bid when the terms name no window.
pub(crate) const STANDARD_ACCEPT_WINDOW: u32 = 86_400;
/// Seconds an arbiter has to rule when the terms name no window.
pub(crate) const STANDARD_RULING_WINDOW: u32 = 604_800;

const DAY: u64 = 86_400;

/// The id of an order with these terms.
pub(crate) fn id(call: &mut Call<'_>, terms: &Terms) -> Result<B256> {
    let chain = U256::from(call.chain_id());
    let preimage = (chain, call.account(), terms.clone()).abi_encode();
    call.keccak(&preimage)
}

/// Refuses terms no order may have; when the offer ends is the offer's business.
///
/// # Errors
/// One for each rule of the interface's `Terms`.
pub(crate) fn check(now: u64, terms: &Terms) -> Result<()> {
    check_parties(terms)?;
    narrow(terms.price)?;
    narrow(terms.deposit)?;
    if terms.release == Release::CarrierDelivery && terms.carrier.is_zero() {
        return Err(CarrierRequired {}.into());
    }
    within("feeBps", terms.feeBps.into(), 0, MAX_FEE_BPS)?;
    if terms.feeBps > 0 && terms.marketplace.is_zero() {
        return Err(MarketplaceRequired {}.into());
    }
    let soon = now.saturating_add(1);
    let deliver_by = terms.deliverBy.saturating_to();
    within("deliverBy", deliver_by, soon, now.saturating_add(MAX_DELIVERY))?;
    within("shipBy", terms.shipBy.saturating_to(), soon, deliver_by)?;
    within("inspection", terms.inspection.into(), 0, MAX_INSPECTION)?;
    check_windows(&terms.arbitration)
}

fn check_parties(terms: &Terms) -> Result<()> {
    let Terms { buyer, seller, carrier, marketplace, .. } = *terms;
    let court = terms.arbitration.court;
    if buyer.is_zero() || seller.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    for account in [buyer, seller, carrier, marketplace, court] {
        if is_reserved(&account) {
            return Err(ReservedAddress { account }.into());
        }
    }
    if buyer == seller {
        return Err(SelfDeal {}.into());
    }
    // Nobody can be the zero address, so that a role nobody has never collides.
    if [buyer, seller].contains(&carrier) {
        return Err(CarrierIsParty {}.into());
    }
    if !court.is_zero() && [buyer, seller, carrier, marketplace].contains(&court) {
        return Err(CourtIsParty {}.into());
    }
    Ok(())
}

fn check_windows(arbitration: &Arbitration) -> Result<()> {
    let windows = [
        ("bidWindow", arbitration.bidWindow),
        ("acceptWindow", arbitration.acceptWindow),
        ("rulingWindow", arbitration.rulingWindow),
    ];
    for (field, window) in windows {
        if window != 0 {
            within(field, window.into(), MIN_WINDOW, MAX_WINDOW)?;
        }
    }
    Ok(())
}

/// Refuses a term that is out of its range.
///
/// # Errors
/// `OutOfRange`.
pub(crate) fn within(field: &str, value: u64, min: u64, max: u64) -> Result<()> {
    let [value, min, max] = [value, min, max].map(U256::from);
    within_wei(field, value, min, max)
}

/// Refuses an amount that is out of its range, all in wei.
///
/// # Errors
/// `OutOfRange`.
pub(crate) fn within_wei(field: &str, value: U256, min: U256, max: U256) -> Result<()> {
    if min <= value && value <= max {
        return Ok(());
    }
    let mut name = [0; 32];
    for (to, from) in name.iter_mut().zip(field.as_bytes()) {
        *to = *from;
    }
    Err(OutOfRange { field: name.into(), value, min, max }.into())
}

/// What is stored of terms that were checked. State, time and links are the caller's.
///
/// # Errors
/// `AmountTooLarge`.
pub(crate) fn store(terms: &Terms) -> Result<(Order, Extras)> {
    let extras = extras(terms);
    let mut order = Order {
        buyer: terms.buyer,
        seller: terms.seller,
        price: narrow(terms.price)?,
        deposit: narrow(terms.deposit)?,
        ship_by: terms.shipBy,
        deliver_by: terms.deliverBy,
        inspection: terms.inspection,
        flags: extras.flags(),
        ..Order::default()
    };
    if terms.release == Release::CarrierDelivery {
        order.flags |= flags::CARRIER_DELIVERY;
    }
    if terms.arbitration.feeOnly {
        order.flags |= flags::FEE_ONLY;
    }
    Ok((order, extras))
}

fn extras(terms: &Terms) -> Extras {
    let Arbitration { bidWindow, acceptWindow, rulingWindow, court, .. } = terms.arbitration;
    // Standard windows are stored as zero: most orders then have no word for them.
    let unless = |window: u32, standard: u32| {
        U24::saturating_from(if window == standard { 0 } else { window })
    };
    let conditions = Conditions {
        marketplace: terms.marketplace,
        fee_bps: terms.feeBps,
        bid_window: unless(bidWindow, STANDARD_BID_WINDOW),
        accept_window: unless(acceptWindow, STANDARD_ACCEPT_WINDOW),
        ruling_window: unless(rulingWindow, STANDARD_RULING_WINDOW),
    };
    let courier = Courier { carrier: terms.carrier, ..Courier::default() };
    Extras { courier, conditions, court }
}

/// The arbitration terms of an order, with the standard windows where it names none.
pub(crate) fn arbitration(order: &Order, conditions: &Conditions, court: Address) -> Arbitration {
    let or = |window: U24, standard: u32| match window.saturating_to() {
        0 => standard,
        window => window,
    };
    Arbitration {
        bidWindow: or(conditions.bid_window, STANDARD_BID_WINDOW),
        acceptWindow: or(conditions.accept_window, STANDARD_ACCEPT_WINDOW),
        rulingWindow: or(conditions.ruling_window, STANDARD_RULING_WINDOW),
        feeOnly: order.has(flags::FEE_ONLY),
        court,
    }
}

/// Refuses `Address::ZERO` where a signature names who signed.
pub(crate) fn refuse_zero(account: Address) -> Result<()> {
    if account.is_zero() { Err(ZeroAddress {}.into()) } else { Ok(()) }
}
