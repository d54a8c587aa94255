// Identity from the provider to the last grant: the chain knows keys, commitments and permissions; the data stay with the person.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { getAddress, parseEther, toHex } from 'viem';
import { commitmentOf, readData, startDataServer } from '../data-server.mjs';
import { againstAnvil, CHAIN_ID, startNode } from '../node.mjs';
import { walletClient } from '../viem-clients.mjs';
import { DAY, HOUR, Stage, arbitration, escrow, fresh, hashOf, identity } from '../stage.mjs';

/** The kinds a provider says it is of: bit 0 keeps wallets, bit 1 knows customers. */
const WALLET = 1 << 0;
const KYC = 1 << 1;

const LEVEL = hashOf('cybermiles.kyc.level');
const field = (name, type) => ({ name, type });

describe('an identity', { skip: againstAnvil && 'anvil has no native contracts' }, () => {
  let node;
  /** @type {Stage} */
  let stage;
  let domain;

  before(async () => {
    node = await startNode();
    stage = new Stage(node);
    domain = { name: 'CyberMiles Identity', version: '1', chainId: CHAIN_ID, verifyingContract: identity.address };
  });
  after(() => node?.kill());

  const bond = async () => (await stage.read(identity, 'parameters')).minBond;

  /** What a person signs to take a grant back without sending a transaction. */
  const signedRevocation = async (person, grantId) => {
    const deadline = BigInt((await stage.now()) + DAY);
    const signature = await person.account.signTypedData({
      domain,
      types: { RevokeGrant: [field('grantId', 'uint256'), field('nonce', 'uint256'), field('deadline', 'uint256')] },
      primaryType: 'RevokeGrant',
      message: { grantId, nonce: await stage.read(identity, 'nonces', person.address), deadline },
    });
    return [grantId, deadline, signature];
  };

  const active = async (grantId) => stage.read(identity, 'isActive', grantId, BigInt(await stage.now()));

  test('provider, key, record, attestation', async () => {
    const { provider, person, relay } = await stage.cast({ provider: '2100', person: '1', relay: '1' });
    const minBond = await bond();
    await stage.act(provider, identity, 'register', [WALLET | KYC, hashOf('a provider')], minBond);
    assert.equal((await stage.kept()).provided, minBond);
    assert.equal(await stage.refusal(person, identity, 'register', [WALLET, hashOf('no bond')], 1n), 'BondTooSmall');

    // A wallet at the provider, whose key is rotated later.
    const key = (fill) => `0x02${fill.repeat(32)}`;
    const registered = await stage.act(person, identity, 'registerWallet', [provider.address, 1, key('11'), hashOf('payments')]);
    const { walletId } = stage.event(identity, registered, 'WalletRegistered');
    await stage.act(person, identity, 'rotateKey', [walletId, 1, key('22')]);
    assert.equal(await stage.refusal(relay, identity, 'rotateKey', [walletId, 1, key('33')]), 'NotController');

    // A record: the chain gets its salted commitment.
    const record = { text: 'Ada, 1 Analytical Street', salt: fresh() };
    await stage.act(person, identity, 'setRecord', [hashOf('address'), hashOf('postal address'), commitmentOf(record)]);

    // What the attester signed is handed in by somebody else.
    const deadline = BigInt((await stage.now()) + DAY);
    const expiresAt = BigInt((await stage.now()) + 30 * DAY);
    const commitment = toHex(2, { size: 32 });
    const message = { attester: provider.address, subject: person.address, schema: LEVEL, commitment, expiresAt, revocable: true, nonce: 0n, deadline };
    const signature = await provider.account.signTypedData({
      domain,
      types: { Attest: [field('attester', 'address'), field('subject', 'address'), field('schema', 'bytes32'), field('commitment', 'bytes32'), field('expiresAt', 'uint256'), field('revocable', 'bool'), field('nonce', 'uint256'), field('deadline', 'uint256')] },
      primaryType: 'Attest',
      message,
    });
    const arguments_ = (subject) => [provider.address, subject, LEVEL, commitment, expiresAt, true, deadline, signature];
    assert.equal(await stage.refusal(relay, identity, 'attestBySig', arguments_(relay.address)), 'InvalidSignature');
    const attested = await stage.act(relay, identity, 'attestBySig', arguments_(person.address));
    const { uid } = stage.event(identity, attested, 'Attested');
    const passes = () => stage.read(identity, 'isAttested', person.address, LEVEL, provider.address);
    assert.equal(await passes(), true);

    // Who leaves the choice of attesters to governance asks otherwise; on a development chain account 0 governs.
    const trusted = () => stage.read(identity, 'hasTrusted', person.address, LEVEL, 1);
    assert.equal(await trusted(), false);
    assert.equal(await stage.refusal(relay, identity, 'setTrusted', [provider.address, 1, true]), 'NotGovernor');
    const governor = walletClient(node, 0);
    await stage.mined(await governor.writeContract({ ...identity, functionName: 'setTrusted', args: [provider.address, 1, true] }));
    assert.equal(await trusted(), true);

    // All of it in one answer.
    const known = await stage.ask('cmt_getIdentity', person.address);
    assert.equal(getAddress(known.controller), person.address);
    assert.deepEqual(known.wallets.map(({ publicKey, keyType, version, revoked }) => [publicKey, keyType, version, revoked]), [[key('22'), 'Secp256k1', '0x2', false]]);
    assert.deepEqual(known.records.map(({ id, commitment: found }) => [id, found]), [[hashOf('address'), commitmentOf(record)]]);
    assert.deepEqual(known.attestations.map(({ uid: number, valid }) => [BigInt(number), valid]), [[uid, true]]);
    assert.equal((await stage.ask('cmt_getIdentity', provider.address)).provider.bond, toHex(minBond));

    // It expires by itself, and a new one is revoked.
    await stage.pass(30 * DAY);
    assert.equal(await passes(), false);
    assert.deepEqual((await stage.ask('cmt_getIdentity', person.address)).attestations.map(({ valid }) => valid), [false]);
    const again = await stage.act(provider, identity, 'attest', [person.address, LEVEL, commitment, 0n, true]);
    assert.equal(await passes(), true);
    await stage.act(provider, identity, 'revokeAttestation', [stage.event(identity, again, 'Attested').uid]);
    assert.equal(await passes(), false);

    // The bond goes home by itself.
    const left = await stage.act(provider, identity, 'announceLeave');
    const { unbonding } = await stage.read(identity, 'parameters');
    await stage.pass(Number(unbonding));
    await stage.closing(identity, 'BondReleased', { provider: provider.address }, left.blockNumber);
    assert.deepEqual(await stage.gains({ provider, person, relay }), { provider: 0n, person: 0n, relay: 0n });
    assert.equal((await stage.kept()).provided, 0n);
  });

  test('a grant begins, ends by itself, and is taken back through a relay', async () => {
    const { person, client, relay } = await stage.cast({ person: '1', client: '1', relay: '1' });
    const scope = hashOf('address');
    const now = await stage.now();
    const period = [BigInt(now + HOUR), BigInt(now + 2 * DAY)];
    assert.equal(await stage.refusal(person, identity, 'createGrant', [client.address, [scope], hashOf('delivery'), 0n, 0n]), 'InvalidPeriod', 'for ever is not offered');
    const created = await stage.act(person, identity, 'createGrant', [client.address, [scope], hashOf('delivery'), ...period]);
    const { grantId } = stage.event(identity, created, 'GrantCreated');
    assert.equal(await active(grantId), false, 'not yet');
    await stage.pass(HOUR);
    assert.equal(await active(grantId), true);
    const logged = await stage.act(client, identity, 'logAccess', [grantId, hashOf('what was read')]);
    assert.equal(stage.event(identity, logged, 'AccessLogged').by, client.address);
    await stage.pass(2 * DAY);
    assert.equal(await active(grantId), false, 'it has expired');
    assert.equal(await stage.refusal(client, identity, 'logAccess', [grantId, hashOf('late')]), 'GrantNotActive');

    const until = BigInt((await stage.now()) + DAY);
    const second = await stage.act(person, identity, 'createGrant', [client.address, [scope], hashOf('delivery'), 0n, until]);
    const { grantId: taken } = stage.event(identity, second, 'GrantCreated');
    assert.equal(await active(taken), true);
    const revocation = await signedRevocation(person, taken);
    assert.equal(await stage.refusal(relay, identity, 'revokeGrantBySig', await signedRevocation(client, taken)), 'InvalidSignature');
    await stage.act(relay, identity, 'revokeGrantBySig', revocation);
    assert.equal(await active(taken), false, 'from this second on');
    assert.ok(['InvalidSignature', 'GrantAlreadyRevoked'].includes(await stage.refusal(relay, identity, 'revokeGrantBySig', revocation)));

    const given = await stage.ask('cmt_getGrants', person.address);
    assert.deepEqual(given.items.map((grant) => [BigInt(grant.id), grant.active, grant.revoked]), [[grantId, false, false], [taken, false, true]]);
    assert.deepEqual((await stage.ask('cmt_getGrants', client.address, 'received')).items, given.items);
    const first = await stage.ask('cmt_getGrants', person.address, 'given', '0x0', '0x1');
    assert.deepEqual([first.items.length, first.next], [1, '0x1']);
    assert.deepEqual((await stage.ask('cmt_getGrants', person.address, 'given', first.next, '0x1')).items, [given.items[1]]);
    const { items: [before] } = await stage.ask('cmt_getGrants', person.address, 'given', '0x1', '0x1', toHex(second.blockNumber));
    assert.deepEqual([before.active, before.revoked], [true, false], 'history knows it as it was');
    assert.deepEqual(await stage.gains({ person, client, relay }), { person: 0n, client: 0n, relay: 0n });
  });

  test('an arbiter reads the evidence under a grant, and only as long as it lasts', async (t) => {
    const { buyer, seller, arbiter } = await stage.cast({ buyer: '100', seller: '100', arbiter: '1010' });
    await stage.act(arbiter, arbitration, 'register', [1, hashOf('an arbiter')], parseEther('1000'));
    const id = await stage.active(buyer, seller, await stage.terms(buyer, seller));
    const disputed = await stage.act(buyer, escrow, 'dispute', [id]);
    const { caseId } = stage.event(escrow, disputed, 'Disputed');
    await stage.act(arbiter, arbitration, 'bid', [caseId, parseEther('1')]);
    await stage.act(buyer, arbitration, 'acceptBid', [caseId, arbiter.address]);
    await stage.act(seller, arbitration, 'acceptBid', [caseId, arbiter.address]);

    // What the parties wrote to each other stays on the buyer's server; the chain has its commitment.
    const scope = hashOf('our letters');
    const letters = { text: 'It is not blue.', salt: fresh() };
    const server = await startDataServer(stage.client, buyer.address, { [scope]: letters });
    t.after(server.stop);
    await stage.act(buyer, identity, 'setRecord', [scope, hashOf('letters'), commitmentOf(letters)]);
    const until = BigInt((await stage.now()) + DAY);
    const created = await stage.act(buyer, identity, 'createGrant', [arbiter.address, [scope], id, 0n, until]);
    const { grantId } = stage.event(identity, created, 'GrantCreated');

    const shown = await readData(server.url, arbiter, grantId, scope);
    assert.deepEqual(shown, letters);
    const { commitment } = await stage.read(identity, 'recordOf', buyer.address, scope);
    assert.equal(commitmentOf(shown), commitment, 'what the arbiter was shown is what the buyer had committed to');
    await stage.act(arbiter, identity, 'logAccess', [grantId, hashOf(shown.text)]);
    assert.deepEqual(await readData(server.url, seller, grantId, scope), { reason: 'not the client' });
    assert.deepEqual(await readData(server.url, arbiter, grantId, hashOf('my diary')), { reason: 'out of scope' });
    assert.deepEqual(await readData(server.url, arbiter, grantId + 1n, scope), { reason: 'a grant of somebody else' });

    await stage.act(arbiter, arbitration, 'rule', [caseId, 1]);
    await stage.act(buyer, identity, 'revokeGrant', [grantId]);
    assert.deepEqual(await readData(server.url, arbiter, grantId, scope), { reason: 'not active' });
    const [deposit, minBond] = [parseEther('2'), parseEther('1000')];
    assert.deepEqual(await stage.gains({ buyer, seller, arbiter }), { buyer: 0n, seller: -deposit, arbiter: deposit - minBond });
    assert.deepEqual(await stage.kept(), { held: 0n, free: 0n, bonds: minBond, fees: 0n, provided: 0n });
  });

  test('a lost key: the delegate recovers the identity after the delay', async () => {
    const { person, friend, heir, attester } = await stage.cast({ person: '1', friend: '1', heir: '1', attester: '1010' });
    await stage.act(attester, identity, 'register', [KYC, hashOf('an attester')], await bond());
    await stage.act(attester, identity, 'attest', [person.address, LEVEL, toHex(1, { size: 32 }), 0n, true]);
    await stage.act(person, identity, 'setRecovery', [friend.address, BigInt(2 * DAY)]);
    assert.equal(await stage.refusal(heir, identity, 'startRecovery', [person.address, heir.address]), 'NotDelegate');
    await stage.act(friend, identity, 'startRecovery', [person.address, heir.address]);
    assert.equal(await stage.refusal(heir, identity, 'acceptRecovery', [person.address]), 'RecoveryNotReady');
    await stage.pass(2 * DAY);
    await stage.act(heir, identity, 'acceptRecovery', [person.address]);
    const passes = (who) => stage.read(identity, 'isAttested', who.address, LEVEL, attester.address);
    assert.deepEqual([await passes(heir), await passes(person)], [true, false], 'the new account passes in place of the old one');
    assert.equal((await stage.ask('cmt_getIdentity', heir.address)).identity, person.address.toLowerCase());
    assert.equal(await stage.ask('cmt_getIdentity', person.address), null, 'the old account acts for nobody any more');
    assert.deepEqual(await stage.gains({ person, friend, heir, attester }), { person: 0n, friend: 0n, heir: 0n, attester: -(await bond()) });
  });
});
