//! Records addressed by a number, in chunks that never move.
//!
//! One growing vector would copy gigabytes when it doubles, while every reader waits; here growth
//! costs one chunk. Freed places are used again first.

/// Records in one chunk.
const CHUNK: usize = 1 << 16;

/// Records with stable numbers below 2^30.
pub(super) struct Arena<T> {
    chunks: Vec<Vec<T>>,
    free: Vec<u32>,
    len: usize,
}

/// The largest number of records, so that two bits of a `u32` are left for marks.
const LIMIT: usize = (1 << 30) - 1;

impl<T> Arena<T> {
    pub(super) const fn new() -> Self {
        Self { chunks: Vec::new(), free: Vec::new(), len: 0 }
    }

    /// Records in use.
    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Puts a record into a free place, else behind the last.
    ///
    /// # Panics
    /// Beyond 2^30 records, which need more memory than any machine this runs on has.
    pub(super) fn insert(&mut self, record: T) -> u32 {
        self.len += 1;
        if let Some(index) = self.free.pop() {
            self[index] = record;
            return index;
        }
        let full = self.chunks.last().is_none_or(|chunk| chunk.len() == CHUNK);
        if full {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        let before = (self.chunks.len() - 1) * CHUNK;
        let last = self.chunks.len() - 1;
        let chunk = &mut self.chunks[last];
        let index = before + chunk.len();
        assert!(index < LIMIT, "the arena is full: {LIMIT} records");
        chunk.push(record);
        index as u32
    }

    /// Gives a place back. What stands there stays readable until it is used again: the caller
    /// marks it as free.
    pub(super) fn release(&mut self, index: u32) {
        self.len -= 1;
        self.free.push(index);
    }

    /// Starts to load a record that is read soon.
    #[inline]
    pub(super) fn prefetch(&self, index: u32) {
        prefetch(&self[index]);
    }

    /// All places ever used, the free ones too.
    pub(super) fn iter(&self) -> impl Iterator<Item = &T> {
        self.chunks.iter().flatten()
    }

    /// Heap bytes held.
    pub(super) fn memory(&self) -> usize {
        self.chunks.len() * CHUNK * size_of::<T>() + self.free.capacity() * size_of::<u32>()
    }
}

impl<T> std::fmt::Debug for Arena<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Arena").field("len", &self.len).finish_non_exhaustive()
    }
}

impl<T> std::ops::Index<u32> for Arena<T> {
    type Output = T;

    #[inline]
    fn index(&self, index: u32) -> &T {
        &self.chunks[index as usize / CHUNK][index as usize % CHUNK]
    }
}

impl<T> std::ops::IndexMut<u32> for Arena<T> {
    #[inline]
    fn index_mut(&mut self, index: u32) -> &mut T {
        &mut self.chunks[index as usize / CHUNK][index as usize % CHUNK]
    }
}

/// Starts to load a value into the cache. State is far larger than the caches, so a walk over
/// random records is a row of waits of 100 ns unless they overlap.
#[inline]
pub(super) fn prefetch<T: ?Sized>(value: &T) {
    #[cfg(target_arch = "x86_64")]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        let first: *const i8 = (&raw const *value).cast();
        for line in (0..size_of_val(value)).step_by(64) {
            // SAFETY: a prefetch reads nothing the program can see and never faults.
            unsafe { _mm_prefetch::<_MM_HINT_T0>(first.wrapping_add(line)) };
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = value;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_stay_valid_and_free_places_are_used_again() {
        let mut arena = Arena::new();
        let numbers: Vec<u32> = (0..200_000u32).map(|i| arena.insert(i)).collect();
        assert!(numbers.iter().enumerate().all(|(i, number)| arena[*number] == i as u32));
        arena.release(numbers[7]);
        arena.release(numbers[150_000]);
        assert_eq!(arena.len(), 199_998);
        assert_eq!(arena.insert(1), numbers[150_000]);
        assert_eq!(arena.insert(2), numbers[7]);
        assert_eq!(arena.insert(3), 200_000);
    }
}
