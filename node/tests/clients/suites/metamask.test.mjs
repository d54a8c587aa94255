// MetaMask without its windows: its own published controllers, wired as the extension wires them.
import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addresses, escrowAbi } from '@cybermiles/contracts';
import { LangEn } from 'ethers';
import { decodeFunctionResult, encodeDeployData, encodeFunctionData, hexToNumber, keccak256, parseEther, toHex, zeroAddress } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { contracts } from '../contracts.mjs';
import { againstAnvil, CHAIN_ID, MNEMONIC, rpc, startNode, until } from '../node.mjs';

const require = createRequire(import.meta.url);
const { AccountsController } = require('@metamask/accounts-controller');
const { ApprovalController } = require('@metamask/approval-controller');
const { GasFeeController } = require('@metamask/gas-fee-controller');
const { KeyringController } = require('@metamask/keyring-controller');
const { Messenger } = require('@metamask/messenger');
const { NetworkController, RpcEndpointType } = require('@metamask/network-controller');
const { RemoteFeatureFlagController } = require('@metamask/remote-feature-flag-controller');
const { TransactionController, TransactionStatus } = require('@metamask/transaction-controller');

const { Token, Probe } = contracts;
const chainId = `0x${CHAIN_ID.toString(16)}`;
/** The first two accounts of the mnemonic, as MetaMask writes them. */
const FIRST = '0xf39fd6e51aad88f6f4ce6ab8827279cfffb92266';
const SECOND = '0x70997970c51812dc3a010c7d01b50e0d17dc79c8';

/** Whether the wallet talks to the full node of a network, and not to a development chain. */
const throughNetwork = process.env.METAMASK_THROUGH === 'network';

let node;
let wallet;
let datadir;

/** A mnemonic as MetaMask keeps it: the place of each word in the list, 16 bits each. */
const wordIndexes = (mnemonic) => new Uint8Array(Uint16Array.from(mnemonic.split(' '), (word) => LangEn.wordlist().getWordIndex(word)).buffer);

/** Every controller, with the messengers between them. */
async function createWallet(url) {
  const root = new Messenger({ namespace: 'Root' });
  const messengerFor = (namespace, actions = [], events = []) => {
    const messenger = new Messenger({ namespace, parent: root });
    root.delegate({ messenger, actions, events });
    return messenger;
  };

  const keyrings = new KeyringController({ messenger: messengerFor('KeyringController') });
  const networks = new NetworkController({
    messenger: messengerFor('NetworkController'),
    infuraProjectId: '0'.repeat(32),
    getRpcServiceOptions: () => ({ fetch: globalThis.fetch, btoa: globalThis.btoa }),
    getBlockTrackerOptions: () => ({ pollingInterval: 50 }),
  });
  // The window that would pop up, and the user who presses "Confirm" in it.
  const confirm = () => {
    for (const { id } of Object.values(approvals.state.pendingApprovals)) {
      approvals.accept(id);
    }
  };
  const approvals = new ApprovalController({ messenger: messengerFor('ApprovalController'), showApprovalRequest: () => setImmediate(confirm), typesExcludedFromRateLimiting: ['transaction'] });
  const flags = new RemoteFeatureFlagController({
    messenger: messengerFor('RemoteFeatureFlagController'),
    clientConfigApiService: { fetchRemoteFeatureFlags: () => assert.fail('no test asks the internet') },
    getMetaMetricsId: () => 'none',
    clientVersion: '1.0.0',
    // MetaMask looks at a sent transaction every three seconds; a test looks more often.
    state: { remoteFeatureFlags: { confirmations_transactions: { acceleratedPolling: { defaultIntervalMs: 50, defaultCountMax: 1000 } } }, cacheTimestamp: Date.now() },
  });
  const accounts = new AccountsController({
    messenger: messengerFor('AccountsController', ['KeyringController:getState', 'KeyringController:getKeyringsByType'], ['KeyringController:stateChange']),
    state: { internalAccounts: { accounts: {}, selectedAccount: '' } },
  });

  // As a user does: "Import an existing wallet", then "Add a network manually".
  await keyrings.createNewVaultAndRestore('correct horse battery staple', wordIndexes(MNEMONIC));
  await keyrings.addNewAccount();
  await accounts.updateAccounts();
  const network = networks.addNetwork({
    chainId,
    name: 'Localhost 8545',
    nativeCurrency: 'CMT',
    blockExplorerUrls: [],
    defaultRpcEndpointIndex: 0,
    rpcEndpoints: [{ type: RpcEndpointType.Custom, url, name: 'CyberMiles dev' }],
  });
  const { networkClientId } = network.rpcEndpoints[0];
  await networks.setActiveNetwork(networkClientId);

  const gasFees = new GasFeeController({
    messenger: messengerFor('GasFeeController', ['NetworkController:getState', 'NetworkController:getNetworkClientById', 'NetworkController:getEIP1559Compatibility'], ['NetworkController:networkDidChange']),
    getProvider: () => networks.getProviderAndBlockTracker().provider,
    getCurrentNetworkEIP1559Compatibility: () => networks.getEIP1559Compatibility(),
    getCurrentAccountEIP1559Compatibility: () => true,
    getCurrentNetworkLegacyGasAPICompatibility: () => false,
    EIP1559APIEndpoint: 'http://127.0.0.1:9/<chain_id>',
    legacyAPIEndpoint: 'http://127.0.0.1:9/<chain_id>',
  });
  // MetaMask's own gas service knows no chain of ours: what it answers is what it takes from the node.
  gasFees.disableNonRPCGasFeeApis();

  const transactions = new TransactionController({
    messenger: messengerFor(
      'TransactionController',
      [
        'AccountsController:getSelectedAccount',
        'AccountsController:getState',
        'ApprovalController:addRequest',
        'KeyringController:signEip7702Authorization',
        'NetworkController:findNetworkClientIdByChainId',
        'NetworkController:getNetworkClientById',
        'RemoteFeatureFlagController:getState',
      ],
      ['NetworkController:stateChange'],
    ),
    disableHistory: true,
    disableSendFlowHistory: true,
    disableSwaps: true,
    getCurrentNetworkEIP1559Compatibility: () => networks.getEIP1559Compatibility(),
    getGasFeeEstimates: (options) => gasFees.fetchGasFeeEstimates(options),
    getNetworkClientRegistry: () => networks.getNetworkClientRegistry(),
    getNetworkState: () => networks.state,
    // These two ask services of MetaMask's on the internet.
    isFirstTimeInteractionEnabled: () => false,
    isSimulationEnabled: () => false,
    incomingTransactions: { isEnabled: () => false },
    sign: (transaction, from) => keyrings.signTransaction(transaction, from),
    hooks: {},
  });

  const destroy = async () => {
    transactions.destroy();
    gasFees.destroy();
    await networks.destroy?.();
    for (const client of Object.values(networks.getNetworkClientRegistry())) {
      await client.destroy?.();
    }
  };
  return { root, keyrings, networks, accounts, gasFees, transactions, networkClientId, destroy };
}

/** Adds a transaction as a dapp would and waits until MetaMask says it is confirmed. */
async function send(txParams) {
  const { transactions, networkClientId } = wallet;
  const { transactionMeta, result } = await transactions.addTransaction({ from: FIRST, ...txParams }, { networkClientId, origin: 'metamask', requireApproval: true });
  const hash = await result.catch((error) => {
    const { error: inner, txParams } = transactions.state.transactions.find(({ id }) => id === transactionMeta.id);
    throw new Error(`MetaMask could not send ${JSON.stringify(txParams)}: ${JSON.stringify(inner)}`, { cause: error });
  });
  const find = () => transactions.state.transactions.find(({ id }) => id === transactionMeta.id);
  const ended = await until(`the end of ${hash}`, () => [TransactionStatus.confirmed, TransactionStatus.failed, TransactionStatus.dropped].includes(find().status) && find());
  return { hash, meta: ended };
}

async function ask(method, ...params) {
  const { result, error } = await rpc(node.url, method, params);
  assert.equal(error, undefined, `${method}: ${JSON.stringify(error)}`);
  return result;
}

const balanceOf = async (address) => BigInt(await ask('eth_getBalance', address, 'latest'));
const stranger = () => privateKeyToAccount(generatePrivateKey()).address.toLowerCase();

async function tokenBalance(token, holder) {
  const data = encodeFunctionData({ abi: Token.abi, functionName: 'balanceOf', args: [holder] });
  return decodeFunctionResult({ abi: Token.abi, functionName: 'balanceOf', data: await ask('eth_call', { to: token, data }, 'latest') });
}

before(async () => {
  if (throughNetwork) {
    datadir = await mkdtemp(join(tmpdir(), 'cybermiles-network-'));
  }
  node = await startNode({ datadir, network: throughNetwork });
  wallet = await createWallet(node.url);
});
after(async () => {
  await wallet?.destroy();
  // A network's nodes are stopped by whoever started them.
  await (throughNetwork ? node?.stop() : node?.kill());
  if (datadir) await rm(datadir, { recursive: true, force: true });
});

describe('the wallet', () => {
  test('holds the accounts of the mnemonic', async () => {
    assert.deepEqual(await wallet.keyrings.getAccounts(), [FIRST, SECOND]);
    assert.deepEqual(wallet.accounts.listAccounts().map(({ address }) => address), [FIRST, SECOND]);
  });

  test('finds the network available and EIP-1559 compatible', async () => {
    const { networkClientId, networks } = wallet;
    assert.equal(networks.state.selectedNetworkClientId, networkClientId);
    await until('the look-up of the network', () => networks.state.networksMetadata[networkClientId]?.status === 'available');
    assert.equal(await networks.getEIP1559Compatibility(networkClientId), true);
    assert.equal(networks.findNetworkClientIdByChainId(chainId), networkClientId);
    const { provider, blockTracker } = networks.getNetworkClientById(networkClientId);
    assert.equal(await provider.request({ method: 'eth_chainId' }), chainId);
    assert.equal(await provider.request({ method: 'net_version' }), `${CHAIN_ID}`);
    // A network's head moves on between the two questions.
    await until('the newest block', async () => (await blockTracker.getLatestBlock()) === (await ask('eth_blockNumber')));
  });

  test('takes its gas price from the node', async () => {
    const { gasEstimateType, gasFeeEstimates } = await wallet.gasFees.fetchGasFeeEstimates({ networkClientId: wallet.networkClientId });
    assert.equal(gasEstimateType, 'eth_gasPrice');
    assert.ok(Number(gasFeeEstimates.gasPrice) > 0, JSON.stringify(gasFeeEstimates));
  });
});

describe('a payment of CMT', () => {
  test('is estimated, signed, sent and confirmed', async () => {
    const to = stranger();
    const value = parseEther('12.5');
    const earlier = await balanceOf(FIRST);
    const { hash, meta } = await send({ to, value: `0x${value.toString(16)}` });
    assert.equal(meta.status, 'confirmed', meta.error?.message);
    assert.equal(meta.hash, hash);
    assert.equal(meta.simulationFails, undefined, 'the estimate did not fail');
    assert.ok(BigInt(meta.txParams.maxFeePerGas) > 0n);
    assert.equal(BigInt(meta.txParams.gas), 21_000n);
    const receipt = await ask('eth_getTransactionReceipt', hash);
    assert.equal(receipt.type, '0x2');
    const fee = BigInt(receipt.gasUsed) * BigInt(receipt.effectiveGasPrice);
    assert.equal(await balanceOf(to), value);
    assert.equal(await balanceOf(FIRST), earlier - value - fee);
    assert.equal(meta.txReceipt.blockHash, receipt.blockHash);
    assert.equal(meta.txReceipt.status, '0x1');
  });

  test('of an old kind (type 0) is confirmed too', async () => {
    const to = stranger();
    const { meta } = await send({ to, value: '0x5', type: '0x0', gasPrice: await ask('eth_gasPrice') });
    assert.equal(meta.status, 'confirmed', meta.error?.message);
    assert.equal((await ask('eth_getTransactionReceipt', meta.hash)).type, '0x0');
    assert.equal(await balanceOf(to), 5n);
  });

  test('after payment gets nonces without gaps', async () => {
    const to = stranger();
    const start = hexToNumber(await ask('eth_getTransactionCount', FIRST, 'latest'));
    for (let i = 0; i < 6; i++) {
      const { meta } = await send({ to, value: '0x7' });
      assert.equal(meta.status, 'confirmed', meta.error?.message);
      assert.equal(hexToNumber(meta.txParams.nonce), start + i);
    }
    assert.equal(await balanceOf(to), 42n);
  });
});

describe('a contract', () => {
  let token;

  test('is deployed', async () => {
    const data = encodeDeployData({ abi: Token.abi, bytecode: Token.bytecode, args: ['Fox Token', 'FOX', 1_000_000n] });
    const { meta } = await send({ data });
    assert.equal(meta.status, 'confirmed', meta.error?.message);
    assert.equal(meta.type, 'contractDeployment');
    token = (await ask('eth_getTransactionReceipt', meta.hash)).contractAddress;
    assert.equal(await tokenBalance(token, FIRST), 1_000_000n);
  });

  test('moves ERC-20 tokens', async () => {
    const to = stranger();
    const { meta } = await send({ to: token, data: encodeFunctionData({ abi: Token.abi, functionName: 'transfer', args: [to, 777n] }) });
    assert.equal(meta.status, 'confirmed', meta.error?.message);
    assert.equal(meta.type, 'transfer', 'MetaMask recognises a token transfer');
    assert.equal(await tokenBalance(token, to), 777n);
    assert.equal(await tokenBalance(token, FIRST), 1_000_000n - 777n);
    const { gasUsed } = await ask('eth_getTransactionReceipt', meta.hash);
    assert.ok(BigInt(meta.txParams.gas) >= BigInt(gasUsed));
    assert.ok(BigInt(meta.txParams.gas) <= BigInt(gasUsed) * 2n, 'an estimate, not the fallback of 35 % of a block');
  });

  test('that would revert is announced before it is sent', async () => {
    const { meta: deployed } = await send({ data: Probe.bytecode });
    const { contractAddress } = await ask('eth_getTransactionReceipt', deployed.hash);
    const data = encodeFunctionData({ abi: Probe.abi, functionName: 'failReason' });
    const estimate = await wallet.transactions.estimateGas({ from: FIRST, to: contractAddress, data }, wallet.networkClientId);
    assert.ok(estimate.simulationFails, 'MetaMask knows that it would fail');
    assert.equal(estimate.simulationFails.debug.blockGasLimit, (await ask('eth_getBlockByNumber', 'latest', false)).gasLimit);
    const { meta } = await send({ to: contractAddress, data, gas: '0x186a0' });
    assert.equal(meta.status, 'failed');
  });
});

describe('a trade', { skip: againstAnvil && 'anvil has no native contracts' }, () => {
  test('needs nothing but MetaMask: two accounts of it, and a carrier that signs', async () => {
    const carrier = privateKeyToAccount(generatePrivateKey());
    const { timestamp } = await ask('eth_getBlockByNumber', 'latest', false);
    const after = (seconds) => hexToNumber(timestamp) + seconds;
    const [price, deposit] = [parseEther('25'), parseEther('5')];
    const terms = {
      buyer: SECOND,
      seller: FIRST,
      price,
      deposit,
      carrier: carrier.address,
      marketplace: zeroAddress,
      feeBps: 0,
      release: 1,
      expiry: after(86_400),
      shipBy: after(86_400),
      deliverBy: after(172_800),
      inspection: 86_400,
      arbitration: { bidWindow: 0, acceptWindow: 0, rulingWindow: 0, feeOnly: false, court: zeroAddress },
      termsHash: keccak256(toHex('a fox')),
      salt: keccak256(toHex('metamask')),
    };
    let fees = { [FIRST]: 0n, [SECOND]: 0n };
    const step = async (from, functionName, args, value = 0n) => {
      const { meta } = await send({ from, to: addresses.escrow, data: encodeFunctionData({ abi: escrowAbi, functionName, args }), value: toHex(value) });
      assert.equal(meta.status, 'confirmed', `${functionName}: ${meta.error?.message}`);
      assert.equal(meta.simulationFails, undefined, `the estimate of ${functionName}`);
      const { gasUsed, effectiveGasPrice, logs } = await ask('eth_getTransactionReceipt', meta.hash);
      assert.ok(BigInt(meta.txParams.gas) <= BigInt(gasUsed) * 2n, 'an estimate, not the fallback of 35 % of a block');
      fees = { ...fees, [from]: fees[from] + BigInt(gasUsed) * BigInt(effectiveGasPrice) };
      return logs;
    };
    const earlier = { [FIRST]: await balanceOf(FIRST), [SECOND]: await balanceOf(SECOND) };
    const [offered] = await step(FIRST, 'offer', [terms], deposit);
    const [, id] = offered.topics;
    await step(SECOND, 'accept', [id], price + deposit);
    const trackingHash = keccak256(toHex('parcel'));
    await step(FIRST, 'ship', [id, trackingHash]);

    // Whoever has the carrier's signature hands it in: here the seller.
    const field = (name, type) => ({ name, type });
    const deadline = after(86_400);
    const domain = { name: 'CyberMiles Escrow', version: '1', chainId: CHAIN_ID, verifyingContract: addresses.escrow };
    const signature = await carrier.signTypedData({ domain, types: { Delivery: [field('id', 'bytes32'), field('trackingHash', 'bytes32'), field('deadline', 'uint256')] }, primaryType: 'Delivery', message: { id, trackingHash, deadline: BigInt(deadline) } });
    await step(FIRST, 'confirmDeliverySigned', [id, trackingHash, BigInt(deadline), signature]);
    await step(SECOND, 'complete', [id]);
    assert.equal((await ask('cmt_getOrder', id)).state, 'Completed');
    assert.equal(await balanceOf(FIRST), earlier[FIRST] + price - fees[FIRST]);
    assert.equal(await balanceOf(SECOND), earlier[SECOND] - price - fees[SECOND]);
  });
});

describe('the keyring', () => {
  test('signs messages that recover to the account', async () => {
    const { recoverMessageAddress, recoverTypedDataAddress } = await import('viem');
    const signature = await wallet.keyrings.signPersonalMessage({ from: FIRST, data: '0x68656c6c6f' });
    assert.equal((await recoverMessageAddress({ message: { raw: '0x68656c6c6f' }, signature })).toLowerCase(), FIRST);
    const domain = { name: 'CyberMiles', version: '1', chainId: CHAIN_ID };
    const types = { EIP712Domain: [{ name: 'name', type: 'string' }, { name: 'version', type: 'string' }, { name: 'chainId', type: 'uint256' }], Order: [{ name: 'amount', type: 'uint256' }] };
    const typed = await wallet.keyrings.signTypedMessage({ from: FIRST, data: { domain, types, primaryType: 'Order', message: { amount: 5 } } }, 'V4');
    assert.equal((await recoverTypedDataAddress({ domain, types: { Order: types.Order }, primaryType: 'Order', message: { amount: 5n }, signature: typed })).toLowerCase(), FIRST);
  });
});

test('the node keeps no keys and says so', { skip: againstAnvil && 'anvil keeps the keys of its accounts' }, async () => {
  assert.deepEqual(await ask('eth_accounts'), []);
  for (const [method, params] of [['eth_sign', [FIRST, '0x00']], ['eth_sendTransaction', [{ from: FIRST, to: SECOND, value: '0x1' }]]]) {
    const { error } = await rpc(node.url, method, params);
    assert.match(error.message, /key|sign|wallet/i, method);
  }
});
