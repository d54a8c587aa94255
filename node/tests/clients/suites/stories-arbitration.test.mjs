// Disputes from the quarrel to the last wei: bids, agreement, rulings, silence, the lot, and nobody at all.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { parseEther, toHex } from 'viem';
import { againstAnvil, startNode } from '../node.mjs';
import { DAY, HOUR, Stage, arbitration, escrow, hashOf } from '../stage.mjs';

const P = parseEther('10');
const D = parseEther('2');
const BOND = parseEther('1000');
const CUT = parseEther('100');

/** `IArbitration.Outcome`. */
const BUYER = 1;
const SELLER = 2;

/** `IEscrow.State`. */
const RESOLVED = 10;

describe('the arbitration', { skip: againstAnvil && 'anvil has no native contracts' }, () => {
  let node;
  /** @type {Stage} */
  let stage;

  before(async () => {
    node = await startNode();
    stage = new Stage(node);
  });
  after(() => node?.kill());

  const register = async (...arbiters) => {
    for (const arbiter of arbiters) await stage.act(arbiter, arbitration, 'register', [1, hashOf(arbiter.name)], BOND);
  };

  /** Takes the bonds home again, so that the next story has its own arbiters only. */
  const leave = async (...arbiters) => {
    for (const arbiter of arbiters) await stage.act(arbiter, arbitration, 'announceLeave');
    const { unbonding } = await stage.read(arbitration, 'parameters');
    await stage.pass(Number(unbonding));
    for (const { address } of arbiters) assert.equal((await stage.read(arbitration, 'getArbiter', address)).bond, 0n, 'the bond goes home by itself');
  };

  /** An order that was shipped and that the buyer disputes. */
  const quarrel = async (buyer, seller, changes) => {
    const id = await stage.active(buyer, seller, await stage.terms(buyer, seller, changes));
    await stage.act(seller, escrow, 'ship', [id, hashOf('parcel')]);
    const disputed = await stage.act(buyer, escrow, 'dispute', [id]);
    const { caseId } = stage.event(escrow, disputed, 'Disputed');
    assert.equal(await stage.state(id), 'Disputed');
    return { id, caseId, from: disputed.blockNumber };
  };

  /** All money is accounted for, and none is left behind. */
  const emptied = async () => {
    const { held, bonds, fees } = await stage.kept();
    assert.deepEqual({ held, bonds, fees }, { held: 0n, bonds: 0n, fees: 0n });
  };

  const phase = async (caseId) => (await stage.ask('cmt_getDispute', toHex(caseId))).phase;

  test('nobody is an arbiter: price and deposits go back', async () => {
    const { buyer, seller } = await stage.cast({ buyer: '100', seller: '100' });
    const { id, caseId, from } = await quarrel(buyer, seller);
    assert.equal(await phase(caseId), 'Bidding');
    await stage.pass(3 * HOUR);
    const { args } = await stage.closing(escrow, 'Closed', { id }, from);
    assert.deepEqual([args.outcome, args.toBuyer, args.toSeller, args.toArbiter], [RESOLVED, P + D, D, 0n]);
    assert.equal((await stage.ask('cmt_getDispute', id)).outcome, 'NoArbiter');
    assert.deepEqual(await stage.gains({ buyer, seller }), { buyer: 0n, seller: 0n });
    await emptied();
  });

  test('dispute, bids, both accept, ruling, payouts', async () => {
    const { buyer, seller, cheap, good } = await stage.cast({ buyer: '100', seller: '100', cheap: '1010', good: '1010' });
    await register(cheap, good);
    const { id, caseId } = await quarrel(buyer, seller);
    const fee = parseEther('1.5');
    await stage.act(cheap, arbitration, 'bid', [caseId, parseEther('1')]);
    await stage.act(good, arbitration, 'bid', [caseId, fee]);
    assert.equal(await stage.refusal(good, arbitration, 'bid', [caseId, D + 1n]), 'FeeTooHigh');
    assert.equal(await stage.refusal(seller, arbitration, 'bid', [caseId, 1n]), 'NotArbiter');
    await stage.act(buyer, arbitration, 'submitEvidence', [caseId, hashOf('a photograph'), 'ipfs://photograph']);
    await stage.act(buyer, arbitration, 'acceptBid', [caseId, good.address]);
    const accepted = await stage.act(seller, arbitration, 'acceptBid', [caseId, good.address]);
    const appointed = stage.event(arbitration, accepted, 'ArbiterAppointed');
    assert.deepEqual([appointed.arbiter, appointed.fee, appointed.drawn], [good.address, fee, false]);

    const dispute = await stage.ask('cmt_getDispute', toHex(caseId));
    assert.deepEqual([dispute.phase, dispute.arbiter, dispute.orderId, BigInt(dispute.fee)], ['Ruling', good.address.toLowerCase(), id, fee]);
    assert.deepEqual(dispute.bids.map(({ fee: asked, acceptedByBuyer, acceptedBySeller }) => [BigInt(asked), acceptedByBuyer, acceptedBySeller]), [[parseEther('1'), false, false], [fee, true, true]]);
    assert.deepEqual(await stage.ask('cmt_getDispute', id), dispute, 'by its order too');

    assert.equal(await stage.refusal(cheap, arbitration, 'rule', [caseId, SELLER]), 'NotAppointed');
    const ruled = await stage.act(good, arbitration, 'rule', [caseId, BUYER]);
    const closed = stage.event(escrow, ruled, 'Closed');
    assert.deepEqual([closed.outcome, closed.toBuyer, closed.toSeller, closed.toArbiter], [RESOLVED, P + D, 0n, D]);
    assert.equal(await stage.refusal(good, arbitration, 'rule', [caseId, SELLER]), 'WrongPhase');
    // The buyer has its money back, the seller has lost its deposit, and the arbiter has earned it (white paper §4).
    await leave(cheap, good);
    assert.deepEqual(await stage.gains({ buyer, seller, cheap, good }), { buyer: 0n, seller: -D, cheap: 0n, good: D });
    await emptied();
  });

  test('with feeOnly the arbiter gets what it asked for, and the winner the rest', async () => {
    const { buyer, seller, arbiter } = await stage.cast({ buyer: '100', seller: '100', arbiter: '1010' });
    await register(arbiter);
    const terms = { bidWindow: 2 * HOUR, acceptWindow: HOUR, rulingWindow: DAY, feeOnly: true, court: '0x0000000000000000000000000000000000000000' };
    const { caseId } = await quarrel(buyer, seller, { arbitration: terms });
    const fee = parseEther('0.7');
    await stage.act(arbiter, arbitration, 'bid', [caseId, fee]);
    await stage.act(buyer, arbitration, 'acceptBid', [caseId, arbiter.address]);
    await stage.act(seller, arbitration, 'acceptBid', [caseId, arbiter.address]);
    await stage.act(arbiter, arbitration, 'rule', [caseId, SELLER]);
    await leave(arbiter);
    assert.deepEqual(await stage.gains({ buyer, seller, arbiter }), { buyer: -P - D, seller: P + D - fee, arbiter: fee });
    await emptied();
  });

  test('a silent arbiter loses part of its bond to the parties, and the next one rules', async () => {
    const { buyer, seller, silent, diligent, vetoed } = await stage.cast({ buyer: '100', seller: '100', silent: '1010', diligent: '1010', vetoed: '1010' });
    await register(silent, diligent, vetoed);
    const { id, caseId, from } = await quarrel(buyer, seller);
    const fee = parseEther('1.2');
    await stage.act(vetoed, arbitration, 'bid', [caseId, parseEther('0.5')]);
    await stage.act(silent, arbitration, 'bid', [caseId, parseEther('1')]);
    await stage.act(diligent, arbitration, 'bid', [caseId, fee]);
    await stage.act(seller, arbitration, 'vetoBid', [caseId, vetoed.address]);

    // No agreement: the cheapest bid that nobody vetoed, by itself.
    await stage.pass(2 * HOUR);
    assert.equal(await phase(caseId), 'Accepting');
    await stage.pass(HOUR);
    const first = await stage.closing(arbitration, 'ArbiterAppointed', { caseId }, from);
    assert.deepEqual([first.args.arbiter, first.args.drawn], [silent.address, false]);

    const { rulingWindow } = (await stage.read(arbitration, 'getCase', caseId)).terms;
    await stage.pass(rulingWindow);
    const { args: cut } = await stage.closing(arbitration, 'BondCut', { caseId }, from);
    assert.deepEqual([cut.arbiter, cut.amount, cut.bond], [silent.address, CUT, BOND - CUT]);
    const next = await stage.closing(arbitration, 'ArbiterAppointed', { caseId, arbiter: diligent.address }, first.block.number + 1n);
    assert.equal(next.args.fee, fee);
    assert.deepEqual(await stage.gains({ buyer, seller }), { buyer: -P - D + CUT / 2n, seller: -D + CUT / 2n }, 'half of the cut each');
    assert.equal(await stage.refusal(silent, arbitration, 'rule', [caseId, BUYER]), 'NotAppointed');

    const ruled = await stage.act(diligent, arbitration, 'rule', [caseId, SELLER]);
    assert.equal(stage.event(escrow, ruled, 'Closed').id, id);
    const { items } = await stage.ask('cmt_getArbiters');
    const record = items.find(({ account }) => account === silent.address.toLowerCase());
    assert.deepEqual([record.missed, record.ruled, BigInt(record.bond), record.active], ['0x1', '0x0', BOND - CUT, false]);
    await leave(silent, diligent, vetoed);
    assert.deepEqual(await stage.gains({ buyer, seller, silent, diligent, vetoed }), { buyer: -P - D + CUT / 2n, seller: P + CUT / 2n, silent: -CUT, diligent: D, vetoed: 0n });
    await emptied();
  });

  test('no bids: an arbiter is drawn by lot and paid the deposit', async () => {
    const { buyer, seller, one, two } = await stage.cast({ buyer: '100', seller: '100', one: '1010', two: '1010' });
    await register(one, two);
    const { seasoning, minDrawnWindow } = await stage.read(arbitration, 'parameters');
    await stage.pass(Number(seasoning));
    const { id, caseId, from } = await quarrel(buyer, seller);
    await stage.pass(3 * HOUR);
    const { args } = await stage.closing(arbitration, 'ArbiterAppointed', { caseId }, from);
    assert.deepEqual([args.fee, args.drawn], [D, true]);
    assert.ok(args.ruleBy >= BigInt(await stage.now()) + minDrawnWindow);
    const drawn = [one, two].find(({ address }) => address === args.arbiter);
    assert.ok(drawn, `${args.arbiter} is one of the two`);
    await stage.act(drawn, arbitration, 'rule', [caseId, BUYER]);
    assert.equal(await stage.state(id), 'Resolved');
    await leave(one, two);
    const gains = await stage.gains({ buyer, seller, one, two });
    assert.deepEqual(gains, { buyer: 0n, seller: -D, one: 0n, two: 0n, [drawn.name]: D });
    await emptied();
  });

  test('they make up before the ruling: the appointed arbiter is paid half by each', async () => {
    const { buyer, seller, arbiter } = await stage.cast({ buyer: '100', seller: '100', arbiter: '1010' });
    await register(arbiter);
    const { id, caseId } = await quarrel(buyer, seller);
    const fee = parseEther('1') + 1n;
    await stage.act(arbiter, arbitration, 'bid', [caseId, fee]);
    await stage.act(buyer, arbitration, 'acceptBid', [caseId, arbiter.address]);
    await stage.act(seller, arbitration, 'acceptBid', [caseId, arbiter.address]);
    await stage.act(seller, escrow, 'proposeSettlement', [id, P / 4n]);
    await stage.act(buyer, escrow, 'agreeSettlement', [id, P / 4n]);
    assert.equal((await stage.ask('cmt_getDispute', id)).outcome, 'Settled');
    await leave(arbiter);
    const half = fee / 2n;
    assert.deepEqual(await stage.gains({ buyer, seller, arbiter }), { buyer: -P / 4n - half - 1n, seller: P / 4n - half, arbiter: fee });
    await emptied();
  });
});
