// The escrow as people use it: viem, a node, and nothing between. Every story is checked to the wei.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { concat, decodeFunctionData, encodeAbiParameters, hexToBigInt, keccak256, numberToHex, pad, parseEther, toHex } from 'viem';
import { closingAbi } from '@cybermiles/contracts';
import { encodeReceipt, headerHash, orderedRoot, verifyAccountProof } from '../merkle.mjs';
import { againstAnvil, CHAIN_ID, startNode, until } from '../node.mjs';
import { DAY, HOUR, Stage, escrow, fresh, hashOf } from '../stage.mjs';

const P = parseEther('10');
const D = parseEther('2');

describe('the escrow', { skip: againstAnvil && 'anvil has no native contracts' }, () => {
  let node;
  /** @type {Stage} */
  let stage;

  before(async () => {
    node = await startNode();
    stage = new Stage(node);
  });
  after(() => node?.kill());

  /** No story leaves money behind. */
  const emptied = async () => assert.equal((await stage.kept()).held, 0n, 'nothing is held for an order that has ended');

  test('a happy sale', async () => {
    const { buyer, seller, marketplace } = await stage.cast({ buyer: '100', seller: '100', marketplace: '0' });
    const terms = await stage.terms(buyer, seller, { marketplace: marketplace.address, feeBps: 250 });

    const offered = await stage.act(seller, escrow, 'offer', [terms], D);
    const event = stage.event(escrow, offered, 'Offered');
    const id = event.id;
    assert.equal(id, await stage.read(escrow, 'orderId', terms));
    assert.deepEqual(event.terms, terms, 'the event carries every term');
    assert.deepEqual([event.buyer, event.seller, event.bySeller], [buyer.address, seller.address, true]);
    assert.equal((await stage.kept()).held, D);

    await stage.act(buyer, escrow, 'accept', [id], P + D);
    assert.equal((await stage.kept()).held, P + 2n * D);
    await stage.act(seller, escrow, 'ship', [id, hashOf('parcel 1')]);
    assert.equal(await stage.state(id), 'Shipped');
    const completed = await stage.act(buyer, escrow, 'complete', [id]);

    const fee = (P * 250n) / 10_000n;
    const closed = stage.event(escrow, completed, 'Closed');
    assert.deepEqual([closed.toBuyer, closed.toSeller, closed.toMarketplace, closed.toArbiter], [D, P - fee + D, fee, 0n]);
    assert.deepEqual(await stage.gains({ buyer, seller, marketplace }), { buyer: -P, seller: P - fee, marketplace: fee });
    await emptied();

    // What happened can be read at each block, from the chain and from cmt_getOrder alike.
    const stateAt = async (block) => (await stage.ask('cmt_getOrder', id, toHex(block)))?.state ?? null;
    assert.equal(await stateAt(offered.blockNumber - 1n), null);
    assert.equal(await stateAt(offered.blockNumber), 'Offered');
    assert.equal(await stateAt(completed.blockNumber), 'Completed');
    const known = await stage.ask('cmt_getOrdersOf', marketplace.address);
    assert.deepEqual(known, { items: [], next: null }, 'a marketplace is not a party');
    for (const { address } of [buyer, seller]) {
      const { items } = await stage.ask('cmt_getOrdersOf', address);
      assert.deepEqual(items.map((order) => order.id), [id]);
    }
  });

  test('a silent buyer: the sale completes by itself', async () => {
    const { buyer, seller } = await stage.cast({ buyer: '100', seller: '100' });
    const terms = await stage.terms(buyer, seller);
    const id = await stage.active(buyer, seller, terms);
    const shipped = await stage.act(seller, escrow, 'ship', [id, hashOf('parcel 2')]);
    const { dueAt } = stage.event(escrow, shipped, 'Shipped');
    assert.equal(dueAt, BigInt(terms.deliverBy + terms.inspection));

    const early = await stage.pass(Number(dueAt) - (await stage.now()) - HOUR);
    assert.deepEqual(early.transactions, [], 'a block with nothing due has no closing transaction');
    assert.equal(await stage.state(id), 'Shipped');
    assert.equal(await stage.refusal(seller, escrow, 'poke', [id]), 'NotDue');
    await stage.pass(HOUR);
    assert.equal(await stage.state(id), 'Completed');

    const { block, receipt, args } = await stage.closing(escrow, 'Closed', { id }, shipped.blockNumber);
    assert.ok(block.timestamp >= dueAt);
    assert.deepEqual([args.outcome, args.toBuyer, args.toSeller, args.toMarketplace, args.toArbiter], [6, D, P + D, 0n, 0n]);
    assert.deepEqual(await stage.gains({ buyer, seller }), { buyer: -P, seller: P });
    await emptied();

    // Whoever has only the block recomputes its roots, the closing transaction included.
    const hash = block.hash;
    const raw = await stage.ask('eth_getBlockByHash', hash, false);
    assert.equal(headerHash(raw), hash);
    const encoded = await Promise.all(raw.transactions.map((transaction) => stage.ask('eth_getRawTransactionByHash', transaction)));
    assert.equal(await orderedRoot(encoded), raw.transactionsRoot);
    const receipts = await stage.ask('eth_getBlockReceipts', hash);
    assert.equal(await orderedRoot(receipts.map(encodeReceipt)), raw.receiptsRoot);

    // It can be traced like any other.
    const trace = await stage.ask('debug_traceTransaction', receipt.transactionHash, { tracer: 'callTracer' });
    assert.equal(trace.from, receipt.from);
    const call = decodeFunctionData({ abi: closingAbi, data: trace.input });
    assert.deepEqual([call.functionName, call.args], ['settle', [block.number]]);
  });

  test("a carrier's signature, handed in by somebody else", async () => {
    const { buyer, seller, carrier, relay } = await stage.cast({ buyer: '100', seller: '100', carrier: '0', relay: '1' });
    const terms = await stage.terms(buyer, seller, { release: 1, carrier: carrier.address, inspection: 2 * DAY });
    const id = await stage.active(buyer, seller, terms);
    const trackingHash = hashOf('parcel 3');
    await stage.act(seller, escrow, 'ship', [id, trackingHash]);

    const deadline = BigInt((await stage.now()) + DAY);
    const sign = ({ account }, message) =>
      account.signTypedData({
        domain: { name: 'CyberMiles Escrow', version: '1', chainId: CHAIN_ID, verifyingContract: escrow.address },
        types: { Delivery: [{ name: 'id', type: 'bytes32' }, { name: 'trackingHash', type: 'bytes32' }, { name: 'deadline', type: 'uint256' }] },
        primaryType: 'Delivery',
        message: { id, trackingHash, deadline, ...message },
      });
    const handIn = (signature, hash = trackingHash) => [id, hash, deadline, signature];
    const signature = await sign(carrier);
    assert.equal(await stage.refusal(relay, escrow, 'confirmDeliverySigned', handIn(await sign(seller))), 'InvalidSignature');
    assert.equal(await stage.refusal(relay, escrow, 'confirmDeliverySigned', handIn(await sign(carrier, { id: fresh() }))), 'InvalidSignature');
    const another = hashOf('another parcel');
    assert.equal(await stage.refusal(relay, escrow, 'confirmDeliverySigned', handIn(signature, another)), 'InvalidSignature');
    assert.equal(await stage.refusal(relay, escrow, 'confirmDeliverySigned', handIn(await sign(carrier, { trackingHash: another }), another)), 'WrongTracking');
    assert.equal(await stage.refusal(relay, escrow, 'confirmDelivery', [id, trackingHash]), 'NotCarrier');
    const delivered = await stage.act(relay, escrow, 'confirmDeliverySigned', handIn(signature));
    const { dueAt } = stage.event(escrow, delivered, 'Delivered');
    const { timestamp } = await stage.client.getBlock({ blockHash: delivered.blockHash });
    assert.equal(dueAt, timestamp + BigInt(terms.inspection), 'the delivery starts the inspection, it does not replace it');
    assert.equal(await stage.state(id), 'Delivered');

    await stage.pass(terms.inspection);
    await stage.closing(escrow, 'Closed', { id }, delivered.blockNumber);
    assert.equal(await stage.state(id), 'Completed');
    assert.deepEqual(await stage.gains({ buyer, seller, carrier, relay }), { buyer: -P, seller: P, carrier: 0n, relay: 0n });
    await emptied();
  });

  test('not shipped: everything goes back by itself', async () => {
    const { buyer, seller } = await stage.cast({ buyer: '100', seller: '100' });
    const terms = await stage.terms(buyer, seller);
    const id = await stage.active(buyer, seller, terms);
    const from = await stage.client.getBlockNumber();
    await stage.pass(terms.shipBy - (await stage.now()));
    const { args } = await stage.closing(escrow, 'Closed', { id }, from);
    assert.deepEqual([args.outcome, args.toBuyer, args.toSeller], [8, P + D, D]);
    assert.equal(await stage.state(id), 'Expired');
    assert.equal(await stage.refusal(seller, escrow, 'ship', [id, hashOf('too late')]), 'WrongState');
    assert.deepEqual(await stage.gains({ buyer, seller }), { buyer: 0n, seller: 0n });
    await emptied();
  });

  test('nobody accepts: the offer goes back by itself', async () => {
    const { buyer, seller } = await stage.cast({ buyer: '100', seller: '100' });
    const terms = await stage.terms(buyer, seller);
    const offered = await stage.act(buyer, escrow, 'offer', [terms], P + D);
    const { id } = stage.event(escrow, offered, 'Offered');
    await stage.pass(DAY);
    await stage.closing(escrow, 'Closed', { id }, offered.blockNumber);
    assert.deepEqual(await stage.gains({ buyer, seller }), { buyer: 0n, seller: 0n });
    await emptied();
  });

  test('both agree on a split', async () => {
    const { buyer, seller, marketplace } = await stage.cast({ buyer: '100', seller: '100', marketplace: '0' });
    const terms = await stage.terms(buyer, seller, { marketplace: marketplace.address, feeBps: 1_000 });
    const id = await stage.active(buyer, seller, terms);
    await stage.act(seller, escrow, 'ship', [id, hashOf('parcel 4')]);
    const share = parseEther('6.5') + 7n;
    await stage.act(buyer, escrow, 'proposeSettlement', [id, share - 1n]);
    await stage.act(buyer, escrow, 'proposeSettlement', [id, share]);
    assert.equal((await stage.ask('cmt_getOrder', id)).buyerProposal, toHex(share));
    assert.equal(await stage.refusal(seller, escrow, 'agreeSettlement', [id, share - 1n]), 'ProposalChanged');
    const agreed = await stage.act(seller, escrow, 'agreeSettlement', [id, share]);
    const fee = share / 10n;
    const closed = stage.event(escrow, agreed, 'Closed');
    assert.deepEqual([closed.outcome, closed.toBuyer, closed.toSeller, closed.toMarketplace], [9, P - share + D, share - fee + D, fee]);
    assert.deepEqual(await stage.gains({ buyer, seller, marketplace }), { buyer: -share, seller: share - fee, marketplace: fee });
    await emptied();
  });

  test('the seller gives in: everything goes back', async () => {
    const { buyer, seller } = await stage.cast({ buyer: '100', seller: '100' });
    const id = await stage.active(buyer, seller, await stage.terms(buyer, seller));
    const conceded = await stage.act(seller, escrow, 'concede', [id]);
    assert.equal(stage.event(escrow, conceded, 'Closed').toBuyer, P + D);
    assert.deepEqual(await stage.gains({ buyer, seller }), { buyer: 0n, seller: 0n });
    await emptied();
  });

  test('a seller signs once and goes to sleep; buyers open orders in one transaction each', async () => {
    const { seller, first, second, third } = await stage.cast({ seller: '100', first: '100', second: '100', third: '100' });
    await stage.act(seller, escrow, 'deposit', [], 2n * D);
    const { arbitration, carrier, marketplace, feeBps, release, inspection, termsHash } = await stage.terms(first, seller);
    const zero = '0x0000000000000000000000000000000000000000';
    const offer = { seller: seller.address, buyer: zero, price: P, deposit: D, carrier, marketplace, feeBps, release, shipWithin: DAY, deliverWithin: 5 * DAY, inspection, arbitration, termsHash, quantity: 2, epoch: 0, expiry: (await stage.now()) + DAY, salt: fresh() };
    const field = (name, type) => ({ name, type });
    const signature = await seller.account.signTypedData({
      domain: { name: 'CyberMiles Escrow', version: '1', chainId: CHAIN_ID, verifyingContract: escrow.address },
      types: {
        SellerOffer: [field('seller', 'address'), field('buyer', 'address'), field('price', 'uint256'), field('deposit', 'uint256'), field('carrier', 'address'), field('marketplace', 'address'), field('feeBps', 'uint16'), field('release', 'uint8'), field('shipWithin', 'uint32'), field('deliverWithin', 'uint32'), field('inspection', 'uint32'), field('arbitration', 'Arbitration'), field('termsHash', 'bytes32'), field('quantity', 'uint32'), field('epoch', 'uint32'), field('expiry', 'uint40'), field('salt', 'bytes32')],
        Arbitration: [field('bidWindow', 'uint32'), field('acceptWindow', 'uint32'), field('rulingWindow', 'uint32'), field('feeOnly', 'bool'), field('court', 'address')],
      },
      primaryType: 'SellerOffer',
      message: offer,
    });
    const ids = [];
    for (const buyer of [first, second]) {
      const opened = await stage.act(buyer, escrow, 'openSigned', [offer, signature, fresh()], P + D);
      const { id, filled } = stage.event(escrow, opened, 'OfferFilled');
      assert.equal(filled, BigInt(ids.push(id)));
      assert.equal(await stage.state(id), 'Active');
    }
    assert.equal(await stage.refusal(third, escrow, 'openSigned', [offer, signature, fresh()], P + D), 'OfferExhausted');
    assert.equal(await stage.read(escrow, 'freeBalance', seller.address), 0n);
    assert.equal((await stage.kept()).held, 2n * (P + 2n * D));
    await stage.act(first, escrow, 'complete', [ids[0]]);
    await stage.act(second, escrow, 'complete', [ids[1]]);
    assert.deepEqual(await stage.gains({ seller, first, second, third }), { seller: 2n * P, first: -P, second: -P, third: 0n });
    await emptied();
  });

  test('a deadline passes while the node is down: it settles once it is back', async (t) => {
    const datadir = mkdtempSync(join(tmpdir(), 'clients-stories-'));
    t.after(() => rmSync(datadir, { recursive: true, force: true }));
    const first = await startNode({ datadir });
    const earlier = new Stage(first);
    const { buyer, seller } = await earlier.cast({ buyer: '100', seller: '100' });
    // No clock is put forward here: the offer is good for so long that it is in a block, and its money was seen, before that.
    const terms = await earlier.terms(buyer, seller, { expiry: (await earlier.now()) + 10 });
    const { id } = earlier.event(escrow, await earlier.act(buyer, escrow, 'offer', [terms], P + D), 'Offered');
    assert.equal((await earlier.kept()).held, P + D);
    await first.kill();
    await until('the deadline', () => Date.now() / 1000 > terms.expiry);

    const second = await startNode({ datadir });
    t.after(() => second.kill());
    const later = new Stage(second);
    await until('the refund, with nobody asking for it', async () => (await later.state(id)) === 'Expired');
    await later.closing(escrow, 'Closed', { id }, 0n);
    assert.deepEqual(await later.gains({ buyer, seller }), { buyer: 0n, seller: 0n });
    assert.equal((await later.kept()).held, 0n);
  });

  test("an order's slots are proven against the state root of a block", async () => {
    const { buyer, seller } = await stage.cast({ buyer: '100', seller: '100' });
    const terms = await stage.terms(buyer, seller);
    const id = await stage.active(buyer, seller, terms);
    const block = await stage.client.getBlock();
    const raw = await stage.ask('eth_getBlockByHash', block.hash, false);
    assert.equal(headerHash(raw), block.hash, 'the state root is that of the block with this hash');

    // docs/spec/escrow.md: orders are in slot 3, a mapping of ids to three words.
    const first = hexToBigInt(keccak256(encodeAbiParameters([{ type: 'bytes32' }, { type: 'uint256' }], [id, 3n])));
    const storageKeys = [0n, 1n, 2n].map((word) => numberToHex(first + word, { size: 32 }));
    const proof = await stage.client.getProof({ address: escrow.address, storageKeys, blockNumber: block.number });
    assert.ok(await verifyAccountProof(block.stateRoot, proof));
    const words = proof.storageProof.map(({ value }) => pad(toHex(value), { size: 32 }));

    // Solidity packs from the right: cut the fields of each word out, last one first.
    const fields = (word, ...sizes) => {
      const bits = hexToBigInt(word);
      let below = 0n;
      return sizes.map((size) => {
        const field = (bits >> below) & ((1n << BigInt(8 * size)) - 1n);
        below += BigInt(8 * size);
        return field;
      });
    };
    const [provenBuyer, dueAt, state] = fields(words[0], 20, 5, 1);
    const [provenSeller, price] = fields(words[1], 20, 12);
    const [deposit, shipBy, deliverBy, inspection] = fields(words[2], 12, 5, 5, 4);
    assert.deepEqual([provenBuyer, provenSeller], [BigInt(buyer.address), BigInt(seller.address)]);
    assert.deepEqual([price, deposit, state], [P, D, 2n]);
    assert.deepEqual([dueAt, shipBy, deliverBy, inspection].map(Number), [terms.shipBy, terms.shipBy, terms.deliverBy, terms.inspection]);

    // A lie about any slot is found out.
    const lie = structuredClone(proof);
    lie.storageProof[1].value += 1n;
    await assert.rejects(verifyAccountProof(block.stateRoot, lie), /the trie holds/);
    // An order nobody made is proven not to be there.
    const absent = keccak256(concat([fresh(), pad('0x03', { size: 32 })]));
    const nothing = await stage.client.getProof({ address: escrow.address, storageKeys: [absent], blockNumber: block.number });
    assert.ok(await verifyAccountProof(block.stateRoot, nothing));
    assert.equal(nothing.storageProof[0].value, 0n);
    await stage.act(seller, escrow, 'concede', [id]);
    await emptied();
  });
});
