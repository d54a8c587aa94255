// ethers 6: accounts, contracts, events, and the error codes applications branch on.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addresses, escrowAbi } from '@cybermiles/contracts';
import { Contract, ContractFactory, HDNodeWallet, Interface, JsonRpcProvider, Mnemonic, NonceManager, Transaction, Wallet, WebSocketProvider, ZeroAddress, getAddress, getCreateAddress, id, isError, parseEther, parseUnits, toBeHex } from 'ethers';
import { contracts } from '../contracts.mjs';
import { againstAnvil, CHAIN_ID, MNEMONIC, startNode, until } from '../node.mjs';

const { Token, CounterV1, CounterV2, CounterProxy, Probe } = contracts;

let node;
let provider;

/** A provider that asks at once and believes no cache. */
const connect = () => {
  const fresh = new JsonRpcProvider(node.url, CHAIN_ID, { cacheTimeout: -1, staticNetwork: true });
  fresh.pollingInterval = 20;
  return fresh;
};
/** ethers goes on polling for what it was asked to listen to, unless told not to: once, and again after the poll that was on its way. */
async function disconnect(open) {
  await open.removeAllListeners();
  await open.getBlockNumber();
  await open.removeAllListeners();
  await open.destroy();
}
const account = (index) => HDNodeWallet.fromMnemonic(Mnemonic.fromPhrase(MNEMONIC), `m/44'/60'/0'/0/${index}`).connect(provider);

before(async () => {
  node = await startNode();
  provider = connect();
  // ethers counts blocks from when it begins to listen; on an idle chain it would wait for ever for one that came just before.
  await provider.on('block', () => {});
});
after(async () => {
  await disconnect(provider);
  await node?.kill();
});

async function deploy(contract, wallet, ...args) {
  const deployed = await new ContractFactory(contract.abi, contract.bytecode, wallet).deploy(...args);
  await deployed.waitForDeployment();
  return deployed;
}

async function refusal(promise, code) {
  try {
    await promise;
  } catch (error) {
    assert.ok(isError(error, code), `expected ${code}, got ${error.code}: ${error.message}`);
    return error;
  }
  assert.fail(`expected ${code}, got no error`);
}

test('the network is detected', async () => {
  const detecting = new JsonRpcProvider(node.url);
  assert.equal((await detecting.getNetwork()).chainId, BigInt(CHAIN_ID));
  await disconnect(detecting);
});

describe('a payment', () => {
  for (const type of [0, 1, 2]) {
    test(`of type ${type} moves exactly its value and its fee`, async () => {
      const wallet = account(0);
      const to = Wallet.createRandom().address;
      const value = parseEther('2.25');
      const earlier = await provider.getBalance(wallet);
      const response = await wallet.sendTransaction({ type, to, value });
      const receipt = await response.wait();
      assert.equal(receipt.status, 1);
      assert.equal(receipt.type, type);
      assert.equal(receipt.gasUsed, 21_000n);
      assert.equal(await provider.getBalance(to), value);
      assert.equal(await provider.getBalance(wallet), earlier - value - receipt.fee);
      const mined = await provider.getTransaction(response.hash);
      assert.equal(mined.gasPrice, receipt.gasPrice);
      assert.equal(mined.blockHash, receipt.blockHash);
      assert.equal(mined.from, wallet.address);
      assert.equal(await mined.confirmations(), (await provider.getBlockNumber()) - receipt.blockNumber + 1);
      // The signature, taken from the answer, is over what the answer says.
      assert.equal(Transaction.from(mined).hash, response.hash);
    });
  }

  test('with an authorization (EIP-7702) lends code to an account', async () => {
    const wallet = account(0);
    const probe = await deploy(Probe, wallet);
    const authority = Wallet.createRandom(provider);
    const auth = await authority.authorize({ address: await probe.getAddress(), nonce: 0, chainId: CHAIN_ID });
    const data = probe.interface.encodeFunctionData('set', [3n]);
    const receipt = await (await wallet.sendTransaction({ type: 4, to: authority.address, data, authorizationList: [auth], gasLimit: 200_000n })).wait();
    assert.equal(receipt.status, 1);
    assert.equal(await provider.getCode(authority.address), `0xef0100${(await probe.getAddress()).slice(2).toLowerCase()}`);
    assert.equal(await new Contract(authority.address, Probe.abi, provider).value(), 3n);
  });

  test('that many make at once is numbered by a NonceManager', async () => {
    const signer = account(1);
    const manager = new NonceManager(signer);
    const to = Wallet.createRandom().address;
    const sent = await Promise.all(Array.from({ length: 25 }, () => manager.sendTransaction({ to, value: 1n })));
    const receipts = await Promise.all(sent.map((response) => response.wait()));
    assert.ok(receipts.every(({ status }) => status === 1));
    assert.equal(await provider.getBalance(to), 25n);
    assert.equal(await signer.getNonce(), 25);
  });
});

describe('a contract', () => {
  test('of OpenZeppelin is deployed, called, and its past is read', async () => {
    const wallet = account(2);
    const expected = getCreateAddress({ from: wallet.address, nonce: await wallet.getNonce() });
    const token = await deploy(Token, wallet, 'Ethers Token', 'ETK', parseEther('500'));
    assert.equal(await token.getAddress(), expected);
    const holder = Wallet.createRandom().address;
    assert.equal(await token.transfer.staticCall(holder, 9n), true);
    const receipt = await (await token.transfer(holder, 9n)).wait();
    assert.equal(receipt.logs[0].eventName, 'Transfer');
    assert.equal(await token.balanceOf(holder), 9n);
    assert.equal(await token.balanceOf(holder, { blockTag: receipt.blockNumber - 1 }), 0n);
    const [event] = await token.queryFilter(token.filters.Transfer(null, holder), 0, 'latest');
    assert.equal(event.transactionHash, receipt.hash);
    assert.equal(event.args.value, 9n);
    assert.equal(BigInt(await provider.getStorage(token, 2)), parseEther('500'));
  });

  test('behind a UUPS proxy is upgraded', async () => {
    const wallet = account(2);
    const first = await deploy(CounterV1, wallet);
    const second = await deploy(CounterV2, wallet);
    const proxy = await deploy(CounterProxy, wallet, first, first.interface.encodeFunctionData('initialize', [wallet.address, 5n]));
    const counter = new Contract(proxy, CounterV2.abi, wallet);
    await (await counter.increment()).wait();
    assert.equal(await counter.version(), 1n);
    await (await counter.upgradeToAndCall(second, '0x')).wait();
    assert.equal(await counter.version(), 2n);
    assert.equal(await counter.count(), 6n);
  });

  test('speaks through events over WebSocket', async (t) => {
    const wallet = account(3);
    const socket = new WebSocketProvider(node.ws, CHAIN_ID, { staticNetwork: true });
    // A closed socket ends its subscriptions by itself.
    t.after(() => socket.destroy());
    const probe = await deploy(Probe, wallet);
    const heard = [];
    const blocks = [];
    const pending = [];
    const listening = new Contract(probe, Probe.abi, socket);
    await listening.on('Noted', (from, topic, data, { log }) => heard.push({ from, topic, data, hash: log.transactionHash }));
    await socket.on('block', (number) => blocks.push(number));
    await socket.on('pending', (hash) => pending.push(hash));
    // ethers sends its subscriptions and does not say when they stand; the first event heard of each kind does.
    let topic = 100n;
    await until('the subscriptions to stand', async () => {
      await (await probe.note(topic++, '0x')).wait();
      return heard.length > 0 && blocks.length > 0 && pending.length > 0;
    });
    heard.length = 0;
    const first = await (await probe.note(1n, '0xaa')).wait();
    const second = await (await probe.note(2n, '0xbb')).wait();
    await until('the event, head and hash of both transactions', () => heard.some((event) => event.hash === second.hash) && blocks.includes(second.blockNumber) && pending.includes(second.hash));
    const mine = heard.filter(({ hash }) => [first.hash, second.hash].includes(hash));
    assert.deepEqual(mine.map(({ from, topic: noted, data }) => [from, noted, data]), [[wallet.address, 1n, '0xaa'], [wallet.address, 2n, '0xbb']]);
    assert.ok(blocks.includes(first.blockNumber));
  });

  test('is watched by polling as well', async (t) => {
    const polling = connect();
    t.after(() => disconnect(polling));
    const probe = await deploy(Probe, account(3));
    const heard = [];
    await new Contract(probe, Probe.abi, polling).on('Noted', (_from, topic) => heard.push(topic));
    let topic = 1n;
    await until('a polled event', async () => {
      await (await probe.note(topic++, '0x')).wait();
      return heard.length > 0;
    });
  });
});

describe('the error code', () => {
  const to = '0x000000000000000000000000000000000000dEaD';

  test('NONCE_EXPIRED: a used nonce', async () => {
    const wallet = account(4);
    await (await wallet.sendTransaction({ to, value: 1n })).wait();
    await refusal(wallet.sendTransaction({ to, value: 1n, nonce: 0, gasLimit: 21_000n }), 'NONCE_EXPIRED');
  });

  test('INSUFFICIENT_FUNDS: a poor sender, with and without an estimate', async () => {
    const poor = Wallet.createRandom(provider);
    await refusal(poor.sendTransaction({ to, value: 1n, gasLimit: 21_000n }), 'INSUFFICIENT_FUNDS');
    if (!againstAnvil) await refusal(provider.estimateGas({ from: poor.address, to, value: 1n }), 'INSUFFICIENT_FUNDS');
  });

  test('REPLACEMENT_UNDERPRICED: a waiting transaction is replaced by a better one only', async () => {
    const wallet = account(5);
    const start = await wallet.getNonce();
    const fees = { maxFeePerGas: parseUnits('10', 'gwei'), maxPriorityFeePerGas: parseUnits('2', 'gwei'), gasLimit: 21_000n };
    const receiver = Wallet.createRandom().address;
    // The gap at `start` keeps everything after it waiting.
    const waiting = await wallet.sendTransaction({ to: receiver, value: 1n, nonce: start + 1, ...fees });
    assert.equal((await provider.getTransaction(waiting.hash)).blockNumber, null);
    assert.equal(await provider.getTransactionReceipt(waiting.hash), null);
    await refusal(wallet.sendTransaction({ to: receiver, value: 2n, nonce: start + 1, ...fees }), 'REPLACEMENT_UNDERPRICED');
    const better = { ...fees, maxFeePerGas: parseUnits('20', 'gwei'), maxPriorityFeePerGas: parseUnits('4', 'gwei') };
    const replaced = await wallet.sendTransaction({ to: receiver, value: 3n, nonce: start + 1, ...better });
    if (!againstAnvil) assert.equal(await provider.getTransaction(waiting.hash), null, 'a replaced transaction is forgotten');
    assert.equal(await provider.getTransactionCount(wallet.address, 'pending'), start, 'a gap is not counted');
    await wallet.sendTransaction({ to: receiver, value: 10n, nonce: start, ...fees });
    assert.equal((await replaced.wait()).status, 1);
    assert.equal(await provider.getBalance(receiver), 13n);
    assert.equal(await wallet.getNonce(), start + 2);
  });

  test('TRANSACTION_REPLACED: whoever waits is told', async () => {
    const wallet = account(6);
    const start = await wallet.getNonce();
    const fees = (gwei) => ({ maxFeePerGas: parseUnits(gwei, 'gwei'), maxPriorityFeePerGas: parseUnits(gwei, 'gwei'), gasLimit: 21_000n });
    const waiting = await wallet.sendTransaction({ to, value: 1n, nonce: start + 1, ...fees('5') });
    let error;
    const told = refusal(waiting.wait(), 'TRANSACTION_REPLACED').then((refused) => (error = refused));
    const better = await wallet.sendTransaction({ to: wallet.address, value: 0n, nonce: start + 1, ...fees('10') });
    await wallet.sendTransaction({ to, value: 1n, nonce: start, ...fees('10') });
    // ethers looks for a replacement at each new block it notices, so the chain has to go on.
    await until('news of the replacement', async () => {
      await (await account(0).sendTransaction({ to, value: 1n })).wait();
      return error;
    });
    await told;
    assert.equal(error.replacement.hash, better.hash);
    assert.equal(error.reason, 'cancelled');
    assert.equal(error.cancelled, true);
  });

  test('a transaction that is known already is no disaster', async () => {
    const wallet = account(7);
    const fees = { maxFeePerGas: parseUnits('10', 'gwei'), maxPriorityFeePerGas: parseUnits('2', 'gwei') };
    const signed = await wallet.signTransaction({ type: 2, chainId: CHAIN_ID, to, value: 1n, nonce: (await wallet.getNonce()) + 5, gasLimit: 21_000n, ...fees });
    const hash = await provider.send('eth_sendRawTransaction', [signed]);
    assert.equal(hash, Transaction.from(signed).hash);
    await assert.rejects(provider.send('eth_sendRawTransaction', [signed]), (error) => /already known|already imported/.test(error.message));
  });

  test('CALL_EXCEPTION: reason, panic, custom error, nothing', async () => {
    const wallet = account(8);
    const probe = await deploy(Probe, wallet);
    const reason = await refusal(probe.failReason.staticCall(), 'CALL_EXCEPTION');
    assert.equal(reason.reason, 'the door is closed');
    const estimate = await refusal(probe.failReason.estimateGas(), 'CALL_EXCEPTION');
    assert.equal(estimate.reason, 'the door is closed');
    const panic = await refusal(probe.failPanic.staticCall(0n), 'CALL_EXCEPTION');
    assert.match(panic.reason, /DIVIDE_BY_ZERO/);
    const custom = await refusal(probe.failCustom.staticCall(6n), 'CALL_EXCEPTION');
    assert.equal(custom.revert.name, 'Refused');
    assert.deepEqual([...custom.revert.args], [wallet.address, 6n]);
    const empty = await refusal(probe.failEmpty.staticCall(), 'CALL_EXCEPTION');
    assert.equal(empty.data, '0x');
    assert.equal(empty.reason, 'require(false)');
    const mined = await refusal((await probe.failReason({ gasLimit: 100_000n })).wait(), 'CALL_EXCEPTION');
    assert.equal(mined.receipt.status, 0);
  });

  test('UNSUPPORTED_OPERATION: a method nobody has', { skip: againstAnvil && 'anvil does not say it in geth\'s words' }, async () => {
    await refusal(provider.send('eth_noSuchThing', []), 'UNSUPPORTED_OPERATION');
  });
});

test('fee data is complete', async () => {
  const { gasPrice, maxFeePerGas, maxPriorityFeePerGas } = await provider.getFeeData();
  const { baseFeePerGas } = await provider.getBlock('latest');
  assert.ok(gasPrice > 0n && maxPriorityFeePerGas > 0n);
  assert.equal(maxFeePerGas, baseFeePerGas * 2n + maxPriorityFeePerGas);
});

test('a block is read with its transactions, by number, hash and name', async () => {
  const wallet = account(0);
  const receipt = await (await wallet.sendTransaction({ to: wallet.address, value: 0n })).wait();
  const block = await provider.getBlock(receipt.blockHash, true);
  assert.equal(block.prefetchedTransactions[0].hash, receipt.hash);
  assert.equal((await provider.getBlock(receipt.blockNumber)).hash, block.hash);
  assert.equal((await provider.getBlock('finalized')).number <= block.number, true);
  assert.equal((await provider.getBlock('pending')).number, (await provider.getBlockNumber()) + 1);
  assert.equal(await provider.getBlock(toBeHex(99_999_999n)), null);
});

test('what settled by itself is read like any other transaction', { skip: againstAnvil && 'anvil has no native contracts' }, async () => {
  const buyer = account(5);
  const escrow = new Contract(addresses.escrow, escrowAbi, buyer);
  const { timestamp } = await provider.getBlock('latest');
  const terms = {
    buyer: buyer.address,
    seller: account(6).address,
    price: parseEther('3'),
    deposit: parseEther('1'),
    carrier: ZeroAddress,
    marketplace: ZeroAddress,
    feeBps: 0,
    release: 0,
    expiry: timestamp + 3_600,
    shipBy: timestamp + 3_600,
    deliverBy: timestamp + 3_600,
    inspection: 0,
    arbitration: { bidWindow: 0, acceptWindow: 0, rulingWindow: 0, feeOnly: false, court: ZeroAddress },
    termsHash: id('a bicycle'),
    salt: id('ethers'),
  };
  const order = await escrow.offer.staticCall(terms, { value: parseEther('4') });
  const { blockNumber } = await (await escrow.offer(terms, { value: parseEther('4') })).wait();
  assert.equal((await escrow.order(order)).price, terms.price);
  await provider.send('evm_increaseTime', [3_600]);
  await provider.send('evm_mine', []);
  const [closed] = await escrow.queryFilter(escrow.filters.Closed(order), blockNumber);
  assert.deepEqual([closed.args.toBuyer, closed.args.toSeller], [parseEther('4'), 0n]);
  const block = await provider.getBlock(closed.blockNumber, true);
  const transaction = block.getPrefetchedTransaction(closed.transactionHash);
  assert.deepEqual([transaction.from, transaction.to, transaction.gasPrice], ['0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE', getAddress(addresses.closing), 0n]);
  const receipt = await provider.getTransactionReceipt(closed.transactionHash);
  assert.deepEqual([receipt.status, receipt.gasUsed, receipt.from], [1, 0n, transaction.from]);
  const named = await escrow.complete.staticCall(order).then(() => undefined, (error) => error.revert?.name);
  assert.equal(named, 'WrongState', 'its errors are decoded by name');
});

test('logs are found by the topics of an interface', async () => {
  const wallet = account(9);
  const probe = await deploy(Probe, wallet);
  await (await probe.note(77n, '0x1234')).wait();
  const topics = new Interface(Probe.abi).encodeFilterTopics('Noted', [null, 77n]);
  assert.equal(topics[0], id('Noted(address,uint256,bytes)'));
  const logs = await provider.getLogs({ topics, fromBlock: 0, toBlock: 'latest' });
  assert.deepEqual(logs.map(({ address }) => address), [await probe.getAddress()]);
});
