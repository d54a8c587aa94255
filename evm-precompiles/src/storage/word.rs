//! Values that fit one word.

use alloy_primitives::{Address, FixedBytes, U256, Uint};

/// A value of at most 32 bytes, as Solidity keeps it in a word.
pub trait Word: Copy {
    /// Bytes it takes in a packed word.
    const BYTES: usize;

    /// The value in the low bytes of a word, the rest zero.
    fn to_word(self) -> U256;

    /// The value in the low [`Self::BYTES`] bytes of `word`; the others are not looked at.
    fn from_word(word: U256) -> Self;

    /// Its type as `solc` names it.
    fn solidity() -> String;
}

impl Word for bool {
    const BYTES: usize = 1;

    fn to_word(self) -> U256 {
        U256::from_limbs([self as u64, 0, 0, 0])
    }

    fn from_word(word: U256) -> Self {
        word.byte(0) != 0
    }

    fn solidity() -> String {
        "bool".into()
    }
}

macro_rules! unsigned {
    ($($ty:ty),+) => { $(
        impl Word for $ty {
            const BYTES: usize = size_of::<$ty>();

            fn to_word(self) -> U256 {
                U256::from(self)
            }

            fn from_word(word: U256) -> Self {
                word.wrapping_to()
            }

            fn solidity() -> String {
                format!("uint{}", <$ty>::BITS)
            }
        }
    )+ };
}

unsigned!(u8, u16, u32, u64, u128);

impl<const BITS: usize, const LIMBS: usize> Word for Uint<BITS, LIMBS> {
    const BYTES: usize = {
        assert!(
            BITS.is_multiple_of(8) && BITS > 0 && BITS <= 256,
            "no Solidity type has this width"
        );
        BITS / 8
    };

    fn to_word(self) -> U256 {
        U256::from_limbs_slice(self.as_limbs())
    }

    fn from_word(word: U256) -> Self {
        word.wrapping_to()
    }

    fn solidity() -> String {
        format!("uint{BITS}")
    }
}

impl Word for Address {
    const BYTES: usize = 20;

    fn to_word(self) -> U256 {
        self.into_word().into()
    }

    fn from_word(word: U256) -> Self {
        Self::from_word(word.into())
    }

    fn solidity() -> String {
        "address".into()
    }
}

impl<const N: usize> Word for FixedBytes<N> {
    const BYTES: usize = N;

    fn to_word(self) -> U256 {
        U256::from_be_slice(self.as_slice())
    }

    fn from_word(word: U256) -> Self {
        let bytes = word.to_be_bytes::<32>();
        // N is at most 32: `to_word` of more would not fit a word.
        bytes.last_chunk().copied().map(Self).unwrap_or_default()
    }

    fn solidity() -> String {
        format!("bytes{N}")
    }
}
