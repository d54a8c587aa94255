// The Solidity that the package ships beside the interfaces, on a running node: the shop, the bridge from ERC-792, and the
// escrows the native one is measured against.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { addresses, arbitrationAbi, escrowAbi } from '@cybermiles/contracts';
import { getContract, keccak256, parseEther, parseEventLogs, toHex, zeroAddress } from 'viem';
import { contracts } from '../contracts.mjs';
import { againstAnvil, rpc, startNode } from '../node.mjs';
import { account, publicClient, walletClient } from '../viem-clients.mjs';

const onlyHere = { skip: againstAnvil && 'anvil has no native contracts' };

/** Places in `IEscrow.State` and `IArbitration.Outcome`. */
const ACTIVE = 2;
const SHIPPED = 3;
const COMPLETED = 6;
const BUYER_WINS = 1;

let node;
let client;
/** A wallet for each of the accounts used: a seller, a buyer, an arbiter, a bystander. */
let seller;
let buyer;
let arbiter;
let bystander;

before(async () => {
  node = await startNode();
  client = publicClient(node);
  [seller, buyer, arbiter, bystander] = [0, 1, 2, 3].map((index) => walletClient(node, index));
});
after(() => node?.kill());

async function mined(hash) {
  const receipt = await client.waitForTransactionReceipt({ hash });
  assert.equal(receipt.status, 'success', `transaction ${hash}`);
  return receipt;
}

async function deploy({ abi, bytecode }, args = [], value = 0n) {
  const { contractAddress: address } = await mined(await seller.deployContract({ abi, bytecode, args, value }));
  return getContract({ address, abi, client: { public: client, wallet: seller } });
}

/** A transaction to `contract` from `wallet`. */
const send = async (wallet, { address, abi }, functionName, args = [], value = 0n) =>
  mined(await wallet.writeContract({ address, abi, functionName, args, value }));

const native = (name, abi) => ({ address: addresses[name], abi });
const read = ({ address, abi }, functionName, ...args) => client.readContract({ address, abi, functionName, args });
const balance = (address) => client.getBalance({ address });

/** What a receipt's sender paid for gas. */
const cost = ({ gasUsed, effectiveGasPrice }) => gasUsed * effectiveGasPrice;

/** Lets time pass and seals a block, so that what has become due settles. */
async function wait(seconds) {
  await rpc(node.url, 'evm_increaseTime', [seconds]);
  await rpc(node.url, 'evm_mine');
}

describe('a shop', onlyHere, () => {
  const escrow = native('escrow', escrowAbi);
  const price = parseEther('3');
  const deposit = parseEther('0.5');
  let shop;

  before(async () => {
    shop = await deploy(contracts.Shop, [], parseEther('1'));
    await send(seller, shop, 'list', [7n, { price, deposit, description: keccak256(toHex('a bicycle')) }]);
  });

  /** The buyer's order of item 7, accepted. */
  async function bought() {
    const { logs } = await send(buyer, shop, 'order', [7n]);
    const [{ args }] = parseEventLogs({ abi: escrowAbi, logs, eventName: 'Offered' });
    assert.equal(args.seller.toLowerCase(), shop.address.toLowerCase());
    assert.equal(args.terms.termsHash, keccak256(toHex('a bicycle')));
    await send(buyer, escrow, 'accept', [args.id], price + deposit);
    assert.equal((await read(escrow, 'order', args.id)).state, ACTIVE);
    return args.id;
  }

  test('is paid when the buyer says that all is well, and pays out', async () => {
    const before = await balance(shop.address);
    const id = await bought();
    assert.equal(await balance(shop.address), before - deposit);
    await send(seller, shop, 'ship', [id, keccak256(toHex('parcel 1'))]);
    assert.equal((await read(escrow, 'order', id)).state, SHIPPED);
    await send(buyer, escrow, 'complete', [id]);
    assert.equal(await balance(shop.address), before + price);

    const home = await balance(account(4).address);
    await send(seller, shop, 'withdraw', [account(4).address, price]);
    assert.equal(await balance(account(4).address), home + price);
  });

  test('is paid when the buyer stays silent, by nobody', async () => {
    const before = await balance(shop.address);
    const id = await bought();
    await send(seller, shop, 'ship', [id, keccak256(toHex('parcel 2'))]);
    await wait(18 * 86_400);
    assert.equal((await read(escrow, 'order', id)).state, COMPLETED);
    assert.equal(await balance(shop.address), before + price);
  });

  test('can give in', async () => {
    const before = await balance(shop.address);
    const buyers = await balance(account(1).address);
    const receipts = [];
    const { logs, ...ordered } = await send(buyer, shop, 'order', [7n]);
    const [{ args }] = parseEventLogs({ abi: escrowAbi, logs, eventName: 'Offered' });
    receipts.push(ordered, await send(buyer, escrow, 'accept', [args.id], price + deposit));
    await send(seller, shop, 'concede', [args.id]);
    assert.equal(await balance(shop.address), before);
    assert.equal(await balance(account(1).address), buyers - receipts.reduce((sum, receipt) => sum + cost(receipt), 0n));
  });

  test('is run by its owner only, and sells only what it lists', async () => {
    const refused = (functionName, args, error) =>
      assert.rejects(client.simulateContract({ ...shop, functionName, args, account: account(3).address }), (thrown) => {
        assert.equal(thrown.walk(({ data }) => data?.errorName)?.data.errorName, error);
        return true;
      });
    await refused('list', [1n, { price, deposit, description: keccak256('0x') }], 'NotOwner');
    await refused('withdraw', [account(3).address, 1n], 'NotOwner');
    await refused('order', [8n], 'NotForSale');
  });
});

describe('a contract that speaks ERC-792', onlyHere, () => {
  const arbitration = native('arbitration', arbitrationAbi);
  const fee = parseEther('4');
  const asked = parseEther('3');
  let adapter;
  let wager;

  before(async () => {
    adapter = await deploy(contracts.ArbitrableAdapter);
    const { minBond } = await read(arbitration, 'parameters');
    await send(arbiter, arbitration, 'register', [1, keccak256(toHex('an arbiter'))], minBond);
  });

  /** A new wager with a dispute between buyer and seller; its number. */
  async function disputed(changes = {}) {
    wager = await deploy(contracts.Wager, [adapter.address]);
    const terms = { bidWindow: 3_600, acceptWindow: 3_600, rulingWindow: 3_600, court: zeroAddress };
    const parties = { buyer: account(1).address, seller: account(0).address, excluded: [zeroAddress, zeroAddress] };
    const extraData = await read(adapter, 'extraData', { ...parties, refundTo: zeroAddress, terms, ...changes });
    assert.ok((await read(adapter, 'arbitrationCost', extraData)) <= fee);
    await send(bystander, wager, 'dispute', [2n, extraData], fee);
    return read(wager, 'disputeID');
  }

  /** The error with which a call by a bystander is refused. */
  async function refusal(contract, functionName, ...args) {
    const thrown = await client.simulateContract({ ...contract, functionName, args, account: account(3).address }).then(
      () => assert.fail(`${functionName} was not refused`),
      (error) => error,
    );
    const { data, reason } = thrown.walk((error) => error.data?.errorName ?? error.reason);
    return data?.errorName === 'Error' ? reason : data?.errorName;
  }

  test('has its dispute decided by an arbiter of the chain, and is told by anybody', async () => {
    const id = await disputed();
    assert.equal(await read(adapter, 'disputeStatus', id), 0);
    assert.equal(await read(adapter, 'currentRuling', id), 0n);
    assert.equal(await refusal(adapter, 'executeRuling', id), 'NotDecided');
    assert.equal(await refusal(adapter, 'refund', id), 'NotDecided');

    await send(arbiter, arbitration, 'bid', [id, asked]);
    await send(buyer, arbitration, 'acceptBid', [id, account(2).address]);
    await send(seller, arbitration, 'acceptBid', [id, account(2).address]);
    const before = await balance(account(2).address);
    const ruled = await send(arbiter, arbitration, 'rule', [id, BUYER_WINS]);
    assert.equal(await balance(account(2).address), before + asked - cost(ruled));

    assert.equal(await read(adapter, 'disputeStatus', id), 2);
    assert.equal(await read(adapter, 'currentRuling', id), 1n);
    await send(bystander, adapter, 'executeRuling', [id]);
    assert.equal(await read(wager, 'ruling'), 1n);
    assert.equal(await refusal(adapter, 'executeRuling', id), 'DoneBefore');

    // The rest of the fee goes to the contract that paid it; the adapter keeps nothing.
    await send(bystander, adapter, 'refund', [id]);
    assert.equal(await balance(wager.address), fee - asked);
    assert.equal(await balance(adapter.address), 0n);
    assert.equal(await refusal(adapter, 'refund', id), 'DoneBefore');
  });

  test('may refuse its ruling without holding up the refund', async () => {
    const id = await disputed({ refundTo: account(5).address });
    await send(arbiter, arbitration, 'bid', [id, asked]);
    await send(buyer, arbitration, 'acceptBid', [id, account(2).address]);
    await send(seller, arbitration, 'acceptBid', [id, account(2).address]);
    await send(arbiter, arbitration, 'rule', [id, 2]);
    await send(seller, wager, 'setRefuses', [true]);
    assert.equal(await refusal(adapter, 'executeRuling', id), 'not now');
    const before = await balance(account(5).address);
    await send(bystander, adapter, 'refund', [id]);
    assert.equal(await balance(account(5).address), before + fee - asked);
    await send(seller, wager, 'setRefuses', [false]);
    await send(bystander, adapter, 'executeRuling', [id]);
    assert.equal(await read(wager, 'ruling'), 2n);
  });

  test('is told 0 when nobody rules, and gets everything back', async () => {
    const id = await disputed();
    await send(arbiter, arbitration, 'announceLeave');
    const { unbonding, courtWindow } = await read(arbitration, 'parameters');
    await wait(Number(unbonding));
    await wait(Number(courtWindow));
    await wait(Number(courtWindow));
    assert.equal(await read(adapter, 'disputeStatus', id), 2);
    await send(bystander, adapter, 'executeRuling', [id]);
    await send(bystander, adapter, 'refund', [id]);
    assert.equal(await read(wager, 'ruling'), 0n);
    assert.equal(await balance(wager.address), fee);
    assert.equal(await balance(adapter.address), 0n);
  });

  test('has two choices, and disputes of its own only', async () => {
    assert.equal(await refusal(adapter, 'createDispute', 3n, '0x'), 'TwoChoicesOnly');
    assert.equal(await refusal(adapter, 'executeRuling', 999n), 'NoSuchDispute');
  });
});

describe('the escrows of the bench', () => {
  const zero = { carrier: zeroAddress, court: zeroAddress, carrierDelivery: false, feeOnly: false, bidWindow: 3_600, acceptWindow: 3_600, rulingWindow: 3_600 };

  for (const [name, byId] of [
    ['EscrowTwin', true],
    ['EscrowBareTwin', false],
  ]) {
    test(`${name} pays out what it took in`, async () => {
      const twin = await deploy(JSON.parse(readFileSync(new URL(`../../../../benches/contracts/${name}.json`, import.meta.url), 'utf8')));
      const { timestamp } = await client.getBlock();
      const now = Number(timestamp);
      const terms = {
        ...zero,
        buyer: account(1).address,
        seller: account(0).address,
        marketplace: account(6).address,
        price: parseEther('2'),
        deposit: parseEther('0.2'),
        feeBps: 250,
        acceptBy: now + 3_600,
        shipBy: now + 7_200,
        deliverBy: now + 10_800,
        inspection: 3_600,
        termsHash: keccak256(toHex('a bicycle')),
        salt: 1n,
      };
      const [sellers, market] = await Promise.all([0, 6].map((index) => balance(account(index).address)));
      const offered = await send(seller, twin, 'offer', [terms], terms.deposit);
      const id = offered.logs[0].topics[1];
      const named = byId ? id : terms;
      await send(buyer, twin, 'accept', [named], terms.price + terms.deposit);
      assert.equal(await balance(twin.address), terms.price + 2n * terms.deposit);
      if (byId) {
        assert.deepEqual(await read(twin, 'totals'), [1, terms.price + 2n * terms.deposit]);
        assert.deepEqual(await read(twin, 'ordersOf', terms.buyer, 0n, 10n), [id]);
        const { buyer: stored, price, marketplace } = await read(twin, 'order', id);
        assert.deepEqual([stored, price, marketplace], [terms.buyer, terms.price, terms.marketplace]);
      }
      await send(buyer, twin, 'complete', [named]);
      const feePaid = (terms.price * 250n) / 10_000n;
      assert.equal(await balance(twin.address), 0n);
      assert.equal(await balance(terms.marketplace), market + feePaid);
      assert.equal(await balance(terms.seller), sellers + terms.price - feePaid - cost(offered));
      if (byId) assert.deepEqual(await read(twin, 'totals'), [1, 0n]);
    });
  }
});
