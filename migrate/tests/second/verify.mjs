// The second verifier of a bundle:
// node verify.mjs BUNDLE BLOCK_HASH [TOKEN] [BLOCK] [SUPPLY_SLOT] [--accept-rpc-trust]
// Exits with 0 and the figures as JSON, or with 3 and why the bundle is refused.

import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { keccak256 } from './keccak.mjs';
import { finder, isRefusal, listOf, number, prove, refuse, string } from './trie.mjs';

const given = process.argv.slice(2);
const accepts = given.includes('--accept-rpc-trust');
const cmt = '0xf85feea2fdd81d51177f6b8f35f0e6734ce45f5f';
const [folder, pinned, token = cmt, block = '6486489', supplySlot = '0'] = given.filter(
  (word) => word !== '--accept-rpc-trust',
);
const lastSlot = 64;
const knownAccounts = 32;
const read = (name) => readFileSync(join(folder, name));
const hex = (bytes) => Buffer.from(bytes).toString('hex');
const keccak = (digits) => hex(keccak256(Buffer.from(digits, 'hex')));
const word = (value) => value.toString(16).padStart(64, '0');
const natural = (what, value) =>
  Number.isSafeInteger(value) && value >= 0 ? value : refuse(`${what} is ${JSON.stringify(value)}; expected a number`);
const same = (what, found, expected) => {
  if (found !== expected) refuse(`${what} is ${found}; expected ${expected}`);
};

function nodesOf(name) {
  const bytes = read(name);
  const nodes = [];
  for (let at = 0; at < bytes.length; ) {
    if (at + 2 > bytes.length) refuse(`${name} is cut`);
    const length = bytes.readUInt16BE(at);
    if (at + 2 + length > bytes.length) refuse(`${name} is cut`);
    nodes.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return nodes;
}

function rowsOf(name, header) {
  const text = read(name).toString('utf8');
  if (!text.endsWith('\n')) refuse(`${name}: the last line has no end`);
  const lines = text.slice(0, -1).split('\n');
  same(`${name}: line 1`, lines[0], header);
  const columns = header.split(',').length;
  return lines.slice(1).map((line, at) => {
    const row = line.split(',');
    if (row.length !== columns) refuse(`${name}: line ${at + 2}: ${line}`);
    return row;
  });
}

const addressOf = (text) => (/^0x[0-9a-f]{40}$/.test(text) ? text.slice(2) : refuse(`address ${text}`));
const weiOf = (text) => (/^(0|[1-9][0-9]*)$/.test(text) ? BigInt(text) : refuse(`wei ${text}`));
const wordOf = (text) => (/^0x[0-9a-f]{64}$/.test(text) ? text.slice(2) : refuse(`word ${text}`));
function ascending(name, keys) {
  for (let at = 1; at < keys.length; at++) {
    if (keys[at] <= keys[at - 1]) refuse(`${name}: line ${at + 2} is out of order`);
  }
}

// What the manifest says is told apart from what the reader pinned: nothing is taken from it unseen.
function checkFacts(facts) {
  same('token', facts.token, token);
  same('block', String(natural('block', facts.block.number)), block);
  same('block hash', facts.block.hash, pinned);
  same('slot of the total supply', String(natural('supply_slot', facts.supply_slot)), supplySlot);
  if (natural('balances.slot', facts.balances.slot) > lastSlot) refuse(`balances.slot ${facts.balances.slot}`);
  if (!Object.hasOwn(orders, facts.balances.order)) refuse(`balances.order ${facts.balances.order}`);
}

// In which order a mapping's key and its slot are hashed.
const orders = { solidity: (key, slot) => key + slot, vyper: (key, slot) => slot + key };
const keyOf = (address, { slot, order }) => keccak(keccak(orders[order](address.padStart(64, '0'), word(slot))));

// The mapping that proves the balances of accounts from all over the list: one and only one.
function discover(root, rows, nodes) {
  const holders = rows.filter(([, wei]) => wei > 0n);
  if (!holders.length) refuse('nobody has a balance');
  const step = Math.ceil(holders.length / knownAccounts);
  const known = holders.filter((_, at) => at % step === 0);
  const find = finder(root, nodes);
  const has = ([address, wei], mapping) => {
    const value = find(keyOf(address, mapping));
    return value !== null && number(string(value)) === wei;
  };
  const fit = [];
  for (let slot = 0; slot <= lastSlot; slot++) {
    for (const order of Object.keys(orders)) {
      if (known.every((row) => has(row, { slot, order }))) fit.push({ slot, order });
    }
  }
  if (fit.length !== 1) refuse(`${fit.length} mappings prove the balances; expected one`);
  return fit[0];
}

function checkParts(manifest) {
  same('version', manifest.version, 1);
  const names = manifest.parts.map((part) => part.name);
  const { trust } = manifest.facts;
  const shapes = {
    proven: { needed: ['header.rlp', 'code.bin', 'account.nodes', 'balances.csv', 'slots.csv', 'storage.nodes'], none: ['contracts.csv'] },
    rpc: { needed: ['header.rlp', 'code.bin', 'balances.csv', 'slots.csv'], none: ['account.nodes', 'storage.nodes', 'holders.nodes'] },
  };
  if (!Object.hasOwn(shapes, trust)) refuse(`trust ${trust}`);
  for (const name of shapes[trust].needed) if (!names.includes(name)) refuse(`${name} is missing`);
  for (const name of shapes[trust].none) if (names.includes(name)) refuse(`${name} in a bundle of trust ${trust}`);
  for (const name of readdirSync(folder)) {
    if (name !== 'manifest.json' && !names.includes(name)) refuse(`${name} is no part`);
  }
  for (const part of manifest.parts) {
    const bytes = read(part.name);
    same(`${part.name}: bytes`, bytes.length, natural(`${part.name}: bytes`, part.bytes));
    same(`${part.name}: sha256`, `0x${createHash('sha256').update(bytes).digest('hex')}`, part.sha256);
    same(`${part.name}: keccak256`, `0x${hex(keccak256(bytes))}`, part.keccak256);
  }
}

function accountOf(value) {
  const fields = listOf(value);
  if (fields.length !== 4 || fields.some((field) => field.list)) refuse('not an account');
  const [, , storage, code] = fields.map((field) => hex(field.payload));
  return { storage, code };
}

// Proves what is asked for (any order), and hands back the values in that order.
function proveAll(root, asked, nodes) {
  const order = asked.map((key, at) => [key, at]).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const values = prove(root, order.map(([key]) => key), nodes);
  const answers = new Array(asked.length);
  order.forEach(([, at], place) => (answers[at] = values[place]));
  return answers;
}

function replay(facts, supply, proven) {
  const balances = new Map(facts.initial_holder ? [[facts.initial_holder.slice(2), supply]] : []);
  const zero = '0'.repeat(40);
  let last = [-1n, -1n];
  const rows = rowsOf('logs.csv', 'block,index,from,to,wei');
  for (const row of rows) {
    const place = [weiOf(row[0]), weiOf(row[1])];
    if (place[0] < last[0] || (place[0] === last[0] && place[1] <= last[1])) refuse('logs out of order');
    if (place[0] > BigInt(facts.block.number)) refuse('a log behind the snapshot');
    last = place;
    const [from, to, wei] = [addressOf(row[2]), addressOf(row[3]), weiOf(row[4])];
    if (from !== zero) {
      const left = (balances.get(from) ?? 0n) - wei;
      if (left < 0n) refuse(`${from} sends what it has not`);
      balances.set(from, left);
    }
    if (to !== zero) balances.set(to, (balances.get(to) ?? 0n) + wei);
  }
  for (const [address, wei] of proven) {
    same(`replayed balance of ${address}`, balances.get(address) ?? 0n, wei);
    balances.delete(address);
  }
  for (const [address, wei] of balances) same(`replayed balance of ${address}`, wei, 0n);
  return rows.length;
}

function classify(root, rows, facts, has) {
  const delegates = new Map(
    has('delegates.csv')
      ? rowsOf('delegates.csv', 'address,delegate').map((row) => row.map(addressOf))
      : [],
  );
  const keys = rows.map(([address]) => keccak(address));
  const none = keccak('');
  const classes = {};
  let delegating = 0;
  proveAll(root, keys, nodesOf('holders.nodes')).forEach((value, at) => {
    const [address, wei] = rows[at];
    const code = value ? accountOf(value).code : none;
    let kind = 'contract';
    if (address === facts.token.slice(2)) kind = 'token';
    else if (code === none) kind = 'person';
    else if (delegates.has(address) && keccak(`ef0100${delegates.get(address)}`) === code) kind = 'delegated';
    if (kind === 'delegated') delegating += 1;
    if (wei === 0n) return;
    classes[kind] ??= { holders: 0, total: 0n };
    classes[kind].holders += 1;
    classes[kind].total += wei;
  });
  same('delegates', delegates.size, delegating);
  return classes;
}

// The kinds of accounts as nodes said them.
function believe(rows, facts, has) {
  const table = (name, header) => {
    const read = has(name) ? rowsOf(name, header) : [];
    ascending(name, read.map(([address]) => addressOf(address)));
    return read;
  };
  const contracts = new Map(table('contracts.csv', 'address,code_hash').map(([a, h]) => [addressOf(a), wordOf(h)]));
  const delegates = new Map(table('delegates.csv', 'address,delegate').map((row) => row.map(addressOf)));
  const known = new Set(rows.map(([address]) => address));
  for (const [address, hash] of contracts) {
    if (!known.has(address) || delegates.has(address)) refuse(`contracts.csv: ${address}`);
    if (hash === keccak('')) refuse(`contracts.csv: ${address} has no code`);
  }
  for (const address of delegates.keys()) if (!known.has(address)) refuse(`delegates.csv: ${address}`);
  const classes = {};
  for (const [address, wei] of rows.filter(([, wei]) => wei > 0n)) {
    let kind = 'person';
    if (address === facts.token.slice(2)) kind = 'token';
    else if (contracts.has(address)) kind = 'contract';
    else if (delegates.has(address)) kind = 'delegated';
    classes[kind] ??= { holders: 0, total: 0n };
    classes[kind].holders += 1;
    classes[kind].total += wei;
  }
  return classes;
}

function verify() {
  const manifest = JSON.parse(read('manifest.json'));
  const { facts } = manifest;
  const has = (name) => manifest.parts.some((part) => part.name === name);
  checkParts(manifest);
  checkFacts(facts);
  const rlp = read('header.rlp');
  same('hash of the header', `0x${hex(keccak256(rlp))}`, pinned);
  const header = listOf(rlp);
  same('height in the header', String(number(header[8].payload)), block);
  const stateRoot = hex(header[3].payload);
  const isProven = facts.trust === 'proven';
  if (!isProven && !accepts) refuse('nothing is proven: the bundle rests on what nodes said (trust: rpc)');
  let account = null;
  if (isProven) {
    const [value] = prove(stateRoot, [keccak(token.slice(2))], nodesOf('account.nodes'));
    if (!value) refuse('there is no such token');
    account = accountOf(value);
    same('hash of the code', hex(keccak256(read('code.bin'))), account.code);
  }

  const rows = rowsOf('balances.csv', 'address,balance_wei').map(([a, w]) => [addressOf(a), weiOf(w)]);
  const slots = rowsOf('slots.csv', 'slot,value').map((row) => row.map(wordOf));
  ascending('balances.csv', rows.map(([address]) => address));
  ascending('slots.csv', slots.map(([slot]) => slot));
  if (isProven) {
    const nodes = nodesOf('storage.nodes');
    const mapping = discover(account.storage, rows, nodes);
    same('slot of the mapping', facts.balances.slot, mapping.slot);
    same('order of the mapping', facts.balances.order, mapping.order);
    const keys = rows.map(([address]) => keyOf(address, mapping));
    const asked = [...keys, ...slots.map(([slot]) => keccak(slot))];
    const values = proveAll(account.storage, asked, nodes).map((value) =>
      value ? number(string(value)) : 0n,
    );
    rows.forEach(([address, wei], at) => same(`balances.csv: line ${at + 2}: ${address}`, wei, values[at]));
    slots.forEach(([slot, claimed], at) => same(`slot ${slot}`, claimed, word(values[rows.length + at])));
  }
  const sum = rows.reduce((all, [, wei]) => all + wei, 0n);
  const supplyRow = slots.find(([slot]) => slot === word(BigInt(supplySlot)));
  if (!supplyRow) refuse('no total supply');
  const supply = BigInt(`0x${supplyRow[1]}`);
  same('sum of the balances', sum, supply);
  const logs = has('logs.csv') ? replay(facts, supply, rows) : null;
  let classes = {};
  if (has('holders.nodes')) classes = classify(stateRoot, rows, facts, has);
  else if (has('contracts.csv')) classes = believe(rows, facts, has);
  const holders = rows.filter(([, wei]) => wei > 0n).length;
  return { trust: facts.trust, supply, holders, without: rows.length - holders, logs, classes };
}

try {
  const text = (key, value) => (typeof value === 'bigint' ? value.toString() : value);
  console.log(JSON.stringify(verify(), text));
} catch (error) {
  if (!isRefusal(error)) throw error;
  console.log(`refused: ${error.message}`);
  process.exitCode = 3;
}
