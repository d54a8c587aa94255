// QuarterlyVesting on a running node: a tenth a quarter, the first after one, all of it after ten.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { decodeErrorResult, getContract, parseEther, parseEventLogs } from 'viem';
import { contracts } from '../contracts.mjs';
import { rpc, startNode } from '../node.mjs';
import { publicClient, walletClient } from '../viem-clients.mjs';

const QUARTER = 7_889_400n;
const TOTAL = parseEther('1000');

let node;
let client;
/** Who deploys and pokes, who is paid, who follows it. */
let founder;
let member;
let heir;

before(async () => {
  node = await startNode();
  client = publicClient(node);
  // Block 0 of a development chain is from 1970.
  await rpc(node.url, 'evm_mine');
  [founder, member, heir] = [0, 1, 2].map((index) => walletClient(node, index));
});
after(() => node?.kill());

const mined = (hash) => client.waitForTransactionReceipt({ hash });
const now = async () => (await client.getBlock()).timestamp;

async function deploy({ abi, bytecode }, args = [], value = 0n) {
  const { contractAddress: address } = await mined(await founder.deployContract({ abi, bytecode, args, value }));
  return getContract({ address, abi, client: { public: client, wallet: founder } });
}

/** Lets time pass until `time` and seals a block. */
async function until(time) {
  await rpc(node.url, 'evm_increaseTime', [Number(time - (await now()))]);
  await rpc(node.url, 'evm_mine');
}

const vesting = async (beneficiary, start) => deploy(contracts.QuarterlyVesting, [beneficiary, start], TOTAL);
const balance = (address) => client.getBalance({ address });

/** The name and arguments of the error a call is refused with. */
async function refusal(wallet, { address, abi }, functionName, args = []) {
  try {
    await client.simulateContract({ account: wallet.account, address, abi, functionName, args });
  } catch (error) {
    const { errorName, args: values = [] } = decodeErrorResult({ abi, data: error.walk((cause) => cause.raw).raw });
    return [errorName, ...values];
  }
  throw new Error(`${functionName} was not refused`);
}

describe('a vesting', () => {
  test('releases a tenth with each quarter, and all after ten', async () => {
    const start = await now();
    const held = await vesting(member.account.address, start);
    assert.equal(await held.read.QUARTER(), QUARTER);
    assert.equal(await held.read.vested([start + QUARTER - 1n]), 0n, 'nothing before the first quarter is over');
    for (let quarter = 1n; quarter <= 10n; quarter++) {
      assert.equal(await held.read.vested([start + quarter * QUARTER]), (TOTAL * quarter) / 10n);
      assert.equal(await held.read.vested([start + (quarter + 1n) * QUARTER - 1n]), (TOTAL * quarter) / 10n);
    }
    assert.equal(await held.read.vested([start + 100n * QUARTER]), TOTAL);
    assert.deepEqual(await refusal(founder, held, 'release'), ['NothingToRelease', start + QUARTER]);
    let paid = 0n;
    // Quarters nobody asks in are paid with the next.
    for (const quarter of [1n, 2n, 5n, 9n, 10n]) {
      await until(start + quarter * QUARTER);
      const before = await balance(member.account.address);
      const { logs } = await mined(await held.write.release());
      const [released] = parseEventLogs({ abi: held.abi, logs, eventName: 'Released' });
      assert.deepEqual(released.args, { beneficiary: member.account.address, amount: (TOTAL * quarter) / 10n - paid });
      paid += released.args.amount;
      assert.equal((await balance(member.account.address)) - before, released.args.amount);
      assert.equal(await held.read.released(), paid);
    }
    assert.equal(await balance(held.address), 0n);
    assert.deepEqual(await refusal(founder, held, 'release'), ['NothingToRelease', 0n]);
  });

  test('waits for its start, and takes what is sent later', async () => {
    const start = (await now()) + QUARTER;
    const held = await vesting(member.account.address, start);
    assert.equal(await held.read.quarters([start - 1n]), 0n);
    await mined(await founder.sendTransaction({ to: held.address, value: TOTAL }));
    await until(start + QUARTER);
    await mined(await held.write.release());
    assert.equal(await held.read.released(), (2n * TOTAL) / 10n);
  });

  test('passes to whom the beneficiary named, and to nobody else', async () => {
    const held = await vesting(member.account.address, await now());
    const { account } = heir;
    assert.deepEqual(await refusal(founder, held, 'nameSuccessor', [account.address]), ['NotBeneficiary', founder.account.address]);
    assert.deepEqual(await refusal(heir, held, 'succeed'), ['NotSuccessor', account.address]);
    await mined(await member.writeContract({ address: held.address, abi: held.abi, functionName: 'nameSuccessor', args: [account.address] }));
    assert.equal(await held.read.beneficiary(), member.account.address);
    await mined(await heir.writeContract({ address: held.address, abi: held.abi, functionName: 'succeed' }));
    assert.equal(await held.read.beneficiary(), account.address);
    assert.deepEqual(await refusal(heir, held, 'succeed'), ['NotSuccessor', account.address]);
    await until((await now()) + QUARTER);
    const before = await balance(account.address);
    await mined(await held.write.release());
    assert.equal((await balance(account.address)) - before, TOTAL / 10n);
  });

  test('keeps what the beneficiary refuses', async () => {
    const reluctant = await deploy(contracts.Reluctant);
    const held = await vesting(reluctant.address, await now());
    await until((await now()) + QUARTER);
    assert.deepEqual(await refusal(founder, held, 'release'), ['PaymentFailed']);
    assert.equal(await held.read.released(), 0n);
    await mined(await reluctant.write.agree());
    await mined(await held.write.release());
    assert.equal(await balance(reluctant.address), TOTAL / 10n);
  });
});
