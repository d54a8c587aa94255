// The closing system transaction, which nobody signed, in the libraries that expect every transaction to be signed.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addresses, escrowAbi } from '@cybermiles/contracts';
import { JsonRpcProvider } from 'ethers';
import { createTestClient, getAddress, http, keccak256, parseEther, parseEventLogs, zeroAddress, zeroHash } from 'viem';
import { againstAnvil, rpc, startNode, until } from '../node.mjs';
import { account, chainAt, publicClient, walletClient } from '../viem-clients.mjs';

const SYSTEM = getAddress('0xfffffffffffffffffffffffffffffffffffffffe');
const CLOSING = getAddress('0x00000000000000000000000000000000434d54ff');
const onlyHere = { skip: againstAnvil && 'anvil settles nothing by itself' };

/** A purchase that nobody will agree to, offered for a day. */
function offerOf(buyer) {
  const expiry = Math.floor(Date.now() / 1000) + 86_400;
  return {
    buyer,
    seller: '0x1111111111111111111111111111111111111111',
    price: parseEther('1'),
    deposit: parseEther('0.1'),
    carrier: zeroAddress,
    marketplace: zeroAddress,
    feeBps: 0,
    release: 0,
    expiry,
    shipBy: expiry,
    deliverBy: expiry,
    inspection: 0,
    arbitration: { bidWindow: 0, acceptWindow: 0, rulingWindow: 0, feeOnly: false, court: zeroAddress },
    termsHash: zeroHash,
    salt: zeroHash,
  };
}

let node;
let client;
/** The terms of an offer that nobody accepted. */
let terms;
/** The log that says that it ended. */
let closed;
/** The block in which it ended. */
let block;

before(async () => {
  if (againstAnvil) return;
  node = await startNode();
  client = publicClient(node);
  const wallet = walletClient(node, 0);
  terms = offerOf(account(0).address);
  const hash = await wallet.writeContract({
    address: addresses.escrow,
    abi: escrowAbi,
    functionName: 'offer',
    args: [terms],
    value: terms.price + terms.deposit,
  });
  await client.waitForTransactionReceipt({ hash });
  const clock = createTestClient({ chain: chainAt(node), mode: 'ganache', transport: http(node.url) });
  await clock.increaseTime({ seconds: 2 * 86_400 });
  // Nobody sends anything: the node makes the block by itself.
  [closed] = await until('the settlement', async () => {
    const logs = await client.getContractEvents({ address: addresses.escrow, abi: escrowAbi, eventName: 'Closed', fromBlock: 0n });
    return logs.length > 0 && logs;
  });
  block = await client.getBlock({ blockNumber: closed.blockNumber, includeTransactions: true });
});
after(() => node?.kill());

describe('the closing transaction', onlyHere, () => {
  test('is a transaction of the system to viem, with a receipt and its logs', async () => {
    const transaction = block.transactions.at(-1);
    assert.equal(transaction.hash, closed.transactionHash);
    assert.equal(getAddress(transaction.from), SYSTEM);
    assert.equal(getAddress(transaction.to), CLOSING);
    assert.deepEqual([transaction.type, transaction.gas, transaction.gasPrice, transaction.value], ['legacy', 0n, 0n, 0n]);
    assert.deepEqual(await client.getTransaction({ hash: transaction.hash }), transaction);
    const receipt = await client.getTransactionReceipt({ hash: transaction.hash });
    assert.deepEqual([receipt.status, receipt.gasUsed, receipt.effectiveGasPrice], ['success', 0n, 0n]);
    const [event] = parseEventLogs({ abi: escrowAbi, eventName: 'Closed', logs: receipt.logs });
    assert.equal(event.args.toBuyer, terms.price + terms.deposit);
    assert.ok(block.timestamp >= BigInt(terms.expiry));
  });

  test('is one to ethers as well', async () => {
    const provider = new JsonRpcProvider(node.url);
    const found = await provider.getBlock(Number(block.number), true);
    const transaction = found.prefetchedTransactions.at(-1);
    assert.equal(transaction.hash, closed.transactionHash);
    assert.deepEqual([transaction.from, transaction.to], [SYSTEM, CLOSING]);
    assert.deepEqual([transaction.gasLimit, transaction.gasPrice, transaction.nonce], [0n, 0n, Number(block.number)]);
    const receipt = await provider.getTransactionReceipt(transaction.hash);
    assert.deepEqual([receipt.status, receipt.gasUsed, receipt.from], [1, 0n, SYSTEM]);
    const [log] = await provider.getLogs({ address: addresses.escrow, blockHash: found.hash });
    assert.equal(log.transactionHash, transaction.hash);
    provider.destroy();
  });

  test('hashes to what its bytes hash to, and cannot be sent', async () => {
    const { result: raw } = await rpc(node.url, 'eth_getRawTransactionByHash', [closed.transactionHash]);
    assert.equal(keccak256(raw), closed.transactionHash);
    const { error } = await rpc(node.url, 'eth_sendRawTransaction', [raw]);
    assert.match(error.message, /system transaction/);
  });

  test('can be traced', async () => {
    const { result } = await rpc(node.url, 'debug_traceTransaction', [
      closed.transactionHash,
      { tracer: 'callTracer', tracerConfig: { withLog: true } },
    ]);
    assert.equal(getAddress(result.from), SYSTEM);
    assert.deepEqual(result.logs[0].topics, closed.topics);
  });
});
