// The list of 2018, and who stands in it here for whom.
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { mnemonicToAccount } from 'viem/accounts';

const here = dirname(fileURLToPath(import.meta.url));
const LIST = 'cmt-erc20-holders-6486489-raw.csv';

export const TOKEN = '0xf85feea2fdd81d51177f6b8f35f0e6734ce45f5f';
export const SNAPSHOT = 6_486_489;
export const SUPPLY = 10n ** 27n;

/** Where the list is: MIGRATION_DATA (the file, or its folder), or beside the project. */
export function dataPath() {
  const given = process.env.MIGRATION_DATA;
  const shared = process.env.FIXTURES ? join(process.env.FIXTURES, '../data') : join(here, '../../../../shared/data');
  const path = given ?? shared;
  return path.endsWith('.csv') ? path : join(path, LIST);
}

/** Whether the list is there. */
export const listed = () => existsSync(dataPath());

/** True if the list is there; said loudly where it is not, and an error with REQUIRE_FIXTURES=1. */
export function hasData() {
  const path = dataPath();
  if (listed()) return true;
  if (process.env.REQUIRE_FIXTURES === '1') throw new Error(`REQUIRE_FIXTURES=1, but ${path} does not exist`);
  console.error(`SKIPPED: ${path} does not exist (set MIGRATION_DATA)`);
  return false;
}

/** Accounts whose keys are known here, from Foundry's public mnemonic. */
const key = (index) =>
  mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex: index });

/**
 * Accounts that hold instead of some that are in the list, because their keys are needed. The deployer is one of them, so that it
 * keeps something: anvil has a leaf for a slot that became zero, which no trie of Ethereum has, and `fetch` rightly refuses it.
 */
export const known = { deployer: key(0), alice: key(101), bob: key(102), delegated: key(103), owners: [key(111), key(112), key(113)], wallet: key(121) };

/** Addresses of the list that become contracts here; two that very likely were. */
export const contracts = {
  multisig: '0x8d12a197cb00d4747a1fe03395095ce2a5cc6819',
  forwarder: '0xa5ee71b0',
};

/** As many holders as the list has, as unequal, and invented: always the same. */
function invented() {
  const digits = (n) => createHash('sha256').update(`holder ${n}`).digest('hex');
  const whales = ['250000000', '180000000', '150000000'].map((cmt) => BigInt(cmt) * 10n ** 18n);
  const named = [TOKEN, contracts.multisig, `${contracts.forwarder}${digits('forwarder').slice(0, 32)}`];
  const all = named.map((address) => [address, 25_000n * 10n ** 18n + 1n]);
  for (let n = all.length; n < 22_103; n += 1) {
    const hash = digits(n);
    const wei = whales.pop() ?? (BigInt(`0x${hash.slice(40, 48)}`) + 1n) * 10n ** BigInt(10 + (n % 4));
    all.push([`0x${hash.slice(0, 40)}`, wei]);
  }
  const [largest] = [...all].sort(([, a], [, b]) => (a < b ? 1 : -1));
  largest[1] += SUPPLY - all.reduce((sum, [, wei]) => sum + wei, 0n);
  return all.sort(([a], [b]) => (a < b ? -1 : 1)).map(([address, wei]) => [address, `${wei}`]);
}

function list() {
  return readFileSync(dataPath(), 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split(','));
}

/** The rows: [address, wei] in lower case, ascending; `count` of them, or all, always those that this file names. */
export function rows(count = Infinity) {
  const all = listed() ? list() : invented();
  const named = (address) => address === TOKEN || Object.values(contracts).some((start) => address.startsWith(start));
  const largest = new Set([...all].sort((a, b) => (BigInt(a[1]) < BigInt(b[1]) ? 1 : -1)).slice(0, 20).map(([a]) => a));
  const people = all.filter(([address]) => !named(address) && !largest.has(address));
  const replaced = new Map();
  [known.deployer, known.alice, known.bob, known.delegated].forEach((account, at) => {
    replaced.set(people[at * 7 + 5][0], account.address.toLowerCase());
  });
  const kept = all.filter(([address], at) => at < count || named(address) || largest.has(address) || replaced.has(address));
  const rows = kept.map(([address, wei]) => [replaced.get(address) ?? address, BigInt(wei)]);
  return rows.sort(([a], [b]) => (a < b ? -1 : 1));
}

/** The one address of the rows that begins like this. */
export function find(rows, start) {
  const found = rows.filter(([address]) => address.startsWith(start));
  if (found.length !== 1) throw new Error(`${found.length} rows begin with ${start}; expected one`);
  return found[0][0];
}
