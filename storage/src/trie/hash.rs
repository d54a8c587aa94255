//! Hashing what changed, level by level from the deepest, in batches.
//!
//! All nodes of one level are independent of each other, whichever trie they belong to, so a level
//! is split over the threads; each chunk is hashed in batches of eight.

use super::forest::{Forest, Leaf, Target};
use super::node::Reference;
use super::threads::in_parallel;
use crate::keccak::{Batch, KeccakMode};
use alloy_primitives::B256;
use rayon::prelude::*;

/// Nodes one thread takes at a time; fewer are not worth waking another.
const CHUNK: usize = 1024;

/// Nodes named before their references are written: enough for several threads, few enough for
/// the nearest caches to still hold them then.
const WINDOW: usize = 8 * CHUNK;

/// How many nodes ahead memory is asked for.
const AHEAD: usize = 8;

/// A node's new reference, and where it goes.
type Named = (Target, Reference);

impl<L: Leaf> Forest<L> {
    /// Brings every hash up to date.
    pub(super) fn rehash(&mut self, mode: KeccakMode, context: L::Context<'_>) {
        let leaves = std::mem::take(&mut self.dirty_leaves);
        for window in leaves.chunks(WINDOW) {
            let named = in_chunks(window, |chunk| self.name_leaves(chunk, mode, context));
            for leaf in window {
                self.leaves[*leaf].place_mut().set_dirty(false);
            }
            self.write_all(named);
        }
        self.dirty_leaves = reusable(leaves);
        for depth in (0..self.dirty_branches.len()).rev() {
            let branches = std::mem::take(&mut self.dirty_branches[depth]);
            for window in branches.chunks(WINDOW) {
                let named = in_chunks(window, |chunk| self.name_branches(chunk, depth, mode));
                for branch in window {
                    // A number used again for another depth is dirty on its own account there.
                    if usize::from(self.branches[*branch].depth) == depth {
                        self.branches[*branch].place.set_dirty(false);
                    }
                }
                self.write_all(named);
            }
            self.dirty_branches[depth] = reusable(branches);
        }
    }

    fn write_all(&mut self, chunks: Vec<Vec<Named>>) {
        for chunk in &chunks {
            for (position, (target, reference)) in chunk.iter().enumerate() {
                if let Some((ahead, _)) = chunk.get(position + AHEAD) {
                    self.prefetch_target(ahead);
                }
                self.write(target, reference);
            }
        }
    }

    fn name_leaves(&self, leaves: &[u32], mode: KeccakMode, context: L::Context<'_>) -> Vec<Named> {
        let mut namer = Namer::new(mode, leaves.len());
        let (mut value, mut encoding) = (Vec::with_capacity(128), Vec::with_capacity(256));
        for (position, index) in leaves.iter().enumerate() {
            if let Some(ahead) = leaves.get(position + 2 * AHEAD) {
                self.leaves.prefetch(*ahead);
            }
            if let Some(ahead) = leaves.get(position + AHEAD) {
                self.prefetch_parent(*ahead);
            }
            if self.leaves[*index].place().is_free() {
                continue;
            }
            let target = self.leaf_target(*index);
            self.encode_leaf(*index, target.from.into(), context, &mut value, &mut encoding);
            namer.push(target, target.is_root(), &encoding);
        }
        namer.finish()
    }

    fn name_branches(&self, branches: &[u32], depth: usize, mode: KeccakMode) -> Vec<Named> {
        let mut bare = Namer::new(mode, branches.len());
        let mut extended = Namer::new(mode, 0);
        let mut encoding = Vec::with_capacity(544);
        for (position, index) in branches.iter().enumerate() {
            if let Some(ahead) = branches.get(position + 2 * AHEAD) {
                self.branches.prefetch(*ahead);
            }
            if let Some(ahead) = branches.get(position + AHEAD) {
                self.prefetch_row(*ahead);
            }
            let branch = &self.branches[*index];
            let stale = branch.place.is_free()
                || !branch.place.is_dirty()
                || usize::from(branch.depth) != depth;
            if stale {
                continue;
            }
            let target = self.branch_target(*index);
            self.encode_branch(*index, &mut encoding);
            if usize::from(target.from) == depth {
                bare.push(target, target.is_root(), &encoding);
            } else {
                extended.push((*index, target), false, &encoding);
            }
        }
        let mut named = bare.finish();
        let mut extensions = Namer::new(mode, 0);
        for ((index, target), child) in extended.finish() {
            self.encode_extension(index, target.from.into(), &child, &mut encoding);
            extensions.push(target, target.is_root(), &encoding);
        }
        named.append(&mut extensions.finish());
        named
    }
}

/// Works on `items` chunk by chunk, on several threads where there are several chunks.
pub(super) fn in_chunks<T: Send>(
    items: &[u32],
    work: impl Fn(&[u32]) -> T + Sync + Send,
) -> Vec<T> {
    if items.len() < 2 * CHUNK {
        items.chunks(CHUNK).map(work).collect()
    } else {
        in_parallel(|| items.par_chunks(CHUNK).map(work).collect())
    }
}

/// The list emptied, without the memory a bulk load made it take.
fn reusable(mut list: Vec<u32>) -> Vec<u32> {
    list.clear();
    list.shrink_to(1 << 16);
    list
}

/// Turns encodings into references, hashing in batches.
pub(super) struct Namer<T> {
    batch: Batch<T>,
    named: Vec<(T, Reference)>,
}

impl<T: Copy> Namer<T> {
    pub(super) fn new(mode: KeccakMode, expected: usize) -> Self {
        Self { batch: Batch::new(mode), named: Vec::with_capacity(expected) }
    }

    /// Names the node with this encoding: by its hash where it must be, or where that is shorter.
    #[inline]
    pub(super) fn push(&mut self, tag: T, must_hash: bool, encoding: &[u8]) {
        let named = &mut self.named;
        match Reference::inline(encoding).filter(|_| !must_hash) {
            Some(reference) => named.push((tag, reference)),
            None => self.batch.push(tag, encoding, &mut |tag, hash: B256| {
                named.push((tag, Reference::hash(hash)));
            }),
        }
    }

    /// All tags with their references, in no particular order.
    pub(super) fn finish(mut self) -> Vec<(T, Reference)> {
        let named = &mut self.named;
        self.batch.finish(&mut |tag, hash| named.push((tag, Reference::hash(hash))));
        self.named
    }
}
