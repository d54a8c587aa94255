//! How much is asked for at a time: less when a node says that it is too much, more again later.

/// After how many good answers a size that was too much is tried again.
const CAUTION: u32 = 16;

/// A size that adapts.
#[derive(Clone, Copy, Debug)]
pub(super) struct Pace {
    size: u64,
    /// Nothing above it has worked.
    ceiling: u64,
    max: u64,
    good: u32,
}

impl Pace {
    pub(super) fn new(first: u64, max: u64) -> Self {
        Self { size: first, ceiling: max, max, good: 0 }
    }

    /// How much to ask for.
    pub(super) fn size(&self) -> u64 {
        self.size
    }

    /// As a count of things in memory.
    pub(super) fn count(&self) -> usize {
        usize::try_from(self.size).unwrap_or(1)
    }

    pub(super) fn can_shrink(&self) -> bool {
        self.size > 1
    }

    /// It was too much.
    pub(super) fn shrink(&mut self) {
        self.size = (self.size >> 1).max(1);
        self.ceiling = self.size;
        self.good = 0;
    }

    /// It was answered.
    pub(super) fn grow(&mut self) {
        self.good = self.good.saturating_add(1);
        if self.good >= CAUTION {
            (self.ceiling, self.good) = (self.max.min(self.ceiling.saturating_mul(2)), 0);
        }
        self.size = self.size.saturating_mul(2).min(self.ceiling);
    }
}
