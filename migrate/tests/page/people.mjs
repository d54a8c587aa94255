// Who there is in the tests' snapshot, and what each had.
import { getAddress, keccak256, toHex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

/** Somebody with a key, always the same. */
function somebody(name) {
  const key = keccak256(toHex(`page test: ${name}`));
  return { ...privateKeyToAccount(key), key };
}

export const CMT = 10n ** 18n;
export const TOKEN = '0xf85fEea2FdD81d51177F6b8F35F0e6734Ce45F5F';
/** An account at which there is no key. */
const row = (number) => getAddress(`0x${number.toString(16).padStart(40, 'c')}`);

export const holder = somebody('holder');
/** Claims rows; has no CMT at all. */
export const poor = somebody('poor');
/** Claims rows; has CMT for a transaction. */
export const rich = somebody('rich');
export const relayer = somebody('relayer');
export const stranger = somebody('stranger');
/** Part of its row vests and part is the reserve's, as the network's file says. */
export const founder = somebody('founder');
/** Whom the vesting pays. */
export const beneficiary = somebody('beneficiary');
/** Signs the decision file. */
export const committee = somebody('committee');

/** Rows that are claimed: who claims each, and how much it has in wei. */
export const claims = {
  relayed: { address: row(1), claimant: poor, wei: 24_093_782_000_000_000_000_001n, class: 'contract' },
  own: { address: row(2), claimant: rich, wei: 61_024n * CMT + 80_000_000_000_000_000n, class: 'exchange' },
  declined: { address: row(3), claimant: poor, wei: 3n * CMT, class: 'disputed' },
  switched: { address: row(4), claimant: poor, wei: 4n * CMT, class: 'contract' },
  keyboard: { address: row(5), claimant: poor, wei: 5n * CMT + 1n, class: 'contract' },
  insisted: { address: row(6), claimant: rich, wei: 6n * CMT, class: 'other' },
};

/** What of the founder's row lies elsewhere, in CMT. */
export const moved = { vesting: 300n, reserve: 50n };

/** Balances of the token, in wei. */
export const balances = new Map([
  [holder.address, 1_234_567n * CMT + 890_123_456_789_012_345n],
  [rich.address, 100n * CMT],
  [founder.address, 500n * CMT + 25n],
  [relayer.address, 1_000n * CMT],
  [TOKEN, 24_093n * CMT],
  ...Object.values(claims).map(({ address, wei }) => [address, wei]),
]);
