//! Code hashes as small numbers: most accounts have no code, many contracts share theirs.

use alloy_primitives::{B256, KECCAK256_EMPTY, map::B256Map};

/// The number of "no code", which is always known.
pub(super) const NO_CODE: u32 = 0;

/// Code hashes in use, each with how many accounts use it.
#[derive(Debug)]
pub(super) struct Codes {
    entries: Vec<(B256, u32)>,
    numbers: B256Map<u32>,
    free: Vec<u32>,
}

impl Codes {
    pub(super) fn new() -> Self {
        Self { entries: vec![(KECCAK256_EMPTY, 0)], numbers: B256Map::default(), free: Vec::new() }
    }

    /// The hash behind a number.
    #[inline]
    pub(super) fn hash(&self, number: u32) -> &B256 {
        &self.entries[number as usize].0
    }

    /// The number of a hash, for one more account.
    pub(super) fn acquire(&mut self, hash: &B256) -> u32 {
        if *hash == KECCAK256_EMPTY {
            return NO_CODE;
        }
        let Self { entries, numbers, free } = self;
        let number = *numbers.entry(*hash).or_insert_with(|| match free.pop() {
            Some(number) => {
                entries[number as usize] = (*hash, 0);
                number
            }
            None => {
                entries.push((*hash, 0));
                (entries.len() - 1) as u32
            }
        });
        entries[number as usize].1 += 1;
        number
    }

    /// One account less uses this number.
    pub(super) fn release(&mut self, number: u32) {
        if number == NO_CODE {
            return;
        }
        let (hash, users) = &mut self.entries[number as usize];
        *users -= 1;
        if *users == 0 {
            self.numbers.remove(hash);
            self.free.push(number);
        }
    }

    /// Heap bytes held.
    pub(super) fn memory(&self) -> usize {
        self.entries.capacity() * size_of::<(B256, u32)>()
            + self.numbers.capacity() * (size_of::<(B256, u32)>() + 1)
            + self.free.capacity() * size_of::<u32>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_lives_as_long_as_an_account_uses_it() {
        let mut codes = Codes::new();
        let (a, b) = (B256::repeat_byte(1), B256::repeat_byte(2));
        assert_eq!(codes.acquire(&KECCAK256_EMPTY), NO_CODE);
        let first = codes.acquire(&a);
        assert_eq!(codes.acquire(&a), first);
        codes.release(first);
        assert_eq!(codes.hash(first), &a);
        codes.release(first);
        assert_eq!(codes.acquire(&b), first);
        assert_ne!(codes.acquire(&a), first);
    }
}
