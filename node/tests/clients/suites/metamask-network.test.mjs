// MetaMask on a network of four validators, through the full node beside them: what `make testnet` starts. The wallet and
// everything it does are those of the suite for the development chain.
import { describe } from 'node:test';
import { againstAnvil } from '../node.mjs';

if (againstAnvil) {
  describe('a network', { skip: 'anvil has no validators' }, () => {});
} else {
  process.env.METAMASK_THROUGH = 'network';
  await import('./metamask.test.mjs');
}
