// What the ERC-20 left behind is claimed: by a tree, by Ethereum's own proofs, by a holder without a coin, and by nobody else.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { addresses, migrationAbi } from '@cybermiles/contracts';
import { concat, decodeErrorResult, decodeFunctionResult, encodeAbiParameters, encodeFunctionData, getContractAddress, keccak256, pad, parseEther, toHex } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { contracts } from '../contracts.mjs';
import { BLOCK, TOKEN, ethereumWith, genesisFile, treeOf } from '../migrated.mjs';
import { verifyAccountProof } from '../merkle.mjs';
import { CHAIN_ID, againstAnvil, startNode } from '../node.mjs';
import { Stage } from '../stage.mjs';
import { account, walletClient } from '../viem-clients.mjs';

const migration = { address: addresses.migration, abi: migrationAbi };

/** Accounts of the ERC-20 that could not be credited. */
const VAULT = '0x1111111111111111111111111111111111111111';
const SAFE = '0x2222222222222222222222222222222222222222';
const DESK = '0x3333333333333333333333333333333333333333';
const LOST = '0x4444444444444444444444444444444444444444';
const TILL = '0x7777777777777777777777777777777777777777';
const OPEN = '0x5555555555555555555555555555555555555555';
/** One that was credited, and knows how to prove what it had. */
const CREDITED = '0x6666666666666666666666666666666666666666';

const fresh = () => privateKeyToAccount(generatePrivateKey());
const years = (count) => new Date(Date.now() + count * 366 * 86_400_000);

/** Who claims what: named in the genesis, before there is a chain. */
const keeper = fresh();
const poor = fresh();
/** A contract that is not there yet, and means us ill: the first one of an account that does nothing else. */
const FOUNDER = 9;
const hostile = getContractAddress({ from: account(FOUNDER).address, nonce: 0n });

const rows = [
  { account: VAULT, claimant: keeper.address, class: 'contract', wei: parseEther('1234.567') },
  { account: SAFE, claimant: keeper.address, class: 'contract', wei: 7n },
  { account: DESK, claimant: poor.address, class: 'exchange', wei: parseEther('50') },
  { account: LOST, claimant: poor.address, class: 'disputed', wei: parseEther('3') + 1n },
  { account: TILL, claimant: hostile, class: 'contract', wei: parseEther('11') },
  { account: OPEN, claimant: null, class: 'contract', wei: parseEther('900') },
];
const balances = rows.map(({ account: holder, wei }) => [holder, wei]);
const weiOf = Object.fromEntries(balances);
const tree = treeOf(balances);
const merkle = (holder) => tree.proof([holder, weiOf[holder]]);

const types = {
  Claim: [
    ['account', 'address'],
    ['amount', 'uint256'],
    ['recipient', 'address'],
    ['maxFee', 'uint256'],
    ['snapshot', 'bytes32'],
    ['nonce', 'uint256'],
    ['deadline', 'uint256'],
  ].map(([name, type]) => ({ name, type })),
};

describe('what the ERC-20 left behind', { skip: againstAnvil && 'anvil has no native contracts' }, () => {
  let ethereum;
  let folder;
  let node;
  /** @type {Stage} */
  let stage;

  before(async () => {
    ethereum = await ethereumWith([...balances, [CREDITED, parseEther('70')]]);
    folder = mkdtempSync(join(tmpdir(), 'migrated-'));
    const genesis = genesisFile(folder, { stateRoot: ethereum.stateRoot, root: tree.root, rows, begun: years(-1), deadline: years(3) });
    node = await startNode({ datadir: join(folder, 'chain'), genesis });
    stage = new Stage(node);
  });
  after(async () => {
    await node?.kill();
    rmSync(folder, { recursive: true, force: true });
  });

  const remaining = () => stage.read(migration, 'remaining');
  const isClaimed = (holder) => stage.read(migration, 'isClaimed', holder);

  /** What a claimant without a coin signs, and its signature. */
  async function signed(holder, signer, changes = {}) {
    const { domain } = await stage.client.getEip712Domain({ address: migration.address });
    const { name, version, chainId, verifyingContract } = domain;
    const message = {
      account: holder,
      amount: weiOf[holder],
      recipient: signer.address,
      maxFee: parseEther('1'),
      snapshot: (await stage.read(migration, 'snapshot')).blockHash,
      nonce: await stage.read(migration, 'nonces', signer.address),
      deadline: BigInt((await stage.now()) + 86_400 * 3_660),
      ...changes,
    };
    return [message, await signer.signTypedData({ domain: { name, version, chainId, verifyingContract }, types, primaryType: 'Claim', message })];
  }

  test('is told row by row, and where it comes from', async () => {
    const snapshot = await stage.read(migration, 'snapshot');
    assert.deepEqual([snapshot.token.toLowerCase(), snapshot.blockNumber, snapshot.blockHash, snapshot.stateRoot, snapshot.isVyper], [TOKEN, BigInt(BLOCK.number), BLOCK.hash, ethereum.stateRoot, false]);
    assert.equal(await stage.read(migration, 'claimRoot'), tree.root);
    const all = rows.reduce((sum, { wei }) => sum + wei, 0n);
    assert.deepEqual([await stage.read(migration, 'claimable'), await remaining(), await stage.client.getBalance({ address: migration.address })], [all, all, all]);
    assert.equal(BigInt((await stage.ask('cmt_supply')).inMigration), all);
    for (const { account: holder, claimant } of rows) {
      const row = await stage.read(migration, 'row', holder);
      assert.deepEqual([row.exists, BigInt(row.claimant), row.isOpen, row.isClaimed], [true, BigInt(claimant ?? 0), claimant === null, false]);
    }
    assert.equal((await stage.read(migration, 'row', CREDITED)).exists, false);
    const { domain } = await stage.client.getEip712Domain({ address: migration.address });
    assert.deepEqual([domain.name, domain.version, domain.chainId, domain.verifyingContract], ['CyberMiles Migration', '1', CHAIN_ID, addresses.migration]);
  });

  test('is claimed with a Merkle proof, once, and a light client sees that it was', async () => {
    const { owner, stranger, payee } = await stage.cast({ owner: '1', stranger: '1', payee: '0' }, { owner: keeper });
    const args = [VAULT, weiOf[VAULT], merkle(VAULT), payee.address];
    assert.equal(await stage.refusal(stranger, migration, 'claim', args), 'NotClaimant');
    assert.equal(await stage.refusal(owner, migration, 'claim', [VAULT, weiOf[VAULT] + 1n, ...args.slice(2)]), 'InvalidMerkleProof');
    assert.equal(await stage.refusal(owner, migration, 'claim', [VAULT, weiOf[VAULT], merkle(SAFE), payee.address]), 'InvalidMerkleProof');
    assert.equal(await stage.refusal(owner, migration, 'claim', [...args.slice(0, 3), addresses.escrow]), 'NotPayee');
    assert.equal(await stage.refusal(owner, migration, 'claim', args, 1n), 'ValueNotAllowed');
    const before = await remaining();
    const receipt = await stage.act(owner, migration, 'claim', args);
    assert.deepEqual(stage.event(migration, receipt, 'Claimed'), { account: VAULT, claimant: owner.address, recipient: payee.address, amount: weiOf[VAULT], relayer: owner.address, fee: 0n });
    assert.deepEqual(await stage.gains({ owner, payee }), { owner: 0n, payee: weiOf[VAULT] });
    assert.equal(await remaining(), before - weiOf[VAULT]);
    assert.equal(await stage.refusal(owner, migration, 'claim', args), 'AlreadyClaimed');
    assert.equal(await stage.refusal(owner, migration, 'claimWithStorageProof', [VAULT, ...(await ethereum.proofs(VAULT)), payee.address]), 'AlreadyClaimed');

    const slot = keccak256(encodeAbiParameters([{ type: 'address' }, { type: 'uint256' }], [VAULT, 6n]));
    const block = await stage.client.getBlock({ blockNumber: receipt.blockNumber });
    const proof = await stage.ask('eth_getProof', migration.address, [slot], toHex(receipt.blockNumber));
    await verifyAccountProof(block.stateRoot, proof);
    // Claimant, class, exists, is open, is claimed: from the low end.
    assert.equal(BigInt(proof.storageProof[0].value), BigInt(concat(['0x01', '0x00', '0x01', '0x02', pad(owner.address, { size: 20 })])));
  });

  test("is claimed with Ethereum's own proofs", async () => {
    const { owner, payee } = await stage.cast({ owner: '1', payee: '0' }, { owner: keeper });
    const [accountProof, storageProof] = await ethereum.proofs(SAFE);
    const claim = (...proofs) => [SAFE, ...proofs, payee.address];
    const [, another] = await ethereum.proofs(VAULT);
    const [, nothing] = await ethereum.proofs(payee.address);
    const flipped = storageProof.with(-1, `${storageProof.at(-1).slice(0, -1)}${storageProof.at(-1).endsWith('0') ? '1' : '0'}`);
    for (const wrong of [another, nothing, flipped, storageProof.slice(1), storageProof.slice(0, -1), [...storageProof, storageProof[0]], []]) {
      assert.equal(await stage.refusal(owner, migration, 'claimWithStorageProof', claim(accountProof, wrong)), 'InvalidStorageProof');
    }
    assert.equal(await stage.refusal(owner, migration, 'claimWithStorageProof', claim(storageProof, storageProof)), 'InvalidStorageProof');
    await stage.act(owner, migration, 'claimWithStorageProof', claim(accountProof, storageProof));
    assert.equal(await isClaimed(SAFE), true);
    assert.deepEqual(await stage.gains({ payee }), { payee: weiOf[SAFE] });
    assert.equal(await stage.refusal(owner, migration, 'claim', [SAFE, weiOf[SAFE], merkle(SAFE), payee.address]), 'AlreadyClaimed');
  });

  test('is claimed by a holder without a coin, whose relayer is paid what was signed', async () => {
    const { holder, relayer } = await stage.cast({ holder: '0', relayer: '1' }, { holder: poor });
    const [request, signature] = await signed(DESK, poor);
    const fee = parseEther('0.25');
    const claim = (changes = {}, cost = fee) => [{ ...request, ...changes }, cost, merkle(DESK), signature];
    assert.equal(await stage.refusal(relayer, migration, 'claimFor', claim({ recipient: relayer.address })), 'InvalidSignature');
    assert.equal(await stage.refusal(relayer, migration, 'claimFor', claim({ maxFee: parseEther('2') })), 'InvalidSignature');
    assert.equal(await stage.refusal(relayer, migration, 'claimFor', claim({}, parseEther('1') + 1n)), 'FeeTooHigh');
    assert.equal(await stage.refusal(relayer, migration, 'claimFor', claim({ nonce: 1n })), 'WrongNonce');
    assert.equal(await stage.refusal(relayer, migration, 'claimFor', claim({ deadline: 1n })), 'SignatureExpired');
    assert.equal(await stage.refusal(relayer, migration, 'claimFor', claim({ snapshot: tree.root })), 'WrongSnapshot');
    await stage.act(relayer, migration, 'claimFor', claim());
    assert.deepEqual(await stage.gains({ holder, relayer }), { holder: weiOf[DESK] - fee, relayer: fee });
    assert.equal(await stage.refusal(relayer, migration, 'claimFor', claim()), 'AlreadyClaimed');
    assert.equal(await stage.read(migration, 'nonces', poor.address), 1n);

    // The other row, with Ethereum's proofs; an earlier signature was taken back.
    const [old, oldSignature] = await signed(LOST, poor);
    await stage.act(holder, migration, 'cancelClaims');
    const proofs = await ethereum.proofs(LOST);
    assert.equal(await stage.refusal(relayer, migration, 'claimForWithStorageProof', [old, 0n, ...proofs, oldSignature]), 'WrongNonce');
    const [dearer, dearerSignature] = await signed(LOST, poor, { amount: weiOf[LOST] + 1n });
    assert.equal(await stage.refusal(relayer, migration, 'claimForWithStorageProof', [dearer, 0n, ...proofs, dearerSignature]), 'AmountDiffers');
    const [next, nextSignature] = await signed(LOST, poor);
    await stage.act(relayer, migration, 'claimForWithStorageProof', [next, 1n, ...proofs, nextSignature]);
    assert.deepEqual(await stage.gains({ holder, relayer }), { holder: weiOf[DESK] - fee + weiOf[LOST] - 1n, relayer: fee + 1n });
  });

  test('is claimed by a contract that calls, in no other way, and runs none of its code', async () => {
    const { abi, bytecode } = contracts.Hostile;
    const wallet = walletClient(node, FOUNDER);
    const { contractAddress } = await stage.mined(await wallet.deployContract({ abi, bytecode }));
    assert.equal(contractAddress.toLowerCase(), hostile.toLowerCase());
    const claims = [
      encodeFunctionData({ ...migration, functionName: 'claim', args: [TILL, weiOf[TILL], merkle(TILL), hostile] }),
      encodeFunctionData({ ...migration, functionName: 'claimWithStorageProof', args: [TILL, ...(await ethereum.proofs(TILL)), hostile] }),
    ];
    const attempt = (way, data, gas = 1_000_000n) => encodeFunctionData({ abi, functionName: 'attempt', args: [way, migration.address, 0n, data, gas] });
    const [CALL, STATICCALL, DELEGATECALL, CALLCODE] = [0, 1, 2, 3];
    for (const claim of claims) {
      for (const [way, name] of [[STATICCALL, 'StaticCallNotAllowed'], [DELEGATECALL, 'DelegateCallNotAllowed'], [CALLCODE, 'DelegateCallNotAllowed']]) {
        const data = await stage.ask('eth_call', { from: account(FOUNDER).address, to: hostile, data: attempt(way, claim) }, 'latest');
        const [success, answer] = decodeFunctionResult({ abi, functionName: 'attempt', data });
        assert.deepEqual([success, decodeErrorResult({ abi: migrationAbi, data: answer }).errorName], [false, name]);
      }
    }
    const before = await remaining();
    // Too little gas: the claim is undone, and the transaction goes on.
    await stage.mined(await wallet.sendTransaction({ to: hostile, data: attempt(CALL, claims[0], 15_000n) }));
    assert.deepEqual([await remaining(), await isClaimed(TILL)], [before, false]);
    await stage.mined(await wallet.sendTransaction({ to: hostile, data: attempt(CALL, claims[0]) }));
    assert.deepEqual([await remaining(), await isClaimed(TILL)], [before - weiOf[TILL], true]);
    assert.equal(await stage.client.getBalance({ address: hostile }), weiOf[TILL]);
    assert.equal(await stage.client.readContract({ address: hostile, abi, functionName: 'entered' }), 0n);
    await stage.mined(await wallet.sendTransaction({ to: hostile, data: attempt(CALL, claims[1]) }));
    assert.equal(await stage.client.getBalance({ address: hostile }), weiOf[TILL], 'a row is paid once');
  });

  test('is nobody’s as long as nobody is named, and never for who was credited', async () => {
    const { owner } = await stage.cast({ owner: '1' }, { owner: keeper });
    assert.equal(await stage.refusal(owner, migration, 'claim', [OPEN, weiOf[OPEN], merkle(OPEN), owner.address]), 'NoClaimant');
    assert.equal(await stage.refusal({ name: 'the contract', account: OPEN }, migration, 'claim', [OPEN, weiOf[OPEN], merkle(OPEN), OPEN]), 'NoClaimant');
    assert.equal(await stage.refusal({ name: 'a holder', account: CREDITED }, migration, 'claimWithStorageProof', [CREDITED, ...(await ethereum.proofs(CREDITED)), CREDITED]), 'NotClaimable');
    assert.equal(await remaining(), weiOf[OPEN], 'everything else was claimed');
    assert.equal(await stage.client.getBalance({ address: migration.address }), weiOf[OPEN]);
  });

  test('is claimed no more after the deadline', async () => {
    const late = mkdtempSync(join(tmpdir(), 'migrated-late-'));
    const genesis = genesisFile(late, { stateRoot: ethereum.stateRoot, root: tree.root, rows, begun: years(-5), deadline: years(-1) });
    const closed = await startNode({ datadir: join(late, 'chain'), genesis });
    try {
      const there = new Stage(closed);
      const { owner } = await there.cast({ owner: '1' }, { owner: keeper });
      assert.equal(await there.refusal(owner, migration, 'claim', [VAULT, weiOf[VAULT], merkle(VAULT), owner.address]), 'DeadlinePassed');
      assert.equal(await there.refusal(owner, migration, 'claimWithStorageProof', [VAULT, ...(await ethereum.proofs(VAULT)), owner.address]), 'DeadlinePassed');
    } finally {
      await closed.kill();
      rmSync(late, { recursive: true, force: true });
    }
  });
});
