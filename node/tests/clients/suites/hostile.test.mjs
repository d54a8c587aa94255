// The native contracts against contracts that mean them ill: every way to reach them that is not a plain call, every amount of
// gas, calldata that is none, coins nobody asked for. Whatever is refused leaves nothing behind.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  concat,
  decodeErrorResult,
  decodeFunctionResult,
  encodeFunctionData,
  getContract,
  keccak256,
  pad,
  parseEther,
  parseEventLogs,
  toFunctionSelector,
  toHex,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { zeros } from '../../../../contracts/scripts/zero.mjs';
import { dirtyWords, offsetWords, withWord, wordAt, wordsOf } from '../abi-words.mjs';
import { contracts } from '../contracts.mjs';
import { natives } from '../natives.mjs';
import { againstAnvil, rpc, startNode } from '../node.mjs';
import { account, publicClient, walletClient } from '../viem-clients.mjs';

const { Bomb, Hostile, Newborn, Witness } = contracts;
const onlyHere = { skip: againstAnvil && 'anvil has no native contracts' };

/** How `Hostile` reaches a contract: its enum `Way`. */
const CALL = 0;
const STATICCALL = 1;
const DELEGATECALL = 2;
const CALLCODE = 3;

/** The accounts that call `hostile`, and that have nothing to do with it. */
const caller = account(0).address;
const outside = account(1).address;

/** Gas that suffices for any single call here. */
const ENOUGH = 3_000_000n;
/** The most gas one transaction may have (EIP-7825). */
const TRANSACTION_GAS = 16_777_216n;

let node;
let client;
let wallet;
/** The contract that does what it should not. */
let hostile;

before(async () => {
  if (againstAnvil) return;
  node = await startNode();
  client = publicClient(node);
  wallet = walletClient(node, 0);
  hostile = await deploy(Hostile, [], parseEther('5000'));
});
after(() => node?.kill());

const stranger = () => privateKeyToAccount(generatePrivateKey());

async function mined(hash, status = 'success') {
  const receipt = await client.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, status, `transaction ${hash}`);
  return receipt;
}

async function deploy({ abi, bytecode }, args = [], value = 0n) {
  const { contractAddress: address } = await mined(await wallet.deployContract({ abi, bytecode, args, value, gas: ENOUGH }));
  return getContract({ address, abi, client: { public: client, wallet } });
}

/** A transaction from our account to `hostile`. */
const act = async (functionName, args, options) =>
  mined(await wallet.writeContract({ address: hostile.address, abi: Hostile.abi, functionName, args, gas: TRANSACTION_GAS, ...options }));

const functionsOf = ({ abi }) => abi.filter(({ type }) => type === 'function');
const changes = ({ stateMutability }) => !['view', 'pure'].includes(stateMutability);

/** The calldata of a function with zeros for arguments. */
const zeroCall = (item) => encodeFunctionData({ abi: [item], args: zeros(item) });

/** What `hostile` is answered when it reaches a native contract in this way: [whether it succeeded, the answer]. */
async function tried(way, { address }, data, { value = 0n, gas = ENOUGH } = {}) {
  const call = encodeFunctionData({ abi: Hostile.abi, functionName: 'attempt', args: [way, address, value, data, gas] });
  // Plain JSON: there are thousands of these.
  const { result, error } = await rpc(node.url, 'eth_call', [{ from: caller, to: hostile.address, gas: toHex(TRANSACTION_GAS), data: call }, 'latest']);
  assert.equal(error, undefined, error?.message);
  return decodeFunctionResult({ abi: Hostile.abi, functionName: 'attempt', data: result });
}

/** The name of the error in an answer, from the ABI the package publishes. */
function errorIn({ abi }, [success, answer]) {
  assert.equal(success, false, `it succeeded and answered ${answer}`);
  return decodeErrorResult({ abi, data: answer }).errorName;
}

/** Everything there is of the native contracts, `hostile` and `others`: storage roots, balances, nonces. */
async function world(...others) {
  const addresses = [...natives.map(({ address }) => address), hostile.address, ...others];
  const proofs = await Promise.all(addresses.map((address) => client.getProof({ address, storageKeys: [] })));
  return Object.fromEntries(
    proofs.map(({ address, balance, nonce, storageHash, codeHash }) => [address.toLowerCase(), { balance, nonce, storageHash, codeHash }]),
  );
}

/** The logs of native contracts in a receipt. */
const nativeLogs = ({ logs }) => logs.filter(({ address }) => natives.some((native) => native.address.toLowerCase() === address.toLowerCase()));

/** The amounts of gas tried are this far apart: less than any single charge for a write, a log, a transfer. */
const SWEEP_STEP = 13n;

/** Where a sweep from `from` has to stop for each of its attempts to have its gas in one transaction, if each uses all of it. */
function sweepEnd(from) {
  const attempts = (TRANSACTION_GAS - 1_000_000n) / (from + 60_000n);
  return from + attempts * SWEEP_STEP;
}

/** What a call by `hostile` would have brought about in the block of `receipt`: the logs, and what it is answered. */
async function reference({ address }, data, value, { blockNumber }) {
  const call = encodeFunctionData({ abi: Hostile.abi, functionName: 'attempt', args: [CALL, address, value, data, ENOUGH] });
  const { timestamp: time } = await client.getBlock({ blockNumber });
  const [{ calls }] = await client.simulateBlocks({
    blockNumber: blockNumber - 1n,
    blocks: [{ blockOverrides: { time }, calls: [{ account: caller, to: hostile.address, gas: TRANSACTION_GAS, data: call }] }],
  });
  const { success, answer } = attempted(calls[0]);
  assert.equal(success, true, answer);
  return { logs: nativeLogs(calls[0]).map(withoutPosition), answer };
}

const withoutPosition = ({ address, topics, data }) => ({ address: address.toLowerCase(), topics, data });

for (const native of natives) {
  describe(native.name, onlyHere, () => {
    const each = functionsOf(native);

    test('is an account with code no contract can have', async () => {
      const witness = await deploy(Witness);
      assert.equal(await client.getCode({ address: native.address }), '0xef');
      assert.equal(await client.getTransactionCount({ address: native.address }), 1);
      assert.deepEqual(await witness.read.codeOf([native.address]), [1n, keccak256('0xef'), '0xef']);
    });

    test('cannot be delegated to, by no function', async () => {
      const before = await world();
      for (const item of each) {
        const data = zeroCall(item);
        assert.equal(errorIn(native, await tried(DELEGATECALL, native, data)), 'DelegateCallNotAllowed', item.name);
        assert.equal(errorIn(native, await tried(CALLCODE, native, data)), 'DelegateCallNotAllowed', item.name);
        assert.equal(errorIn(native, await tried(CALLCODE, native, data, { value: 1n })), 'DelegateCallNotAllowed', item.name);
      }
      const { data } = native.change(hostile.address);
      for (const way of [DELEGATECALL, CALLCODE]) {
        assert.deepEqual(nativeLogs(await act('attempt', [way, native.address, 0n, data, ENOUGH])), []);
      }
      assert.deepEqual(await world(), before);
    });

    test('cannot be lent to an account (EIP-7702)', async () => {
      const owner = stranger();
      await mined(await wallet.sendTransaction({ to: owner.address, value: parseEther('1') }));
      const authorization = await wallet.signAuthorization({ account: owner, contractAddress: native.address });
      await mined(await wallet.sendTransaction({ to: outside, authorizationList: [authorization], gas: 200_000n }));
      assert.equal(await client.getCode({ address: owner.address }), concat(['0xef0100', native.address]).toLowerCase());

      const before = await world(owner.address);
      for (const item of each) {
        const answer = await tried(CALL, owner, zeroCall(item));
        assert.equal(errorIn(native, answer), 'DelegateCallNotAllowed', item.name);
      }
      const { data, value } = native.change(owner.address);
      for (const call of [{ data, value }, { data }, { value: 1n }]) {
        const receipt = await mined(await wallet.sendTransaction({ to: owner.address, gas: ENOUGH, ...call }), 'reverted');
        assert.deepEqual(receipt.logs, []);
      }
      assert.deepEqual(await world(owner.address), before);
    });

    test('changes nothing under a static call, and reads as ever', async () => {
      const before = await world();
      for (const item of each) {
        const answer = await tried(STATICCALL, native, zeroCall(item));
        if (changes(item)) assert.equal(errorIn(native, answer), 'StaticCallNotAllowed', item.name);
        else assert.deepEqual(answer, await tried(CALL, native, zeroCall(item)), item.name);
      }
      await act('attempt', [STATICCALL, native.address, 0n, native.change(hostile.address).data, ENOUGH]);
      // One frame further down the call is static too, though it is made with CALL.
      const inner = encodeFunctionData({ abi: Hostile.abi, functionName: 'pass', args: [CALL, native.address, 0n, native.change(hostile.address).data, ENOUGH] });
      const answer = await tried(STATICCALL, hostile, inner);
      assert.equal(errorIn(native, answer), 'StaticCallNotAllowed');
      assert.deepEqual(await world(), before);
    });

    test('takes no coins but where it says so', async () => {
      const before = await world();
      for (const item of each.filter(({ stateMutability }) => stateMutability !== 'payable')) {
        assert.equal(errorIn(native, await tried(CALL, native, zeroCall(item), { value: 1n })), 'ValueNotAllowed', item.name);
      }
      const plain = each.find(({ stateMutability }) => stateMutability === 'nonpayable');
      await act('attempt', [CALL, native.address, parseEther('1'), zeroCall(plain), ENOUGH]);
      await mined(await wallet.sendTransaction({ to: native.address, value: 1n, gas: ENOUGH }), 'reverted');
      assert.deepEqual(await world(), before);
    });

    test('answers what is no call with an error that has a name', async () => {
      for (const data of ['0x', '0x00', '0xabcd', '0xffffff']) {
        assert.equal(errorIn(native, await tried(CALL, native, data)), 'InvalidCalldata', data);
      }
      const data = concat(['0xdeadbeef', pad('0x01', { size: 64 })]);
      const [, answer] = await tried(CALL, native, data);
      const { errorName, args } = decodeErrorResult({ abi: native.abi, data: answer });
      assert.deepEqual([errorName, args], ['UnknownSelector', ['0xdeadbeef']]);
      // A selector of another native contract is as unknown as any.
      const foreign = natives.flatMap((other) => functionsOf(other)).find((item) => !each.some((own) => toFunctionSelector(own) === toFunctionSelector(item)));
      assert.equal(errorIn(native, await tried(CALL, native, zeroCall(foreign))), 'UnknownSelector');
    });

    test('refuses arguments that are cut short', async () => {
      for (const item of each.filter(({ inputs }) => inputs.length > 0)) {
        const data = zeroCall(item);
        const bytes = data.length / 2 - 1;
        for (const length of [4, 5, 35, bytes - 32, bytes - 31, bytes - 1].filter((length) => length >= 4 && length < bytes)) {
          assert.equal(errorIn(native, await tried(CALL, native, data.slice(0, 2 + 2 * length))), 'InvalidCalldata', `${item.name} of ${length} bytes`);
        }
      }
    });

    test('refuses arguments with dirt in the bits that mean nothing', async () => {
      for (const item of each) {
        for (const [index, dirt] of dirtyWords(item)) {
          const answer = await tried(CALL, native, withWord(zeroCall(item), index, dirt));
          assert.equal(errorIn(native, answer), 'InvalidCalldata', `${item.name}, word ${index}: ${dirt}`);
        }
      }
    });

    test('refuses lists and bytes that claim more than there is', async () => {
      for (const item of each) {
        const data = zeroCall(item);
        const claims = [(1n << 256n) - 1n, 1n << 255n, (1n << 64n) - 1n, 1n << 32n];
        for (const index of offsetWords(item)) {
          for (const offset of [...claims, 32n * BigInt(wordsOf(data))]) {
            assert.equal(errorIn(native, await tried(CALL, native, withWord(data, index, offset))), 'InvalidCalldata', `${item.name}: offset ${offset}`);
          }
          const start = Number(wordAt(data, index)) / 32;
          for (const length of [...claims, 1n]) {
            assert.equal(errorIn(native, await tried(CALL, native, withWord(data, start, length))), 'InvalidCalldata', `${item.name}: length ${length}`);
          }
        }
      }
    });

    test('overlooks what follows the arguments, as Solidity does', async () => {
      for (const item of each) {
        const data = zeroCall(item);
        assert.deepEqual(await tried(CALL, native, concat([data, pad('0x', { size: 64 }), '0xff'])), await tried(CALL, native, data), item.name);
      }
    });

    test('is not impressed by a hundred thousand bytes of ones', async () => {
      for (const item of each) {
        const answer = await tried(CALL, native, concat([toFunctionSelector(item), `0x${'ff'.repeat(100_000)}`]));
        // Where ones are a valid argument it may even succeed.
        if (!answer[0]) assert.ok(errorIn(native, answer), item.name);
      }
    });

    test('works a hundred frames down', async () => {
      const { data, value } = native.change(hostile.address);
      const receipt = await act('deep', [100n, native.address, value, data]);
      assert.ok(nativeLogs(receipt).length > 0);
    });

    test('works for a contract that is just being made', async () => {
      const { data, value } = native.change(undefined);
      const before = await world();
      const args = [native.address, data];
      await deploy(Newborn, args, value);
      assert.notDeepEqual((await world())[native.address.toLowerCase()], before[native.address.toLowerCase()]);
    });

    test('undoes everything when the frame around it reverts', async () => {
      const { data, value } = native.change(hostile.address);
      const before = await world();
      const receipt = await act('caught', [native.address, value, data]);
      const { success, answer } = attempted(receipt);
      assert.equal(success, true, `the call itself must succeed before it is undone: ${answer}`);
      assert.deepEqual(nativeLogs(receipt), []);
      assert.deepEqual(await world(), before);
      // The same call, not undone, does something.
      assert.ok(nativeLogs(await act('attempt', [CALL, native.address, value, data, ENOUGH])).length > 0);
      assert.notDeepEqual(await world(), before);
    });

    test('does all or nothing, with any amount of gas', { timeout: 150_000 }, async () => {
      for (const change of [native.change(hostile.address), ...native.others()]) await sweep(native, change);
    });

    test('is not confused by coins forced onto it', async () => {
      const ledger = await native.ledger(client);
      const before = await client.getBalance({ address: native.address });
      await deploy(Bomb, [native.address], parseEther('3'));
      assert.equal(await client.getBalance({ address: native.address }), before + parseEther('3'));
      assert.deepEqual(await native.ledger(client), ledger);
    });

    test('pays a contract without running it', async () => {
      // Armed with a call back into the contract that pays it.
      await act('arm', [native.change(hostile.address).data]);
      const entered = await hostile.read.entered();
      const wait = async (seconds) => {
        await rpc(node.url, 'evm_increaseTime', [seconds]);
        await rpc(node.url, 'evm_mine');
      };
      // Where it takes time, what else becomes due must not mix in.
      if (native.patience) await wait(await native.patience(client));
      const balance = await client.getBalance({ address: hostile.address });
      await native.refund({
        payee: hostile.address,
        outside,
        client,
        async call(step, coins = 0n) {
          const { success, answer } = attempted(await act('attempt', [CALL, native.address, coins, step, ENOUGH]));
          assert.equal(success, true, answer);
          return answer;
        },
        fromOutside: async (step) => mined(await walletClient(node, 1).sendTransaction({ to: native.address, data: step, gas: ENOUGH })),
        wait,
      });
      assert.equal(await client.getBalance({ address: hostile.address }), balance);
      assert.equal(await hostile.read.entered(), entered, 'the code of the payee ran');
      // Coins from anyone else do run it.
      await mined(await wallet.sendTransaction({ to: hostile.address, value: 1n, gas: ENOUGH }));
      assert.equal(await hostile.read.entered(), entered + 1n);
    });
  });
}

/** Makes a call with ever more gas until it succeeds: before that nothing of it may stay, then all of it must be there. */
async function sweep(native, { data, value, watch = [] }) {
  const before = await world(...watch);
  for (let from = 0n; ; ) {
    assert.ok(from < ENOUGH, 'no gas suffices');
    const to = sweepEnd(from);
    const receipt = await act('sweep', [native.address, value, data, from, to, SWEEP_STEP]);
    const { success, answer } = attempted(receipt);
    if (success) {
      const expected = await reference(native, data, value, receipt);
      assert.ok(expected.logs.length > 0);
      assert.deepEqual({ logs: nativeLogs(receipt).map(withoutPosition), answer }, expected);
      break;
    }
    assert.deepEqual(nativeLogs(receipt), [], `a log with gas from ${from} to ${to}`);
    assert.deepEqual(await world(...watch), before, `something stayed of a call with gas from ${from} to ${to}`);
    from = to;
  }
  const after = await world(...watch);
  const address = native.address.toLowerCase();
  assert.equal(after[address].balance - before[address].balance, value);
  // A transfer of coins changes the balances only.
  for (const each of watch.length > 0 ? watch : [address]) assert.notDeepEqual(after[each.toLowerCase()], before[each.toLowerCase()]);
}

/** What `hostile` said in its event about the call it made. */
function attempted({ logs }) {
  const own = logs.filter(({ address }) => address.toLowerCase() === hostile.address.toLowerCase());
  const events = parseEventLogs({ abi: Hostile.abi, logs: own, eventName: 'Attempted' });
  assert.equal(events.length, 1);
  return events[0].args;
}
