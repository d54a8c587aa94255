// The page's scripts without a browser: hashes, proofs, amounts, calls, and both languages.
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { test } from 'node:test';
import { encodeFunctionData, getAddress, hashTypedData, keccak256 as peer, parseAbi } from 'viem';

const page = new URL('../../../page/', import.meta.url);
const load = (name) => import(new URL(`js/${name}.js`, page));
const { bytesOf, hexOf, keccak256 } = await load('keccak');
const { addressFault, checksummed, leaf, rootOf } = await load('proof');
const { calldata, message, typedData } = await load('claim');

test('keccak256 is the one of Ethereum', () => {
  assert.equal(hexOf(keccak256(new Uint8Array())), '0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470');
  // Around the block of 136 bytes, where the padding differs.
  for (const length of [1, 31, 32, 64, 134, 135, 136, 137, 271, 272, 273, 1000]) {
    const bytes = randomBytes(length);
    assert.equal(hexOf(keccak256(bytes)), peer(bytes), `${hexOf(bytes)}`);
  }
  assert.throws(() => bytesOf('0x123'));
  assert.throws(() => bytesOf('123g'));
});

test('a checksum finds a mistyped letter', () => {
  const right = '0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F';
  assert.equal(checksummed(right.toLowerCase()), right);
  for (let count = 0; count < 50; count++) {
    const address = hexOf(randomBytes(20));
    assert.equal(checksummed(address), getAddress(address));
  }
  assert.equal(addressFault(right), null);
  assert.equal(addressFault(right.toLowerCase()), null);
  assert.equal(addressFault(right.replace('fEea', 'feea')), 'checksum');
  for (const text of ['', '0x', right.slice(0, 41), `${right}0`, right.slice(2), ` ${right}`, right.replace('45F5F', '45F5G'), 'ann.eth']) {
    assert.equal(addressFault(text), 'form', text);
  }
});

test('leaves and proofs are those of OpenZeppelin’s tree', () => {
  // keccak256(keccak256(abi.encode(account, amount))); pairs in ascending order.
  const account = `0x${'11'.repeat(20)}`;
  const digits = peer(peer(`0x${account.slice(2).padStart(64, '0')}${(10n ** 27n).toString(16).padStart(64, '0')}`));
  assert.equal(leaf(account, String(10n ** 27n)), digits);
  const [a, b] = ['0x' + '0f'.repeat(32), '0x' + 'f0'.repeat(32)];
  const pair = peer(`0x${a.slice(2)}${b.slice(2)}`);
  assert.equal(rootOf(a, [b]), pair);
  assert.equal(rootOf(b, [a]), pair);
  assert.equal(rootOf(a, []), a);
  assert.notEqual(rootOf(a, [b, a]), pair);
});

test('a call is what the interface encodes', () => {
  const abi = parseAbi(['function claim(address account, uint256 amount, bytes32[] proof, address recipient)']);
  for (const steps of [0, 1, 7]) {
    const account = getAddress(hexOf(randomBytes(20)));
    const recipient = getAddress(hexOf(randomBytes(20)));
    const proof = Array.from({ length: steps }, () => hexOf(randomBytes(32)));
    const wei = '123456789012345678901234567';
    const expected = encodeFunctionData({ abi, functionName: 'claim', args: [account, BigInt(wei), proof, recipient] });
    assert.equal(calldata({ account, wei, proof, recipient }), expected);
  }
});

test('a claim is good for a day, and never beyond the last one', () => {
  const config = {
    deadline: 10_000_000,
    relay: { fee: '5' },
    blockHash: `0x${'22'.repeat(32)}`,
    domain: { name: 'CyberMiles Migration', version: '1', chainId: 18, verifyingContract: '0x00000000000000000000000000000000434d5407' },
  };
  const status = { address: `0x${'11'.repeat(20)}`, wei: '7', live: { time: 1_000_000, nonce: '3' } };
  const recipient = `0x${'33'.repeat(20)}`;
  const claim = message({ config, status, recipient });
  assert.deepEqual(claim, { account: status.address, amount: '7', recipient, maxFee: '5', snapshot: config.blockHash, nonce: '3', deadline: '1086400' });
  status.live.time = 9_999_999;
  assert.equal(message({ config, status, recipient }).deadline, '10000000');
  // The same as with the types of the interface.
  const { types, primaryType, domain } = typedData(config, claim);
  const source = readFileSync(new URL('../../contracts/src/interfaces/IMigration.sol', page), 'utf8');
  const fields = [...source.match(/struct Claim \{([^}]*)\}/)[1].matchAll(/(\w+) (\w+);/g)].map(([, type, name]) => ({ name, type }));
  assert.deepEqual(types.Claim, fields);
  assert.equal(hashTypedData({ types, primaryType, domain, message: claim }).length, 66);
});

test('both languages have the same texts, with the same places in them', async () => {
  const { default: en } = await load('en');
  const { default: ko } = await load('ko');
  assert.deepEqual(Object.keys(ko), Object.keys(en));
  const places = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const [key, text] of Object.entries(en)) {
    assert.deepEqual(places(ko[key]), places(text), key);
    assert.ok(ko[key].trim() && text.trim(), key);
    assert.doesNotMatch(text, /[\uac00-\ud7a3]/, key);
    if (!/^[\s{}\w→:,.·‑-]*$/.test(text)) assert.match(ko[key], /[\uac00-\ud7a3]/, key);
  }
});

test('every text that is asked for is there', async () => {
  const { default: en } = await load('en');
  const files = ['index.html', ...readdirSync(new URL('js/', page)).map((name) => `js/${name}`)];
  const source = files.filter((name) => !/\/(en|ko)\.js$/.test(name)).map((name) => readFileSync(new URL(name, page), 'utf8')).join('\n');
  const asked = [...source.matchAll(/(?:data-text="|data-label="|\bt\(')([\w.]+)['"]/g)].map(([, key]) => key);
  assert.ok(asked.length > 40);
  for (const key of asked) assert.ok(Object.hasOwn(en, key), key);
  // The server's and the contract's names of what went wrong.
  const rust = ['serve/api', 'serve/relay'].map((name) => readFileSync(new URL(`../src/${name}.rs`, page), 'utf8')).join('\n');
  for (const [, name] of rust.matchAll(/StatusCode::\w+, "(\w+)"/g)) {
    if (name !== 'NotFound') assert.ok(Object.hasOwn(en, `error.${name}`), name);
  }
});

test('every place coins are moved to has a text', async () => {
  const { default: en } = await load('en');
  const source = readFileSync(new URL('../../genesis/src/moves.rs', page), 'utf8');
  const places = [...source.split('pub enum Destination {')[1].split('\n}')[0].matchAll(/^ {4}(\w+) \{/gm)].map(([, name]) => name.toLowerCase());
  assert.deepEqual(places, ['stake', 'vesting', 'reserve']);
  for (const place of places) assert.match(en[`moved.${place}`], /\{amount\}/, place);
});

test('nothing is inline and nothing is elsewhere', () => {
  const html = readFileSync(new URL('index.html', page), 'utf8');
  assert.doesNotMatch(html, /<style|style=|\son\w+=|javascript:/i);
  assert.doesNotMatch(html, /<script(?![^>]*\ssrc=)/i);
  for (const name of readdirSync(new URL('js/', page))) {
    const script = readFileSync(new URL(`js/${name}`, page), 'utf8');
    assert.doesNotMatch(script, /innerHTML|outerHTML|insertAdjacent|document\.write|\beval\b|new Function|https?:/, name);
  }
});

test('amounts are exact', async () => {
  globalThis.document = { documentElement: {}, querySelectorAll: () => [] };
  globalThis.location = { search: '' };
  const { cmt, parts } = await load('text');
  for (const [wei, text] of [
    ['0', '0'],
    ['1', '0.000000000000000001'],
    ['1000000000000000000', '1'],
    ['1066713907899600000000000', '1,066,713.9078996'],
    ['1000000000000000000000000001', '1,000,000,000.000000000000000001'],
    ['268489999999999999999999999', '268,489,999.999999999999999999'],
  ]) {
    assert.equal(cmt(wei), text);
  }
  assert.deepEqual(parts('1500000000000000000'), { whole: '1', fraction: '.5' });
});
