//! Turns kept and missed, as the chain itself tells them.
//!
//! A view between a block's and its parent's brought no block: its leader, known from the schedule,
//! missed a turn. Certificates are not asked: whoever collects one may leave votes out.

use alloy_primitives::U256;
use cybermiles_primitives::{Committee, committee::consensus_address};

use super::{
    close::BlockFacts, committee, parameters, records::Window, slash, stakes, status, tallies,
    windows,
};
use crate::{Call, Result};

/// Counts the turns between a block and its parent, and the block's own.
///
/// A gap of more views than the committee has members counts for nobody: the network stood still,
/// and not one validator.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn count(call: &mut Call<'_>, facts: &BlockFacts) -> Result<()> {
    let Some(committee) = committee::load(call, facts.epoch)? else { return Ok(()) };
    let first = facts.parent_view.saturating_add(1);
    let gap = facts.view.saturating_sub(first);
    if gap <= committee.seats.len() as u64 {
        for view in first..facts.view {
            turn(call, &committee, view, false)?;
        }
    }
    let leader = committee.seats.get(committee.leader(facts.view));
    if leader.is_some_and(|seat| consensus_address(&seat.consensus_key) == facts.proposer) {
        turn(call, &committee, facts.view, true)?;
    }
    Ok(())
}

/// Counts one turn of the leader of `view`.
fn turn(call: &mut Call<'_>, committee: &Committee, view: u64, kept: bool) -> Result<()> {
    let leader = committee.leader(view);
    let Some(seat) = committee.seats.get(leader) else { return Ok(()) };
    let index = leader as u64;
    if let Some(tally) = tallies().get(call, index)? {
        let (keeps, misses) = split(tally);
        let tally = if kept {
            join(keeps.saturating_add(1), misses)
        } else {
            join(keeps, misses.saturating_add(1))
        };
        tallies().set(call, index, tally)?;
    }
    // Who is in jail or removed is judged already.
    if stakes().at(call, seat.validator)?.load(call)?.status != status::ACTIVE {
        return Ok(());
    }
    let place = windows().at(call, seat.validator)?;
    let old = place.load(call)?;
    if kept && old.missed == 0 {
        // Nothing to forget and nothing to remember.
        return Ok(());
    }
    let size = u16::try_from(parameters::small(call, &parameters::WINDOW)?).unwrap_or(u16::MAX);
    let mut window = if old.size == size { old } else { Window { size, ..Window::default() } };
    window.push(!kept);
    place.update(call, &old, &window)?;
    let rate = parameters::get(call, &parameters::MISSED_SHARE)?;
    let bound = super::shares::basis_points(size.into(), rate).max(1);
    if u128::from(window.missed) >= bound {
        slash::jail(call, seat.validator)?;
    }
    Ok(())
}

/// Turns kept and missed of a seat.
pub(super) const fn split(tally: u64) -> (u32, u32) {
    let kept = tally >> 32;
    #[allow(clippy::cast_possible_truncation, reason = "the halves of 64 bits have 32")]
    (kept as u32, tally as u32)
}

fn join(kept: u32, missed: u32) -> u64 {
    (u64::from(kept) << 32) | u64::from(missed)
}

/// Counts from zero for the committee of `epoch`.
///
/// # Errors
/// As [`Call::sstore`].
pub(super) fn reset(call: &mut Call<'_>, epoch: u64) -> Result<()> {
    let seats = committee::load(call, epoch)?.map_or(0, |committee| committee.seats.len()) as u64;
    while tallies().len(call)? > seats {
        tallies().pop(call)?;
    }
    let len = tallies().len(call)?;
    for index in 0..len {
        tallies().set(call, index, 0)?;
    }
    for _ in len..seats {
        tallies().push(call, 0)?;
    }
    Ok(())
}

impl Window {
    /// The next turn takes the place of the oldest.
    pub(super) fn push(&mut self, missed: bool) {
        let index = usize::from(self.next);
        let (word, bit) = (index >> 8, index & 0xff);
        let words = [&mut self.first, &mut self.second, &mut self.third, &mut self.fourth];
        let Some(bits) = words.into_iter().nth(word) else { return };
        let mask = U256::ONE.wrapping_shl(bit);
        let was_missed = !(*bits & mask).is_zero();
        if missed {
            *bits |= mask;
        } else {
            *bits &= !mask;
        }
        self.missed = match (was_missed, missed) {
            (false, true) => self.missed.saturating_add(1),
            (true, false) => self.missed.saturating_sub(1),
            _ => self.missed,
        };
        let next = self.next.saturating_add(1);
        self.next = if next >= self.size { 0 } else { next };
    }
}
