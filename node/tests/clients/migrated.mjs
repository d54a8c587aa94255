// A chain that took over a token's balances: the token's tries as Ethereum keeps them, the tree of the rows that are claimed, and
// the genesis that `cybermiles genesis` makes of both.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createMPT, createMerkleProof } from '@ethereumjs/mpt';
import { bytesToHex, concat, encodeAbiParameters, formatEther, hexToBytes, keccak256, numberToHex, parseEther, toHex, toRlp, zeroHash } from 'viem';
import { CHAIN_ID } from './node.mjs';
import { account } from './viem-clients.mjs';

/** The ERC-20 CMT, and the slot of its mapping of balances. */
export const TOKEN = '0xf85feea2fdd81d51177f6b8f35f0e6734ce45f5f';
const BALANCES = 1n;

/** The pinned block on Ethereum. */
export const BLOCK = { hash: keccak256(toHex('block 6486489')), number: 6_486_489 };

/** What each of the mnemonic's first ten accounts has from the beginning, in wei. */
const EACH = parseEther('10000');
const ACCOUNTS = 10;

const EMPTY_CODE = keccak256('0x');
const EMPTY_TRIE = keccak256('0x80');

/** A trie of these values by the hash of their key. */
async function trieOf(entries) {
  const trie = await createMPT();
  for (const [key, value] of entries) await trie.put(hexToBytes(keccak256(key)), hexToBytes(toRlp(value)));
  return trie;
}

const proofIn = async (trie, key) => (await createMerkleProof(trie, hexToBytes(keccak256(key)))).map((node) => bytesToHex(node));

/** A number that is not zero, as RLP has it. */
const quantity = (value) => {
  const digits = value.toString(16);
  return `0x${digits.length % 2 ? '0' : ''}${digits}`;
};

/** Where the token has an account's balance. */
const slotOf = (holder) => keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [holder, BALANCES]));

/**
 * The token at the pinned block, with these balances among those of many others.
 * @param {[`0x${string}`, bigint][]} balances
 */
export async function ethereumWith(balances) {
  const others = Array.from({ length: 200 }, (_, n) => [numberToHex(0x1000 + n, { size: 20 }), BigInt(n + 1)]);
  const storage = await trieOf([...balances, ...others].map(([holder, wei]) => [slotOf(holder), quantity(wei)]));
  const accounts = others.map(([holder, wei]) => [holder, ['0x01', quantity(wei), EMPTY_TRIE, EMPTY_CODE]]);
  const state = await trieOf([[TOKEN, ['0x01', '0x', bytesToHex(storage.root()), EMPTY_CODE]], ...accounts]);
  return {
    stateRoot: bytesToHex(state.root()),
    /** What `eth_getProof(TOKEN, [slot], block)` tells of a holder: the arguments of a claim. */
    proofs: async (holder) => [await proofIn(state, TOKEN), await proofIn(storage, slotOf(holder))],
  };
}

const leafOf = ([holder, wei]) => keccak256(keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [holder, wei])));
const pairOf = (...pair) => keccak256(concat(pair.sort()));

/** OpenZeppelin's standard tree of these rows: leaves ascend from the end, each node above its two. */
export function treeOf(rows) {
  const nodes = Array(rows.length - 1).concat(rows.map(leafOf).sort().reverse());
  for (let at = rows.length - 2; at >= 0; at--) nodes[at] = pairOf(nodes[2 * at + 1], nodes[2 * at + 2]);
  return {
    root: nodes[0] ?? zeroHash,
    proof(row) {
      const proof = [];
      for (let at = nodes.indexOf(leafOf(row)); at > 0; at = (at - 1) >> 1) proof.push(nodes[at % 2 ? at + 1 : at - 1]);
      return proof;
    },
  };
}

/**
 * Writes a network's files into a folder and has `cybermiles genesis` make a genesis file of them; answers its path.
 * @param {string} folder
 * @param {{ stateRoot: string, root: string, rows: { account: string, claimant: string | null, class: string, wei: bigint }[], begun: Date, deadline: Date }} chain
 */
export function genesisFile(folder, { stateRoot, root, rows, begun, deadline }) {
  const claimable = rows.reduce((sum, { wei }) => sum + wei, 0n);
  const sorted = [...rows].sort((a, b) => (BigInt(a.account) < BigInt(b.account) ? -1 : 1));
  const snapshot = { token: TOKEN, number: BLOCK.number, block_hash: BLOCK.hash, state_root: stateRoot, balances: { slot: Number(BALANCES), order: 'solidity' }, trust: 'proven' };
  const migration = { version: 1, snapshot, claim_root: root, claimable: `${claimable}`, rows: sorted.map((row) => ({ ...row, wei: `${row.wei}` })) };
  writeFileSync(join(folder, 'migration.json'), JSON.stringify(migration));
  const holders = Array.from({ length: ACCOUNTS }, (_, index) => `${account(index).address},${formatEther(EACH)}`);
  writeFileSync(join(folder, 'holders.csv'), `address,amount\n${holders.join('\n')}\n`);
  const credited = EACH * BigInt(ACCOUNTS);
  const time = (date) => `${date.toISOString().slice(0, 19)}Z`;
  writeFileSync(
    join(folder, 'network.toml'),
    `name = "Migrated"
chain_id = ${CHAIN_ID}
time = ${time(begun)}
total = "${formatEther(credited + claimable)}"
[chain]
block_time_ms = 0
epoch_blocks = 0
[groups]
contribution = "${formatEther(credited + claimable)}"
[[allocation]]
name = "Holders"
kind = "contribution"
amount = "${formatEther(credited)}"
file = "holders.csv"
[migration]
file = "migration.json"
amount = "${formatEther(claimable)}"
deadline = ${time(deadline)}
`,
  );
  const genesis = join(folder, 'genesis.json');
  const { status, stderr, stdout } = spawnSync(process.env.CYBERMILES_BIN, ['genesis', '--config', join(folder, 'network.toml'), '--out', genesis]);
  assert.equal(status, 0, `${stdout}${stderr}`);
  return genesis;
}
