//! Eight messages at once in AVX-512 registers.

use super::BLOCK;
use super::permutation::define_permute;
use alloy_primitives::B256;
use std::arch::x86_64::{
    __m512i, _mm512_i64gather_epi64, _mm512_rol_epi64, _mm512_set_epi64, _mm512_set1_epi64,
    _mm512_setzero_si512, _mm512_storeu_si512, _mm512_ternarylogic_epi64, _mm512_xor_si512,
};

macro_rules! xor3 {
    ($a:expr, $b:expr, $c:expr) => {
        _mm512_ternarylogic_epi64::<0x96>($a, $b, $c)
    };
}
macro_rules! rotate {
    ($a:expr, $bits:literal) => {
        _mm512_rol_epi64::<$bits>($a)
    };
}
macro_rules! chi {
    ($a:expr, $b:expr, $c:expr) => {
        _mm512_ternarylogic_epi64::<0xD2>($a, $b, $c)
    };
}
macro_rules! iota {
    ($a:expr, $constant:expr) => {
        _mm512_xor_si512($a, _mm512_set1_epi64($constant.cast_signed()))
    };
}
define_permute!(__m512i, "avx512f");

/// The digests of eight padded messages of `blocks` blocks each, one after another in `lanes`.
///
/// # Panics
/// When `lanes` is not eight times `blocks` blocks long.
#[target_feature(enable = "avx512f")]
pub(super) fn hash(lanes: &[u8], blocks: usize) -> [B256; 8] {
    assert_eq!(lanes.len(), 8 * blocks * BLOCK, "eight messages of equal length");
    let stride = (blocks * BLOCK).cast_signed() as i64;
    let offsets = _mm512_set_epi64(
        7 * stride,
        6 * stride,
        5 * stride,
        4 * stride,
        3 * stride,
        2 * stride,
        stride,
        0,
    );
    let mut state = [_mm512_setzero_si512(); 25];
    for block in 0..blocks {
        for (word, lane) in state.iter_mut().take(BLOCK / 8).enumerate() {
            let first = lanes.as_ptr().wrapping_add(block * BLOCK + word * 8);
            // SAFETY: message i reads the 8 bytes at i * stride + block * BLOCK + word * 8. With
            // i <= 7, block < blocks and word <= 16 its end is at most 8 * blocks * BLOCK, which is
            // the length of `lanes` (asserted above). Gathers need no alignment.
            let words = unsafe { _mm512_i64gather_epi64::<1>(offsets, first.cast()) };
            *lane = _mm512_xor_si512(*lane, words);
        }
        permute(&mut state);
    }
    let mut words = [[0u64; 8]; 4];
    for (row, lane) in words.iter_mut().zip(&state) {
        // SAFETY: `row` is 64 bytes long, as much as one register; the store needs no alignment.
        unsafe { _mm512_storeu_si512(row.as_mut_ptr().cast(), *lane) };
    }
    std::array::from_fn(|message| {
        let mut digest = B256::ZERO;
        for (bytes, row) in digest.chunks_exact_mut(8).zip(&words) {
            bytes.copy_from_slice(&row[message].to_le_bytes());
        }
        digest
    })
}
