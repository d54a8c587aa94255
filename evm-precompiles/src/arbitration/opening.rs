//! How a case begins.

use alloy_primitives::{Address, B256, U256};

use crate::{
    Call, Result,
    abi::{
        IArbitration::{self, CaseOpened, FeeTooSmall, InvalidWindow, openCaseCall},
        IGovernance::Pausable,
        IPrecompile::ZeroAddress,
    },
    gas,
    governance::refuse_paused,
};

use super::{
    MAX_SETTLEMENTS, MAX_WINDOW, MIN_FEE, cases, cases_of, queue,
    records::{Case, Details, State, U40, amount, time},
    settlement::Item,
    totals,
};

/// How a case runs, as its parties agreed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Terms {
    /// Seconds in which arbiters bid, at most [`MAX_WINDOW`].
    pub bid_window: u32,
    /// Seconds after it in which the parties may agree on a bid, at most [`MAX_WINDOW`].
    pub accept_window: u32,
    /// Seconds an appointed arbiter has, from 1 to [`MAX_WINDOW`].
    pub ruling_window: u32,
    /// Who rules when the arbiters fail; zero for nobody.
    pub court: Address,
}

impl Terms {
    /// Refuses terms under which no case can be opened: whoever stores them for a later dispute
    /// asks here first.
    ///
    /// # Errors
    /// `InvalidWindow`.
    pub(crate) fn check(&self) -> Result<()> {
        let longest = self.bid_window.max(self.accept_window).max(self.ruling_window);
        if longest > MAX_WINDOW || self.ruling_window == 0 {
            let window = if longest > MAX_WINDOW { longest } else { 0 };
            let (window, max) = (U256::from(window), U256::from(MAX_WINDOW));
            return Err(InvalidWindow { window, max }.into());
        }
        Ok(())
    }
}

/// A dispute to be decided.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Opening {
    /// The opener's own reference; Escrow's order id.
    pub reference: B256,
    /// One party.
    pub buyer: Address,
    /// The other party; may be the same account.
    pub seller: Address,
    /// Two more accounts that may not arbitrate: carrier and marketplace; zero for nobody.
    pub excluded: [Address; 2],
    /// The most an arbiter may ask, wei: one deposit.
    pub max_fee: U256,
    /// How the case runs.
    pub terms: Terms,
}

/// Opens a case for the calling precompile, which keeps the money itself and is told the result.
///
/// A court with a stake in the case counts as none. Nothing is refused that [`Terms::check`] has
/// passed and whose fee fits 96 bits.
///
/// # Errors
/// `InvalidWindow`, `AmountTooLarge`.
pub(crate) fn open(call: &mut Call<'_>, opening: &Opening) -> Result<u64> {
    opening.terms.check()?;
    let case = new_case(call, opening)?;
    let id = next_id(call)?;
    cases().at(call, id)?.create(call, &case)?;
    let details = new_details(opening, case.opener);
    super::details().at(call, id)?.create(call, &details)?;
    for_parties(call, id, &case)?;
    // Each time the case may come up later is paid for now.
    let settlements = MAX_SETTLEMENTS.saturating_sub(1);
    call.charge(gas::SETTLEMENT.saturating_mul(settlements))?;
    queue().push(call, case.bids_end(), Item::Case(id).encode())?;
    announce(call, id, &case, &details)?;
    Ok(id)
}

/// Opens a case for anybody: the value sent is the fee.
///
/// # Errors
/// `Paused`, `ZeroAddress`, `FeeTooSmall`, `InvalidWindow`, `AmountTooLarge`.
pub(crate) fn open_paid(call: &mut Call<'_>, asked: &openCaseCall) -> Result<U256> {
    refuse_paused(call, Pausable::ArbitrationCases)?;
    if asked.buyer.is_zero() || asked.seller.is_zero() {
        return Err(ZeroAddress {}.into());
    }
    let max_fee = call.value();
    if max_fee < MIN_FEE {
        return Err(FeeTooSmall { sent: max_fee, minFee: MIN_FEE }.into());
    }
    let terms = &asked.terms;
    let opening = Opening {
        reference: asked.r#ref,
        buyer: asked.buyer,
        seller: asked.seller,
        excluded: asked.excluded,
        max_fee,
        terms: Terms {
            bid_window: terms.bidWindow,
            accept_window: terms.acceptWindow,
            ruling_window: terms.rulingWindow,
            court: terms.court,
        },
    };
    let id = open(call, &opening)?;
    let old = totals().load(call)?;
    let mut new = old;
    new.fees = amount(old.fees.to::<U256>().saturating_add(max_fee))?;
    totals().update(call, &old, &new)?;
    Ok(U256::from(id))
}

fn new_case(call: &Call<'_>, opening: &Opening) -> Result<Case> {
    let terms = &opening.terms;
    let windows = u64::from(terms.bid_window).saturating_add(terms.accept_window.into());
    Ok(Case {
        buyer: opening.buyer,
        seller: opening.seller,
        opener: call.caller(),
        max_fee: amount(opening.max_fee)?,
        state: State::Open as u8,
        deadline: time(call.timestamp().saturating_add(windows)),
        bid_window: terms.bid_window,
        accept_window: terms.accept_window,
        ruling_window: terms.ruling_window,
        ..Case::default()
    })
}

fn new_details(opening: &Opening, opener: Address) -> Details {
    let [first_excluded, second_excluded] = opening.excluded;
    let stakes = [opening.buyer, opening.seller, opener, first_excluded, second_excluded];
    let court = opening.terms.court;
    Details {
        opener_ref: opening.reference,
        court: if stakes.contains(&court) { Address::ZERO } else { court },
        first_excluded,
        second_excluded,
        ..Details::default()
    }
}

/// Counts one more case.
fn next_id(call: &mut Call<'_>) -> Result<u64> {
    let old = totals().load(call)?;
    let mut new = old;
    new.cases = old.cases.saturating_add(U40::ONE);
    totals().update(call, &old, &new)?;
    Ok(new.cases.to())
}

/// Lists the case for its parties.
fn for_parties(call: &mut Call<'_>, id: u64, case: &Case) -> Result<()> {
    cases_of().at(call, case.buyer)?.push(call, U40::saturating_from(id))?;
    if case.seller == case.buyer {
        return Ok(());
    }
    cases_of().at(call, case.seller)?.push(call, U40::saturating_from(id))
}

fn announce(call: &mut Call<'_>, id: u64, case: &Case, details: &Details) -> Result<()> {
    call.emit(&CaseOpened {
        caseId: U256::from(id),
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
        bidUntil: U256::from(case.bids_end()),
        acceptUntil: U256::from(case.ends()),
    })
}
