// CMT as any ERC-20 application takes it, with viem's own ERC-20 ABI.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { addresses, cmtAbi } from '@cybermiles/contracts';
import { erc20Abi, parseEther, parseSignature, zeroAddress } from 'viem';
import { contracts } from '../contracts.mjs';
import { againstAnvil, CHAIN_ID, startNode } from '../node.mjs';
import { account } from '../viem-clients.mjs';
import { DAY, Stage, escrow, hashOf } from '../stage.mjs';

const token = { address: addresses.cmt, abi: erc20Abi };
const cmt = { address: addresses.cmt, abi: cmtAbi };

describe('the coin', { skip: againstAnvil && 'anvil has no native contracts' }, () => {
  let node;
  /** @type {Stage} */
  let stage;

  before(async () => {
    node = await startNode();
    stage = new Stage(node);
  });
  after(() => node?.kill());

  test('is an ERC-20 whose balances are those of the accounts', async () => {
    const { owner, friend } = await stage.cast({ owner: '100', friend: '0' });
    const facts = await Promise.all(['name', 'symbol', 'decimals', 'totalSupply'].map((name) => stage.read(token, name)));
    assert.deepEqual(facts, ['CyberMiles', 'CMT', 18, parseEther('100000')], 'ten accounts with 10,000 CMT each');
    const many = await stage.client.multicall({ allowFailure: false, contracts: [0, 1, 2].map((index) => ({ ...token, functionName: 'balanceOf', args: [account(index).address] })) });
    for (const [index, balance] of many.entries()) assert.equal(balance, await stage.client.getBalance({ address: account(index).address }));

    const value = parseEther('7') + 1n;
    const receipt = await stage.act(owner, token, 'transfer', [friend.address, value]);
    const { from, to, value: moved } = stage.event(token, receipt, 'Transfer');
    assert.deepEqual([from, to, moved], [owner.address, friend.address, value]);
    assert.equal(await stage.read(token, 'balanceOf', friend.address), value);
    assert.deepEqual(await stage.gains({ owner, friend }), { owner: -value, friend: value });
    assert.equal(await stage.refusal(owner, cmt, 'transfer', [zeroAddress, 1n]), 'ERC20InvalidReceiver');
    assert.equal(await stage.refusal(owner, cmt, 'transfer', [addresses.escrow, 1n]), 'ERC20InvalidReceiver');
    assert.equal(await stage.refusal(owner, cmt, 'transfer', [friend.address, parseEther('1000')]), 'ERC20InsufficientBalance');
  });

  test('is spent with a signature instead of a transaction of the owner', async () => {
    const { owner, shop, till } = await stage.cast({ owner: '100', shop: '1', till: '0' });
    const { domain } = await stage.client.getEip712Domain({ address: token.address });
    assert.deepEqual({ ...domain }, { name: 'CyberMiles', version: '1', chainId: CHAIN_ID, verifyingContract: token.address, salt: `0x${'00'.repeat(32)}` });
    const value = parseEther('30');
    const deadline = BigInt((await stage.now()) + DAY);
    const permit = async (signer, nonce) => {
      const field = (name, type) => ({ name, type });
      const signature = await signer.account.signTypedData({
        domain: { name: domain.name, version: domain.version, chainId: domain.chainId, verifyingContract: domain.verifyingContract },
        types: { Permit: [field('owner', 'address'), field('spender', 'address'), field('value', 'uint256'), field('nonce', 'uint256'), field('deadline', 'uint256')] },
        primaryType: 'Permit',
        message: { owner: owner.address, spender: shop.address, value, nonce, deadline },
      });
      const { r, s, v } = parseSignature(signature);
      return [owner.address, shop.address, value, deadline, Number(v), r, s];
    };
    assert.equal(await stage.refusal(shop, cmt, 'permit', await permit(shop, 0n)), 'InvalidSignature');
    const signed = await permit(owner, 0n);
    await stage.act(shop, cmt, 'permit', signed);
    assert.equal(await stage.refusal(shop, cmt, 'permit', signed), 'InvalidSignature', 'a signature counts once');
    assert.equal(await stage.read(cmt, 'nonces', owner.address), 1n);

    await stage.act(shop, token, 'transferFrom', [owner.address, till.address, value - 1n]);
    assert.equal(await stage.read(token, 'allowance', owner.address, shop.address), 1n);
    assert.equal(await stage.refusal(shop, cmt, 'transferFrom', [owner.address, till.address, 2n]), 'ERC20InsufficientAllowance');
    assert.equal(owner.fees, 0n, 'the owner has sent no transaction');
    assert.deepEqual(await stage.gains({ owner, shop, till }), { owner: 1n - value, shop: 0n, till: value - 1n });
  });

  test('is destroyed by its owner for ever, and the supply says so', async () => {
    const { owner } = await stage.cast({ owner: '100' });
    const before = await stage.ask('cmt_supply');
    const value = parseEther('3') + 5n;
    const { blockNumber } = await stage.act(owner, cmt, 'burn', [value]);
    const supply = await stage.ask('cmt_supply');
    assert.equal(BigInt(supply.total), BigInt(before.total) - value);
    assert.equal(BigInt(supply.burned), BigInt(before.burned) + value);
    assert.deepEqual(await stage.ask('cmt_supply', `0x${(blockNumber - 1n).toString(16)}`), before, 'the block before knows nothing of it');
    assert.deepEqual(await stage.gains({ owner }), { owner: -value });
  });

  test('is taken by a shop that is a contract and sells through the escrow', async () => {
    const { owner, buyer, till } = await stage.cast({ owner: '100', buyer: '100', till: '0' });
    const { Shop } = contracts;
    const [price, deposit] = [parseEther('3'), parseEther('0.5')];
    const deployed = await stage.mined(await owner.wallet.deployContract({ ...Shop, value: deposit }));
    owner.fees += deployed.gasUsed * deployed.effectiveGasPrice;
    const shop = { address: deployed.contractAddress, abi: Shop.abi };
    await stage.act(owner, shop, 'list', [7n, { price, deposit, description: hashOf('a bicycle') }]);

    const ordered = await stage.act(buyer, shop, 'order', [7n]);
    const { id, terms, bySeller } = stage.event(escrow, ordered, 'Offered');
    assert.deepEqual([terms.price, terms.deposit, terms.buyer, bySeller], [price, deposit, buyer.address, true]);
    assert.equal((await stage.kept()).held, deposit);
    await stage.act(buyer, escrow, 'accept', [id], price + deposit);
    await stage.act(owner, shop, 'ship', [id, hashOf('parcel')]);
    await stage.pass(18 * DAY);
    await stage.closing(escrow, 'Closed', { id }, ordered.blockNumber);
    assert.equal(await stage.read(token, 'balanceOf', shop.address), price + deposit, 'paid without any of its code being run');
    assert.equal((await stage.ask('cmt_getOrder', id)).seller, shop.address);

    await stage.act(owner, shop, 'withdraw', [till.address, price + deposit]);
    assert.deepEqual(await stage.gains({ owner, buyer, till }), { owner: -deposit, buyer: -price, till: price + deposit });
    assert.equal((await stage.kept()).held, 0n);
  });
});
