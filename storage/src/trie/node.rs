//! Nodes as Ethereum encodes them (yellow paper appendix D), and where they are kept.

use alloy_primitives::{B256, keccak256};
use alloy_rlp::{EMPTY_STRING_CODE, Encodable, Header};

/// Nibbles in a hashed key.
pub(super) const KEY_NIBBLES: usize = 64;

/// The nibble of `key` at `depth`.
#[inline]
pub(super) fn nibble(key: &B256, depth: usize) -> usize {
    usize::from(key[depth / 2] >> (4 * (1 - depth % 2)) & 15)
}

/// The first depth from `from` on at which two keys differ, `to` where they agree up to there.
#[inline]
pub(super) fn first_difference(a: &B256, b: &B256, from: usize, to: usize) -> usize {
    (from..to).find(|depth| nibble(a, *depth) != nibble(b, *depth)).unwrap_or(to)
}

/// Where a node is kept: the number of a leaf or of a branch.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct NodeId(u32);

/// A node's number with its kind.
#[derive(Clone, Copy, Debug)]
pub(super) enum NodeKind {
    Leaf(u32),
    Branch(u32),
}

impl NodeId {
    const LEAF: u32 = 1 << 31;
    /// No node.
    pub(super) const NONE: Self = Self(u32::MAX);

    pub(super) const fn leaf(index: u32) -> Self {
        Self(index | Self::LEAF)
    }

    pub(super) const fn branch(index: u32) -> Self {
        Self(index)
    }

    #[inline]
    pub(super) fn kind(self) -> Option<NodeKind> {
        match self {
            Self::NONE => None,
            Self(leaf) if leaf & Self::LEAF != 0 => Some(NodeKind::Leaf(leaf & !Self::LEAF)),
            Self(branch) => Some(NodeKind::Branch(branch)),
        }
    }
}

/// What a node hangs on, and whether its own hash is out of date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place(u32);

impl Place {
    const DIRTY: u32 = 1 << 31;
    const ROOT: u32 = 1 << 30;
    const INDEX: u32 = Self::ROOT - 1;
    /// Nothing: the record is free.
    pub(super) const FREE: Self = Self(Self::INDEX);

    /// The root of trie number `trie`.
    pub(super) const fn root_of(trie: u32) -> Self {
        Self(trie | Self::ROOT)
    }

    /// A child of branch number `branch`.
    pub(super) const fn under(branch: u32) -> Self {
        Self(branch)
    }

    #[inline]
    pub(super) fn is_free(self) -> bool {
        self.0 & !Self::DIRTY == Self::FREE.0
    }

    #[inline]
    pub(super) fn is_dirty(self) -> bool {
        self.0 & Self::DIRTY != 0
    }

    #[inline]
    pub(super) fn set_dirty(&mut self, dirty: bool) {
        self.0 = self.0 & !Self::DIRTY | if dirty { Self::DIRTY } else { 0 };
    }

    /// Moves the node elsewhere; its hash stays as out of date as it was.
    #[inline]
    pub(super) fn move_to(&mut self, place: Self) {
        self.0 = place.0 & !Self::DIRTY | self.0 & Self::DIRTY;
    }

    /// The branch it hangs on, `None` for a root.
    #[inline]
    pub(super) fn parent(self) -> Option<u32> {
        (self.0 & Self::ROOT == 0).then_some(self.0 & Self::INDEX)
    }

    /// The trie it is the root of, or the branch it hangs on.
    #[inline]
    pub(super) fn index(self) -> u32 {
        self.0 & Self::INDEX
    }
}

/// How a parent names a child: by its hash, or by its whole encoding where that is shorter.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Reference {
    pub(super) bytes: [u8; 32],
    /// The bytes are the child's encoding.
    pub(super) inline: bool,
}

impl Reference {
    pub(super) const fn hash(hash: B256) -> Self {
        Self { bytes: hash.0, inline: false }
    }

    /// The encoding itself where it is shorter than a hash.
    #[inline]
    pub(super) fn inline(encoding: &[u8]) -> Option<Self> {
        let mut bytes = [0; 32];
        let place = bytes.get_mut(..encoding.len()).filter(|place| place.len() < 32)?;
        place.copy_from_slice(encoding);
        Some(Self { bytes, inline: true })
    }

    /// Names a node by its encoding.
    pub(super) fn of(encoding: &[u8]) -> Self {
        Self::inline(encoding).unwrap_or_else(|| Self::hash(keccak256(encoding)))
    }

    /// Bytes [`put`](Self::put) appends.
    #[inline]
    fn length(&self) -> usize {
        // A short node is a list of less than 56 bytes: its first byte tells its length.
        if self.inline { usize::from(self.bytes[0] - 0xc0) + 1 } else { 33 }
    }

    /// Writes it to the start of `out`. Returns its length.
    #[inline]
    fn write(&self, out: &mut [u8]) -> usize {
        let length = self.length();
        if self.inline {
            out[..length].copy_from_slice(&self.bytes[..length]);
        } else {
            out[0] = EMPTY_STRING_CODE + 32;
            out[1..33].copy_from_slice(&self.bytes);
        }
        length
    }
}

/// Writes a list's header into `out`, which is emptied first.
fn start_list(payload_length: usize, out: &mut Vec<u8>) {
    out.clear();
    Header { list: true, payload_length }.encode(out);
}

/// Bytes of the hex-prefix string for `count` nibbles, header included.
const fn path_length(count: usize) -> usize {
    // One byte below 0x80 stands for itself.
    if count < 2 { 1 } else { count / 2 + 2 }
}

/// Appends the nibbles of `key` in `from..to` in hex-prefix form, as an RLP string.
fn put_path(key: &B256, from: usize, to: usize, is_leaf: bool, out: &mut Vec<u8>) {
    let count = to - from;
    let flag = if is_leaf { 0x20 } else { 0 };
    if count >= 2 {
        out.push(EMPTY_STRING_CODE + (count / 2 + 1) as u8);
    }
    out.push(if count % 2 == 1 { flag | 0x10 | nibble(key, from) as u8 } else { flag });
    let start = from + count % 2;
    if start.is_multiple_of(2) {
        out.extend_from_slice(&key[start / 2..to / 2]);
    } else {
        out.extend(key[start / 2..=to / 2].windows(2).map(|pair| pair[0] << 4 | pair[1] >> 4));
    }
}

/// Encodes the leaf that holds `value` at the end of `key`'s nibbles `from..to`.
pub(super) fn encode_leaf(key: &B256, from: usize, to: usize, value: &[u8], out: &mut Vec<u8>) {
    start_list(path_length(to - from) + value.length(), out);
    put_path(key, from, to, true, out);
    value.encode(out);
}

/// Encodes the extension over `key`'s nibbles `from..to` that leads to `child`.
pub(super) fn encode_extension(
    key: &B256,
    from: usize,
    to: usize,
    child: &Reference,
    out: &mut Vec<u8>,
) {
    start_list(path_length(to - from) + child.length(), out);
    put_path(key, from, to, false, out);
    let at = out.len();
    out.resize(at + child.length(), 0);
    child.write(&mut out[at..]);
}

/// Encodes the branch with these children, one for each bit of `mask`, lowest first. Its value is
/// empty: no key of ours is the prefix of another.
pub(super) fn encode_branch<I>(mask: u16, children: I, out: &mut Vec<u8>)
where
    I: Iterator<Item = Reference> + Clone,
{
    let empty = 17 - mask.count_ones() as usize;
    let payload = empty + children.clone().map(|child| child.length()).sum::<usize>();
    start_list(payload, out);
    // All 17 items as if empty, then each child over its own; this way nothing depends on single
    // bits of the mask, which no processor foresees.
    let mut at = out.len();
    out.resize(at + payload, EMPTY_STRING_CODE);
    let (mut mask, mut next) = (mask, 0);
    for child in children {
        let nibble = mask.trailing_zeros() as usize;
        mask &= mask - 1;
        at += nibble - next;
        next = nibble + 1;
        at += child.write(&mut out[at..]);
    }
}
