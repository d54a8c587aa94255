// A snapshot, the chain that is made from it, and the page before it: real ones, each with an end of its own.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatEther } from 'viem';
import { writeKey } from '../keystore.mjs';
import { CMT, TOKEN, balances, beneficiary, claims, committee, founder, moved, relayer } from './people.mjs';

export const CHAIN_ID = 424_242;
const MIGRATE = process.env.CMT_MIGRATE_BIN;
const NODE = process.env.CYBERMILES_BIN;
const PATIENCE_MS = 60_000;
const BLOCK = '6486489';

// The test runner ends a suite that takes too long with SIGTERM; let the exit handlers below run then.
process.once('SIGTERM', () => process.exit(143));

/** Runs a program to its end: what it printed, and its exit code. */
export function run(binary, args, { allow = [0] } = {}) {
  const { status, stdout, stderr, error } = spawnSync(binary, args, { encoding: 'utf8' });
  if (error || !allow.includes(status)) {
    throw new Error(`${binary} ${args.join(' ')}: ${error?.message ?? `code ${status}`}\n${stdout}\n${stderr}`);
  }
  return { status, stdout, stderr };
}

export const migrate = (args, options) => run(MIGRATE, args, options);

/** The whole lines of what came so far: half a line has half a port. */
const whole = (printed) => printed.slice(0, printed.lastIndexOf('\n') + 1);

/** Starts a program and waits for a line of its output; `stop` ends it and waits. */
async function start(binary, args, pattern) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  let printed = '';
  const found = new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${binary} ${args.join(' ')} does not start:\n${printed}`)), PATIENCE_MS);
    const look = (chunk) => {
      printed += chunk;
      const match = pattern.exec(whole(printed));
      if (match) {
        clearTimeout(late);
        resolve(match);
      }
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(late);
      reject(new Error(`${binary} ended with ${code}:\n${printed}`));
    });
  });
  const match = await found;
  const stop = async () => {
    if (child.exitCode === null) {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    }
    process.off('exit', end);
    return child.exitCode;
  };
  return { match, stop, output: () => printed };
}

/** Classifies a snapshot with signed decisions; the folder of its lists. */
async function lists(folder) {
  const file = (name) => join(folder, name);
  const rows = [...balances].map(([address, wei]) => `${address},${wei}\n`).join('');
  writeFileSync(file('holders.csv'), `address,balance_wei\n${rows}`);
  const hash = migrate(['rehearse', file('holders.csv'), '--out', file('bundle')]).stdout.trim();
  const decisions = {
    version: 1,
    token: TOKEN,
    block_hash: hash,
    rows: Object.values(claims).map(({ address, claimant, wei, class: kind }) => ({
      address,
      wei: String(wei),
      class: kind,
      treatment: 'claim',
      claimant: claimant.address,
      evidence: 'https://example.org/evidence',
      reason: 'a row of the tests',
    })),
  };
  writeFileSync(file('decisions.json'), JSON.stringify(decisions));
  const classify = ['classify', file('bundle'), '--block-hash', hash, '--block', BLOCK, '--out', file('classified')];
  const decided = [...classify, '--decisions', file('decisions.json'), '--signer', committee.address];
  const asked = migrate(decided, { allow: [1] }).stderr;
  const text = asked.slice(asked.indexOf(' is:\n') + 5).trimEnd();
  const signature = await committee.signMessage({ message: text });
  migrate([...decided, '--signature', signature]);
  return file('classified');
}

/** Makes a chain of the lists and starts it. */
async function chain(folder, deadline) {
  const file = (name) => join(folder, name);
  const all = [...balances.values()].reduce((sum, wei) => sum + wei, 0n);
  const claimable = balances.get(TOKEN) + Object.values(claims).reduce((sum, { wei }) => sum + wei, 0n);
  const config = `
name = "Page"
chain_id = ${CHAIN_ID}
time = 2020-01-01T00:00:00Z
total = "${formatEther(all)}"

[chain]
epoch_blocks = 0

[groups]
contribution = "${formatEther(all - (moved.vesting + moved.reserve) * CMT)}"
team = ${moved.vesting}
reserve = ${moved.reserve}

[[allocation]]
name = "Holders"
kind = "contribution"
amount = "${formatEther(all - claimable - (moved.vesting + moved.reserve) * CMT)}"
file = "classified/credited.csv"

[[allocation]]
name = "Team"
kind = "team"
amount = ${moved.vesting}
rows = { of = "Holders", addresses = [{ address = "${founder.address}", amount = ${moved.vesting} }] }
vesting = { beneficiary = "${beneficiary.address}", start = 2020-01-01T00:00:00Z }

[[allocation]]
name = "End users"
kind = "reserve"
amount = ${moved.reserve}
rows = { of = "Holders", addresses = [{ address = "${founder.address}", amount = ${moved.reserve} }] }

[migration]
file = "classified/migration.json"
amount = "${formatEther(claimable)}"
deadline = ${deadline}
`;
  writeFileSync(file('network.toml'), config);
  run(NODE, ['genesis', '--config', file('network.toml'), '--out', file('genesis.json')]);
  run(NODE, ['init', '--genesis', file('genesis.json'), '--datadir', file('node')]);
  const started = await start(NODE, ['run', '--datadir', file('node'), '--port', '0'], /127\.0\.0\.1:(\d+)/);
  return { ...started, url: `http://127.0.0.1:${started.match[1]}` };
}

/** A snapshot and its chain, and pages before it: `serve` starts one; `stop` ends all. */
export async function stage({ deadline = '2100-01-01T00:00:00Z' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'cmt-page-'));
  const classified = await lists(folder);
  const node = await chain(folder, deadline);
  const { key, password } = writeKey(folder, 'relayer', relayer.key);
  const servers = [];
  const serve = async (relayed, more = ['--network-file', join(folder, 'network.toml')]) => {
    const paying = relayed ? ['--relayer', key, '--relayer-password-file', password] : [];
    const args = ['serve', '--lists', classified, '--rpc', node.url, '--listen', '127.0.0.1:0', ...paying, ...more];
    const server = await start(MIGRATE, args, /Holders' page: (http:\S+)/);
    servers.push(server);
    return server.match[1];
  };
  const stop = async () => {
    const codes = [];
    for (const server of servers) codes.push(await server.stop());
    await node.stop();
    if (existsSync(folder)) rmSync(folder, { recursive: true });
    return codes;
  };
  return { folder, classified, rpc: node.url, relayerKey: { key, password }, serve, stop };
}

/** One JSON-RPC request. */
export async function rpc(url, method, params = []) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return response.json();
}

/** What an account has on the chain, in wei. */
export const balanceOf = async (url, address) => BigInt((await rpc(url, 'eth_getBalance', [address, 'latest'])).result);
