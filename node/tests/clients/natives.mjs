// The native contracts, each with calls that change something and a way to be paid by it: what a test that is about all of
// them needs to know of one.
import { addresses, arbitrationAbi, cmtAbi, escrowAbi, identityAbi } from '@cybermiles/contracts';
import { encodeFunctionData, keccak256, parseEther, toHex, zeroAddress } from 'viem';
import { generatePrivateKey, privateKeyToAddress } from 'viem/accounts';

/**
 * @typedef {object} Change a call that changes something, from anyone who has the coins
 * @property {`0x${string}`} data
 * @property {bigint} value
 * @property {`0x${string}`[]} [watch] accounts beside caller and contract that it changes
 *
 * @typedef {object} Actor somebody who can call
 * @property {`0x${string}`} payee its address
 * @property {(data: `0x${string}`, value?: bigint) => Promise<`0x${string}`>} call calls the native contract; the answer
 * @property {(data: `0x${string}`) => Promise<void>} fromOutside another account calls it
 * @property {(seconds: number) => Promise<void>} wait lets time pass and seals a block
 * @property {import('viem').PublicClient} client
 */

/** A number nobody has used. */
const fresh = () => generatePrivateKey();

/** An address nobody has used. */
const nobody = () => privateKeyToAddress(fresh());

const encode = (abi) => (functionName, ...args) => encodeFunctionData({ abi, functionName, args });

/** Further ahead than any test lets time pass, in Unix seconds. */
const later = (seconds) => Math.floor(Date.now() / 1000) + 400 * 86_400 + seconds;

const cmtCall = encode(cmtAbi);
const cmt = {
  name: 'CMT',
  address: addresses.cmt,
  abi: cmtAbi,
  /** @returns {Change} */
  change: () => ({ data: cmtCall('approve', nobody(), 7n), value: 0n }),
  /** Other changes, which can be made once. @returns {Change[]} */
  others() {
    const to = nobody();
    return [
      { data: cmtCall('transfer', to, parseEther('1')), value: 0n, watch: [to] },
      { data: cmtCall('burn', parseEther('1')), value: 0n },
    ];
  },
  /** What it owes by its own books. */
  ledger: (client) =>
    Promise.all(['totalSupply', 'totalBurned'].map((functionName) => client.readContract({ address: addresses.cmt, abi: cmtAbi, functionName }))),
  /** The payee gives coins away and gets them back. @param {Actor} actor */
  async refund({ payee, call, fromOutside, outside }) {
    await call(cmtCall('transfer', outside, 5n));
    await fromOutside(cmtCall('transfer', payee, 5n));
  },
};

/** Terms of an order in which `buyer` buys from nobody in particular. */
const termsOf = (buyer) => ({
  buyer,
  seller: '0x1111111111111111111111111111111111111111',
  price: parseEther('1'),
  deposit: parseEther('0.1'),
  carrier: '0x3333333333333333333333333333333333333333',
  marketplace: '0x2222222222222222222222222222222222222222',
  feeBps: 250,
  release: 0,
  expiry: later(0),
  shipBy: later(3_600),
  deliverBy: later(7_200),
  inspection: 3_600,
  arbitration: { bidWindow: 3_600, acceptWindow: 3_600, rulingWindow: 3_600, feeOnly: false, court: zeroAddress },
  termsHash: keccak256(toHex('a bicycle')),
  salt: fresh(),
});

const escrowCall = encode(escrowAbi);
const escrow = {
  name: 'Escrow',
  address: addresses.escrow,
  abi: escrowAbi,
  change(caller) {
    // Who is not known yet cannot be a party.
    if (caller === undefined) return { data: escrowCall('deposit'), value: 1n };
    const terms = termsOf(caller);
    return { data: escrowCall('offer', terms), value: terms.price + terms.deposit };
  },
  others: () => [{ data: escrowCall('deposit'), value: parseEther('1') }],
  ledger: (client) => client.readContract({ address: addresses.escrow, abi: escrowAbi, functionName: 'totals' }),
  async refund({ payee, call }) {
    const { data, value } = escrow.change(payee);
    await call(escrowCall('cancel', await call(data, value)));
    await call(escrowCall('deposit'), 3n);
    await call(escrowCall('withdraw', 3n));
  },
};

const arbitrationCall = encode(arbitrationAbi);
const arbitration = {
  name: 'Arbitration',
  address: addresses.arbitration,
  abi: arbitrationAbi,
  change() {
    const parties = ['0x1111111111111111111111111111111111111111', '0x2222222222222222222222222222222222222222'];
    const terms = { bidWindow: 3_600, acceptWindow: 3_600, rulingWindow: 3_600, court: zeroAddress };
    return { data: arbitrationCall('openCase', ...parties, [zeroAddress, zeroAddress], fresh(), terms), value: parseEther('2') };
  },
  others: () => [{ data: arbitrationCall('register', 1, fresh()), value: parseEther('1000') }],
  ledger: (client) => client.readContract({ address: addresses.arbitration, abi: arbitrationAbi, functionName: 'totals' }),
  async refund({ call }) {
    const { data, value } = arbitration.change();
    await call(arbitrationCall('closeCase', BigInt(await call(data, value))));
  },
};

const identityCall = encode(identityAbi);
const parameters = (client) => client.readContract({ address: addresses.identity, abi: identityAbi, functionName: 'parameters' });
const unbonding = async (client) => Number((await parameters(client)).unbonding) + 1;
const identity = {
  name: 'Identity',
  address: addresses.identity,
  abi: identityAbi,
  change: () => ({ data: identityCall('setRecord', fresh(), fresh(), fresh()), value: 0n }),
  others: () => [{ data: identityCall('createGrant', nobody(), [fresh(), fresh(), fresh()], fresh(), 0n, BigInt(Math.floor(Date.now() / 1000) + 86_400)), value: 0n }],
  ledger: (client) => client.readContract({ address: addresses.identity, abi: identityAbi, functionName: 'totalBonds' }),
  /** Seconds a refund takes. */
  patience: unbonding,
  async refund({ payee, call, client, wait }) {
    const { minBond } = await parameters(client);
    await call(identityCall('register', 1, fresh()), minBond);
    await call(identityCall('announceLeave'));
    await wait(await unbonding(client));
    // The end of the block has released the bond, or anybody may.
    const { bond } = await client.readContract({ address: addresses.identity, abi: identityAbi, functionName: 'provider', args: [payee] });
    if (bond > 0n) await call(identityCall('releaseBond', payee));
  },
};

export const natives = [cmt, escrow, arbitration, identity];
