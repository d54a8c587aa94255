// keccak256, as Ethereum has it, on lanes of BigInt: small rather than fast.

const MASK = (1n << 64n) - 1n;
const RATE = 136;

// Rotations and round constants are computed as the permutation defines them.
const ROTATIONS = new Array(25).fill(0n);
const CONSTANTS = [];
{
  let [x, y] = [1, 0];
  for (let t = 0; t < 24; t++) {
    ROTATIONS[x + 5 * y] = BigInt((((t + 1) * (t + 2)) / 2) % 64);
    [x, y] = [y, (2 * x + 3 * y) % 5];
  }
  let lfsr = 1;
  for (let round = 0; round < 24; round++) {
    let constant = 0n;
    for (let j = 0; j < 7; j++) {
      if (lfsr & 1) constant |= 1n << BigInt(2 ** j - 1);
      lfsr = lfsr & 0x80 ? ((lfsr << 1) ^ 0x171) & 0xff : lfsr << 1;
    }
    CONSTANTS.push(constant);
  }
}

const rotated = (lane, by) => ((lane << by) | (lane >> (64n - by))) & MASK;

function permuted(lanes) {
  let a = lanes;
  for (const constant of CONSTANTS) {
    const sums = [0, 1, 2, 3, 4].map((x) => a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20]);
    const mixed = a.map((lane, at) => lane ^ sums[(at + 4) % 5] ^ rotated(sums[(at + 1) % 5], 1n));
    const moved = new Array(25);
    mixed.forEach((lane, at) => {
      const [x, y] = [at % 5, Math.floor(at / 5)];
      moved[y + 5 * ((2 * x + 3 * y) % 5)] = rotated(lane, ROTATIONS[at]);
    });
    a = moved.map((lane, at) => {
      const row = at - (at % 5);
      return lane ^ (~moved[row + ((at + 1) % 5)] & MASK & moved[row + ((at + 2) % 5)]);
    });
    a[0] ^= constant;
  }
  return a;
}

/** The hash of bytes, as bytes. */
export function keccak256(bytes) {
  const padded = new Uint8Array(Math.floor(bytes.length / RATE + 1) * RATE);
  padded.set(bytes);
  padded[bytes.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  const view = new DataView(padded.buffer);
  let lanes = new Array(25).fill(0n);
  for (let block = 0; block < padded.length; block += RATE) {
    for (let lane = 0; lane < RATE / 8; lane++) lanes[lane] ^= view.getBigUint64(block + 8 * lane, true);
    lanes = permuted(lanes);
  }
  const hash = new DataView(new ArrayBuffer(32));
  for (let lane = 0; lane < 4; lane++) hash.setBigUint64(8 * lane, lanes[lane], true);
  return new Uint8Array(hash.buffer);
}

/** Bytes of hexadecimal text with 0x. */
export function bytesOf(hex) {
  if (!/^0x([0-9a-f]{2})*$/i.test(hex)) throw new Error(`not hexadecimal: ${hex}`);
  return Uint8Array.from({ length: (hex.length - 2) / 2 }, (_, at) => parseInt(hex.slice(2 + 2 * at, 4 + 2 * at), 16));
}

/** Hexadecimal text of bytes, with 0x. */
export function hexOf(bytes) {
  return `0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')}`;
}
