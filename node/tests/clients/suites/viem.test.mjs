// viem: transactions of every type, contracts, events.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import {
  ContractFunctionExecutionError,
  ContractFunctionRevertedError,
  encodeFunctionData,
  getAddress,
  getContract,
  hexToBytes,
  keccak256,
  parseAbiItem,
  parseEther,
  parseEventLogs,
  parseTransaction,
  recoverTransactionAddress,
  serializeTransaction,
  toHex,
  zeroAddress,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { contracts } from '../contracts.mjs';
import { againstAnvil, CHAIN_ID, startNode, until } from '../node.mjs';
import { account, batchingClient, chainAt, ensureMulticall3, publicClient, socketClient, walletClient } from '../viem-clients.mjs';

const { Token, Collectible, CounterV1, CounterV2, CounterProxy, Probe } = contracts;

let node;
let client;
let wallet;

before(async () => {
  node = await startNode();
  client = publicClient(node);
  wallet = walletClient(node, 0);
  await ensureMulticall3(node);
});
after(() => node?.kill());

/** An address nobody has used. */
const stranger = () => privateKeyToAccount(generatePrivateKey());

/** Waits for the receipt and demands success. */
async function mined(hash) {
  const receipt = await client.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'success', `transaction ${hash}`);
  return receipt;
}

async function deploy(contract, args = [], from = wallet) {
  const receipt = await mined(await from.deployContract({ abi: contract.abi, bytecode: contract.bytecode, args }));
  return getContract({ address: getAddress(receipt.contractAddress), abi: contract.abi, client: { public: client, wallet: from } });
}

/** The error viem threw, or one of its causes, of this class name. */
function cause(error, name) {
  const found = error.walk?.((inner) => inner.name === name);
  assert.ok(found, `expected ${name}, got: ${error.stack}`);
  return found;
}

async function rejection(promise) {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  assert.fail('expected a refusal, got none');
}

describe('the network', () => {
  test('says who it is', async () => {
    assert.equal(await client.getChainId(), CHAIN_ID);
    assert.equal(await client.request({ method: 'net_version' }), `${CHAIN_ID}`);
    assert.match(await client.request({ method: 'web3_clientVersion' }), /\w+\/\S+/);
    assert.equal(await client.request({ method: 'web3_sha3', params: ['0x68656c6c6f'] }), keccak256('0x68656c6c6f'));
    assert.equal(await client.request({ method: 'net_listening' }), true);
    assert.equal(await client.request({ method: 'eth_syncing' }), false);
  });

  test('funds the accounts of the well-known mnemonic', async () => {
    for (let index = 0; index < 10; index++) {
      const balance = await client.getBalance({ address: account(index).address, blockNumber: 0n });
      assert.equal(balance, parseEther('10000'), `account ${index}`);
    }
  });
});

describe('a payment', () => {
  const value = parseEther('1.5');
  const kinds = {
    legacy: { type: 'legacy' },
    eip2930: { type: 'eip2930', accessList: [{ address: stranger().address, storageKeys: [toHex(0, { size: 32 })] }] },
    eip1559: { type: 'eip1559' },
  };
  for (const [name, request] of Object.entries(kinds)) {
    test(`of type ${name} moves exactly its value and its fee`, async () => {
      const { address: to } = stranger();
      const from = wallet.account.address;
      const before = await client.getBalance({ address: from });
      const hash = await wallet.sendTransaction({ ...request, to, value });
      const receipt = await mined(hash);
      const transaction = await client.getTransaction({ hash });
      assert.equal(transaction.type, name);
      assert.equal(receipt.type, name);
      assert.equal(transaction.chainId, CHAIN_ID);
      assert.equal(transaction.gasPrice, receipt.effectiveGasPrice, 'a mined gasPrice is what was paid');
      assert.equal(receipt.from, from.toLowerCase());
      assert.equal(receipt.gasUsed, name === 'eip2930' ? 21_000n + 2_400n + 1_900n : 21_000n);
      assert.equal(await client.getBalance({ address: to }), value);
      assert.equal(await client.getBalance({ address: from }), before - value - receipt.gasUsed * receipt.effectiveGasPrice);

      const block = await client.getBlock({ blockHash: receipt.blockHash, includeTransactions: true });
      assert.ok(receipt.effectiveGasPrice >= block.baseFeePerGas);
      assert.equal(block.transactions[receipt.transactionIndex].hash, hash);
      assert.equal(await client.getTransactionConfirmations({ transactionReceipt: receipt }), (await client.getBlockNumber()) - receipt.blockNumber + 1n);
      const raw = await client.getRawTransaction({ hash });
      assert.equal(keccak256(raw), hash);
      assert.equal(await recoverTransactionAddress({ serializedTransaction: raw }), from);
    });
  }

  test('of type eip7702 lends code to an account', async () => {
    const probe = await deploy(Probe);
    const authority = stranger();
    const authorization = await wallet.signAuthorization({ account: authority, contractAddress: probe.address });
    const hash = await wallet.writeContract({
      address: authority.address,
      abi: Probe.abi,
      functionName: 'set',
      args: [7n],
      authorizationList: [authorization],
    });
    const receipt = await mined(hash);
    assert.equal(receipt.type, 'eip7702');
    assert.equal((await client.getTransaction({ hash })).authorizationList[0].address, probe.address.toLowerCase());
    assert.equal(await client.getCode({ address: authority.address }), `0xef0100${probe.address.slice(2).toLowerCase()}`);
    assert.equal(getAddress(await client.getDelegation({ address: authority.address })), probe.address);
    assert.equal(await client.readContract({ address: authority.address, abi: Probe.abi, functionName: 'value' }), 7n);
    assert.equal(await client.getTransactionCount({ address: authority.address }), 1);

    // The delegate itself sends, and clears its delegation in the same breath.
    await mined(await wallet.sendTransaction({ to: authority.address, value: parseEther('1') }));
    const own = await wallet.signAuthorization({ account: authority, contractAddress: zeroAddress, executor: 'self' });
    await mined(await wallet.sendTransaction({ account: authority, to: authority.address, authorizationList: [own] }));
    assert.equal(await client.getCode({ address: authority.address }), undefined);
  });

  test('signed before EIP-155 (no chain id) is accepted, as keyless deployers need', async () => {
    // Nick's method: the signature is made up, the sender follows from it, nobody has its key.
    const gasPrice = parseEther('0.0000001');
    const request = { nonce: 0, gas: 100_000n, gasPrice, data: '0x600a600c600039600a6000f3602a60005260206000f3' };
    const signature = { r: toHex(0x1820182018201820182018201820182018201820182018201820182018201820n), s: toHex(0x1820182018201820182018201820182018201820182018201820182018201820n), v: 27n };
    const raw = serializeTransaction({ ...request, type: 'legacy' }, signature);
    const sender = await recoverTransactionAddress({ serializedTransaction: raw });
    await mined(await wallet.sendTransaction({ to: sender, value: request.gas * gasPrice }));
    const receipt = await mined(await client.sendRawTransaction({ serializedTransaction: raw }));
    assert.equal(await client.getCode({ address: receipt.contractAddress }), '0x602a60005260206000f3');
    assert.equal(BigInt((await client.call({ to: receipt.contractAddress })).data), 42n);
  });

  test('can be awaited in one request', async () => {
    const { address: to } = stranger();
    const receipt = await wallet.sendTransactionSync({ to, value });
    assert.equal(receipt.status, 'success');
    assert.equal(await client.getBalance({ address: to }), value);
  });

  test('that the node fills in can be signed and sent as it is', async () => {
    const { address: to } = stranger();
    const from = wallet.account.address;
    const { transaction } = await client.fillTransaction({ account: from, to, value });
    assert.equal(transaction.gas, 21_000n);
    assert.equal(transaction.nonce, await client.getTransactionCount({ address: from }));
    await mined(await client.sendRawTransaction({ serializedTransaction: await wallet.account.signTransaction({ ...transaction, type: 'eip1559', chainId: CHAIN_ID }) }));
    assert.equal(await client.getBalance({ address: to }), value);
  });
});

describe('a refusal', () => {
  test('of a used nonce, of a poor sender, of too little gas is understood by its name', async () => {
    const to = stranger().address;
    await mined(await wallet.sendTransaction({ to, value: 1n }));
    const fees = await client.estimateFeesPerGas();
    const send = (request, from = wallet) => from.sendTransaction({ to, value: 1n, gas: 21_000n, ...fees, ...request });
    cause(await rejection(send({ nonce: 0 })), 'NonceTooLowError');
    cause(await rejection(send({ account: stranger(), nonce: 0 })), 'InsufficientFundsError');
    cause(await rejection(send({ gas: 20_999n })), 'IntrinsicGasTooLowError');
  });

  test('of a foreign chain id, of a blob transaction, of a high s, of rubbish is an error and nothing else', async () => {
    const base = { to: stranger().address, value: 1n, gas: 21_000n, nonce: await client.getTransactionCount({ address: wallet.account.address }), maxFeePerGas: parseEther('0.0000001'), maxPriorityFeePerGas: 1n };
    const foreign = await wallet.account.signTransaction({ ...base, type: 'eip1559', chainId: 1 });
    assert.match((await rejection(client.sendRawTransaction({ serializedTransaction: foreign }))).message, /chain/i);
    if (!againstAnvil) {
      const blob = await wallet.account.signTransaction({ ...base, type: 'eip4844', chainId: CHAIN_ID, maxFeePerBlobGas: 1n, blobVersionedHashes: [`0x01${'00'.repeat(31)}`] });
      assert.match((await rejection(client.sendRawTransaction({ serializedTransaction: blob }))).message, /blob/i);
      const good = await wallet.account.signTransaction({ ...base, type: 'eip1559', chainId: CHAIN_ID });
      const { r, s, yParity, ...rest } = parseTransaction(good);
      const order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;
      const high = serializeTransaction({ ...rest }, { r, s: toHex(order - BigInt(s), { size: 32 }), yParity: 1 - yParity });
      assert.match((await rejection(client.sendRawTransaction({ serializedTransaction: high }))).message, /signature|\bs\b/i);
    }
    await rejection(client.sendRawTransaction({ serializedTransaction: '0xdeadbeef' }));
    await mined(await wallet.sendTransaction({ to: base.to, value: 1n }));
  });
});

describe('OpenZeppelin', () => {
  test('ERC-20: deploys, moves, approves by signature, explains its refusals', async () => {
    const supply = parseEther('1000000');
    const token = await deploy(Token, ['Test Token', 'TEST', supply]);
    const holder = stranger();
    assert.equal(await token.read.symbol(), 'TEST');
    const receipt = await mined(await token.write.transfer([holder.address, 250n]));
    const [transfer] = parseEventLogs({ abi: Token.abi, logs: receipt.logs });
    assert.deepEqual({ ...transfer.args }, { from: wallet.account.address, to: holder.address, value: 250n });
    assert.equal(await token.read.balanceOf([holder.address]), 250n);
    assert.equal(await token.read.balanceOf([wallet.account.address]), supply - 250n);
    assert.equal(await token.read.balanceOf([holder.address], { blockNumber: receipt.blockNumber - 1n }), 0n, 'history');

    const deadline = 2n ** 64n;
    const signature = await holder.signTypedData({
      domain: { name: 'Test Token', version: '1', chainId: CHAIN_ID, verifyingContract: token.address },
      types: {
        Permit: [
          { name: 'owner', type: 'address' },
          { name: 'spender', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'nonce', type: 'uint256' },
          { name: 'deadline', type: 'uint256' },
        ],
      },
      primaryType: 'Permit',
      message: { owner: holder.address, spender: wallet.account.address, value: 100n, nonce: 0n, deadline },
    });
    const bytes = hexToBytes(signature);
    await mined(await token.write.permit([holder.address, wallet.account.address, 100n, deadline, bytes[64], toHex(bytes.slice(0, 32)), toHex(bytes.slice(32, 64))]));
    await mined(await token.write.transferFrom([holder.address, wallet.account.address, 100n]));
    assert.equal(await token.read.balanceOf([holder.address]), 150n);
    assert.equal((await client.getEip712Domain({ address: token.address })).domain.name, 'Test Token');

    const error = await rejection(client.simulateContract({ ...token, functionName: 'transfer', args: [wallet.account.address, 151n], account: holder.address }));
    assert.ok(error instanceof ContractFunctionExecutionError);
    const { data } = cause(error, 'ContractFunctionRevertedError');
    assert.equal(data.errorName, 'ERC20InsufficientBalance');
    assert.deepEqual(data.args, [holder.address, 150n, 151n]);
  });

  test('ERC-721: mints, moves safely, refuses strangers', async () => {
    const collectible = await deploy(Collectible);
    const holder = walletClient(node, 1);
    await mined(await collectible.write.mint([holder.account.address, 1n, 'ipfs://one']));
    assert.equal(await collectible.read.ownerOf([1n]), holder.account.address);
    assert.equal(await collectible.read.tokenURI([1n]), 'ipfs://one');
    assert.equal(await collectible.read.supportsInterface(['0x80ac58cd']), true);
    await mined(await holder.writeContract({ ...collectible, functionName: 'safeTransferFrom', args: [holder.account.address, wallet.account.address, 1n] }));
    assert.equal(await collectible.read.ownerOf([1n]), wallet.account.address);
    const error = await rejection(client.estimateContractGas({ ...collectible, functionName: 'mint', args: [holder.account.address, 2n, ''], account: holder.account }));
    assert.equal(cause(error, 'ContractFunctionRevertedError').data.errorName, 'OwnableUnauthorizedAccount');
  });

  test('UUPS: a proxy keeps its state through an upgrade', async () => {
    const first = await deploy(CounterV1);
    const second = await deploy(CounterV2);
    const data = encodeFunctionData({ abi: CounterV1.abi, functionName: 'initialize', args: [wallet.account.address, 40n] });
    const proxy = await deploy(CounterProxy, [first.address, data]);
    const as = (abi) => getContract({ address: proxy.address, abi, client: { public: client, wallet } });
    await mined(await as(CounterV1.abi).write.increment());
    assert.equal(await as(CounterV1.abi).read.version(), 1n);
    const thief = walletClient(node, 1);
    const upgrade = { address: proxy.address, abi: CounterV1.abi, functionName: 'upgradeToAndCall', args: [second.address, '0x'] };
    await rejection(client.simulateContract({ ...upgrade, account: thief.account }));
    await mined(await wallet.writeContract(upgrade));
    assert.equal(await as(CounterV2.abi).read.version(), 2n);
    await mined(await as(CounterV2.abi).write.setStep([10n]));
    await mined(await as(CounterV2.abi).write.stride());
    assert.equal(await as(CounterV2.abi).read.count(), 51n);
    const implementationSlot = '0x360894a13ba1a3210667c828492db98dca3e2076cc3735a920a3ca505d382bbc';
    assert.equal(getAddress(`0x${(await client.getStorageAt({ address: proxy.address, slot: implementationSlot })).slice(26)}`), second.address);
  });
});

describe('a revert', () => {
  let probe;
  before(async () => {
    probe = await deploy(Probe);
  });
  const reverted = async (functionName, args = []) =>
    cause(await rejection(client.simulateContract({ ...probe, functionName, args, account: wallet.account })), 'ContractFunctionRevertedError');

  test('with a custom error is decoded', async () => {
    const { data } = await reverted('failCustom', [9n]);
    assert.equal(data.errorName, 'Refused');
    assert.deepEqual(data.args, [wallet.account.address, 9n]);
  });

  test('with a reason carries its words', async () => {
    const error = await reverted('failReason');
    assert.equal(error.reason, 'the door is closed');
  });

  test('with a panic names it', async () => {
    const { data } = await reverted('failPanic', [0n]);
    assert.equal(data.errorName, 'Panic');
    assert.deepEqual(data.args, [0x12n]);
  });

  test('with nothing has the signature 0x', async () => {
    const error = await reverted('failEmpty');
    assert.ok(error instanceof ContractFunctionRevertedError);
    assert.equal(error.data, undefined);
  });

  test('in a block is a failed receipt that costs its gas', async () => {
    const hash = await wallet.sendTransaction({ to: probe.address, data: encodeFunctionData({ abi: Probe.abi, functionName: 'failReason' }), gas: 100_000n });
    const receipt = await client.waitForTransactionReceipt({ hash });
    assert.equal(receipt.status, 'reverted');
    assert.equal(receipt.logs.length, 0);
    assert.ok(receipt.gasUsed > 21_000n && receipt.gasUsed < 100_000n);
    const invalid = await wallet.sendTransaction({ to: probe.address, data: encodeFunctionData({ abi: Probe.abi, functionName: 'failInvalid' }), gas: 100_000n });
    assert.equal((await client.waitForTransactionReceipt({ hash: invalid })).gasUsed, 100_000n, 'an invalid opcode burns it all');
  });
});

describe('reading many things at once', () => {
  test('through Multicall3', async () => {
    const token = await deploy(Token, ['Many', 'MANY', 1000n]);
    const probe = await deploy(Probe);
    const results = await client.multicall({
      contracts: [
        { ...token, functionName: 'symbol' },
        { ...token, functionName: 'balanceOf', args: [wallet.account.address] },
        { ...probe, functionName: 'failReason' },
        { ...token, functionName: 'decimals' },
      ],
    });
    assert.deepEqual(results.map(({ status }) => status), ['success', 'success', 'failure', 'success']);
    assert.deepEqual(results.filter(({ status }) => status === 'success').map(({ result }) => result), ['MANY', 1000n, 18]);
  });

  test('in one JSON batch, where one bad element spoils nothing', async () => {
    const batching = batchingClient(node);
    const [id, number, bad, balance] = await Promise.allSettled([
      batching.getChainId(),
      batching.getBlockNumber(),
      batching.request({ method: 'eth_thereIsNoSuchMethod' }),
      batching.getBalance({ address: account(9).address }),
    ]);
    assert.equal(id.value, CHAIN_ID);
    assert.ok(number.value > 0n);
    assert.equal(bad.status, 'rejected');
    cause(bad.reason, 'MethodNotFoundRpcError');
    assert.equal(balance.value, parseEther('10000'));
  });
});

describe('events', () => {
  const noted = parseAbiItem('event Noted(address indexed from, uint256 indexed topic, bytes data)');
  let probe;
  before(async () => {
    probe = await deploy(Probe);
  });

  test('are found by address, event, argument, range and block hash', async () => {
    const other = walletClient(node, 2);
    const receipts = [];
    for (const [from, topic] of [[wallet, 1n], [other, 2n], [wallet, 2n], [wallet, 3n]]) {
      receipts.push(await mined(await from.writeContract({ ...probe, functionName: 'note', args: [topic, toHex(`note ${topic}`)] })));
    }
    const range = { address: probe.address, event: noted, fromBlock: receipts[0].blockNumber, toBlock: 'latest' };
    const topics = async (filter) => (await client.getLogs({ ...range, ...filter })).map((log) => log.args.topic);
    assert.deepEqual(await topics({}), [1n, 2n, 2n, 3n]);
    assert.deepEqual(await topics({ args: { topic: 2n } }), [2n, 2n]);
    assert.deepEqual(await topics({ args: { topic: [1n, 3n] } }), [1n, 3n]);
    assert.deepEqual(await topics({ args: { from: other.account.address } }), [2n]);
    assert.deepEqual(await topics({ fromBlock: receipts[2].blockNumber, toBlock: receipts[2].blockNumber }), [2n]);
    const { fromBlock, toBlock, ...anywhere } = range;
    const [log] = await client.getLogs({ ...anywhere, blockHash: receipts[3].blockHash });
    const { args, eventName, ...bare } = log;
    assert.deepEqual(args, { from: wallet.account.address, topic: 3n, data: toHex('note 3') });
    assert.equal(bare.transactionHash, receipts[3].transactionHash);
    assert.equal(bare.blockTimestamp, (await client.getBlock({ blockHash: receipts[3].blockHash })).timestamp);
    assert.deepEqual(bare, receipts[3].logs[0], 'the same log in getLogs and in the receipt');
  });

  test('come through filters that are polled', async () => {
    const fromBlock = await client.getBlockNumber();
    const [events, blocks, pending] = await Promise.all([
      client.createContractEventFilter({ ...probe, eventName: 'Noted', args: { topic: 11n }, fromBlock }),
      client.createBlockFilter(),
      client.createPendingTransactionFilter(),
    ]);
    const hashes = [];
    for (const topic of [10n, 11n, 12n]) {
      hashes.push(await wallet.writeContract({ ...probe, functionName: 'note', args: [topic, '0x'] }));
      await mined(hashes.at(-1));
    }
    const seen = await client.getFilterChanges({ filter: events });
    assert.deepEqual(seen.map((log) => log.transactionHash), [hashes[1]]);
    assert.deepEqual(await client.getFilterChanges({ filter: events }), []);
    assert.equal((await client.getFilterLogs({ filter: events })).length, 1);
    assert.equal((await client.getFilterChanges({ filter: blocks })).length, 3);
    assert.deepEqual(await client.getFilterChanges({ filter: pending }), hashes);
    assert.equal(await client.uninstallFilter({ filter: events }), true);
    await rejection(client.getFilterChanges({ filter: events }));
  });

  test('are pushed over WebSocket, and what they speak of is readable at once', async (t) => {
    const socket = socketClient(node);
    const logs = [];
    const heads = [];
    const hashes = [];
    const failures = [];
    const onError = (error) => failures.push(error);
    const stops = [
      socket.watchContractEvent({ ...probe, eventName: 'Noted', onLogs: (batch) => logs.push(...batch), onError }),
      socket.watchPendingTransactions({ onTransactions: (batch) => hashes.push(...batch), onError }),
      socket.watchBlocks({
        onBlock: (block) => heads.push(block),
        onError,
      }),
    ];
    t.after(async () => {
      for (const stop of stops) stop();
      (await socket.transport.getRpcClient()).close();
    });
    const { subscriptions } = await socket.transport.getRpcClient();
    await until('three confirmed subscriptions', () => failures.length > 0 || subscriptions.size === 3);
    const sent = [];
    for (const topic of [21n, 22n]) {
      sent.push(await wallet.writeContract({ ...probe, functionName: 'note', args: [topic, '0x'] }));
      await until(`the log of ${topic}`, () => failures.length > 0 || logs.some((log) => log.args.topic === topic));
      assert.deepEqual(failures, []);
      const receipt = await client.getTransactionReceipt({ hash: sent.at(-1) });
      assert.equal(receipt.status, 'success');
    }
    const last = (await client.getTransactionReceipt({ hash: sent[1] })).blockHash;
    await until('both heads', () => heads.some((block) => block.hash === last));
    await until('both pending hashes', () => sent.every((hash) => hashes.includes(hash)));
    assert.deepEqual(logs.map((log) => log.args.topic), [21n, 22n]);
  });
});

test('receipt, nonce and balance are readable the moment a head is announced', async (t) => {
  const socket = socketClient(node);
  const sender = walletClient(node, 5);
  const { address } = sender.account;
  const heads = [];
  const failures = [];
  await socket.transport.subscribe({
    params: ['newHeads'],
    onData: ({ result }) => {
      // Asked at once, on another connection, before anything else happens here.
      const answers = Promise.all([
        client.getBlock({ blockHash: result.hash }),
        client.request({ method: 'eth_getBlockReceipts', params: [result.hash] }),
        client.getTransactionCount({ address, blockTag: 'latest' }),
        client.getBlockNumber(),
      ]);
      heads.push(answers.then(([block, receipts, nonce, number]) => ({ block, receipts, nonce, number, announced: result })));
    },
    onError: (error) => failures.push(error),
  });
  t.after(async () => (await socket.transport.getRpcClient()).close());
  const start = await client.getTransactionCount({ address });
  for (let round = 0; round < 20; round++) {
    const hash = await sender.sendTransaction({ to: stranger().address, value: 1n, nonce: start + round, gas: 21_000n });
    await until(`head ${round}`, () => failures.length > 0 || heads.length > round);
    assert.deepEqual(failures, []);
    const { block, receipts, nonce, number, announced } = await heads[round];
    assert.equal(block.hash, announced.hash);
    assert.ok(block.transactions.includes(hash));
    assert.equal(receipts.length, block.transactions.length);
    assert.equal(nonce, start + round + 1);
    assert.equal(number, BigInt(announced.number));
  }
});

test('signatures of an account that is no contract are verified by the chain', async () => {
  const signer = account(3);
  const message = 'pay to the bearer';
  const signature = await signer.signMessage({ message });
  assert.equal(await client.verifyMessage({ address: signer.address, message, signature }), true);
  assert.equal(await client.verifyMessage({ address: account(4).address, message, signature }), false);
  assert.equal(chainAt(node).id, CHAIN_ID);
});
