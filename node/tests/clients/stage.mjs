// Where a story plays: people with coins of their own, a clock that can be put forward, and books that are right to the wei.
import assert from 'node:assert/strict';
import { addresses, arbitrationAbi, closingAbi, escrowAbi, identityAbi } from '@cybermiles/contracts';
import { createWalletClient, getAddress, http, keccak256, parseEther, parseEventLogs, toHex, zeroAddress } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { rpc } from './node.mjs';
import { chainAt, once, publicClient, walletClient } from './viem-clients.mjs';

export const HOUR = 3_600;
export const DAY = 86_400;

/** Who sends the transaction that closes a block: the system address of EIP-2935 and EIP-4788. */
export const SYSTEM = '0xfffffffffffffffffffffffffffffffffffffffe';

export const escrow = { address: addresses.escrow, abi: escrowAbi };
export const arbitration = { address: addresses.arbitration, abi: arbitrationAbi };
export const identity = { address: addresses.identity, abi: identityAbi };

/** The states of an order, in the order of `IEscrow.State`. */
export const STATES = ['None', 'Offered', 'Active', 'Shipped', 'Delivered', 'Disputed', 'Completed', 'Cancelled', 'Expired', 'Settled', 'Resolved'];

/** A number nobody has used. */
export const fresh = () => generatePrivateKey();

/** Hash of a text. */
export const hashOf = (text) => keccak256(toHex(text));

export class Stage {
  constructor(node) {
    this.node = node;
    this.client = publicClient(node);
    this.bankers = 0;
  }

  /** One JSON-RPC call that has to succeed. */
  async ask(method, ...params) {
    const { result, error } = await rpc(this.node.url, method, params);
    assert.equal(error, undefined, `${method}(${JSON.stringify(params).slice(0, 200)}): ${JSON.stringify(error)}`);
    return result;
  }

  /**
   * People nobody has seen before, with these coins.
   * @template {string} Name
   * @param {Record<Name, string>} coins CMT by name
   * @param {Partial<Record<Name, import('viem').Account>>} [known] accounts of those who had one before the chain began
   * @returns {Promise<Record<Name, Person>>}
   */
  async cast(coins, known = {}) {
    const banker = walletClient(this.node, this.bankers++ % 10);
    const people = {};
    for (const [name, amount] of Object.entries(coins)) {
      const account = known[name] ?? privateKeyToAccount(generatePrivateKey());
      const value = parseEther(amount);
      if (value > 0n) await this.mined(await banker.sendTransaction({ to: account.address, value }));
      const wallet = createWalletClient({ account, chain: chainAt(this.node), transport: http(this.node.url, once) });
      people[name] = { name, account, address: account.address, wallet, had: value, fees: 0n };
    }
    return people;
  }

  async mined(hash) {
    const receipt = await this.client.waitForTransactionReceipt({ hash });
    assert.equal(receipt.status, 'success', `transaction ${hash}`);
    return receipt;
  }

  /** A transaction of `person` that has to succeed; what it costs in gas is noted. */
  async act(person, contract, functionName, args = [], value = 0n) {
    const receipt = await this.mined(await person.wallet.writeContract({ ...contract, functionName, args, value }));
    person.fees += receipt.gasUsed * receipt.effectiveGasPrice;
    return receipt;
  }

  /** The name of the error a call of `person` is refused with. */
  async refusal(person, contract, functionName, args = [], value = 0n) {
    try {
      await this.client.simulateContract({ ...contract, functionName, args, value, account: person.account });
    } catch (error) {
      const revert = error.walk?.((inner) => inner.name === 'ContractFunctionRevertedError');
      if (revert?.data) return revert.data.errorName;
      throw error;
    }
    assert.fail(`${person.name} may ${functionName}`);
  }

  read(contract, functionName, ...args) {
    return this.client.readContract({ ...contract, functionName, args });
  }

  /** The only event of this name in a receipt. */
  event(contract, receipt, eventName) {
    const found = parseEventLogs({ abi: contract.abi, eventName, logs: receipt.logs.filter(({ address }) => getAddress(address) === getAddress(contract.address)) });
    assert.equal(found.length, 1, `${eventName} in ${receipt.transactionHash}`);
    return found[0].args;
  }

  /** What each of these people has gained, in wei, what they paid for gas left out. */
  async gains(people) {
    const gains = {};
    for (const { name, address, had, fees } of Object.values(people)) {
      gains[name] = (await this.client.getBalance({ address })) + fees - had;
    }
    return gains;
  }

  /** The time of the latest block, in Unix seconds. */
  async now() {
    return Number((await this.client.getBlock()).timestamp);
  }

  /** Lets time pass and a block be made; resolves to that block. */
  async pass(seconds) {
    const target = (await this.now()) + seconds;
    await this.ask('evm_increaseTime', toHex(seconds));
    await this.ask('evm_mine');
    const block = await this.client.getBlock({ includeTransactions: true });
    assert.ok(Number(block.timestamp) >= target, `the block is at ${block.timestamp}, not yet at ${target}`);
    return block;
  }

  /** The receipt of the system transaction that closes the first block at or after `block` with an event of this name for us. */
  async closing(contract, eventName, args, fromBlock) {
    const logs = await this.client.getContractEvents({ ...contract, eventName, args, fromBlock });
    assert.equal(logs.length, 1, `${eventName} of ${Object.values(args)}`);
    const [log] = logs;
    const block = await this.client.getBlock({ blockHash: log.blockHash, includeTransactions: true });
    const last = block.transactions.at(-1);
    assert.equal(last.hash, log.transactionHash, 'what settles by itself is in the last transaction of its block');
    assert.equal(last.from, SYSTEM);
    assert.equal(getAddress(last.to), getAddress(addresses.closing));
    assert.deepEqual([last.type, last.gasPrice, last.value, last.r, last.s], ['legacy', 0n, 0n, '0x0', '0x0']);
    const receipt = await this.client.getTransactionReceipt({ hash: last.hash });
    assert.deepEqual([receipt.status, receipt.from, receipt.gasUsed], ['success', SYSTEM, 0n]);
    assert.deepEqual(parseEventLogs({ abi: closingAbi, eventName: 'SettlementFailed', logs: receipt.logs }), [], 'everything due could be settled');
    return { block, receipt, args: log.args };
  }

  /** What the native contracts hold is what they owe by their own books, to the wei. */
  async kept() {
    const [, held, free] = await this.read(escrow, 'totals');
    assert.equal(await this.client.getBalance({ address: escrow.address }), held + free, 'the money of the escrow');
    const [bonds, fees] = await this.read(arbitration, 'totals');
    assert.equal(await this.client.getBalance({ address: arbitration.address }), bonds + fees, 'the money of the arbitration');
    const provided = await this.read(identity, 'totalBonds');
    assert.equal(await this.client.getBalance({ address: identity.address }), provided, 'the money of the identities');
    return { held, free, bonds, fees, provided };
  }

  /** The terms of an order as most stories have it: 10 CMT, 2 CMT of deposit, days of time. */
  async terms(buyer, seller, changes = {}) {
    const now = await this.now();
    return {
      buyer: buyer.address,
      seller: seller.address,
      price: parseEther('10'),
      deposit: parseEther('2'),
      carrier: zeroAddress,
      marketplace: zeroAddress,
      feeBps: 0,
      release: 0,
      expiry: now + DAY,
      shipBy: now + 3 * DAY,
      deliverBy: now + 10 * DAY,
      inspection: 3 * DAY,
      arbitration: { bidWindow: 2 * HOUR, acceptWindow: HOUR, rulingWindow: DAY, feeOnly: false, court: zeroAddress },
      termsHash: hashOf('a bicycle, used, blue'),
      salt: fresh(),
      ...changes,
    };
  }

  /** An order both sides have locked their parts for: its id. */
  async active(buyer, seller, terms) {
    const offered = await this.act(seller, escrow, 'offer', [terms], terms.deposit);
    const { id } = this.event(escrow, offered, 'Offered');
    await this.act(buyer, escrow, 'accept', [id], terms.price + terms.deposit);
    return id;
  }

  /** The state of an order, by its name. */
  async state(id) {
    const { state } = await this.read(escrow, 'order', id);
    return STATES[state];
  }
}

/** @typedef {{ name: string, account: import('viem').PrivateKeyAccount, address: `0x${string}`, wallet: import('viem').WalletClient, had: bigint, fees: bigint }} Person */
