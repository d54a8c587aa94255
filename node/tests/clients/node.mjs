// Starts a node of its own for each suite and ends it by its process id.
//
// CYBERMILES_BIN names the binary. With PEER=anvil the suites run against Foundry's anvil instead, which shows whether an
// expectation is Ethereum's or only ours.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** True when the suites run against anvil: the few promises Ethereum does not make are then left out. */
export const againstAnvil = process.env.PEER === 'anvil';

/** The chain id of the dev chain: what MetaMask's own "Localhost 8545" entry expects. */
export const CHAIN_ID = 1337;

/** The mnemonic whose first accounts hold 10,000 CMT each at genesis. */
export const MNEMONIC = 'test test test test test test test test test test test junk';

/** How long a condition may take before the suite gives up, in milliseconds. */
const PATIENCE_MS = 60_000;

// The test runner ends a suite that takes too long with SIGTERM; let the exit handlers below run then.
process.once('SIGTERM', () => process.exit(143));

/** Where a binary inside an npm package of Foundry lies. */
export function foundry(tool) {
  const arch = { x64: 'amd64', arm64: 'arm64' }[process.arch];
  return join(here, 'node_modules', '@foundry-rs', `${tool}-${process.platform}-${arch}`, 'bin', tool);
}

/**
 * Waits until `probe` returns something truthy and returns that.
 * @template T
 * @param {string} what said when patience ends
 * @param {() => Promise<T> | T} probe
 * @param {number} [patienceMs]
 * @returns {Promise<T>}
 */
export async function until(what, probe, patienceMs = PATIENCE_MS) {
  const deadline = performance.now() + patienceMs;
  for (;;) {
    const value = await probe();
    if (value) return value;
    if (performance.now() > deadline) throw new Error(`waited ${patienceMs} ms in vain for: ${what}`);
    await delay(10);
  }
}

/**
 * One JSON-RPC request without any client library: the answer as it came, result or error.
 * @param {string} url
 * @param {string} method
 * @param {unknown[]} [params]
 */
export async function rpc(url, method, params = []) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
  });
  return response.json();
}

/** A port nobody listens on. */
async function freePort() {
  const server = createServer();
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Whether nobody listens on a port. */
async function isFree(port) {
  const server = createServer();
  const free = await new Promise((resolve) => {
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => resolve(true));
  });
  if (free) {
    server.close();
    await once(server, 'close');
  }
  return free;
}

/** The first of some free ports in a row, below those that the system gives out. */
async function freePorts(count) {
  for (let first = 10_000 + Math.floor(Math.random() * 15_000); first < 32_000; first += count) {
    const ports = await Promise.all(Array.from({ length: count }, (_, at) => isFree(first + at)));
    if (ports.every(Boolean)) return first;
  }
  throw new Error(`no ${count} free ports in a row`);
}

/** The command line of `make testnet`, with ports of its own: four validators and, first, a full node. */
async function networkCommandLine(binary, datadir) {
  const port = await freePorts(15);
  const ports = ['--port', `${port}`, '--p2p-port', `${port + 5}`, '--metrics-port', `${port + 10}`];
  return [binary, ['testnet', '--validators', '4', '--start', '--dir', datadir, ...ports], port];
}

/** The command line of a chain that begins with a genesis file, made into `datadir`. */
function chainCommandLine(binary, datadir, genesis) {
  const { status, stderr } = spawnSync(binary, ['init', '--genesis', genesis, '--datadir', datadir]);
  if (status !== 0) throw new Error(`${binary} init --genesis ${genesis}: ${stderr}`);
  return [binary, ['run', '--datadir', datadir, '--port', '0']];
}

/** The command line of the peer: [binary, arguments, port if it is known]. */
async function commandLine(datadir, args, network, genesis) {
  if (againstAnvil) {
    const port = await freePort();
    return [foundry('anvil'), ['--chain-id', `${CHAIN_ID}`, '--port', `${port}`, '--hardfork', 'osaka', ...args], port];
  }
  const binary = process.env.CYBERMILES_BIN;
  if (!binary) throw new Error('CYBERMILES_BIN is not set: give the path of the cybermiles binary');
  if (!existsSync(binary)) throw new Error(`CYBERMILES_BIN=${binary}: no such file`);
  if (network) return networkCommandLine(binary, datadir);
  if (genesis) return chainCommandLine(binary, datadir, genesis);
  const place = datadir ? ['--datadir', datadir] : ['--ephemeral'];
  return [binary, ['dev', '--port', '0', ...place, ...args]];
}

/**
 * @typedef {object} RunningNode
 * @property {string} url JSON-RPC over HTTP
 * @property {string} ws JSON-RPC over WebSocket
 * @property {number} port
 * @property {number} pid
 * @property {() => string} output what the process has printed so far
 * @property {() => Promise<void>} stop asks it to end (SIGTERM) and waits
 * @property {() => Promise<void>} kill ends it with SIGKILL and waits
 */

/**
 * Starts a node on a free port and waits until it answers.
 * @param {{ datadir?: string, args?: string[], network?: boolean, genesis?: string }} [options] without `datadir` the chain lives in
 *   memory only; with `network` four validators are started below `datadir`, and it is the full node beside them that answers; with
 *   `genesis`, a file, one node makes the chain that begins so in `datadir`
 * @returns {Promise<RunningNode>}
 */
export async function startNode({ datadir, args = [], network = false, genesis } = {}) {
  const [binary, argv, fixedPort] = await commandLine(datadir, args, network, genesis);
  const child = spawn(binary, argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let ended;
  child.stdout.on('data', (chunk) => (output += chunk));
  child.stderr.on('data', (chunk) => (output += chunk));
  const exit = new Promise((resolve) => {
    child.once('error', (error) => resolve((ended = `could not be started: ${error.message}`)));
    child.once('exit', (code, signal) => resolve((ended = `ended with ${signal ?? `code ${code}`}`)));
  });
  const alive = (value) => {
    if (ended !== undefined) throw new Error(`${binary} ${argv.join(' ')} ${ended}\n${output}`);
    return value;
  };
  // A suite that dies must not leave its node behind.
  const reap = () => child.kill('SIGKILL');
  process.once('exit', reap);

  const end = async (signal) => {
    child.kill(signal);
    await exit;
    process.removeListener('exit', reap);
  };
  try {
    const port = fixedPort ?? Number((await until('the line "RPC URL"', () => alive(/RPC URL:\s*http:\/\/[^\s:]+:(\d+)\s/.exec(output))))[1]);
    const url = `http://127.0.0.1:${port}`;
    await until('an answer to eth_chainId', async () => alive((await rpc(url, 'eth_chainId').catch(() => undefined))?.result));
    return {
      url,
      ws: `ws://127.0.0.1:${port}`,
      port,
      pid: child.pid,
      output: () => output,
      stop: () => end('SIGTERM'),
      kill: () => end('SIGKILL'),
    };
  } catch (error) {
    await end('SIGKILL');
    throw error;
  }
}
