//! Committees by epoch, as they lie in Staking's storage.
//!
//! Consensus and full nodes read them from the state; nothing else tells them who votes.

use std::net::{IpAddr, Ipv6Addr, SocketAddr};

use alloy_primitives::{Address, B256, FixedBytes, U256, keccak256};
use cybermiles_primitives::{Committee, Seat, committee::RandaoKey};

use super::{committees, seats};
use crate::{
    Call, Result,
    storage::{Stored, Words},
};

crate::record! {
    /// A committee without its seats.
    pub struct CommitteeRecord {
        /// What the schedule of leaders is drawn from.
        pub seed: B256,
        /// How many seats it has.
        pub size: u16,
    }
}

crate::record! {
    /// A seat of a committee.
    pub struct SeatRecord {
        /// Who declared the validator.
        pub validator: Address,
        /// How often it leads, in whole CMT of effective stake.
        pub weight: u64,
        /// Port other validators reach it at; 0 for none.
        pub port: u16,
        /// Ed25519 key of its votes.
        pub consensus_key: B256,
        /// First 32 bytes of its BLS12-381 key.
        pub randao_head: B256,
        /// Last 16 bytes of its BLS12-381 key.
        pub randao_tail: u128,
        /// IPv6 address, or IPv4 mapped into it, that other validators reach it at.
        pub ip: u128,
    }
}

/// Where the committees lie.
const COMMITTEES_SLOT: u64 = 0;
/// Where the seats lie.
const SEATS_SLOT: u64 = 1;

/// The key of a seat: the epoch in the high bits, the place in the low 16.
pub(crate) fn seat_key(epoch: u64, place: u16) -> U256 {
    U256::from(epoch).wrapping_shl(16) | U256::from(place)
}

fn record_of(seat: &Seat) -> SeatRecord {
    let (head, tail) = seat.randao_key.split_first_chunk::<32>().unwrap_or((&[0; 32], &[]));
    let (ip, port) = endpoint_words(seat.endpoint);
    SeatRecord {
        validator: seat.validator,
        weight: seat.weight,
        port,
        consensus_key: seat.consensus_key,
        randao_head: B256::from(*head),
        randao_tail: FixedBytes::<16>::try_from(tail).map_or(0, |tail| u128::from_be_bytes(tail.0)),
        ip,
    }
}

fn seat_of(record: &SeatRecord) -> Seat {
    let key = [record.randao_head.as_slice(), &record.randao_tail.to_be_bytes()].concat();
    Seat {
        validator: record.validator,
        consensus_key: record.consensus_key,
        randao_key: RandaoKey::try_from(key.as_slice()).unwrap_or_default(),
        weight: record.weight,
        endpoint: endpoint(record.ip, record.port),
    }
}

/// The endpoint as it is kept: an IPv6 address and a port, which is 0 for none.
pub(super) const fn endpoint_words(endpoint: Option<SocketAddr>) -> (u128, u16) {
    match endpoint {
        Some(endpoint) => (to_ipv6(endpoint.ip()).to_bits(), endpoint.port()),
        None => (0, 0),
    }
}

/// The endpoint that is kept so.
pub(super) fn endpoint(ip: u128, port: u16) -> Option<SocketAddr> {
    let ip = IpAddr::V6(Ipv6Addr::from_bits(ip)).to_canonical();
    (port != 0).then(|| SocketAddr::new(ip, port))
}

const fn to_ipv6(ip: IpAddr) -> Ipv6Addr {
    match ip {
        IpAddr::V4(ip) => ip.to_ipv6_mapped(),
        IpAddr::V6(ip) => ip,
    }
}

/// Writes a committee, in place of what stood there.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn store(call: &mut Call<'_>, committee: &Committee) -> Result<()> {
    let mut size: u16 = 0;
    for seat in &committee.seats {
        let place = seats().at(call, seat_key(committee.epoch, size))?;
        let old = place.load(call)?;
        place.update(call, &old, &record_of(seat))?;
        size = size.saturating_add(1);
    }
    let record = CommitteeRecord { seed: committee.seed, size };
    let place = committees().at(call, committee.epoch)?;
    let old = place.load(call)?;
    place.update(call, &old, &record)
}

/// Reads a committee; `None` where none is kept for that epoch.
///
/// # Errors
/// As [`Call::sload`].
pub(crate) fn load(call: &mut Call<'_>, epoch: u64) -> Result<Option<Committee>> {
    let CommitteeRecord { seed, size } = committees().at(call, epoch)?.load(call)?;
    if size == 0 {
        return Ok(None);
    }
    let mut all = Vec::with_capacity(size.into());
    for place in 0..size {
        all.push(seat_of(&seats().at(call, seat_key(epoch, place))?.load(call)?));
    }
    Ok(Some(Committee { epoch, seed, seats: all }))
}

/// Clears a committee that is kept no longer.
///
/// # Errors
/// As [`Call::sstore`].
pub(crate) fn forget(call: &mut Call<'_>, epoch: u64) -> Result<()> {
    let head = committees().at(call, epoch)?;
    let CommitteeRecord { size, .. } = head.load(call)?;
    if size == 0 {
        return Ok(());
    }
    for place in 0..size {
        seats().at(call, seat_key(epoch, place))?.clear(call)?;
    }
    head.clear(call)
}

/// Reads the committee of `epoch` slot by slot from Staking's storage; `None` where none is kept.
///
/// # Errors
/// Those of `read`.
pub fn read<E>(
    epoch: u64,
    mut read: impl FnMut(U256) -> std::result::Result<U256, E>,
) -> std::result::Result<Option<Committee>, E> {
    let start = place(U256::from(epoch), COMMITTEES_SLOT);
    let CommitteeRecord { seed, size } = record(start, &mut read)?;
    if size == 0 {
        return Ok(None);
    }
    let mut seats = Vec::with_capacity(size.into());
    for index in 0..size {
        let start = place(seat_key(epoch, index), SEATS_SLOT);
        seats.push(seat_of(&record(start, &mut read)?));
    }
    Ok(Some(Committee { epoch, seed, seats }))
}

/// The slots a committee takes in Staking's storage and what stands in them, for a genesis file.
pub fn slots(committee: &Committee) -> Vec<(U256, U256)> {
    let size = u16::try_from(committee.seats.len()).unwrap_or(u16::MAX);
    let head = CommitteeRecord { seed: committee.seed, size };
    let mut slots = words(place(U256::from(committee.epoch), COMMITTEES_SLOT), &head);
    for (seat, index) in committee.seats.iter().zip(0..size) {
        let start = place(seat_key(committee.epoch, index), SEATS_SLOT);
        slots.extend(words(start, &record_of(seat)));
    }
    slots
}

/// Where the value of `key` lies in the mapping at `slot`.
fn place(key: U256, slot: u64) -> U256 {
    keccak256([key.to_be_bytes::<32>(), U256::from(slot).to_be_bytes::<32>()].concat()).into()
}

fn record<T: Stored, E>(
    start: U256,
    read: &mut impl FnMut(U256) -> std::result::Result<U256, E>,
) -> std::result::Result<T, E> {
    let mut words = Words::default();
    for index in 0..T::WORDS {
        words.set(index, read(start.wrapping_add(U256::from(index)))?);
    }
    Ok(T::decode(&words))
}

fn words<T: Stored>(start: U256, record: &T) -> Vec<(U256, U256)> {
    let words = record.encode();
    (0..T::WORDS).map(|index| (start.wrapping_add(U256::from(index)), words.get(index))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{address::STAKING, memory::MemoryHost};

    fn committee() -> Committee {
        let seat = |n: u8, endpoint: Option<&str>| Seat {
            validator: Address::with_last_byte(n),
            consensus_key: B256::repeat_byte(n),
            randao_key: RandaoKey::from_slice(&(0..48).map(|at| at + n).collect::<Vec<_>>()),
            weight: u64::from(n) << 40,
            endpoint: endpoint.map(|text| text.parse().unwrap()),
        };
        let seats =
            vec![seat(1, Some("127.0.0.1:9000")), seat(2, None), seat(3, Some("[2001:db8::1]:1"))];
        Committee::new(7, B256::repeat_byte(9), seats)
    }

    #[test]
    fn what_calls_write_readers_of_slots_and_genesis_files_agree_on() {
        let mut host = MemoryHost::new();
        let committee = committee();
        let mut call = Call::system(&mut host, STAKING);
        store(&mut call, &committee).unwrap();
        assert_eq!(load(&mut call, 7).unwrap(), Some(committee.clone()));
        assert_eq!(load(&mut call, 8).unwrap(), None);
        let found = read::<()>(7, |slot| Ok(host.slot(STAKING, slot))).unwrap();
        assert_eq!(found, Some(committee.clone()));
        let mut slots = slots(&committee);
        slots.retain(|(_, word)| !word.is_zero());
        slots.sort_unstable();
        let stored: Vec<_> =
            host.state().0.into_iter().map(|((_, slot), word)| (slot, word)).collect();
        assert_eq!(slots, stored);
    }
}
