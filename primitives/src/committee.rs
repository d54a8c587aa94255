//! Who votes in an epoch, and whose turn a view is.

use std::net::SocketAddr;

use alloy_primitives::{Address, B256, FixedBytes, U256, keccak256};

/// A BLS12-381 public key: a compressed point of G1.
pub type RandaoKey = FixedBytes<48>;

/// A validator's place in a committee.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seat {
    /// Who declared the validator and manages it.
    pub validator: Address,
    /// Ed25519 key its votes are signed with.
    pub consensus_key: B256,
    /// BLS12-381 key its part of the randomness is signed with.
    pub randao_key: RandaoKey,
    /// How often it is drawn to lead, in whole CMT of effective stake; at least 1. Votes count one
    /// each.
    pub weight: u64,
    /// Where other validators reach it; `None` when it named no address.
    pub endpoint: Option<SocketAddr>,
}

/// The validators of one epoch.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Committee {
    /// The epoch they vote in.
    pub epoch: u64,
    /// What the schedule of leaders is drawn from.
    pub seed: B256,
    /// Ascending by consensus key, each key once.
    pub seats: Vec<Seat>,
}

impl Committee {
    /// A committee of these seats, brought into order.
    pub fn new(epoch: u64, seed: B256, mut seats: Vec<Seat>) -> Self {
        seats.sort_by_key(|seat| seat.consensus_key);
        seats.dedup_by_key(|seat| seat.consensus_key);
        Self { epoch, seed, seats }
    }

    /// The place of the seat with this consensus key.
    pub fn position(&self, consensus_key: &B256) -> Option<usize> {
        self.seats.binary_search_by_key(consensus_key, |seat| seat.consensus_key).ok()
    }

    /// The place of the seat that leads `view`: drawn by the weights, and known to everybody as
    /// soon as the committee is. 0 in an empty committee.
    ///
    /// Of three seats or more none leads two views in a row, so that one that is away costs its
    /// view alone: odd views are drawn from all seats, even ones from those that lead neither the
    /// view before nor the one after.
    pub fn leader(&self, view: u64) -> usize {
        let odd = |view| self.draw(view, &[]);
        let drawn = if view.is_multiple_of(2) {
            let (before, after) = (odd(view.saturating_sub(1)), odd(view.saturating_add(1)));
            let others = self.draw(view, &[before, after]);
            others.or_else(|| self.draw(view, &[before]))
        } else {
            odd(view)
        };
        drawn.unwrap_or(0)
    }

    /// Draws a seat for `view` by the weights of all but some; `None` if nobody is left.
    fn draw(&self, view: u64, without: &[Option<usize>]) -> Option<usize> {
        let takes_part = |place: &usize| !without.contains(&Some(*place));
        let seats = || self.seats.iter().enumerate().filter(|(place, _)| takes_part(place));
        let total: u128 = seats().map(|(_, seat)| u128::from(seat.weight.max(1))).sum();
        let total = std::num::NonZeroU128::new(total)?;
        let mut preimage = [0; 48];
        let (seed, rest) = preimage.split_at_mut(32);
        let (epoch, number) = rest.split_at_mut(8);
        seed.copy_from_slice(self.seed.as_slice());
        epoch.copy_from_slice(&self.epoch.to_be_bytes());
        number.copy_from_slice(&view.to_be_bytes());
        let draw = U256::from_be_bytes(keccak256(preimage).0);
        // 256 bits against at most 2^71: the remainder's bias cannot be measured.
        let mut left: u128 = draw.reduce_mod(U256::from(total.get())).saturating_to();
        for (place, seat) in seats() {
            match left.checked_sub(seat.weight.max(1).into()) {
                Some(rest) => left = rest,
                None => return Some(place),
            }
        }
        None
    }

    /// Votes that decide: all but a third, rounded down (Simplex with n = 3f + 1).
    pub const fn quorum(&self) -> usize {
        let faults = self.seats.len().saturating_sub(1) / 3;
        self.seats.len().saturating_sub(faults)
    }
}

/// The address a header names its proposer by: the last 20 bytes of keccak256 of the consensus
/// key. Nobody holds an account key to it, and nothing is paid to it.
pub fn consensus_address(consensus_key: &B256) -> Address {
    Address::from_word(keccak256(consensus_key))
}

/// What votes on this chain are signed under, so that none counts on another.
pub fn vote_namespace(chain_id: u64) -> Vec<u8> {
    [b"cybermiles".as_slice(), &chain_id.to_be_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn committee(weights: &[u64]) -> Committee {
        let seats = weights.iter().zip(1u8..).map(|(weight, n)| Seat {
            validator: Address::with_last_byte(n),
            consensus_key: B256::with_last_byte(n),
            randao_key: RandaoKey::ZERO,
            weight: *weight,
            endpoint: None,
        });
        Committee::new(3, B256::with_last_byte(9), seats.collect())
    }

    #[test]
    fn odd_views_are_in_proportion_to_weights() {
        let committee = committee(&[10, 20, 30, 40]);
        let mut turns = [0u32; 4];
        for view in (1..=200_000).step_by(2) {
            turns[committee.leader(view)] += 1;
        }
        for (turns, expected) in turns.into_iter().zip([10_000, 20_000, 30_000, 40_000]) {
            // Five standard deviations of the binomial distribution are below 800.
            assert!(turns.abs_diff(expected) < 800, "{turns} turns, expected about {expected}");
        }
    }

    #[test]
    fn over_all_views_turns_are_nearly_so() {
        let weights: Vec<u64> = (1..=20).collect();
        let committee = committee(&weights);
        let mut turns = [0u32; 20];
        for view in 1..=210_000 {
            turns[committee.leader(view)] += 1;
        }
        for (turns, weight) in turns.into_iter().zip(weights) {
            let expected = u32::try_from(weight).unwrap() * 1_000;
            let difference = turns.abs_diff(expected);
            assert!(difference < expected / 10 + 200, "{turns} turns, weight {weight}");
        }
    }

    #[test]
    fn nobody_leads_two_views_in_a_row() {
        for weights in [&[1, 1, 1][..], &[1, 1, 1, 1], &[1, 1, 1_000_000], &[5; 19]] {
            let committee = committee(weights);
            let leads = |view| committee.leader(view);
            assert!((1..20_000).all(|view| leads(view) != leads(view + 1)), "{weights:?}");
        }
        // Where that cannot be, at least not always.
        let two = committee(&[1, 1]);
        assert!((2..1_000).step_by(2).all(|view| two.leader(view) != two.leader(view - 1)));
        assert!((1..100).all(|view| committee(&[1]).leader(view) == 0));
    }

    #[test]
    fn no_seat_is_without_turns_and_no_committee_without_answer() {
        assert_eq!(committee(&[]).leader(1), 0);
        let zero = committee(&[0, 0]);
        assert!((1..100).any(|view| zero.leader(view) == 1));
        let heavy = committee(&[u64::MAX; 100]);
        assert!((1..1000).all(|view| heavy.leader(view) < 100));
    }

    #[test]
    fn a_quorum_leaves_out_less_than_a_third() {
        for (size, quorum) in [(0, 0), (1, 1), (3, 3), (4, 3), (6, 5), (7, 5), (19, 13), (100, 67)]
        {
            assert_eq!(committee(&vec![1; size]).quorum(), quorum, "{size}");
        }
    }
}
