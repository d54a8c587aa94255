//! The permutation keccak-f\[1600\] (FIPS 202 §3.3), written once for vectors of any width.

/// The constants of step iota, one a round (FIPS 202 §3.2.5).
pub(super) const ROUND_CONSTANTS: [u64; 24] = [
    0x0000_0000_0000_0001,
    0x0000_0000_0000_8082,
    0x8000_0000_0000_808a,
    0x8000_0000_8000_8000,
    0x0000_0000_0000_808b,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8009,
    0x0000_0000_0000_008a,
    0x0000_0000_0000_0088,
    0x0000_0000_8000_8009,
    0x0000_0000_8000_000a,
    0x0000_0000_8000_808b,
    0x8000_0000_0000_008b,
    0x8000_0000_0000_8089,
    0x8000_0000_0000_8003,
    0x8000_0000_0000_8002,
    0x8000_0000_0000_0080,
    0x0000_0000_0000_800a,
    0x8000_0000_8000_000a,
    0x8000_0000_8000_8081,
    0x8000_0000_0000_8080,
    0x0000_0000_8000_0001,
    0x8000_0000_8000_8008,
];

/// Defines `permute` for one vector type. The place of use brings `xor3!(a, b, c)`,
/// `rotate!(a, bits)` (to the left), `chi!(a, b, c)` = a ^ (!b & c) and `iota!(a, constant)`.
///
/// Lane (x, y) of the state is element x + 5 y.
macro_rules! define_permute {
    ($vector:ty, $feature:literal) => {
        #[inline]
        #[target_feature(enable = $feature)]
        fn permute(a: &mut [$vector; 25]) {
            for constant in $crate::keccak::permutation::ROUND_CONSTANTS {
                // Theta: the parity of each column, folded into its neighbours.
                let c0 = xor3!(xor3!(a[0], a[5], a[10]), a[15], a[20]);
                let c1 = xor3!(xor3!(a[1], a[6], a[11]), a[16], a[21]);
                let c2 = xor3!(xor3!(a[2], a[7], a[12]), a[17], a[22]);
                let c3 = xor3!(xor3!(a[3], a[8], a[13]), a[18], a[23]);
                let c4 = xor3!(xor3!(a[4], a[9], a[14]), a[19], a[24]);
                let r0 = rotate!(c0, 1);
                let r1 = rotate!(c1, 1);
                let r2 = rotate!(c2, 1);
                let r3 = rotate!(c3, 1);
                let r4 = rotate!(c4, 1);
                // Rho and pi: each lane turned by its own offset and moved to its new place.
                let b0 = xor3!(a[0], c4, r1);
                let b1 = rotate!(xor3!(a[6], c0, r2), 44);
                let b2 = rotate!(xor3!(a[12], c1, r3), 43);
                let b3 = rotate!(xor3!(a[18], c2, r4), 21);
                let b4 = rotate!(xor3!(a[24], c3, r0), 14);
                let b5 = rotate!(xor3!(a[3], c2, r4), 28);
                let b6 = rotate!(xor3!(a[9], c3, r0), 20);
                let b7 = rotate!(xor3!(a[10], c4, r1), 3);
                let b8 = rotate!(xor3!(a[16], c0, r2), 45);
                let b9 = rotate!(xor3!(a[22], c1, r3), 61);
                let b10 = rotate!(xor3!(a[1], c0, r2), 1);
                let b11 = rotate!(xor3!(a[7], c1, r3), 6);
                let b12 = rotate!(xor3!(a[13], c2, r4), 25);
                let b13 = rotate!(xor3!(a[19], c3, r0), 8);
                let b14 = rotate!(xor3!(a[20], c4, r1), 18);
                let b15 = rotate!(xor3!(a[4], c3, r0), 27);
                let b16 = rotate!(xor3!(a[5], c4, r1), 36);
                let b17 = rotate!(xor3!(a[11], c0, r2), 10);
                let b18 = rotate!(xor3!(a[17], c1, r3), 15);
                let b19 = rotate!(xor3!(a[23], c2, r4), 56);
                let b20 = rotate!(xor3!(a[2], c1, r3), 62);
                let b21 = rotate!(xor3!(a[8], c2, r4), 55);
                let b22 = rotate!(xor3!(a[14], c3, r0), 39);
                let b23 = rotate!(xor3!(a[15], c4, r1), 41);
                let b24 = rotate!(xor3!(a[21], c0, r2), 2);
                // Chi row by row, and iota on the first lane.
                *a = [
                    iota!(chi!(b0, b1, b2), constant),
                    chi!(b1, b2, b3),
                    chi!(b2, b3, b4),
                    chi!(b3, b4, b0),
                    chi!(b4, b0, b1),
                    chi!(b5, b6, b7),
                    chi!(b6, b7, b8),
                    chi!(b7, b8, b9),
                    chi!(b8, b9, b5),
                    chi!(b9, b5, b6),
                    chi!(b10, b11, b12),
                    chi!(b11, b12, b13),
                    chi!(b12, b13, b14),
                    chi!(b13, b14, b10),
                    chi!(b14, b10, b11),
                    chi!(b15, b16, b17),
                    chi!(b16, b17, b18),
                    chi!(b17, b18, b19),
                    chi!(b18, b19, b15),
                    chi!(b19, b15, b16),
                    chi!(b20, b21, b22),
                    chi!(b21, b22, b23),
                    chi!(b22, b23, b24),
                    chi!(b23, b24, b20),
                    chi!(b24, b20, b21),
                ];
            }
        }
    };
}
pub(super) use define_permute;
