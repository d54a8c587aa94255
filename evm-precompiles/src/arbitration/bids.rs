//! Bids, and what the parties make of them.

use alloy_primitives::{Address, U256};

use crate::{
    Call, Result,
    abi::IArbitration::{
        ArbiterNotActive, ArbiterVetoed, BidAccepted, BidDisplaced, BidPlaced, BidVetoed, BidsFull,
        BondTooSmallForCase, Conflicted, FeeTooHigh, NoSuchBid, NotArbiter, NotLower, VetoUsed,
    },
};

use super::{
    MAX_ARBITERS, MAX_BIDS, MIN_DRAWN_WINDOW, appointment, arbiters, cases,
    cases::{before, party, require},
    details,
    records::{Arbiter, Bid, Case, State, amount, time},
};

/// A bid of the caller for case `id`, `fee` wei.
///
/// # Errors
/// `NoSuchCase`, `WrongPhase`, `TooLate`, `FeeTooHigh`, `NotArbiter`, `ArbiterNotActive`,
/// `BondTooSmallForCase`, `Conflicted`, `NotLower`, `BidsFull`.
pub(crate) fn bid(call: &mut Call<'_>, id: U256, fee: U256) -> Result<()> {
    let (id, case) = super::cases::load(call, id)?;
    require(call, id, &case, &[State::Open])?;
    before(call, id, case.bids_end())?;
    if fee > case.max_fee.to::<U256>() {
        return Err(FeeTooHigh { fee, maxFee: case.max_fee.to() }.into());
    }
    let arbiter = call.caller();
    bind(call, &case, arbiter)?;
    no_stake(call, id, &case, arbiter)?;
    let new = Bid { arbiter, fee: amount(fee)? };
    match find(call, id, &case, arbiter)? {
        Some((_, old)) if new.fee >= old.fee => {
            return Err(NotLower { fee, before: old.fee.to() }.into());
        }
        Some((place, old)) => {
            super::bids().at(call, id)?.at(call, place)?.update(call, &old, &new)?
        }
        None => add(call, id, &case, &new)?,
    }
    call.emit(&BidPlaced { caseId: U256::from(id), arbiter, fee })
}

/// Checks that the bidder can take the case, and keeps its bond for as long as it may be called.
fn bind(call: &mut Call<'_>, case: &Case, account: Address) -> Result<()> {
    let place = arbiters().at(call, account)?;
    let old = place.load(call)?;
    if !old.is_registered() {
        return Err(NotArbiter { account }.into());
    }
    if !old.is_active() {
        return Err(ArbiterNotActive { arbiter: account }.into());
    }
    covers(&old, account)?;
    // The last time it can be appointed is when all before it have missed their deadlines.
    let window = u64::from(case.ruling_window).max(MIN_DRAWN_WINDOW);
    let others = u64::from(MAX_ARBITERS.saturating_sub(1));
    let until = time(case.ends().saturating_add(window.saturating_mul(others)));
    let new = Arbiter { bound_until: old.bound_until.max(until), ..old };
    place.update(call, &old, &new)
}

fn covers(arbiter: &Arbiter, account: Address) -> Result<()> {
    if arbiter.covers_one_more() {
        return Ok(());
    }
    let (open, bond) = (U256::from(arbiter.open_cases), arbiter.bond.to());
    Err(BondTooSmallForCase { arbiter: account, openCases: open, bond }.into())
}

/// Refuses an arbiter with a stake in the case.
fn no_stake(call: &mut Call<'_>, id: u64, case: &Case, account: Address) -> Result<()> {
    let details = details().at(call, id)?.load(call)?;
    let others = [case.opener, details.first_excluded, details.second_excluded, details.court];
    if case.is_party(account) || others.contains(&account) {
        return Err(Conflicted { caseId: U256::from(id), account }.into());
    }
    Ok(())
}

/// The place and the bid of `arbiter`.
fn find(call: &mut Call<'_>, id: u64, case: &Case, arbiter: Address) -> Result<Option<(u8, Bid)>> {
    let bids = super::bids().at(call, id)?;
    for place in 0..case.bids {
        let bid = bids.at(call, place)?.load(call)?;
        if bid.arbiter == arbiter {
            return Ok(Some((place, bid)));
        }
    }
    Ok(None)
}

/// As [`find`], for what must be there.
fn find_or_refuse(
    call: &mut Call<'_>,
    id: u64,
    case: &Case,
    arbiter: Address,
) -> Result<(u8, Bid)> {
    let found = find(call, id, case, arbiter)?;
    Ok(found.ok_or(NoSuchBid { caseId: U256::from(id), arbiter })?)
}

/// Puts a bid in the next free place, or in that of the dearest no party has touched.
fn add(call: &mut Call<'_>, id: u64, case: &Case, new: &Bid) -> Result<()> {
    let bids = super::bids().at(call, id)?;
    if case.bids < MAX_BIDS {
        let more = Case { bids: case.bids.saturating_add(1), ..*case };
        cases().at(call, id)?.update(call, case, &more)?;
        return bids.at(call, case.bids)?.create(call, new);
    }
    let mut dearest: Option<(u8, Bid)> = None;
    for place in (0..case.bids).filter(|place| !case.marked(*place)) {
        let bid = bids.at(call, place)?.load(call)?;
        if dearest.is_none_or(|(_, most)| bid.fee >= most.fee) {
            dearest = Some((place, bid));
        }
    }
    match dearest {
        Some((place, old)) if new.fee < old.fee => {
            bids.at(call, place)?.update(call, &old, new)?;
            call.emit(&BidDisplaced { caseId: U256::from(id), arbiter: old.arbiter })
        }
        _ => Err(BidsFull { caseId: U256::from(id) }.into()),
    }
}

/// The caller, a party, accepts the bid of `arbiter`; once both have, it is appointed.
///
/// # Errors
/// `NoSuchCase`, `WrongPhase`, `TooLate`, `NotParty`, `NoSuchBid`, `ArbiterVetoed`,
/// `ArbiterNotActive`, `BondTooSmallForCase`.
pub(crate) fn accept(call: &mut Call<'_>, id: U256, arbiter: Address) -> Result<()> {
    let (id, case, party) = choosing(call, id)?;
    let (place, bid) = find_or_refuse(call, id, &case, arbiter)?;
    if case.vetoed(place) {
        return Err(ArbiterVetoed { caseId: U256::from(id), arbiter }.into());
    }
    let record = arbiters().at(call, arbiter)?.load(call)?;
    if !record.has_min_bond() {
        return Err(ArbiterNotActive { arbiter }.into());
    }
    covers(&record, arbiter)?;
    let mark = place.saturating_add(1);
    let mut new = case;
    if party == case.buyer {
        new.buyer_accepts = mark;
    }
    if party == case.seller {
        new.seller_accepts = mark;
    }
    cases().at(call, id)?.update(call, &case, &new)?;
    call.emit(&BidAccepted { caseId: U256::from(id), party, arbiter })?;
    if new.buyer_accepts == new.seller_accepts {
        return appointment::appoint(call, id, new, arbiter, bid.fee, false);
    }
    Ok(())
}

/// The caller, a party, vetoes the bid of `arbiter`. Whoever accepted it may choose again.
///
/// # Errors
/// `NoSuchCase`, `WrongPhase`, `TooLate`, `NotParty`, `NoSuchBid`, `ArbiterVetoed`, `VetoUsed`.
pub(crate) fn veto(call: &mut Call<'_>, id: U256, arbiter: Address) -> Result<()> {
    let (id, case, party) = choosing(call, id)?;
    let (place, _) = find_or_refuse(call, id, &case, arbiter)?;
    if case.vetoed(place) {
        return Err(ArbiterVetoed { caseId: U256::from(id), arbiter }.into());
    }
    let mark = place.saturating_add(1);
    let mut new = case;
    // Who is both parties has two.
    if party == case.buyer && case.buyer_vetoes == 0 {
        new.buyer_vetoes = mark;
    } else if party == case.seller && case.seller_vetoes == 0 {
        new.seller_vetoes = mark;
    } else {
        return Err(VetoUsed { caseId: U256::from(id), party }.into());
    }
    for accepted in [&mut new.buyer_accepts, &mut new.seller_accepts] {
        if *accepted == mark {
            *accepted = 0;
        }
    }
    cases().at(call, id)?.update(call, &case, &new)?;
    call.emit(&BidVetoed { caseId: U256::from(id), party, arbiter })
}

/// A case whose parties may still choose, and the one who calls.
fn choosing(call: &mut Call<'_>, id: U256) -> Result<(u64, Case, Address)> {
    let (id, case) = super::cases::load(call, id)?;
    require(call, id, &case, &[State::Open])?;
    before(call, id, case.ends())?;
    let party = party(call, id, &case)?;
    Ok((id, case, party))
}
