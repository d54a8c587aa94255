// Merkle Patricia Trie proofs, checked by looking each key up from the root among the nodes.

import { keccak256 } from './keccak.mjs';

export const EMPTY_ROOT = '56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421';

class Refused extends Error {}
export const refuse = (why) => {
  throw new Refused(why);
};
export const isRefusal = (error) => error instanceof Refused;

// One RLP item at `at`: { list, from, to, end }, refused unless it is encoded in the one right way.
function itemAt(bytes, at) {
  if (at >= bytes.length) refuse('RLP ends early');
  const head = bytes[at];
  if (head < 0x80) return { list: false, from: at, to: at + 1, end: at + 1 };
  const list = head >= 0xc0;
  const base = list ? 0xc0 : 0x80;
  let [from, length] = [at + 1, head - base];
  if (length > 55) {
    const width = length - 55;
    if (from + width > bytes.length || bytes[from] === 0) refuse('RLP length');
    length = 0;
    for (let i = 0; i < width; i++) length = length * 256 + bytes[from + i];
    from += width;
    if (length < 56) refuse('RLP length that is too long');
  } else if (!list && length === 1 && bytes[from] < 0x80) {
    refuse('RLP byte behind a length');
  }
  if (from + length > bytes.length) refuse('RLP ends early');
  return { list, from, to: from + length, end: from + length };
}

export function listOf(bytes) {
  const whole = itemAt(bytes, 0);
  if (!whole.list || whole.end !== bytes.length) refuse('not one list');
  const items = [];
  for (let at = whole.from; at < whole.to; ) {
    const item = itemAt(bytes, at);
    items.push({
      list: item.list,
      payload: bytes.subarray(item.from, item.to),
      all: bytes.subarray(at, item.end),
    });
    at = item.end;
  }
  return items;
}

export function string(bytes) {
  const item = itemAt(bytes, 0);
  if (item.list || item.end !== bytes.length) refuse('not one string');
  return bytes.subarray(item.from, item.to);
}

export function number(bytes) {
  if (bytes[0] === 0 || bytes.length > 32) refuse('not a number');
  return bytes.length ? BigInt(`0x${Buffer.from(bytes).toString('hex')}`) : 0n;
}

function child(item) {
  if (!item.list && item.payload.length === 0) return null;
  if (!item.list && item.payload.length === 32) return { hash: item.payload.toString('hex') };
  if (item.list && item.all.length < 32) return { node: item.all };
  return refuse('not a child');
}

function decode(bytes) {
  const items = listOf(bytes);
  if (items.length === 17) {
    if (items[16].list || items[16].payload.length) refuse('branch with a value');
    const children = items.slice(0, 16).map(child);
    if (children.filter(Boolean).length < 2) refuse('branch without children');
    return { children };
  }
  if (items.length !== 2 || items[0].list) refuse('not a node');
  const digits = items[0].payload.toString('hex');
  const flag = parseInt(digits[0], 16);
  if (!(flag <= 3) || (flag % 2 === 0 && digits[1] !== '0')) refuse('path encoding');
  const path = digits.slice(flag % 2 ? 1 : 2);
  if (flag >= 2) {
    if (items[1].list || items[1].payload.length === 0) refuse('leaf without a value');
    return { path, value: items[1].payload };
  }
  const to = child(items[1]);
  if (!to || !path) refuse('extension without path or child');
  return { path, to };
}

// Looks up `keys` (hex, ascending) in the trie of `root` (hex). Every node has to be needed, and
// they have to stand in the order in which they are needed first.
export function prove(root, keys, nodes) {
  const known = new Map();
  let used = 0;
  const enter = (hash) => {
    const seen = known.get(hash);
    if (seen) return seen;
    if (used === nodes.length) refuse('truncated');
    const bytes = nodes[used];
    if (keccak256(bytes).toString('hex') !== hash) refuse(`node ${used} is another one`);
    used += 1;
    const node = decode(bytes);
    known.set(hash, node);
    return node;
  };
  const lookUp = (key) => {
    let at = { hash: root };
    let depth = 0;
    for (;;) {
      const node = at.hash ? enter(at.hash) : decode(at.node);
      const rest = key.slice(depth);
      if (node.children) {
        if (!rest) refuse('branch below the last digit');
        at = node.children[parseInt(rest[0], 16)];
        depth += 1;
        if (!at) return null;
      } else if (node.value) {
        if (node.path.length !== rest.length) refuse('leaf of a shorter key');
        return node.path === rest ? node.value : null;
      } else {
        if (node.path.length >= rest.length) refuse('extension beyond the last digit');
        if (!rest.startsWith(node.path)) return null;
        at = node.to;
        depth += node.path.length;
      }
    }
  };
  const values = [];
  for (let i = 0; i < keys.length; i++) {
    if (i && keys[i] <= keys[i - 1]) refuse('keys are not ascending');
    values.push(root === EMPTY_ROOT ? null : lookUp(keys[i]));
  }
  if (used !== nodes.length) refuse(`node ${used} is not needed`);
  return values;
}

// Looks keys up in the trie of `root` as far as these nodes show it: the value, or null.
export function finder(root, nodes) {
  const bytes = new Map(nodes.map((node) => [keccak256(node).toString('hex'), node]));
  const known = new Map();
  const nodeOf = ({ hash, node }) => {
    if (!hash) return decode(node);
    if (!known.has(hash)) known.set(hash, bytes.has(hash) ? decode(bytes.get(hash)) : null);
    return known.get(hash);
  };
  return (key) => {
    let rest = key;
    for (let at = { hash: root }; at; ) {
      const node = nodeOf(at);
      if (!node) return null;
      if (node.value) return node.path === rest ? node.value : null;
      const path = node.children ? rest[0] : node.path;
      if (!path || !rest.startsWith(path)) return null;
      at = node.children ? node.children[parseInt(path, 16)] : node.to;
      rest = rest.slice(path.length);
    }
    return null;
  };
}
