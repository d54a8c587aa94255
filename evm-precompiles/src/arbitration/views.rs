//! What can be read, page by page.

use alloy_primitives::{Address, U256};

use crate::{
    Call, Result,
    abi::{
        IArbitration::{
            self, ArbiterRecord, CaseRecord, NotArbiter, Outcome, Parameters, Phase, rulingReturn,
            totalsReturn,
        },
        IPrecompile::PageTooLarge,
    },
};

use super::{
    COURT_WINDOW, MAX_ARBITERS, MAX_BIDS, MAX_EVIDENCE, MAX_PAGE, MAX_URI, MAX_WINDOW, MIN_BOND,
    MIN_DRAWN_WINDOW, MIN_FEE, MISS_PENALTY, SEASONING, UNBONDING, arbiter_list, arbiters, cases,
    cases_of, details, draw, records::Arbiter, totals as stored_totals,
};

/// `ruling(uint256)`.
pub(crate) fn ruling(call: &mut Call<'_>, id: U256) -> Result<rulingReturn> {
    let Ok(number) = u64::try_from(id) else {
        return Ok(rulingReturn { phase: Phase::None, outcome: Outcome::None });
    };
    let case = super::cases().at(call, number)?.load(call)?;
    let phase = cases::phase(&case, call.timestamp());
    Ok(rulingReturn { phase, outcome: cases::outcome(&case) })
}

/// `getCase(uint256)`.
///
/// # Errors
/// `NoSuchCase`.
pub(crate) fn case(call: &mut Call<'_>, id: U256) -> Result<CaseRecord> {
    let (number, case) = cases::load(call, id)?;
    let details = details().at(call, number)?.load(call)?;
    let phase = cases::phase(&case, call.timestamp());
    let deadline = if phase == Phase::Bidding { case.bids_end() } else { case.ends() };
    Ok(CaseRecord {
        opener: case.opener,
        r#ref: details.opener_ref,
        buyer: case.buyer,
        seller: case.seller,
        excluded: [details.first_excluded, details.second_excluded],
        maxFee: case.max_fee.to(),
        terms: IArbitration::Terms {
            bidWindow: case.bid_window,
            acceptWindow: case.accept_window,
            rulingWindow: case.ruling_window,
            court: details.court,
        },
        phase,
        deadline: U256::from(deadline),
        bids: U256::from(case.bids),
        arbiter: case.arbiter,
        fee: case.fee.to(),
        missed: U256::from(case.missed),
        outcome: cases::outcome(&case),
    })
}

/// `bidsOf(uint256)`.
///
/// # Errors
/// `NoSuchCase`.
pub(crate) fn bids(call: &mut Call<'_>, id: U256) -> Result<Vec<IArbitration::Bid>> {
    let (number, case) = cases::load(call, id)?;
    let former = draw::former(call, number, &case)?;
    let places = super::bids().at(call, number)?;
    let mut bids = Vec::new();
    for place in 0..case.bids {
        let bid = places.at(call, place)?.load(call)?;
        let mark = place.saturating_add(1);
        bids.push(IArbitration::Bid {
            arbiter: bid.arbiter,
            fee: bid.fee.to(),
            acceptedByBuyer: case.buyer_accepts == mark,
            acceptedBySeller: case.seller_accepts == mark,
            vetoed: case.vetoed(place),
            tried: former.contains(&bid.arbiter),
        });
    }
    Ok(bids)
}

/// The bounds of a page, which are read before anything is.
///
/// # Errors
/// `PageTooLarge`.
fn page(from: U256, limit: U256) -> Result<(u64, u64)> {
    let max = U256::from(MAX_PAGE);
    if limit > max {
        return Err(PageTooLarge { limit, max }.into());
    }
    Ok((from.saturating_to(), limit.saturating_to()))
}

/// `casesOf(address,uint256,uint256)`.
///
/// # Errors
/// `PageTooLarge`.
pub(crate) fn cases_of_page(
    call: &mut Call<'_>,
    account: Address,
    from: U256,
    limit: U256,
) -> Result<Vec<U256>> {
    let (from, limit) = page(from, limit)?;
    let ids = cases_of().at(call, account)?.page(call, from, limit)?;
    Ok(ids.into_iter().map(U256::from).collect())
}

/// `caseCountOf(address)`.
pub(crate) fn case_count_of(call: &mut Call<'_>, account: Address) -> Result<U256> {
    Ok(U256::from(cases_of().at(call, account)?.len(call)?))
}

/// `getArbiter(address)`.
///
/// # Errors
/// `NotArbiter`.
pub(crate) fn arbiter(call: &mut Call<'_>, account: Address) -> Result<ArbiterRecord> {
    let arbiter = arbiters().at(call, account)?.load(call)?;
    if arbiter.joined_at.is_zero() {
        return Err(NotArbiter { account }.into());
    }
    Ok(record(account, &arbiter))
}

fn record(account: Address, arbiter: &Arbiter) -> ArbiterRecord {
    ArbiterRecord {
        account,
        bond: arbiter.bond.to(),
        active: arbiter.is_active(),
        releaseAt: arbiter.release_at.to(),
        boundUntil: arbiter.bound_until.to(),
        openCases: U256::from(arbiter.open_cases),
        taken: U256::from(arbiter.taken),
        ruled: U256::from(arbiter.ruled),
        missed: U256::from(arbiter.missed),
        escalated: U256::from(arbiter.escalated),
        joinedAt: arbiter.joined_at.to(),
        categories: arbiter.categories,
        profile: arbiter.profile,
    }
}

/// `arbiters(uint256,uint256)`.
///
/// # Errors
/// `PageTooLarge`.
pub(crate) fn arbiters_page(
    call: &mut Call<'_>,
    from: U256,
    limit: U256,
) -> Result<Vec<ArbiterRecord>> {
    let (from, limit) = page(from, limit)?;
    let accounts = arbiter_list().page(call, from, limit)?;
    let mut records = Vec::new();
    for account in accounts {
        let arbiter = arbiters().at(call, account)?.load(call)?;
        records.push(record(account, &arbiter));
    }
    Ok(records)
}

/// `arbiterCount()`.
pub(crate) fn arbiter_count(call: &mut Call<'_>) -> Result<U256> {
    Ok(U256::from(arbiter_list().len(call)?))
}

/// `totals()`.
pub(crate) fn totals(call: &mut Call<'_>) -> Result<totalsReturn> {
    let totals = stored_totals().load(call)?;
    let (bonds, fees) = (totals.bonds.to(), totals.fees.to());
    Ok(totalsReturn { bonds, fees, cases: totals.cases.to() })
}

/// `parameters()`.
pub(crate) fn parameters() -> Parameters {
    Parameters {
        minBond: MIN_BOND,
        missPenalty: MISS_PENALTY,
        minFee: MIN_FEE,
        unbonding: U256::from(UNBONDING),
        maxWindow: U256::from(MAX_WINDOW),
        minDrawnWindow: U256::from(MIN_DRAWN_WINDOW),
        courtWindow: U256::from(COURT_WINDOW),
        seasoning: U256::from(SEASONING),
        maxBids: U256::from(MAX_BIDS),
        maxArbiters: U256::from(MAX_ARBITERS),
        maxEvidence: U256::from(MAX_EVIDENCE),
        maxUri: U256::from(MAX_URI),
    }
}
