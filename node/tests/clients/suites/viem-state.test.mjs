// viem: what the chain says about its state, its fees and its blocks, and whether that can be proven.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { encodeAbiParameters, encodeFunctionData, getAddress, keccak256, pad, parseEther, parseGwei, toHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { contracts } from '../contracts.mjs';
import { encodeReceipt, headerHash, orderedRoot, verifyAccountProof } from '../merkle.mjs';
import { againstAnvil, CHAIN_ID, rpc, startNode } from '../node.mjs';
import { account, publicClient, walletClient } from '../viem-clients.mjs';

const { Token, Probe } = contracts;
const FLOOR = parseGwei('1');

let node;
let client;
let wallet;
let token;
let probe;

before(async () => {
  node = await startNode();
  client = publicClient(node);
  wallet = walletClient(node, 0);
  token = { abi: Token.abi, address: await deploy(Token, ['Proven', 'PRVN', parseEther('1000')]) };
  probe = { abi: Probe.abi, address: await deploy(Probe) };
});
after(() => node?.kill());

const stranger = () => privateKeyToAccount(generatePrivateKey()).address;

async function mined(hash) {
  const receipt = await client.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'success', `transaction ${hash}`);
  return receipt;
}

async function deploy(contract, args = []) {
  const receipt = await mined(await wallet.deployContract({ abi: contract.abi, bytecode: contract.bytecode, args }));
  return getAddress(receipt.contractAddress);
}

/** The answer of the node as it came. */
async function raw(method, ...params) {
  const { result, error } = await rpc(node.url, method, params);
  assert.equal(error, undefined, `${method}: ${JSON.stringify(error)}`);
  return result;
}

const isInsufficientFunds = (error) => error.walk((inner) => inner.name === 'InsufficientFundsError') !== null;

/** Where Solidity keeps `mapping(address => …)` of this slot. */
const mappingSlot = (key, slot) => keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [key, slot]));

/** The base fee after this block, as EIP-1559 says, never under the chain's floor. */
function nextBaseFee({ baseFeePerGas: fee, gasUsed, gasLimit }) {
  const target = gasLimit / 2n;
  let next = fee;
  if (gasUsed > target) {
    const delta = (fee * (gasUsed - target)) / target / 8n;
    next = fee + (delta > 1n ? delta : 1n);
  } else if (gasUsed < target) {
    next = fee - (fee * (target - gasUsed)) / target / 8n;
  }
  return !againstAnvil && next < FLOOR ? FLOOR : next;
}

describe('a proof', () => {
  test('of accounts and slots, there and not there, holds against the state root of the block', async () => {
    const holder = stranger();
    await mined(await wallet.writeContract({ ...token, functionName: 'transfer', args: [holder, 5n] }));
    const block = await client.getBlock();
    const prove = (address, storageKeys = []) => client.getProof({ address, storageKeys, blockNumber: block.number });

    assert.equal(await verifyAccountProof(block.stateRoot, await prove(wallet.account.address)), true, 'a payer');
    assert.equal(await verifyAccountProof(block.stateRoot, await prove(account(9).address)), true, 'never moved since genesis');
    assert.equal(await verifyAccountProof(block.stateRoot, await prove(stranger())), false, 'an absent account');

    const slot = mappingSlot(holder, 0n);
    const nothing = mappingSlot(stranger(), 0n);
    const proof = await prove(token.address, [slot, nothing, pad('0x2')]);
    assert.equal(await verifyAccountProof(block.stateRoot, proof), true, 'a contract');
    assert.deepEqual(proof.storageProof.map(({ value }) => value), [5n, 0n, parseEther('1000')]);
    assert.equal(proof.codeHash, keccak256(await client.getCode({ address: token.address })));

    const none = await prove(stranger(), [slot]);
    assert.equal(await verifyAccountProof(block.stateRoot, none), false, 'a slot of an absent account');
    assert.equal(none.storageProof[0].value, 0n);
    assert.equal(await verifyAccountProof(block.stateRoot, await prove(account(9).address, [slot])), true, 'a slot of an account without storage');
  });

  test('of a past block holds against the root of that block', { skip: againstAnvil && 'anvil proves its head only' }, async () => {
    const receipts = [];
    for (let i = 0n; i < 8n; i++) {
      receipts.push(await mined(await wallet.writeContract({ ...probe, functionName: 'set', args: [100n + i] })));
    }
    for (const [index, { blockNumber }] of receipts.entries()) {
      const block = await client.getBlock({ blockNumber });
      const proof = await client.getProof({ address: probe.address, storageKeys: [pad('0x0')], blockNumber });
      assert.equal(await verifyAccountProof(block.stateRoot, proof), true);
      assert.equal(proof.storageProof[0].value, 100n + BigInt(index));
    }
  });

  test('takes the key 0x0, and an omitted block', { skip: againstAnvil && 'anvil takes whole bytes only' }, async () => {
    await mined(await wallet.writeContract({ ...probe, functionName: 'set', args: [77n] }));
    const block = await client.getBlock();
    const proof = await raw('eth_getProof', probe.address, ['0x0'], 'latest');
    assert.equal(await verifyAccountProof(block.stateRoot, proof), true);
    assert.equal(BigInt(proof.storageProof[0].value), 77n);
    assert.equal(BigInt(proof.storageProof[0].key), 0n);
    assert.deepEqual(await raw('eth_getProof', probe.address, ['0x0']), proof);
  });
});

describe('a block', () => {
  test('hashes to its hash, and its roots are those of its content', async () => {
    const count = await client.getTransactionCount({ address: wallet.account.address });
    const hashes = await Promise.all(
      Array.from({ length: 20 }, (_, i) => wallet.sendTransaction({ to: probe.address, data: encodeFunctionData({ abi: Probe.abi, functionName: 'note', args: [BigInt(i), '0x01'] }), nonce: count + i, gas: 100_000n })),
    );
    for (const hash of hashes) await mined(hash);
    const head = await client.getBlockNumber();
    for (let number = 1n; number <= head; number++) {
      const block = await raw('eth_getBlockByNumber', toHex(number), false);
      assert.equal(headerHash(block), block.hash, `hash of block ${number}`);
      const parent = await raw('eth_getBlockByNumber', toHex(number - 1n), false);
      assert.equal(block.parentHash, parent.hash);
      const transactions = await Promise.all(block.transactions.map((hash) => raw('eth_getRawTransactionByHash', hash)));
      assert.equal(await orderedRoot(transactions), block.transactionsRoot, `transactions of block ${number}`);
      const receipts = await raw('eth_getBlockReceipts', toHex(number));
      assert.equal(await orderedRoot(receipts.map(encodeReceipt)), block.receiptsRoot, `receipts of block ${number}`);
      assert.deepEqual(receipts.map(({ transactionHash }) => transactionHash), block.transactions);
    }
    if (!againstAnvil) {
      const genesis = await raw('eth_getBlockByNumber', '0x0', false);
      assert.equal(headerHash(genesis), genesis.hash, 'genesis');
    }
  });

  test('has its names: earliest, latest, safe, finalized, pending', async () => {
    const latest = await client.getBlock();
    assert.equal((await client.getBlock({ blockTag: 'earliest' })).number, 0n);
    if (!againstAnvil) {
      assert.equal((await client.getBlock({ blockTag: 'safe' })).hash, latest.hash);
      assert.equal((await client.getBlock({ blockTag: 'finalized' })).hash, latest.hash);
    }
    const pending = await raw('eth_getBlockByNumber', 'pending', true);
    assert.equal(BigInt(pending.number), latest.number + 1n);
    assert.equal(pending.parentHash, latest.hash);
    assert.equal(await client.getBalance({ address: account(9).address, blockTag: 'pending' }), parseEther('10000'));
    if (!againstAnvil) assert.equal(BigInt(await raw('eth_getBalance', account(9).address)), parseEther('10000'), 'an omitted block means latest');
    assert.equal(await raw('eth_getBlockByNumber', toHex(latest.number + 1000n), false), null);
    assert.equal(await raw('eth_getUncleCountByBlockNumber', 'latest'), '0x0');
  });

  test('tells contracts where they are', async () => {
    const block = await client.getBlock();
    const [chainId, number, timestamp, baseFee, gasLimit, coinbase, parent] = await client.readContract({ ...probe, functionName: 'environment', blockNumber: block.number });
    assert.equal(chainId, BigInt(CHAIN_ID));
    assert.equal(number, block.number);
    assert.equal(gasLimit, block.gasLimit);
    assert.equal(getAddress(coinbase), getAddress(block.miner));
    assert.equal(parent, block.parentHash);
    if (!againstAnvil) {
      assert.equal(timestamp, block.timestamp);
      assert.ok(baseFee === block.baseFeePerGas || baseFee === 0n, 'a call without a price sees the base fee or none');
    }
  });
});

describe('fees', () => {
  test('follow EIP-1559 to the wei, and the history ends with the fee of the next block', async () => {
    for (let round = 0; round < 4; round++) {
      const head = await client.getBlock();
      const history = await client.getFeeHistory({ blockCount: 4, rewardPercentiles: [10, 50, 90] });
      assert.equal(history.baseFeePerGas.length, history.gasUsedRatio.length + 1);
      assert.equal(history.reward.length, history.gasUsedRatio.length);
      assert.ok(history.reward.every((tips) => tips.length === 3));
      assert.equal(history.oldestBlock + BigInt(history.gasUsedRatio.length) - 1n, head.number);
      assert.equal(history.baseFeePerGas.at(-1), nextBaseFee(head));
      await mined(await wallet.sendTransaction({ to: stranger(), value: 1n }));
      assert.equal((await client.getBlock()).baseFeePerGas, history.baseFeePerGas.at(-1));
    }
  });

  test('that are suggested are enough and never zero', async () => {
    const gasPrice = await client.getGasPrice();
    const tip = await client.estimateMaxPriorityFeePerGas();
    assert.ok(gasPrice >= nextBaseFee(await client.getBlock()) && gasPrice > 0n);
    assert.ok(tip > 0n);
    const receipt = await mined(await wallet.sendTransaction({ type: 'legacy', to: stranger(), value: 1n, gasPrice }));
    assert.equal(receipt.effectiveGasPrice, gasPrice, 'a legacy transaction pays its price in full');
  });
});

describe('an estimate', () => {
  test('of a payment is 21000', async () => {
    assert.equal(await client.estimateGas({ account: wallet.account, to: stranger(), value: 1n }), 21_000n);
  });

  test('is enough, even where calls nest and where gas comes back', async () => {
    const cases = [
      [token, 'transfer', [stranger(), 1n]],
      [probe, 'nest', [0n]],
      [probe, 'nest', [12n]],
      [probe, 'scratch', [5n]],
      [probe, 'note', [1n, `0x${'ff'.repeat(4000)}`]],
    ];
    for (const [contract, functionName, args] of cases) {
      const gas = await client.estimateContractGas({ ...contract, functionName, args, account: wallet.account });
      const receipt = await mined(await wallet.writeContract({ ...contract, functionName, args, gas }));
      assert.ok(receipt.gasUsed <= gas, functionName);
      assert.ok(gas <= receipt.gasUsed * 2n, `${functionName}: ${gas} estimated, ${receipt.gasUsed} used`);
    }
  });

  test('counts the floor of EIP-7623 and the creation of a contract', async () => {
    const data = `0x${'ff'.repeat(1000)}`;
    assert.equal(await client.estimateGas({ account: wallet.account, to: stranger(), data }), 21_000n + 40n * 1000n);
    const gas = await client.estimateGas({ account: wallet.account, data: Probe.bytecode });
    const receipt = await mined(await wallet.sendTransaction({ data: Probe.bytecode, gas }));
    assert.ok(receipt.contractAddress);
  });

  test('takes state overrides', async () => {
    const poor = stranger();
    const request = { account: poor, to: stranger(), value: parseEther('5') };
    if (!againstAnvil) await assert.rejects(client.estimateGas(request), isInsufficientFunds);
    assert.equal(await client.estimateGas({ ...request, stateOverride: [{ address: poor, balance: parseEther('6') }] }), 21_000n);
  });
});

describe('an access list', () => {
  test('names what the transaction touches and may be sent with it', async () => {
    const to = stranger();
    const data = encodeFunctionData({ abi: Token.abi, functionName: 'transfer', args: [to, 3n] });
    const { accessList, gasUsed } = await client.createAccessList({ account: wallet.account.address, to: token.address, data });
    const entry = accessList.find(({ address }) => getAddress(address) === token.address);
    assert.deepEqual([...entry.storageKeys].sort(), [mappingSlot(wallet.account.address, 0n), mappingSlot(to, 0n)].sort());
    const receipt = await mined(await wallet.sendTransaction({ to: token.address, data, accessList }));
    assert.equal(receipt.gasUsed, gasUsed);
  });
});

describe('a call', () => {
  test('sees overridden balances, code, slots and blocks', async () => {
    const rich = stranger();
    const [sender, value] = await Promise.all([
      client.readContract({ ...probe, functionName: 'sender', account: rich }),
      client.readContract({ ...probe, functionName: 'value', stateOverride: [{ address: probe.address, stateDiff: [{ slot: pad('0x0'), value: pad('0x2a') }] }] }),
    ]);
    assert.equal(sender, rich);
    assert.equal(value, 42n);
    const elsewhere = stranger();
    const overridden = { ...probe, address: elsewhere, stateOverride: [{ address: elsewhere, code: Probe.runtime }] };
    assert.equal(await client.readContract({ ...overridden, functionName: 'sender', account: rich }), rich);
    const [, number, timestamp] = await client.readContract({ ...probe, functionName: 'environment', blockOverrides: { number: 123456n, time: 9_999_999_999n } });
    assert.deepEqual([number, timestamp], [123456n, 9_999_999_999n]);
  });

  test('may carry its code along (no deployment at all)', async () => {
    assert.equal(await client.readContract({ abi: Probe.abi, code: Probe.bytecode, functionName: 'value' }), 0n);
  });

  test('takes data, input, or both when they agree', async () => {
    const data = encodeFunctionData({ abi: Token.abi, functionName: 'symbol' });
    const answers = [await raw('eth_call', { to: token.address, data }, 'latest'), await raw('eth_call', { to: token.address, input: data }, 'latest'), await raw('eth_call', { to: token.address, data, input: data }, 'latest'), await raw('eth_call', { to: token.address, data })];
    assert.equal(new Set(answers).size, 1);
  });

  test('that reverts answers with code 3 and the raw bytes, even when there are none', async () => {
    const ask = async (functionName, args = []) => (await rpc(node.url, 'eth_call', [{ to: probe.address, data: encodeFunctionData({ abi: Probe.abi, functionName, args }) }, 'latest'])).error;
    const reason = await ask('failReason');
    assert.equal(reason.code, 3);
    assert.match(reason.message, /execution reverted: the door is closed/);
    assert.equal(reason.data.slice(0, 10), '0x08c379a0');
    const custom = await ask('failCustom', [1n]);
    assert.equal(custom.code, 3);
    assert.match(custom.message, /^execution reverted/);
    const empty = await ask('failEmpty');
    assert.equal(empty.code, 3);
    assert.match(empty.message, /^execution reverted/);
    assert.equal(empty.data, '0x');
  });
});

describe('a simulation', () => {
  test('of calls that depend on each other shows results and changed assets', async () => {
    const to = stranger();
    const { results, assetChanges } = await client.simulateCalls({
      account: wallet.account.address,
      calls: [
        { to, value: parseEther('1') },
        { to: token.address, abi: Token.abi, functionName: 'transfer', args: [to, 5n] },
        { to: token.address, abi: Token.abi, functionName: 'balanceOf', args: [to] },
        { to: probe.address, abi: Probe.abi, functionName: 'failReason' },
      ],
      traceAssetChanges: !againstAnvil,
    });
    assert.deepEqual(results.map(({ status }) => status), ['success', 'success', 'success', 'failure']);
    assert.equal(results[0].gasUsed, 21_000n);
    assert.equal(results[1].result, true);
    assert.equal(results[2].result, 5n);
    if (!againstAnvil) {
      const changed = assetChanges.find((change) => getAddress(change.token.address) === token.address);
      assert.equal(changed.value.diff, -5n);
    }
    assert.equal(await client.readContract({ ...token, functionName: 'balanceOf', args: [to] }), 0n, 'nothing has happened');
  });

  test('of a block takes overrides and shows transfers', async () => {
    const poor = stranger();
    const to = stranger();
    const head = await client.getBlock();
    const [block] = await client.simulateBlocks({
      blocks: [
        {
          blockOverrides: { number: head.number + 1n, time: head.timestamp + 60n },
          stateOverrides: [{ address: poor, balance: parseEther('3') }],
          calls: [
            { account: poor, to, value: parseEther('2') },
            { account: poor, to: probe.address, abi: Probe.abi, functionName: 'failCustom', args: [4n] },
          ],
        },
      ],
      traceTransfers: true,
    });
    assert.equal(block.number, head.number + 1n);
    assert.equal(block.timestamp, head.timestamp + 60n);
    if (!againstAnvil) assert.equal(block.parentHash, head.hash);
    assert.equal(block.calls[0].status, 'success');
    assert.equal(block.calls[0].logs.length, 1, 'a transfer is shown as a log');
    assert.equal(block.calls[1].status, 'failure');
    const beyond = { calls: [{ account: poor, to, value: parseEther('2') }] };
    await assert.rejects(client.simulateBlocks({ blocks: [beyond] }), isInsufficientFunds);
  });
});

describe('storage', () => {
  test('is read one slot at a time, or many', async () => {
    await mined(await wallet.writeContract({ ...probe, functionName: 'set', args: [5n] }));
    assert.equal(BigInt(await client.getStorageAt({ address: probe.address, slot: '0x0' })), 5n);
    assert.equal((await client.getStorageAt({ address: probe.address, slot: '0x1' })).length, 66);
    const slots = [pad('0x0'), pad('0x1')];
    const values = await client.getStorageValues({ requests: { [probe.address]: slots } });
    const [[address, found]] = Object.entries(values);
    assert.equal(getAddress(address), probe.address);
    assert.deepEqual(found.map(BigInt), [5n, 0n]);
  });
});
