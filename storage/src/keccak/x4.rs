//! Four messages at once in AVX2 registers.

use super::BLOCK;
use super::permutation::define_permute;
use alloy_primitives::B256;
use std::arch::x86_64::{
    __m256i, _mm256_andnot_si256, _mm256_or_si256, _mm256_set_epi64x, _mm256_set1_epi64x,
    _mm256_setzero_si256, _mm256_slli_epi64, _mm256_srli_epi64, _mm256_storeu_si256,
    _mm256_xor_si256,
};

macro_rules! xor3 {
    // The right pair first: theta uses the same pair for five lanes.
    ($a:expr, $b:expr, $c:expr) => {
        _mm256_xor_si256($a, _mm256_xor_si256($b, $c))
    };
}
macro_rules! rotate {
    ($a:expr, $bits:literal) => {{
        let lane = $a;
        _mm256_or_si256(_mm256_slli_epi64::<$bits>(lane), _mm256_srli_epi64::<{ 64 - $bits }>(lane))
    }};
}
macro_rules! chi {
    ($a:expr, $b:expr, $c:expr) => {
        _mm256_xor_si256($a, _mm256_andnot_si256($b, $c))
    };
}
macro_rules! iota {
    ($a:expr, $constant:expr) => {
        _mm256_xor_si256($a, _mm256_set1_epi64x($constant.cast_signed()))
    };
}
define_permute!(__m256i, "avx2");

/// The digests of four padded messages of `blocks` blocks each, one after another in `lanes`.
///
/// # Panics
/// When `lanes` is not four times `blocks` blocks long.
#[target_feature(enable = "avx2")]
pub(super) fn hash(lanes: &[u8], blocks: usize) -> [B256; 4] {
    assert_eq!(lanes.len(), 4 * blocks * BLOCK, "four messages of equal length");
    let (messages, _) = lanes.as_chunks::<8>();
    let stride = blocks * BLOCK / 8;
    let mut state = [_mm256_setzero_si256(); 25];
    for block in 0..blocks {
        for (word, lane) in state.iter_mut().take(BLOCK / 8).enumerate() {
            let at = block * BLOCK / 8 + word;
            let load = |message: usize| i64::from_le_bytes(messages[message * stride + at]);
            let words = _mm256_set_epi64x(load(3), load(2), load(1), load(0));
            *lane = _mm256_xor_si256(*lane, words);
        }
        permute(&mut state);
    }
    let mut words = [[0u64; 4]; 4];
    for (row, lane) in words.iter_mut().zip(&state) {
        // SAFETY: `row` is 32 bytes long, as much as one register; the store needs no alignment.
        unsafe { _mm256_storeu_si256(row.as_mut_ptr().cast(), *lane) };
    }
    std::array::from_fn(|message| {
        let mut digest = B256::ZERO;
        for (bytes, row) in digest.chunks_exact_mut(8).zip(&words) {
            bytes.copy_from_slice(&row[message].to_le_bytes());
        }
        digest
    })
}
