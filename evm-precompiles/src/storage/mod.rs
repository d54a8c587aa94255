//! Typed places in a precompile's storage, laid out as `solc` lays out a contract's.
//!
//! A handle is a slot number with a type; it works on the storage of the account the
//! [`Call`](crate::Call) is in, and every access is charged there. The tables [`layout!`] makes
//! are compared with `solc --storage-layout` of a twin contract.

mod array;
mod blob;
mod describe;
mod mapping;
mod record;
mod value;
mod word;

#[cfg(test)]
mod tests;

pub use array::Array;
pub use blob::Blob;
pub use describe::{Description, Field, Structs, Variable};
pub use mapping::{Key, Mapping};
pub use record::{MAX_WORDS, Record, Stored, Words, places, words};
pub use value::Value;
pub use word::Word;

use alloy_primitives::U256;

/// Something that lies in storage at a slot.
pub trait Place: Copy {
    /// The handle of what lies at `slot`.
    fn from_slot(slot: U256) -> Self;

    /// Its type as `solc` names it; the structs it is made of go into `structs`.
    fn solidity(structs: &mut Structs) -> String;
}

/// Bits `[8 × offset, 8 × (offset + bytes))` of `word`.
pub(crate) fn cut(word: U256, offset: usize, bytes: usize) -> U256 {
    word.wrapping_shr(offset.saturating_mul(8)) & mask(bytes)
}

/// `word` with `value`, which has at most `bytes` bytes, at `offset`.
pub(crate) fn paste(word: U256, offset: usize, bytes: usize, value: U256) -> U256 {
    let shift = offset.saturating_mul(8);
    (word & !mask(bytes).wrapping_shl(shift)) | (value & mask(bytes)).wrapping_shl(shift)
}

fn mask(bytes: usize) -> U256 {
    U256::MAX.wrapping_shr(32usize.saturating_sub(bytes).saturating_mul(8))
}

/// Declares the variables of a precompile, each at its slot, as functions that give their handles,
/// and a function `describe()` that tells their names, slots and types.
///
/// A variable at the top level takes whole slots; small values that share one go into a record.
#[macro_export]
macro_rules! layout {
    ($($(#[$doc:meta])* $name:ident : $place:ty = $slot:literal;)+) => {
        $(
            $(#[$doc])*
            pub(crate) fn $name() -> $place {
                <$place as $crate::storage::Place>::from_slot(
                    ::alloy_primitives::U256::from_limbs([$slot, 0, 0, 0]),
                )
            }
        )+

        /// Names, slots and types of all variables, to compare with `solc`'s.
        pub fn describe() -> $crate::storage::Description {
            let mut description = $crate::storage::Description::default();
            $(description.add::<$place>(stringify!($name), $slot);)+
            description
        }
    };
}

/// Declares a Solidity struct of values that lie packed in storage, in declaration order.
#[macro_export]
macro_rules! record {
    (
        $(#[$doc:meta])*
        pub struct $name:ident { $($(#[$field_doc:meta])* pub $field:ident : $ty:ty,)+ }
    ) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
        #[allow(unreachable_pub, reason = "a record is as visible as its module")]
        pub struct $name { $($(#[$field_doc])* pub $field: $ty,)+ }

        impl $name {
            const SIZES: &'static [usize] = &[$(<$ty as $crate::storage::Word>::BYTES),+];
            const PLACES: [(usize, usize); Self::SIZES.len()] =
                $crate::storage::places(Self::SIZES);
        }

        impl $crate::storage::Stored for $name {
            const NAME: &'static str = stringify!($name);
            const WORDS: usize = {
                let words = $crate::storage::words(&Self::PLACES);
                assert!(words <= $crate::storage::MAX_WORDS, "a record of too many words");
                words
            };

            fn encode(&self) -> $crate::storage::Words {
                let mut words = $crate::storage::Words::default();
                let mut places = Self::PLACES.iter();
                $(words.put(places.next(), self.$field);)+
                words
            }

            fn decode(words: &$crate::storage::Words) -> Self {
                let mut places = Self::PLACES.iter();
                Self { $($field: words.take(places.next()),)+ }
            }

            fn fields() -> Vec<$crate::storage::Field> {
                let mut places = Self::PLACES.iter();
                vec![$($crate::storage::Field::new::<$ty>(stringify!($field), places.next()),)+]
            }
        }
    };
}
