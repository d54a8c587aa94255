// From a bundle to a chain that runs: decisions, lists, the network's file, block 0, a node, claims by viem.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createPublicClient, createWalletClient, encodeAbiParameters, formatEther, http, keccak256, parseEther } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { batch, rpc } from './chain.mjs';
import { SNAPSHOT, SUPPLY, TOKEN, known } from './data.mjs';
import { start } from './program.mjs';
import { migrate, table } from './tool.mjs';

const here = dirname(fileURLToPath(import.meta.url));

export const MIGRATION = '0x00000000000000000000000000000000434d5407';
export const GOVERNANCE = '0x00000000000000000000000000000000434d5406';
export const CHAIN_ID = 4_410_799;
const migrationAbi = JSON.parse(readFileSync(join(here, '../../../contracts/abi/IMigration.json'), 'utf8'));
/** Rows in one request. */
const IN_BATCH = 500;
/** Coins of the rows that become vestings, in CMT. */
const VESTING = 100_000_000n;
/** What the relayer keeps of a claim it sends. */
export const FEE = parseEther('1');

/** Who signs the decisions. */
const committee = mnemonicToAccount('test test test test test test test test test test test junk', { addressIndex: 131 });

/** The node's binary: CYBERMILES_BIN, or where cargo leaves it. */
function nodeBinary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(here, '../../../target');
  const path = process.env.CYBERMILES_BIN ?? join(target, 'debug', 'cybermiles');
  if (!existsSync(path)) throw new Error(`there is no cybermiles at ${path}: build it, or set CYBERMILES_BIN`);
  return path;
}

async function done(args, allow = [0]) {
  const result = await migrate(args);
  if (!allow.includes(result.code)) throw new Error(`cmt-migrate ${args.join(' ')}: code ${result.code}\n${result.stdout}${result.stderr}`);
  return result;
}

/**
 * Who claims what, as a committee decided: an owner of the multisig who has no CMT, the exchange that stands behind the forwarder,
 * and one of two who dispute a row. Nobody is named for the token's own coins.
 */
export function decide(rows, facts) {
  const wei = new Map(rows);
  const disputed = rows.find(([address, wei]) => wei > parseEther('100') && ![...Object.values(known)].flat().some((one) => one.address.toLowerCase() === address))[0];
  const row = (address, kind, claimant, reason) => ({
    ...{ address, wei: `${wei.get(address)}`, class: kind, treatment: 'claim', claimant: claimant.address },
    ...{ evidence: 'https://example.org/evidence', reason },
  });
  return {
    disputed,
    file: {
      ...{ version: 1, token: TOKEN, block_hash: facts.hash },
      rows: [
        row(facts.multisig, 'contract', known.owners[0], 'two of its three owners signed for it'),
        row(facts.forwarder, 'exchange', known.wallet, 'a deposit address of the exchange, which signed with its hot wallet'),
        row(disputed, 'disputed', known.alice, 'a court decided'),
      ],
    },
  };
}

/** Divides the bundle by signed decisions; the words of the command line that say so. */
export async function classify(folder, bundle, facts, decisions) {
  const file = join(folder, 'decisions.json');
  writeFileSync(file, JSON.stringify(decisions));
  const decided = ['--decisions', file, '--signer', committee.address];
  const args = ['classify', bundle, '--block-hash', facts.hash, '--out', join(folder, 'classified')];
  const { stderr } = await done([...args, ...decided], [1]);
  const text = stderr.slice(stderr.indexOf(' is:\n') + 5).trimEnd();
  const words = [...decided, '--signature', await committee.signMessage({ message: text })];
  await done([...args, ...words]);
  return words;
}

/** Writes the network's file: holders, a vesting of the team's and one of the partner's, the reserve, and what is claimed. */
export function network(folder, rows) {
  const claims = new Set(table(join(folder, 'classified/claims.csv')).map(([address]) => address));
  const [reserve, team, partner] = rows.filter(([address]) => !claims.has(address)).sort(([, a], [, b]) => (a < b ? 1 : -1));
  const claimable = rows.filter(([address]) => claims.has(address)).reduce((sum, [, wei]) => sum + wei, 0n);
  const moved = parseEther(`${VESTING}`);
  const all = reserve[1] + 2n * moved + claimable;
  const holders = formatEther(SUPPLY - all);
  const vesting = `{ beneficiary = "${known.bob.address}", start = 2027-01-01T00:00:00Z }`;
  const text = `
name = "Rehearsal"
chain_id = ${CHAIN_ID}
time = 2026-01-01T00:00:00Z
total = "${formatEther(SUPPLY)}"

[chain]
epoch_blocks = 0

[groups]
contribution = "${formatEther(SUPPLY - reserve[1] - 2n * moved)}"
team = "${VESTING}"
partner = "${VESTING}"
reserve = "${formatEther(reserve[1])}"

[[allocation]]
name = "ERC-20 holders"
kind = "contribution"
amount = "${holders}"
file = "classified/credited.csv"

[[allocation]]
name = "Team"
kind = "team"
amount = "${VESTING}"
rows = { of = "ERC-20 holders", addresses = [{ address = "${team[0]}", amount = ${VESTING} }] }
vesting = ${vesting}

[[allocation]]
name = "Partner"
kind = "partner"
amount = "${VESTING}"
rows = { of = "ERC-20 holders", addresses = [{ address = "${partner[0]}", amount = ${VESTING} }] }
vesting = ${vesting}

[[allocation]]
name = "Reserve"
kind = "reserve"
amount = "${formatEther(reserve[1])}"
rows = { of = "ERC-20 holders", addresses = ["${reserve[0]}"] }

[migration]
file = "classified/migration.json"
amount = "${formatEther(claimable)}"
deadline = 2100-01-01T00:00:00Z
`;
  const path = join(folder, 'network.toml');
  writeFileSync(path, text);
  // What each account has in block 0.
  const expected = new Map(rows.filter(([address]) => !claims.has(address)));
  expected.set(reserve[0], 0n);
  for (const [address] of [team, partner]) expected.set(address, expected.get(address) - moved);
  expected.set(MIGRATION, claimable);
  expected.set(GOVERNANCE, reserve[1]);
  return { path, expected, claimable };
}

/** Makes block 0 and a node's folder of it, and starts the node. */
export async function boot(folder, facts, words) {
  const path = (name) => join(folder, name);
  const args = [path('network.toml'), '--bundle', path('bundle'), '--block-hash', facts.hash, '--lists', path('classified'), ...words];
  const { stdout } = await done(['genesis', ...args, '--out', path('genesis.json'), '--json']);
  const binary = nodeBinary();
  const made = spawnSync(binary, ['init', '--genesis', path('genesis.json'), '--datadir', path('node')], { encoding: 'utf8' });
  if (made.status !== 0) throw new Error(`cybermiles init: ${made.stdout}${made.stderr}`);
  const node = await start(binary, ['run', '--datadir', path('node'), '--port', '0'], /127\.0\.0\.1:(\d+)/);
  return { ...node, url: `http://127.0.0.1:${node.match[1]}`, genesis: JSON.parse(stdout) };
}

/** What accounts have in block 0, in wei. */
export async function balances(url, addresses) {
  const found = new Map();
  for (let at = 0; at < addresses.length; at += IN_BATCH) {
    const some = addresses.slice(at, at + IN_BATCH);
    const answers = await batch(url, some.map((address) => ['eth_getBalance', [address, '0x0']]));
    answers.forEach((wei, n) => found.set(some[n], BigInt(wei)));
  }
  return found;
}

/** A chain's Migration, for viem. */
export async function claims(url) {
  const id = Number(await rpc(url, 'eth_chainId'));
  const chain = { id, name: 'Rehearsal', nativeCurrency: { name: 'CMT', symbol: 'CMT', decimals: 18 }, rpcUrls: { default: { http: [url] } } };
  const reader = createPublicClient({ chain, transport: http(url), pollingInterval: 50 });
  const wallet = (account) => createWalletClient({ account, chain, transport: http(url) });
  const contract = { address: MIGRATION, abi: migrationAbi };
  const wait = async (hash) => {
    const receipt = await reader.waitForTransactionReceipt({ hash });
    if (receipt.status !== 'success') throw new Error(`${hash} failed`);
    return receipt;
  };
  return {
    reader,
    ask: (functionName, args = []) => reader.readContract({ ...contract, functionName, args }),
    /** Asks what a call would do, so that an error has its name; then sends it. */
    async send(account, functionName, args) {
      await reader.simulateContract({ ...contract, functionName, args, account });
      return wait(await wallet(account).writeContract({ ...contract, functionName, args }));
    },
    pay: async (account, to, value) => wait(await wallet(account).sendTransaction({ to, value })),
    /** What a claimant signs, and its signature. */
    async signed(account, request) {
      const { domain: { name, version, chainId, verifyingContract } } = await reader.getEip712Domain({ address: MIGRATION });
      const domain = { name, version, chainId, verifyingContract };
      const types = { Claim: migrationAbi.find(({ name }) => name === 'claimFor').inputs[0].components.map(({ name, type }) => ({ name, type })) };
      return account.signTypedData({ domain, types, primaryType: 'Claim', message: request });
    },
  };
}

/** A row's Merkle proof. */
export async function merkle(folder, address) {
  const { stdout } = await done(['prove', address, '--claims', join(folder, 'classified/claims.csv')]);
  return JSON.parse(stdout);
}

/** Ethereum's own proof of a row: the token's account, and the row in its storage. */
export async function ethereumProof(url, address) {
  const slot = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [address, 1n]));
  const { accountProof, storageProof } = await rpc(url, 'eth_getProof', [TOKEN, [slot], `0x${SNAPSHOT.toString(16)}`]);
  return [accountProof, storageProof[0].proof];
}
