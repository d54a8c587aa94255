//! Evidence: in the log only, bounded in size and number.

use alloy_primitives::{Address, B256, U256};

use crate::{
    Call, Result,
    abi::IArbitration::{Evidence, EvidenceHash, NotParticipant, TooMuchEvidence, UriTooLong},
};

use super::{
    MAX_EVIDENCE, MAX_URI, cases,
    cases::require,
    details,
    records::{Case, Details, State},
};

/// Evidence of the caller, a party or who is appointed, in case `id`.
///
/// # Errors
/// `UriTooLong`, `NoSuchCase`, `WrongPhase`, `NotParticipant`, `TooMuchEvidence`.
pub(crate) fn submit(call: &mut Call<'_>, id: U256, hash: B256, uri: String) -> Result<()> {
    if uri.len() > MAX_URI {
        return Err(UriTooLong { length: U256::from(uri.len()), max: U256::from(MAX_URI) }.into());
    }
    let (number, case) = cases::load(call, id)?;
    require(call, number, &case, &[State::Open, State::Ruling, State::Court])?;
    let party = call.caller();
    let place = details().at(call, number)?;
    let old = place.load(call)?;
    let mut new = old;
    let Some(count) = counter(&mut new, &case, party) else {
        return Err(NotParticipant { caseId: id, account: party }.into());
    };
    if *count >= MAX_EVIDENCE {
        return Err(TooMuchEvidence { caseId: id, party }.into());
    }
    *count = count.saturating_add(1);
    place.update(call, &old, &new)?;
    let arbitrator = call.account();
    call.emit(&Evidence { arbitrator, evidenceGroupID: id, party, evidence: uri })?;
    call.emit(&EvidenceHash { caseId: id, party, hash })
}

/// Where the submissions of `party` are counted; `None` for who takes no part.
fn counter<'a>(details: &'a mut Details, case: &Case, party: Address) -> Option<&'a mut u8> {
    if party == case.buyer {
        Some(&mut details.buyer_evidence)
    } else if party == case.seller {
        Some(&mut details.seller_evidence)
    } else if party == case.arbiter {
        Some(&mut details.arbiter_evidence)
    } else {
        None
    }
}
