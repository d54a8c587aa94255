// kill -9: whatever the node has acknowledged is there after the restart.
import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { parseGwei } from 'viem';
import { againstAnvil, CHAIN_ID, rpc, startNode, until } from '../node.mjs';
import { account } from '../viem-clients.mjs';

const ROUNDS = 6;
const SENDERS = 4;
const RECEIVER = '0x00000000000000000000000000000000000c4a54';
const fees = { maxFeePerGas: parseGwei('100'), maxPriorityFeePerGas: parseGwei('1'), gas: 21_000n };

/** A small deterministic generator (mulberry32), so that a run can be repeated with SEED=… */
function generator(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const seed = Number(process.env.SEED ?? randomInt(2 ** 31));
const random = generator(seed);

let datadir;
let node;
const senders = Array.from({ length: SENDERS }, (_, index) => ({ account: account(index), nonce: 0 }));
/** Every hash the node has answered with. */
const accepted = new Set();
/** hash → the receipt as it was first shown. */
const receipts = new Map();
/** The highest head ever shown. */
let head = { number: 0, hash: undefined };

before(() => {
  console.log(`seed ${seed} (SEED=${seed} repeats this run)`);
  datadir = mkdtempSync(join(tmpdir(), 'clients-crash-'));
});
after(async () => {
  await node?.kill();
  rmSync(datadir, { recursive: true, force: true });
});

async function ask(method, ...params) {
  const { result, error } = await rpc(node.url, method, params);
  assert.equal(error, undefined, `${method}: ${JSON.stringify(error)}`);
  return result;
}

/** Sends and looks at receipts until the node is gone. */
async function use(sender) {
  for (;;) {
    try {
      const raw = await sender.account.signTransaction({ type: 'eip1559', chainId: CHAIN_ID, nonce: sender.nonce, to: RECEIVER, value: 1n, ...fees });
      const { result: hash, error } = await rpc(node.url, 'eth_sendRawTransaction', [raw]);
      assert.equal(error, undefined, JSON.stringify(error));
      accepted.add(hash);
      sender.nonce += 1;
      const { result: receipt } = await rpc(node.url, 'eth_getTransactionReceipt', [hash]);
      if (receipt) receipts.set(hash, receipt);
      const { result: block } = await rpc(node.url, 'eth_getBlockByNumber', ['latest', false]);
      if (Number(block.number) > head.number) head = { number: Number(block.number), hash: block.hash };
    } catch (error) {
      // The node was killed under this request; nothing was acknowledged by it.
      if (error instanceof TypeError || error instanceof SyntaxError) return;
      throw error;
    }
  }
}

/** Everything the node ever said must still be so. */
async function check() {
  for (const [hash, receipt] of receipts) {
    assert.deepEqual(await ask('eth_getTransactionReceipt', hash), receipt, `the receipt of ${hash}`);
  }
  if (head.hash) {
    assert.ok(Number(await ask('eth_blockNumber')) >= head.number, 'the head went back');
    assert.equal((await ask('eth_getBlockByNumber', `0x${head.number.toString(16)}`, false)).hash, head.hash);
  }
  // What was accepted and not yet in a block is in one soon, without being sent again.
  for (const hash of accepted) {
    if (receipts.has(hash)) continue;
    const receipt = await until(`the receipt of ${hash}, which had been accepted`, () => ask('eth_getTransactionReceipt', hash));
    receipts.set(hash, receipt);
  }
  assert.ok([...receipts.values()].every(({ status }) => status === '0x1'));
  // A payment whose acknowledgement was lost may still be on its way into a block.
  await until('an empty pool', async () => {
    const { pending, queued } = await ask('txpool_status');
    return pending === '0x0' && queued === '0x0';
  });
  let nonces = 0n;
  for (const sender of senders) {
    const nonce = BigInt(await ask('eth_getTransactionCount', sender.account.address, 'latest'));
    // One more than acknowledged may have got through: the answer was lost, the transaction was not.
    assert.ok(nonce >= BigInt(sender.nonce) && nonce <= BigInt(sender.nonce) + 1n, `nonce ${nonce} after ${sender.nonce} acknowledged payments`);
    sender.nonce = Number(nonce);
    nonces += nonce;
  }
  assert.equal(BigInt(await ask('eth_getBalance', RECEIVER, 'latest')), nonces, 'each payment has arrived once');
}

test(`everything acknowledged survives ${ROUNDS} kills`, { skip: againstAnvil && 'anvil keeps nothing when it is killed' }, async (t) => {
  for (let round = 1; round <= ROUNDS; round++) {
    await t.test(`kill ${round}`, async () => {
      node = await startNode({ datadir });
      await check();
      const enough = accepted.size + 10 + Math.floor(random() * 200);
      const users = senders.map(use);
      await until(`${enough} accepted transactions`, () => accepted.size >= enough);
      await node.kill();
      await Promise.all(users);
    });
  }
  node = await startNode({ datadir });
  await check();
  console.log(`${ROUNDS} kills, ${receipts.size} transactions, head ${head.number}`);
});

test('an orderly stop keeps everything too, and does not hang', { skip: againstAnvil && 'anvil keeps nothing' }, async () => {
  const started = performance.now();
  await node.stop();
  // Two seconds are promised; a machine with other work takes longer, and what waits for a connection to end takes for ever.
  assert.ok(performance.now() - started < 10_000, `it took ${Math.round(performance.now() - started)} ms`);
  node = await startNode({ datadir });
  await check();
});

test('a data folder in use is refused by name', { skip: againstAnvil && 'anvil has no data folder' }, async () => {
  await assert.rejects(startNode({ datadir }), (error) => /in use|locked|another process/i.test(error.message) && !/panicked/.test(error.message));
  await check();
});
