// A peer Ethereum node: anvil, with nothing mined unless it is told to.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const ANVIL = join(here, 'node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil');

/** Asks a node for several things in one request; the results, in order. Throws where one is an error. */
export async function batch(url, calls) {
  const body = calls.map(([method, params], id) => ({ jsonrpc: '2.0', id, method, params }));
  const reply = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const answers = await reply.json();
  if (!Array.isArray(answers)) throw new Error(`${calls[0][0]}: ${JSON.stringify(answers)}`);
  const results = new Array(calls.length);
  for (const { id, result, error } of answers) {
    if (error) throw new Error(`${calls[id][0]}: ${error.message}`);
    results[id] = result;
  }
  return results;
}

/** Asks a node for one thing. */
export async function rpc(url, method, params = []) {
  const [result] = await batch(url, [[method, params]]);
  return result;
}

/**
 * Starts anvil with its genesis at a height, and waits until it answers.
 * @returns {Promise<{ url: string, stop: () => Promise<void> }>}
 */
export async function startChain({ number = 0, args = [] } = {}) {
  const argv = ['--port', '0', '--number', `${number}`, '--no-mining', '--gas-limit', '30000000000', '--base-fee', '0'];
  const more = ['--gas-price', '0', '--hardfork', 'osaka', '--no-request-size-limit', '--accounts', '10', ...args];
  const child = spawn(ANVIL, [...argv, ...more], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`anvil ended with ${code}`);
  });
  ended.catch(() => {});
  const listening = (async () => {
    for await (const line of createInterface({ input: child.stdout })) {
      const [, address] = /Listening on (\S+)/.exec(line) ?? [];
      if (address) return `http://${address}`;
    }
    throw new Error('anvil said nowhere where it listens');
  })();
  const url = await Promise.race([listening, ended]);
  child.stdout.resume();
  return {
    url,
    async stop() {
      const gone = once(child, 'exit');
      child.kill('SIGTERM');
      await gone;
    },
  };
}

/** Mines one block and says that everything in it succeeded; its receipts are asked for by hash. */
export async function mine(url, hashes = []) {
  await rpc(url, 'evm_mine');
  for (let at = 0; at < hashes.length; at += 1000) {
    const some = hashes.slice(at, at + 1000);
    const receipts = await batch(url, some.map((hash) => ['eth_getTransactionReceipt', [hash]]));
    receipts.forEach((receipt, n) => {
      if (receipt?.status !== '0x1') throw new Error(`transaction ${some[n]}: ${receipt ? 'reverted' : 'not mined'}`);
    });
  }
}
