// keccak256 (FIPS 202's permutation with the padding of 2012), on 32-bit halves of the lanes.

const ROUNDS = 24;
const ROTATIONS = [
  [0, 36, 3, 41, 18],
  [1, 44, 10, 45, 2],
  [62, 6, 43, 15, 61],
  [28, 55, 25, 21, 56],
  [27, 20, 39, 8, 14],
];

// The round constants come out of a shift register over x^8 + x^6 + x^5 + x^4 + 1.
const CONSTANTS = (() => {
  const constants = [];
  let register = 1;
  for (let round = 0; round < ROUNDS; round++) {
    let constant = 0n;
    for (let bit = 0; bit < 7; bit++) {
      if (register & 1) constant |= 1n << BigInt((1 << bit) - 1);
      register = register & 0x80 ? ((register << 1) ^ 0x171) & 0xff : register << 1;
    }
    constants.push([Number(constant & 0xffffffffn) | 0, Number(constant >> 32n) | 0]);
  }
  return constants;
})();

const low = new Int32Array(25);
const high = new Int32Array(25);
const movedLow = new Int32Array(25);
const movedHigh = new Int32Array(25);
const columnLow = new Int32Array(5);
const columnHigh = new Int32Array(5);

function permute() {
  for (let round = 0; round < ROUNDS; round++) {
    for (let x = 0; x < 5; x++) {
      columnLow[x] = low[x] ^ low[x + 5] ^ low[x + 10] ^ low[x + 15] ^ low[x + 20];
      columnHigh[x] = high[x] ^ high[x + 5] ^ high[x + 10] ^ high[x + 15] ^ high[x + 20];
    }
    for (let x = 0; x < 5; x++) {
      const next = (x + 1) % 5;
      const before = (x + 4) % 5;
      const l = columnLow[before] ^ ((columnLow[next] << 1) | (columnHigh[next] >>> 31));
      const h = columnHigh[before] ^ ((columnHigh[next] << 1) | (columnLow[next] >>> 31));
      for (let y = 0; y < 5; y++) {
        const from = x + 5 * y;
        const to = y + 5 * ((2 * x + 3 * y) % 5);
        let a = low[from] ^ l;
        let b = high[from] ^ h;
        let by = ROTATIONS[x][y];
        if (by >= 32) [a, b, by] = [b, a, by - 32];
        movedLow[to] = by ? (a << by) | (b >>> (32 - by)) : a;
        movedHigh[to] = by ? (b << by) | (a >>> (32 - by)) : b;
      }
    }
    for (let y = 0; y < 25; y += 5) {
      for (let x = 0; x < 5; x++) {
        const [a, b] = [y + ((x + 1) % 5), y + ((x + 2) % 5)];
        low[y + x] = movedLow[y + x] ^ (~movedLow[a] & movedLow[b]);
        high[y + x] = movedHigh[y + x] ^ (~movedHigh[a] & movedHigh[b]);
      }
    }
    low[0] ^= CONSTANTS[round][0];
    high[0] ^= CONSTANTS[round][1];
  }
}

const RATE = 136;

export function keccak256(bytes) {
  const padded = Buffer.alloc(Math.floor(bytes.length / RATE + 1) * RATE);
  padded.set(bytes);
  padded[bytes.length] ^= 0x01;
  padded[padded.length - 1] ^= 0x80;
  low.fill(0);
  high.fill(0);
  for (let block = 0; block < padded.length; block += RATE) {
    for (let lane = 0; lane < RATE / 8; lane++) {
      low[lane] ^= padded.readInt32LE(block + 8 * lane);
      high[lane] ^= padded.readInt32LE(block + 8 * lane + 4);
    }
    permute();
  }
  const hash = Buffer.alloc(32);
  for (let lane = 0; lane < 4; lane++) {
    hash.writeInt32LE(low[lane], 8 * lane);
    hash.writeInt32LE(high[lane], 8 * lane + 4);
  }
  return hash;
}
