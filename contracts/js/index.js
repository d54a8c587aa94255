// Written by scripts/build.mjs from the Solidity sources.
export * from './abi/arbitrable.js';
export * from './abi/arbitrableAdapter.js';
export * from './abi/arbitration.js';
export * from './abi/arbitrator.js';
export * from './abi/closing.js';
export * from './abi/cmt.js';
export * from './abi/escrow.js';
export * from './abi/governance.js';
export * from './abi/identity.js';
export * from './abi/migration.js';
export * from './abi/precompile.js';
export * from './abi/quarterlyVesting.js';
export * from './abi/staking.js';
export * from './addresses.js';
export * from './chains.js';
