//! The children of branches: short rows of equal size classes in one slab.
//!
//! A branch has 2 to 16 children; most have 2 or 3. Keeping 16 places for each would take five
//! times the memory, so a row has as many places as the next size class, and moves when it grows
//! or shrinks out of it.

use super::node::NodeId;

/// What a branch knows of one child.
#[derive(Clone, Copy, Debug)]
pub(super) struct Child {
    /// The child's hash, or its whole encoding where that is shorter than 32 bytes; which of the
    /// two, the branch's `inline` bit says.
    pub(super) reference: [u8; 32],
    /// Where the child is.
    pub(super) node: NodeId,
}

const EMPTY: Child = Child { reference: [0; 32], node: NodeId::NONE };

/// Places in one chunk; rows never cross chunks.
const CHUNK: usize = 1 << 16;

/// Places of a row by the number of children in it.
const PLACES: [usize; 17] = [2, 2, 2, 3, 4, 6, 6, 8, 8, 12, 12, 12, 12, 16, 16, 16, 16];

/// All rows of all branches.
#[derive(Default)]
pub(super) struct Children {
    chunks: Vec<Vec<Child>>,
    /// Free rows by their number of places.
    free: [Vec<u32>; 17],
}

impl std::fmt::Debug for Children {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Children").field("chunks", &self.chunks.len()).finish_non_exhaustive()
    }
}

impl Children {
    /// A row for `count` children.
    pub(super) fn allocate(&mut self, count: usize) -> u32 {
        let places = PLACES[count];
        if let Some(row) = self.free[places].pop() {
            return row;
        }
        if self.chunks.last().is_none_or(|chunk| chunk.len() + places > CHUNK) {
            self.chunks.push(Vec::with_capacity(CHUNK));
        }
        let last = self.chunks.len() - 1;
        let chunk = &mut self.chunks[last];
        let row = last * CHUNK + chunk.len();
        chunk.resize(chunk.len() + places, EMPTY);
        u32::try_from(row).expect("the slab of children is full: 2^32 places")
    }

    /// Gives the row of `count` children back.
    pub(super) fn release(&mut self, row: u32, count: usize) {
        self.free[PLACES[count]].push(row);
    }

    /// The `count` children of a row.
    #[inline]
    pub(super) fn row(&self, row: u32, count: usize) -> &[Child] {
        &self.chunks[row as usize / CHUNK][row as usize % CHUNK..][..count]
    }

    /// One place, by its own number: that of the row plus its position.
    #[inline]
    pub(super) fn at(&self, place: u32) -> &Child {
        &self.chunks[place as usize / CHUNK][place as usize % CHUNK]
    }

    /// As [`at`](Self::at), to be changed.
    #[inline]
    pub(super) fn at_mut(&mut self, place: u32) -> &mut Child {
        &mut self.chunks[place as usize / CHUNK][place as usize % CHUNK]
    }

    /// Puts `node` at `position` among `count` children. Returns the row, which may have moved.
    pub(super) fn insert(&mut self, row: u32, count: usize, position: usize, node: NodeId) -> u32 {
        let row = self.resize(row, count, count + 1);
        let children = self.row_mut(row, count + 1);
        children.copy_within(position..count, position + 1);
        children[position] = Child { node, ..EMPTY };
        row
    }

    /// Takes the child at `position` out of `count`. Returns the row, which may have moved.
    pub(super) fn remove(&mut self, row: u32, count: usize, position: usize) -> u32 {
        self.row_mut(row, count).copy_within(position + 1..count, position);
        self.resize(row, count, count - 1)
    }

    fn resize(&mut self, row: u32, old: usize, new: usize) -> u32 {
        if PLACES[old] == PLACES[new] {
            return row;
        }
        let moved = self.allocate(new);
        for position in 0..old.min(new) as u32 {
            *self.at_mut(moved + position) = *self.at_mut(row + position);
        }
        self.release(row, old);
        moved
    }

    fn row_mut(&mut self, row: u32, count: usize) -> &mut [Child] {
        &mut self.chunks[row as usize / CHUNK][row as usize % CHUNK..][..count]
    }

    /// Heap bytes held.
    pub(super) fn memory(&self) -> usize {
        let free: usize = self.free.iter().map(|rows| rows.capacity() * size_of::<u32>()).sum();
        self.chunks.len() * CHUNK * size_of::<Child>() + free
    }
}
