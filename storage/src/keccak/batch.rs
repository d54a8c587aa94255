//! Messages waiting for company of their own length.

use super::{BLOCK, KeccakMode};
use alloy_primitives::{B256, keccak256};

/// Messages hashed at once in the widest mode, and so waiting at most.
const WIDTH: usize = 8;

/// Longest message that waits, in blocks. A full branch node has 4, a receipt without logs 3; what
/// is longer is hashed alone at once.
const MAX_BLOCKS: usize = 8;

/// Hashes messages in groups of equal block count and hands each digest on with the message's tag.
///
/// Digests come out of order: a group is hashed when it is full, what is left on
/// [`finish`](Self::finish).
#[derive(Debug)]
pub struct Batch<T> {
    mode: KeccakMode,
    groups: [Group<T>; MAX_BLOCKS],
}

/// Padded messages of one block count.
#[derive(Debug)]
struct Group<T> {
    bytes: Vec<u8>,
    waiting: [Option<(T, usize)>; WIDTH],
    count: usize,
}

impl<T: Copy> Batch<T> {
    /// An empty batch that hashes in `mode`, or in the best mode the processor has below it.
    pub fn new(mode: KeccakMode) -> Self {
        let groups =
            std::array::from_fn(|_| Group { bytes: Vec::new(), waiting: [None; WIDTH], count: 0 });
        // The processor is asked here, once, so that no wide kernel runs where it would fault.
        Self { mode: mode.available(), groups }
    }

    /// Adds a message. Its digest goes to `sink` now or later.
    #[inline]
    pub fn push(&mut self, tag: T, message: &[u8], sink: &mut impl FnMut(T, B256)) {
        // Padding takes at least one byte, so a message of full blocks needs one block more.
        let blocks = message.len() / BLOCK + 1;
        let group = match self.groups.get_mut(blocks - 1) {
            Some(group) if self.mode != KeccakMode::Scalar => group,
            _ => return sink(tag, keccak256(message)),
        };
        let length = blocks * BLOCK;
        if group.bytes.is_empty() {
            group.bytes.resize(WIDTH * length, 0);
        }
        let lane = &mut group.bytes[group.count * length..][..length];
        let (text, padding) = lane.split_at_mut(message.len());
        text.copy_from_slice(message);
        padding.fill(0);
        padding[0] = 0x01;
        lane[length - 1] |= 0x80;
        group.waiting[group.count] = Some((tag, message.len()));
        group.count += 1;
        if group.count == WIDTH {
            group.flush(blocks, self.mode, sink);
        }
    }

    /// Hashes all that still waits.
    pub fn finish(&mut self, sink: &mut impl FnMut(T, B256)) {
        for (index, group) in self.groups.iter_mut().enumerate() {
            if group.count > 0 {
                group.flush(index + 1, self.mode, sink);
            }
        }
    }
}

impl<T: Copy> Group<T> {
    fn flush(&mut self, blocks: usize, mode: KeccakMode, sink: &mut impl FnMut(T, B256)) {
        let digests = self.digests(blocks, mode);
        for (waiting, digest) in self.waiting[..self.count].iter().zip(digests) {
            if let Some((tag, _)) = waiting {
                sink(*tag, digest);
            }
        }
        self.count = 0;
    }

    /// The digests of the first `count` messages; what follows them is of no meaning.
    #[cfg(target_arch = "x86_64")]
    fn digests(&self, blocks: usize, mode: KeccakMode) -> [B256; WIDTH] {
        // One message alone is faster by the scalar permutation.
        match mode {
            KeccakMode::X8 if self.count > 1 => {
                // SAFETY: a batch only has this mode where `KeccakMode::best` saw AVX-512F.
                unsafe { super::x8::hash(&self.bytes, blocks) }
            }
            KeccakMode::X4 if self.count > 1 => {
                let mut digests = [B256::ZERO; WIDTH];
                let halves = self.bytes.chunks_exact(self.bytes.len() / 2);
                let used = self.count.div_ceil(4);
                for (half, four) in halves.zip(digests.chunks_exact_mut(4)).take(used) {
                    // SAFETY: a batch only has this mode where `KeccakMode::best` saw AVX2.
                    four.copy_from_slice(&unsafe { super::x4::hash(half, blocks) });
                }
                digests
            }
            _ => self.scalar_digests(blocks),
        }
    }

    #[cfg(not(target_arch = "x86_64"))]
    fn digests(&self, blocks: usize, _mode: KeccakMode) -> [B256; WIDTH] {
        self.scalar_digests(blocks)
    }

    fn scalar_digests(&self, blocks: usize) -> [B256; WIDTH] {
        let mut digests = [B256::ZERO; WIDTH];
        for (index, waiting) in self.waiting[..self.count].iter().enumerate() {
            if let Some((_, length)) = waiting {
                digests[index] = keccak256(&self.bytes[index * blocks * BLOCK..][..*length]);
            }
        }
        digests
    }
}

/// The keccak256 of each message, in order.
pub fn keccak256_each<'a>(
    mode: KeccakMode,
    messages: impl ExactSizeIterator<Item = &'a [u8]>,
) -> Vec<B256> {
    let mut digests = vec![B256::ZERO; messages.len()];
    let mut batch = Batch::new(mode);
    let mut store = |index: usize, digest| digests[index] = digest;
    for (index, message) in messages.enumerate() {
        batch.push(index, message, &mut store);
    }
    batch.finish(&mut store);
    digests
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::{Rng, SeedableRng, rngs::StdRng};

    /// Every mode this processor has; says loudly which ones cannot be tested here.
    fn modes() -> Vec<KeccakMode> {
        let (have, lack): (Vec<_>, Vec<_>) =
            KeccakMode::ALL.into_iter().partition(|mode| mode.available() == *mode);
        for mode in lack {
            eprintln!("!!! NOT TESTED: this processor lacks what keccak mode {mode:?} needs !!!");
        }
        have
    }

    fn seed() -> u64 {
        let seed = std::env::var("SEED").map_or_else(|_| 0x5eed, |seed| seed.parse().unwrap());
        eprintln!("SEED={seed}");
        seed
    }

    #[test]
    fn every_length_gives_the_reference_digest_in_every_mode() {
        let bytes: Vec<u8> = (0..1100u32).map(|i| (i * 31 % 251) as u8).collect();
        let messages: Vec<&[u8]> = (0..=1100).map(|length| &bytes[..length]).collect();
        for mode in modes() {
            // Each length alone, then in a full group of its own kind.
            for message in &messages {
                let want = keccak256(message);
                for count in [1, 2, 3, 5, 8] {
                    let digests = keccak256_each(mode, std::iter::repeat_n(*message, count));
                    assert_eq!(digests, vec![want; count], "{mode:?}, {} bytes", message.len());
                }
            }
            let digests = keccak256_each(mode, messages.iter().copied());
            for (message, digest) in messages.iter().zip(digests) {
                assert_eq!(digest, keccak256(message), "{mode:?}, {} bytes", message.len());
            }
        }
    }

    #[test]
    fn random_batches_give_the_reference_digests_in_every_mode() {
        let mut random = StdRng::seed_from_u64(seed());
        for _ in 0..300 {
            let longest = [40, 140, 600, 1500][random.random_range(0..4)];
            let messages: Vec<Vec<u8>> = (0..random.random_range(0..60))
                .map(|_| (0..random.random_range(0..longest)).map(|_| random.random()).collect())
                .collect();
            let want: Vec<B256> = messages.iter().map(keccak256).collect();
            for mode in modes() {
                assert_eq!(keccak256_each(mode, messages.iter().map(Vec::as_slice)), want);
            }
        }
    }
}
