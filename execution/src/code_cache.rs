//! Analysed contract code, shared by all executions and bounded in bytes.

use std::fmt;

use alloy_primitives::{B256, map::B256Map};
use parking_lot::RwLock;
use revm::bytecode::Bytecode;

/// Bytes an entry takes beyond its code: hash, pointers and map slots.
const ENTRY_OVERHEAD: usize = 128;

/// Analysed contract code by its hash.
///
/// Two generations instead of a list in order of use: a hit then needs only a shared lock. The
/// young generation is filled until it holds half the bound, then becomes the old one, whose
/// entries stay as long as they are asked for. What is cached never changes a result, since code
/// is named by its hash.
pub struct CodeCache {
    bound: usize,
    generations: RwLock<Generations>,
}

#[derive(Default)]
struct Generations {
    young: B256Map<Bytecode>,
    young_bytes: usize,
    old: B256Map<Bytecode>,
    old_bytes: usize,
}

impl CodeCache {
    /// A cache that holds at most `bound` bytes.
    pub fn new(bound: usize) -> Self {
        Self { bound, generations: RwLock::default() }
    }

    /// The code with this hash, if it is cached.
    pub fn get(&self, hash: &B256) -> Option<Bytecode> {
        let old = {
            let generations = self.generations.read();
            if let Some(code) = generations.young.get(hash) {
                return Some(code.clone());
            }
            generations.old.get(hash)?.clone()
        };
        self.insert(*hash, old.clone());
        Some(old)
    }

    /// Keeps `code`, whose hash is `hash`. Code larger than half the bound is not kept.
    pub fn insert(&self, hash: B256, code: Bytecode) {
        let size = size_of_entry(&code);
        let half = self.bound / 2;
        if size > half {
            return;
        }
        let mut generations = self.generations.write();
        if generations.young_bytes.saturating_add(size) > half {
            generations.old = std::mem::take(&mut generations.young);
            generations.old_bytes = std::mem::take(&mut generations.young_bytes);
        }
        if generations.young.insert(hash, code).is_none() {
            generations.young_bytes = generations.young_bytes.saturating_add(size);
        }
    }

    /// Bytes held at most at the moment: an entry in both generations counts twice.
    pub fn bytes(&self) -> usize {
        let generations = self.generations.read();
        generations.young_bytes.saturating_add(generations.old_bytes)
    }
}

impl Default for CodeCache {
    /// 64 MiB: some 2,500 contracts of the largest size (EIP-170).
    fn default() -> Self {
        Self::new(64 << 20)
    }
}

impl fmt::Debug for CodeCache {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeCache")
            .field("bound", &self.bound)
            .field("bytes", &self.bytes())
            .finish_non_exhaustive()
    }
}

/// Code, its padding and its jump table of one bit a byte.
fn size_of_entry(code: &Bytecode) -> usize {
    let padded = code.bytes_ref().len();
    padded.saturating_add(padded / 8).saturating_add(ENTRY_OVERHEAD)
}

#[cfg(test)]
mod tests {
    use alloy_primitives::Bytes;

    use super::*;

    fn code(tag: u8, len: usize) -> (B256, Bytecode) {
        let code = Bytecode::new_legacy(Bytes::from(vec![tag; len]));
        (code.hash_slow(), code)
    }

    #[test]
    fn what_is_used_stays_and_the_bound_holds() {
        let cache = CodeCache::new(16 * 1024);
        let (hot, hot_code) = code(0, 1000);
        cache.insert(hot, hot_code.clone());
        for tag in 1..=100 {
            let (hash, code) = code(tag, 1000);
            cache.insert(hash, code);
            assert_eq!(cache.get(&hot), Some(hot_code.clone()), "after {tag}");
            assert!(cache.bytes() <= 16 * 1024);
        }
        let (first, _) = code(1, 1000);
        assert_eq!(cache.get(&first), None);
    }

    #[test]
    fn code_beyond_half_the_bound_is_not_kept() {
        let cache = CodeCache::new(1024);
        let (hash, code) = code(1, 1024);
        cache.insert(hash, code);
        assert_eq!(cache.get(&hash), None);
        assert_eq!(cache.bytes(), 0);
    }
}
