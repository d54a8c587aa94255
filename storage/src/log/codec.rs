//! Numbers, byte strings and accounts as the log writes them.
//!
//! Every value has exactly one encoding, so that decoding and encoding again gives the same bytes.

use alloy_primitives::{Address, B256, KECCAK256_EMPTY, U256};
use cybermiles_primitives::Account;

/// Why bytes are not the content of a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("byte {offset} of the section: {expected}")]
pub struct ContentError {
    /// Where, in bytes from the start of the section.
    pub offset: usize,
    /// What should be there.
    pub expected: &'static str,
}

/// Reads values one after another; never past the end.
#[derive(Debug)]
pub(crate) struct Reader<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl<'a> Reader<'a> {
    pub(crate) const fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, position: 0 }
    }

    /// An error at the place reached.
    pub(crate) const fn error(&self, expected: &'static str) -> ContentError {
        ContentError { offset: self.position, expected }
    }

    pub(crate) fn take(
        &mut self,
        count: usize,
        expected: &'static str,
    ) -> Result<&'a [u8], ContentError> {
        let rest = self.bytes.get(self.position..).unwrap_or_default();
        let Some(taken) = rest.get(..count) else { return Err(self.error(expected)) };
        self.position += count;
        Ok(taken)
    }

    pub(crate) fn array<const N: usize>(
        &mut self,
        expected: &'static str,
    ) -> Result<[u8; N], ContentError> {
        let mut array = [0; N];
        array.copy_from_slice(self.take(N, expected)?);
        Ok(array)
    }

    pub(crate) fn byte(&mut self, expected: &'static str) -> Result<u8, ContentError> {
        Ok(self.array::<1>(expected)?[0])
    }

    pub(crate) fn address(&mut self) -> Result<Address, ContentError> {
        Ok(Address::from(self.array::<20>("an address of 20 bytes")?))
    }

    pub(crate) fn hash(&mut self) -> Result<B256, ContentError> {
        Ok(B256::from(self.array::<32>("a hash of 32 bytes")?))
    }

    /// Seven bits a byte, lowest first, without superfluous bytes.
    pub(crate) fn number(&mut self) -> Result<u64, ContentError> {
        let mut value = 0u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte("a number")?;
            let low = u64::from(byte & 0x7f);
            if shift == 63 && low > 1 {
                return Err(self.error("a number below 2^64"));
            }
            value |= low << shift;
            if byte < 0x80 {
                if byte == 0 && shift > 0 {
                    return Err(self.error("a number without superfluous bytes"));
                }
                return Ok(value);
            }
        }
        Err(self.error("a number of at most 10 bytes"))
    }

    /// A count of things that take `each` bytes at least, so that no count can ask for more
    /// memory than there are bytes.
    pub(crate) fn count(&mut self, each: usize) -> Result<usize, ContentError> {
        let count = self.number()?;
        let left = self.bytes.len().saturating_sub(self.position) / each.max(1);
        match usize::try_from(count) {
            Ok(count) if count <= left => Ok(count),
            _ => Err(self.error("a count that fits into the bytes left")),
        }
    }

    /// A byte string with its length in front.
    pub(crate) fn bytes(&mut self) -> Result<&'a [u8], ContentError> {
        let count = self.count(1)?;
        self.take(count, "as many bytes as the length says")
    }

    /// A 256-bit number without leading zero bytes, its length in front.
    pub(crate) fn word(&mut self) -> Result<U256, ContentError> {
        let length = usize::from(self.byte("the length of a word")?);
        if length > 32 {
            return Err(self.error("a word of at most 32 bytes"));
        }
        let bytes = self.take(length, "a word")?;
        if bytes.first() == Some(&0) {
            return Err(self.error("a word without leading zeros"));
        }
        Ok(U256::from_be_slice(bytes))
    }

    /// An account, or none.
    pub(crate) fn account(&mut self) -> Result<Option<Account>, ContentError> {
        let kind = self.byte("an account")?;
        if kind > ACCOUNT_WITH_CODE {
            return Err(self.error("an account: 0 for none, 1 without code, 2 with code"));
        }
        if kind == ACCOUNT_NONE {
            return Ok(None);
        }
        let (nonce, balance) = (self.number()?, self.word()?);
        let code_hash = if kind == ACCOUNT_WITH_CODE { self.hash()? } else { KECCAK256_EMPTY };
        if kind == ACCOUNT_WITH_CODE && code_hash == KECCAK256_EMPTY {
            return Err(self.error("a code hash that is not the empty one"));
        }
        Ok(Some(Account { nonce, balance, code_hash }))
    }

    /// Ends reading: nothing may be left.
    pub(crate) const fn finish(&self) -> Result<(), ContentError> {
        if self.position == self.bytes.len() {
            return Ok(());
        }
        Err(self.error("the end of the section"))
    }
}

const ACCOUNT_NONE: u8 = 0;
const ACCOUNT_PLAIN: u8 = 1;
const ACCOUNT_WITH_CODE: u8 = 2;

/// Appends what [`Reader::number`] reads.
pub(crate) fn put_number(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push((value & 0x7f) as u8 | 0x80);
        value >>= 7;
    }
    out.push(value as u8);
}

/// Appends what [`Reader::bytes`] reads.
pub(crate) fn put_bytes(out: &mut Vec<u8>, bytes: &[u8]) {
    put_number(out, bytes.len() as u64);
    out.extend_from_slice(bytes);
}

/// Appends what [`Reader::word`] reads.
pub(crate) fn put_word(out: &mut Vec<u8>, word: U256) {
    let bytes = word.to_be_bytes::<32>();
    let length = word.byte_len();
    out.push(length as u8);
    out.extend_from_slice(&bytes[32 - length..]);
}

/// Appends what [`Reader::account`] reads.
pub(crate) fn put_account(out: &mut Vec<u8>, account: Option<&Account>) {
    let Some(account) = account else { return out.push(ACCOUNT_NONE) };
    let with_code = account.code_hash != KECCAK256_EMPTY;
    out.push(if with_code { ACCOUNT_WITH_CODE } else { ACCOUNT_PLAIN });
    put_number(out, account.nonce);
    put_word(out, account.balance);
    if with_code {
        out.extend_from_slice(account.code_hash.as_slice());
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn numbers_and_words_come_back(number: u64, word: [u8; 32], zeros in 0usize..=32) {
            let mut word = word;
            word[..zeros].fill(0);
            let word = U256::from_be_bytes(word);
            let mut out = Vec::new();
            put_number(&mut out, number);
            put_word(&mut out, word);
            let mut reader = Reader::new(&out);
            prop_assert_eq!(reader.number().unwrap(), number);
            prop_assert_eq!(reader.word().unwrap(), word);
            prop_assert!(reader.finish().is_ok());
        }
    }

    #[test]
    fn superfluous_bytes_are_refused() {
        assert!(Reader::new(&[0x80, 0x00]).number().is_err());
        assert!(Reader::new(&[2, 0, 1]).word().is_err());
        assert!(Reader::new(&[0xff; 10]).number().is_err());
        assert!(Reader::new(&[33; 40]).word().is_err());
    }
}
