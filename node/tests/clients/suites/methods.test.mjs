// Every method a client may call, asked in plain JSON: the same fact must come out of each of them.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as commerce from '@cybermiles/contracts';
import { decodeFunctionResult, encodeFunctionData, getAddress, getContractAddress, keccak256, parseEther, parseTransaction, toFunctionSelector, toHex, zeroAddress } from 'viem';
import { contracts } from '../contracts.mjs';
import { headerHash } from '../merkle.mjs';
import { againstAnvil, CHAIN_ID, rpc, startNode, until } from '../node.mjs';
import { account, publicClient, walletClient } from '../viem-clients.mjs';

const { Probe } = contracts;
const { address: sender } = account(0);
const onlyHere = { skip: againstAnvil && 'anvil does not have it' };

let node;
let client;
let wallet;
let probe;
/** The block that holds the transaction of `receipt`. */
let block;
let receipt;

before(async () => {
  node = await startNode();
  client = publicClient(node);
  wallet = walletClient(node, 0);
  const deployed = await client.waitForTransactionReceipt({ hash: await wallet.deployContract(Probe) });
  probe = deployed.contractAddress;
  const hash = await wallet.sendTransaction({ to: probe, data: encodeFunctionData({ abi: Probe.abi, functionName: 'note', args: [1n, '0x01'] }) });
  await client.waitForTransactionReceipt({ hash });
  receipt = await ask('eth_getTransactionReceipt', hash);
  block = await ask('eth_getBlockByHash', receipt.blockHash, true);
});
after(() => node?.kill());

async function ask(method, ...params) {
  const { result, error } = await rpc(node.url, method, params);
  assert.equal(error, undefined, `${method}(${JSON.stringify(params).slice(0, 200)}): ${JSON.stringify(error)}`);
  return result;
}

async function refused(method, ...params) {
  const { result, error } = await rpc(node.url, method, params);
  assert.ok(error, `${method} was answered: ${JSON.stringify(result)}`);
  return error;
}

describe('a block', () => {
  test('is the same by number and by hash', async () => {
    assert.deepEqual(await ask('eth_getBlockByNumber', block.number, true), block);
    const hashes = { ...block, transactions: block.transactions.map(({ hash }) => hash) };
    assert.deepEqual(await ask('eth_getBlockByHash', block.hash, false), hashes);
    assert.deepEqual(block.uncles, []);
    assert.deepEqual(block.withdrawals, []);
    assert.equal(block.difficulty, '0x0');
  });

  test('has a header of its own', onlyHere, async () => {
    const header = await ask('eth_getHeaderByNumber', block.number);
    assert.equal(headerHash(header), block.hash);
    assert.deepEqual(await ask('eth_getHeaderByHash', block.hash), header);
    assert.equal(header.transactions, undefined);
  });

  test('counts its transactions and uncles', async () => {
    const count = toHex(block.transactions.length);
    assert.equal(await ask('eth_getBlockTransactionCountByNumber', block.number), count);
    assert.equal(await ask('eth_getBlockTransactionCountByHash', block.hash), count);
    assert.equal(await ask('eth_getUncleCountByBlockHash', block.hash), '0x0');
    assert.equal(await ask('eth_getUncleByBlockNumberAndIndex', block.number, '0x0'), null);
  });

  test('that does not exist is null, not an error', async () => {
    const nowhere = `0x${'ab'.repeat(32)}`;
    for (const [method, params] of [
      ['eth_getBlockByHash', [nowhere, false]],
      ['eth_getBlockByNumber', ['0xffffff', false]],
      ['eth_getBlockReceipts', ['0xffffff']],
      ['eth_getTransactionByHash', [nowhere]],
      ['eth_getTransactionReceipt', [nowhere]],
      ['eth_getTransactionByBlockNumberAndIndex', [block.number, '0x999']],
    ]) {
      if (againstAnvil && method === 'eth_getBlockReceipts') continue;
      assert.equal(await ask(method, ...params), null, method);
    }
  });
});

describe('a transaction', () => {
  test('is the same by hash, by block and in its raw form', async () => {
    const transaction = block.transactions[Number(receipt.transactionIndex)];
    assert.equal(transaction.hash, receipt.transactionHash);
    assert.deepEqual(await ask('eth_getTransactionByHash', transaction.hash), transaction);
    assert.deepEqual(await ask('eth_getTransactionByBlockNumberAndIndex', block.number, receipt.transactionIndex), transaction);
    assert.deepEqual(await ask('eth_getTransactionByBlockHashAndIndex', block.hash, receipt.transactionIndex), transaction);
    const raw = await ask('eth_getRawTransactionByHash', transaction.hash);
    assert.equal(keccak256(raw), transaction.hash);
    assert.equal(parseTransaction(raw).data, transaction.input);
    assert.equal(transaction.chainId, toHex(CHAIN_ID));
    assert.equal(transaction.gasPrice, receipt.effectiveGasPrice);
    if (!againstAnvil) {
      assert.equal(await ask('eth_getRawTransactionByBlockNumberAndIndex', block.number, receipt.transactionIndex), raw);
      assert.equal(await ask('eth_getRawTransactionByBlockHashAndIndex', block.hash, receipt.transactionIndex), raw);
    }
  });

  test('has one receipt, alone or among those of its block', async () => {
    const receipts = await ask('eth_getBlockReceipts', block.hash);
    assert.deepEqual(receipts[Number(receipt.transactionIndex)], receipt);
    assert.equal(receipt.contractAddress, null);
    assert.equal(receipt.logs[0].blockHash, block.hash);
    assert.deepEqual(await ask('eth_getLogs', { blockHash: block.hash }), receipts.flatMap(({ logs }) => logs));
  });

  test('that waits is seen as waiting', async () => {
    const waiting = account(7);
    const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n, gas: 21_000n };
    const raw = await waiting.signTransaction({ type: 'eip1559', chainId: CHAIN_ID, nonce: 3, to: sender, value: 5n, ...fees });
    const hash = await ask('eth_sendRawTransaction', raw);
    const transaction = await ask('eth_getTransactionByHash', hash);
    assert.deepEqual([transaction.blockHash, transaction.blockNumber, transaction.transactionIndex], [null, null, null]);
    assert.equal(await ask('eth_getTransactionCount', waiting.address, 'pending'), '0x0');
    assert.equal((await ask('txpool_status')).queued, '0x1');
    const { queued } = await ask('txpool_content');
    const [[owner, byNonce]] = Object.entries(queued);
    assert.equal(owner.toLowerCase(), waiting.address.toLowerCase());
    assert.equal(byNonce['3'].hash, hash);
    assert.ok((await ask('txpool_inspect')).queued);
    if (!againstAnvil) assert.equal((await ask('txpool_contentFrom', waiting.address)).queued['3'].hash, hash);
  });
});

describe('an account', () => {
  test('is described alike by every method', onlyHere, async () => {
    const [balance, nonce] = [await ask('eth_getBalance', sender), await ask('eth_getTransactionCount', sender)];
    const info = await ask('eth_getAccountInfo', probe, 'latest');
    assert.equal(info.code, Probe.runtime);
    assert.equal(BigInt((await ask('eth_getAccountInfo', sender, 'latest')).nonce), BigInt(nonce));
    const whole = await ask('eth_getAccount', sender, 'latest');
    const proof = await ask('eth_getProof', sender, [], 'latest');
    assert.equal(BigInt(whole.balance), BigInt(balance));
    assert.equal(whole.codeHash, proof.codeHash);
    assert.equal(whole.storageRoot, proof.storageHash);
  });

  test('is read at a block given by number, by hash, by name or not at all', async () => {
    const later = await client.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ to: '0x0000000000000000000000000000000000051de5', value: 1n }) });
    const at = (place) => ask('eth_getBalance', '0x0000000000000000000000000000000000051de5', place);
    assert.equal(await at(toHex(later.blockNumber)), '0x1');
    assert.equal(await at({ blockHash: later.blockHash }), '0x1');
    assert.equal(await at({ blockNumber: toHex(later.blockNumber) }), '0x1');
    assert.equal(await at('latest'), '0x1');
    assert.equal(await at('pending'), '0x1');
    assert.equal(await at(block.number), '0x0');
    assert.equal(await at({ blockHash: block.hash, requireCanonical: true }), '0x0');
    assert.equal(await at('earliest'), '0x0');
    await refused('eth_getBalance', sender, '0xffffff');
    await refused('eth_getBalance', sender, { blockHash: `0x${'ab'.repeat(32)}` });
  });
});

describe('the chain', () => {
  test('says what it is made of', onlyHere, async () => {
    const { current } = await ask('eth_config');
    assert.equal(BigInt(current.chainId), BigInt(CHAIN_ID));
    assert.ok(Object.keys(current.precompiles).length >= 18, 'the precompiles of Osaka');
    assert.equal(typeof (await ask('eth_capabilities')), 'object');
    assert.equal(BigInt(await ask('eth_baseFee')) > 0n, true);
    const modules = Object.keys(await ask('rpc_modules'));
    for (const module of ['cmt', 'eth', 'net', 'rpc', 'txpool', 'web3']) assert.ok(modules.includes(module), module);
    assert.equal(await ask('net_peerCount'), '0x0');
  });

  test('has the usual contracts at their usual addresses', onlyHere, async () => {
    const places = {
      'CREATE2 factory': '0x4e59b44847b379578588920cA78FbF26c0B4956C',
      Multicall3: '0xcA11bde05977b3631167028862bE2a173976CA11',
      'Safe singleton factory': '0x914d7Fec6aaC8cd542e72Bca78B30650d45643d7',
      Permit2: '0x000000000022D473030F116dDEE9F6B43aC78BA3',
      CreateX: '0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed',
      'EIP-2935': '0x0000F90827F1C53a10cb7A02335B175320002935',
      'EIP-4788': '0x000F3df6D732807Ef1319fB7B8bB8522d0Beac02',
    };
    for (const [name, address] of Object.entries(places)) {
      assert.ok((await ask('eth_getCode', address, 'earliest')).length > 100, name);
    }
    const ancestor = await ask('eth_call', { to: places['EIP-2935'], data: toHex(BigInt(block.number), { size: 32 }) }, 'latest');
    assert.equal(ancestor, block.hash, 'the history contract remembers');
    const salt = `0x${'07'.repeat(32)}`;
    await client.waitForTransactionReceipt({ hash: await wallet.sendTransaction({ to: places['CREATE2 factory'], data: `${salt}${Probe.bytecode.slice(2)}` }) });
    const made = getContractAddress({ opcode: 'CREATE2', from: places['CREATE2 factory'], salt, bytecode: Probe.bytecode });
    assert.equal(await ask('eth_getCode', made), Probe.runtime);
  });
});

describe('commerce', onlyHere, () => {
  const { addresses, arbitrationAbi, cmtAbi, closingAbi, escrowAbi, governanceAbi, identityAbi, migrationAbi, stakingAbi } = commerce;
  const [buyer, seller] = [account(0).address, account(1).address];
  let id;
  let offered;

  /** What a view function of a native contract answers to `eth_call`. */
  const view = async (address, abi, functionName, ...args) =>
    decodeFunctionResult({ abi, functionName, data: await ask('eth_call', { to: address, data: encodeFunctionData({ abi, functionName, args }) }) });

  before(async () => {
    const now = Number((await client.getBlock()).timestamp);
    const terms = {
      buyer,
      seller,
      price: parseEther('5'),
      deposit: parseEther('1'),
      carrier: zeroAddress,
      marketplace: zeroAddress,
      feeBps: 0,
      release: 0,
      expiry: now + 86_400,
      shipBy: now + 86_400,
      deliverBy: now + 172_800,
      inspection: 86_400,
      arbitration: { bidWindow: 3_600, acceptWindow: 3_600, rulingWindow: 86_400, feeOnly: false, court: zeroAddress },
      termsHash: keccak256('0x01'),
      salt: keccak256('0x02'),
    };
    id = await view(addresses.escrow, escrowAbi, 'orderId', terms);
    const send = async (index, functionName, args, value) =>
      client.waitForTransactionReceipt({ hash: await walletClient(node, index).writeContract({ address: addresses.escrow, abi: escrowAbi, functionName, args, value }) });
    offered = await send(0, 'offer', [terms], parseEther('6'));
    await send(1, 'accept', [id], parseEther('1'));
    await send(0, 'dispute', [id], 0n);
  });

  test('says where the native contracts are and how they are called', async () => {
    const natives = await ask('cmt_precompiles');
    const expected = { CMT: [addresses.cmt, cmtAbi], Escrow: [addresses.escrow, escrowAbi], Arbitration: [addresses.arbitration, arbitrationAbi], Identity: [addresses.identity, identityAbi], Staking: [addresses.staking, stakingAbi], Governance: [addresses.governance, governanceAbi], Migration: [addresses.migration, migrationAbi], Closing: [addresses.closing, closingAbi] };
    assert.deepEqual(natives.map(({ name }) => name), Object.keys(expected));
    for (const { name, address, abi, interfaceId } of natives) {
      const [where, published] = expected[name];
      assert.equal(getAddress(address), getAddress(where));
      assert.deepEqual(abi, published, `the ABI of ${name} is that of the package`);
      const selectors = published.filter(({ type }) => type === 'function').map((entry) => BigInt(toFunctionSelector(entry)));
      assert.equal(BigInt(interfaceId), selectors.reduce((xor, selector) => xor ^ selector), `the interface id of ${name}`);
    }
  });

  test('tells an order and its dispute as the contracts do', async () => {
    const order = await view(addresses.escrow, escrowAbi, 'order', id);
    const shown = await ask('cmt_getOrder', id);
    assert.deepEqual([getAddress(shown.buyer), getAddress(shown.seller), BigInt(shown.price), BigInt(shown.deposit)], [order.buyer, order.seller, order.price, order.deposit]);
    assert.deepEqual([shown.state, Number(shown.stateCode), BigInt(shown.caseId), shown.carrier, shown.dueAt], ['Disputed', order.state, order.caseId, null, null]);
    for (const party of [buyer, seller]) assert.deepEqual(await ask('cmt_getOrdersOf', party), { items: [shown], next: null });

    const dispute = await ask('cmt_getDispute', shown.caseId);
    assert.deepEqual(await ask('cmt_getDispute', id), dispute);
    const record = await view(addresses.arbitration, arbitrationAbi, 'getCase', order.caseId);
    assert.deepEqual([dispute.orderId, dispute.phase, Number(dispute.phaseCode), BigInt(dispute.deadline), dispute.arbiter, dispute.bids], [id, 'Bidding', record.phase, record.deadline, null, []]);
    assert.equal(await ask('cmt_getOrder', keccak256('0x03')), null);
    assert.equal(await ask('cmt_getDispute', '0x999'), null);
  });

  test('is told as it was at any block', async () => {
    const at = toHex(offered.blockNumber);
    assert.equal((await ask('cmt_getOrder', id, at)).state, 'Offered');
    assert.equal((await ask('cmt_getOrder', id, { blockHash: offered.blockHash })).state, 'Offered');
    assert.equal(await ask('cmt_getOrder', id, 'earliest'), null);
    assert.deepEqual(await ask('cmt_getOrdersOf', buyer, null, null, 'earliest'), { items: [], next: null });
    assert.equal((await refused('cmt_getOrder', id, '0xffffff')).code, -32000);
    assert.equal((await refused('cmt_getOrdersOf', buyer, '0x0', '0x65')).code, -32602);
  });

  test('knows arbiters, identities, grants and the supply', async () => {
    assert.deepEqual(await ask('cmt_getArbiters'), { items: [], total: '0x0', next: null });
    assert.deepEqual(await ask('cmt_proposals'), { items: [], total: '0x0', next: null });
    const identity = await ask('cmt_getIdentity', buyer);
    assert.deepEqual([identity.identity, identity.controller, identity.wallets, identity.next], [buyer.toLowerCase(), buyer.toLowerCase(), [], null]);
    for (const side of ['given', 'received']) assert.deepEqual(await ask('cmt_getGrants', buyer, side), { items: [], next: null });
    const supply = await ask('cmt_supply');
    assert.equal(BigInt(supply.total), await view(addresses.cmt, cmtAbi, 'totalSupply'));
    assert.deepEqual([supply.burned, BigInt(supply.inEscrow), supply.inArbitration, supply.inIdentity, supply.inMigration], ['0x0', parseEther('7'), '0x0', '0x0', '0x0']);
    assert.equal(await ask('eth_getBalance', addresses.escrow), supply.inEscrow);
  });
});

describe('an error', () => {
  test('has the code of its kind', onlyHere, async () => {
    assert.equal((await refused('eth_unheardOf')).code, -32601);
    assert.match((await refused('eth_unheardOf')).message, /the method eth_unheardOf does not exist/);
    assert.equal((await refused('eth_getBalance')).code, -32602);
    assert.equal((await refused('eth_getBalance', '0x12')).code, -32602);
    assert.equal((await refused('eth_getBlockByNumber', 'yesterday', false)).code, -32602);
    for (const body of ['{"jsonrpc":"2.0",', 'hello', '']) {
      const response = await fetch(node.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
      assert.equal((await response.json()).error.code, -32700, JSON.stringify(body));
    }
  });

  test('in a batch stays with its request', async () => {
    const body = JSON.stringify([
      { jsonrpc: '2.0', id: 1, method: 'eth_chainId', params: [] },
      { jsonrpc: '2.0', id: 'two', method: 'eth_unheardOf', params: [] },
      { jsonrpc: '2.0', id: 3, method: 'eth_getBalance', params: ['nonsense', 'latest'] },
      { jsonrpc: '2.0', id: 4, method: 'eth_blockNumber' },
    ]);
    const response = await fetch(node.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    const answers = Object.fromEntries((await response.json()).map((answer) => [answer.id, answer]));
    assert.equal(answers[1].result, toHex(CHAIN_ID));
    assert.equal(answers.two.error.code, -32601);
    assert.equal(answers[3].error.code, -32602);
    assert.ok(answers[4].result);
  });

  test('of the pool is in words libraries know', async () => {
    const fees = { maxFeePerGas: 10n ** 10n, maxPriorityFeePerGas: 10n ** 9n, gas: 21_000n, to: sender, type: 'eip1559', chainId: CHAIN_ID };
    const send = async (index, request) => (await refused('eth_sendRawTransaction', await account(index).signTransaction({ ...fees, ...request }))).message;
    assert.match(await send(0, { nonce: 0, value: 1n }), /nonce too low/i);
    assert.match(await send(8, { nonce: 0, value: parseEther('20000') }), /insufficient funds for gas \* price \+ value/i);
    assert.match(await send(8, { nonce: 0, value: 1n, gas: 20_000n }), /intrinsic gas too low/i);
    if (!againstAnvil) {
      assert.match(await send(8, { nonce: 0, value: 1n, maxFeePerGas: 1n, maxPriorityFeePerGas: 1n }), /underpriced|max fee per gas less than block base fee/i);
      assert.match(await send(8, { nonce: 0, value: 1n, gas: 10n ** 10n }), /exceeds block gas limit/i);
      assert.match(await send(8, { nonce: 0, data: `0x${'ff'.repeat(1000)}`, gas: 40_000n }), /floor data gas|intrinsic gas too low/i);
    }
  });
});

describe('a browser', () => {
  const origins = ['chrome-extension://nkbihfbeogaeaoehlefnkodbefgpgknn', 'moz-extension://5f2d4d43-1f9f-4d71-a6d4-3a4b1d6f2a10', 'https://app.example.org'];

  test('is let in from every origin, on error replies too', async () => {
    for (const origin of origins) {
      const preflight = await fetch(node.url, { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' } });
      assert.ok(preflight.ok, `${origin}: ${preflight.status}`);
      assert.ok(['*', origin].includes(preflight.headers.get('access-control-allow-origin')));
      assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /content-type|\*/i);
      for (const body of ['{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}', '{"jsonrpc":"2.0","id":1,"method":"nothing"}', 'not json']) {
        const response = await fetch(node.url, { method: 'POST', headers: { origin, 'content-type': 'application/json' }, body });
        assert.ok(['*', origin].includes(response.headers.get('access-control-allow-origin')), `${origin} ${body}`);
        await response.text();
      }
    }
  });

  test('cannot send without asking first: text/plain is refused', onlyHere, async () => {
    const response = await fetch(node.url, { method: 'POST', headers: { 'content-type': 'text/plain' }, body: '{"jsonrpc":"2.0","id":1,"method":"eth_chainId"}' });
    assert.equal(response.status, 415);
    await response.text();
  });
});

describe('a socket', () => {
  test('gives heads, logs, hashes, whole transactions and receipts', onlyHere, async (t) => {
    const { WebSocket } = await import('ws');
    const socket = new WebSocket(node.ws);
    t.after(() => socket.terminate());
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    const answers = new Map();
    const events = [];
    socket.on('message', (data) => {
      const message = JSON.parse(data);
      if (message.method === 'eth_subscription') events.push(message.params);
      else answers.set(message.id, message);
    });
    let id = 0;
    const call = async (method, ...params) => {
      id += 1;
      const mine = id;
      socket.send(JSON.stringify({ jsonrpc: '2.0', id: mine, method, params }));
      const answer = await until(`an answer to ${method}`, () => answers.get(mine));
      assert.equal(answer.error, undefined, `${method} ${JSON.stringify(params)}: ${JSON.stringify(answer.error)}`);
      return answer.result;
    };
    const heads = await call('eth_subscribe', 'newHeads');
    const logs = await call('eth_subscribe', 'logs', { address: probe });
    const hashes = await call('eth_subscribe', 'newPendingTransactions');
    const bodies = await call('eth_subscribe', 'newPendingTransactions', true);
    const receipts = await call('eth_subscribe', 'transactionReceipts');
    const hash = await wallet.sendTransaction({ to: probe, data: encodeFunctionData({ abi: Probe.abi, functionName: 'note', args: [9n, '0x'] }) });
    const of = (subscription, match) => until(`an event of ${subscription}`, () => events.find((event) => event.subscription === subscription && match(event.result)));
    const { result: log } = await of(logs, (found) => found.transactionHash === hash);
    const { result: head } = await of(heads, (found) => found.hash === log.blockHash);
    assert.equal(headerHash(head), log.blockHash);
    await of(hashes, (found) => found === hash);
    await of(bodies, (found) => found.hash === hash);
    await of(receipts, (found) => found.some?.(({ transactionHash }) => transactionHash === hash));
    assert.equal(await call('eth_unsubscribe', heads), true);
    assert.equal(await call('eth_chainId'), toHex(CHAIN_ID));
    const pong = new Promise((resolve) => socket.once('pong', resolve));
    socket.ping();
    await pong;
  });
});
