// Many requests at once, as a busy page, a portfolio view or a test suite sends them: none is turned away.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { toHex } from 'viem';
import { contracts } from '../contracts.mjs';
import { CHAIN_ID, startNode, until } from '../node.mjs';
import { account, batchingClient, publicClient, socketClient, walletClient } from '../viem-clients.mjs';

const { Probe } = contracts;
const CROWD = 400;

let node;
let probe;

before(async () => {
  node = await startNode();
  const client = publicClient(node);
  const { contractAddress } = await client.waitForTransactionReceipt({ hash: await walletClient(node, 0).deployContract(Probe) });
  probe = { address: contractAddress, abi: Probe.abi };
});
after(() => node?.kill());

const many = (make) => Promise.all(Array.from({ length: CROWD }, (_, index) => make(index)));
const someone = (index) => toHex(index + 1, { size: 20 });

const transports = { 'one HTTP request each': publicClient, 'one JSON batch': batchingClient, 'one WebSocket': socketClient };

for (const [name, connect] of Object.entries(transports)) {
  describe(`${CROWD} at once over ${name}`, () => {
    let client;
    before(() => {
      client = connect(node);
    });
    after(async () => {
      if (connect === socketClient) (await client.transport.getRpcClient()).close();
    });

    test('balances', async () => {
      const balances = await many((index) => client.getBalance({ address: someone(index + 1_000_000) }));
      assert.ok(balances.every((balance) => balance === 0n));
    });

    test('contract calls', async () => {
      const notes = await many((index) => client.readContract({ ...probe, functionName: 'notes', args: [someone(index)] }));
      assert.ok(notes.every((note) => note === 0n));
    });

    test('estimates', async () => {
      const request = { ...probe, functionName: 'set', account: account(0) };
      const estimates = await many((index) => client.estimateContractGas({ ...request, args: [BigInt(index + 1)], nonce: 1, maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 1n }));
      assert.ok(estimates.every((gas) => gas > 21_000n && gas < 60_000n));
    });
  });
}

test('signed transactions in any order are all included', async () => {
  const client = publicClient(node);
  const sender = account(1);
  const receiver = someone(77_777_777);
  const fees = { maxFeePerGas: 10n ** 11n, maxPriorityFeePerGas: 10n ** 9n, gas: 21_000n };
  const signed = await many((nonce) => sender.signTransaction({ type: 'eip1559', chainId: CHAIN_ID, nonce, to: receiver, value: 1n, ...fees }));
  // Each goes to a place of its own: 7 and CROWD have no common factor.
  const shuffled = signed.map((_, index) => signed[(index * 7) % CROWD]);
  const sockets = socketClient(node);
  await Promise.all(shuffled.map((serializedTransaction) => sockets.sendRawTransaction({ serializedTransaction })));
  await until('the last payment', async () => (await client.getTransactionCount({ address: sender.address })) === CROWD);
  assert.equal(await client.getBalance({ address: receiver }), BigInt(CROWD));
  (await sockets.transport.getRpcClient()).close();
});
