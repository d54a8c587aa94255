// Addresses, leaves and Merkle proofs (OpenZeppelin's standard tree), computed here.
import { bytesOf, hexOf, keccak256 } from './keccak.js';

/** A number as a word of 32 bytes, in hexadecimal digits without 0x. */
export function word(number) {
  const digits = BigInt(number).toString(16);
  if (digits.length > 64 || digits.startsWith('-')) throw new Error(`no word: ${number}`);
  return digits.padStart(64, '0');
}

/** An address with its checksum (EIP-55). */
export function checksummed(address) {
  const digits = address.slice(2).toLowerCase();
  const hash = hexOf(keccak256(new TextEncoder().encode(digits))).slice(2);
  return `0x${Array.from(digits, (digit, at) => (parseInt(hash[at], 16) >= 8 ? digit.toUpperCase() : digit)).join('')}`;
}

/** What is wrong with a text as an address: `form` or `checksum`; null if nothing is. */
export function addressFault(text) {
  if (!/^0x[0-9a-fA-F]{40}$/.test(text)) return 'form';
  const digits = text.slice(2);
  const mixed = digits !== digits.toLowerCase() && digits !== digits.toUpperCase();
  return mixed && checksummed(text) !== text ? 'checksum' : null;
}

/** Whether two addresses are the same, whatever their case. */
export const same = (a, b) => Boolean(a) && Boolean(b) && a.toLowerCase() === b.toLowerCase();

/** The leaf of an account that has `wei`. */
export function leaf(account, wei) {
  return hexOf(keccak256(keccak256(bytesOf(`0x${word(account)}${word(wei)}`))));
}

/** What a proof leads to from a leaf. */
export function rootOf(from, proof) {
  return proof.reduce((node, sibling) => {
    const [first, second] = BigInt(node) < BigInt(sibling) ? [node, sibling] : [sibling, node];
    return hexOf(keccak256(bytesOf(`0x${word(first)}${word(second)}`)));
  }, from);
}

/** The first four bytes of a function's calls. */
export const selector = (signature) => hexOf(keccak256(new TextEncoder().encode(signature))).slice(0, 10);
