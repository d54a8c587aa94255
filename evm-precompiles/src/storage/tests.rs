//! What is written lies where Solidity would have put it.

use alloy_primitives::{
    Address, B256, FixedBytes, U256,
    aliases::{U40, U80, U96},
    keccak256,
};
use rand::{Rng, SeedableRng, rngs::StdRng};

use super::{Array, Blob, Mapping, Place, Record, Value, Word, cut, paste};
use crate::{Call, Failure, address::ESCROW, memory::MemoryHost};

fn seed() -> u64 {
    let seed = std::env::var("SEED").ok().and_then(|text| text.parse().ok());
    let seed = seed.unwrap_or_else(|| rand::rng().random());
    eprintln!("SEED={seed}");
    seed
}

fn with_call<R>(host: &mut MemoryHost, step: impl FnOnce(&mut Call<'_>) -> R) -> R {
    step(&mut Call::system(host, ESCROW))
}

crate::record! {
    /// Packs as solc packs: see `places_follow_soliditys_packing`.
    pub struct Sample {
        /// First word.
        pub owner: Address,
        /// First word.
        pub at: U40,
        /// First word.
        pub flags: u8,
        /// Does not fit the first word: second.
        pub price: U96,
        /// Second word.
        pub deposit: u128,
        /// Alone.
        pub hash: B256,
        /// Fourth word.
        pub open: bool,
    }
}

fn sample() -> Sample {
    Sample {
        owner: Address::repeat_byte(0xaa),
        at: U40::from(0x01_0203_0405u64),
        flags: 0xf1,
        price: U96::MAX,
        deposit: u128::MAX - 1,
        hash: B256::repeat_byte(0xcc),
        open: true,
    }
}

#[test]
fn places_follow_soliditys_packing() {
    use super::Stored;
    let places: Vec<_> = Sample::fields().iter().map(|field| (field.slot, field.offset)).collect();
    assert_eq!(places, [(0, 0), (0, 20), (0, 25), (1, 0), (1, 12), (2, 0), (3, 0)]);
    assert_eq!(Sample::WORDS, 4);
}

#[test]
fn a_record_comes_back_and_only_changed_words_are_written() {
    let mut host = MemoryHost::new();
    let record = Record::<Sample>::from_slot(U256::from(7));
    with_call(&mut host, |call| record.create(call, &sample()).unwrap());
    let word = U256::from_be_slice(&hex("f10102030405aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"));
    assert_eq!(host.slot(ESCROW, U256::from(7)), word);
    assert_eq!(host.slot(ESCROW, U256::from(10)), U256::ONE);
    let loaded = with_call(&mut host, |call| record.load(call).unwrap());
    assert_eq!(loaded, sample());
    let gas = with_call(&mut host, |call| {
        let changed = Sample { flags: 0, ..loaded };
        record.update(call, &loaded, &changed).unwrap();
        call.gas().used()
    });
    assert_eq!(gas, 100, "one warm word, written before in this transaction");
    with_call(&mut host, |call| record.clear(call).unwrap());
    assert!(host.state().0.is_empty());
}

fn hex(text: &str) -> Vec<u8> {
    alloy_primitives::hex::decode(text).unwrap()
}

#[test]
fn values_of_every_width_come_back_and_leave_their_neighbours() {
    fn check<T: Word + PartialEq + std::fmt::Debug>(value: T) {
        let word = value.to_word();
        assert_eq!(cut(word, 0, T::BYTES), word, "{value:?} is wider than it says");
        assert_eq!(T::from_word(word), value);
        for offset in [0, 32 - T::BYTES] {
            let pasted = paste(U256::MAX, offset, T::BYTES, word);
            assert_eq!(T::from_word(cut(pasted, offset, T::BYTES)), value);
            assert_eq!(paste(pasted, offset, T::BYTES, U256::MAX), U256::MAX);
        }
    }
    check(true);
    check(0xa1u8);
    check(0xa1b2u16);
    check(0xa1b2_c3d4u32);
    check(0xa1b2_c3d4_e5f6_0718u64);
    check(u128::MAX - 7);
    check(U40::from(0xa1_b2c3_d4e5u64));
    check(U80::MAX);
    check(U256::MAX - U256::from(9));
    check(Address::repeat_byte(0x9e));
    check(B256::repeat_byte(0x7d));
    check(FixedBytes([1, 2, 3, 4]));
}

#[test]
fn nested_mappings_lie_where_solidity_puts_them() {
    let mut host = MemoryHost::new();
    let (owner, spender) = (Address::repeat_byte(1), Address::repeat_byte(2));
    let allowances = Mapping::<Address, Mapping<Address, Value<U256>>>::from_slot(U256::from(5));
    with_call(&mut host, |call| {
        let place = allowances.at(call, owner).unwrap().at(call, spender).unwrap();
        place.set(call, U256::from(42)).unwrap();
    });
    let outer = keccak256([owner.into_word(), U256::from(5).into()].concat());
    let inner = keccak256([spender.into_word(), outer].concat());
    assert_eq!(host.slot(ESCROW, inner.into()), U256::from(42));
}

/// Elements of 10 bytes: three to a word, two bytes unused, read one by one and as a page.
#[test]
fn an_array_behaves_as_a_vec_and_packs_odd_sizes() {
    let mut random = StdRng::seed_from_u64(seed());
    let mut host = MemoryHost::new();
    let array = Array::<U80>::from_slot(U256::from(3));
    let mut model: Vec<U80> = Vec::new();
    for _ in 0..2_000 {
        let value = U80::from(random.random::<u64>());
        let index = random.random_range(0..model.len() as u64 + 2);
        let at = usize::try_from(index).unwrap();
        with_call(&mut host, |call| match random.random_range(0..5) {
            0 | 1 => {
                array.push(call, value).unwrap();
                model.push(value);
            }
            2 => assert_eq!(array.pop(call).unwrap(), model.pop()),
            3 => {
                let written = array.set(call, index, value).unwrap();
                assert_eq!(written, at < model.len());
                if let Some(place) = model.get_mut(at) {
                    *place = value;
                }
            }
            _ => {
                let expected = (at < model.len()).then(|| model.swap_remove(at));
                assert_eq!(array.swap_remove(call, index).unwrap(), expected);
            }
        });
        with_call(&mut host, |call| {
            assert_eq!(array.get(call, index).unwrap(), model.get(at).copied());
            let page: Vec<_> = model.iter().skip(at).take(5).copied().collect();
            assert_eq!(array.page(call, index, 5).unwrap(), page);
            assert_eq!(array.len(call).unwrap(), model.len() as u64);
        });
    }
    let first: U256 = keccak256(U256::from(3).to_be_bytes::<32>()).into();
    with_call(&mut host, |call| while array.pop(call).unwrap().is_some() {});
    assert_eq!(host.slot(ESCROW, first), U256::ZERO, "what is popped is cleared");
    assert!(host.state().0.is_empty());
}

#[test]
fn bytes_of_every_length_come_back_and_leave_no_tail() {
    let mut random = StdRng::seed_from_u64(seed());
    let mut host = MemoryHost::new();
    let blob = Blob::from_slot(U256::from(9));
    let lengths: Vec<usize> =
        (0..100).chain([1000, 31, 32, 33, 64, 65, 31, 0]).chain((0..100).rev()).collect();
    for length in lengths {
        let bytes: Vec<u8> = (0..length).map(|_| random.random()).collect();
        with_call(&mut host, |call| {
            blob.set(call, &bytes).unwrap();
            assert_eq!(blob.len(call).unwrap(), length);
            assert_eq!(blob.get(call, 1000).unwrap(), bytes);
            assert_eq!(blob.get(call, 10).unwrap(), bytes[..length.min(10)]);
        });
        let expected = if length > 31 { 1 + length.div_ceil(32) } else { usize::from(length > 0) };
        let (slots, _) = host.state();
        // A word of random bytes is never zero for these lengths and seeds but with odds of 2^-8.
        assert!(slots.len() <= expected, "{length} bytes left {} slots", slots.len());
    }
    assert!(host.state().0.is_empty());
}

#[test]
fn short_bytes_share_the_slot_with_their_length() {
    let mut host = MemoryHost::new();
    with_call(&mut host, |call| Blob::from_slot(U256::ONE).set(call, b"CyberMiles").unwrap());
    let word = hex("43796265724d696c657300000000000000000000000000000000000000000014");
    assert_eq!(host.slot(ESCROW, U256::ONE), U256::from_be_slice(&word));
}

/// A length nobody could have written must neither be allocated nor read.
#[test]
fn an_absurd_length_costs_no_memory() {
    let mut host = MemoryHost::new();
    with_call(&mut host, |call| {
        call.sstore(U256::ONE, U256::MAX).unwrap();
        assert_eq!(Blob::from_slot(U256::ONE).get(call, 64).unwrap().len(), 64);
        assert_eq!(
            Array::<U80>::from_slot(U256::ONE).page(call, u64::MAX - 1, 9).unwrap().len(),
            1
        );
    });
}

#[test]
fn a_cold_slot_costs_what_the_opcode_charges() {
    let mut host = MemoryHost::new();
    let value = Value::<U256>::from_slot(U256::from(4));
    let used = |call: &Call<'_>| call.gas().used();
    with_call(&mut host, |call| {
        value.get(call).unwrap();
        assert_eq!(used(call), 2_100);
        value.get(call).unwrap();
        assert_eq!(used(call), 2_200);
        value.set(call, U256::ONE).unwrap();
        assert_eq!(used(call), 22_200);
        assert_eq!(call.charge(u64::MAX), Err(Failure::OutOfGas));
    });
}
