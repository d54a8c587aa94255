// The networks as viem and wagmi take them: plain objects, so that the package needs neither.

/** What every network has in common. */
const shared = {
  nativeCurrency: { name: 'CyberMiles Token', symbol: 'CMT', decimals: 18 },
};

/** The main network. It names no server: give your transport the URL of the node you trust. */
export const cybermiles = {
  ...shared,
  id: 4410708,
  name: 'CyberMiles',
  blockTime: 500,
  rpcUrls: { default: { http: [] } },
};

/** The public test network. It names no server: give your transport the URL of the node you trust. */
export const cybermilesTestnet = {
  ...shared,
  id: 4410709,
  name: 'CyberMiles Testnet',
  blockTime: 500,
  rpcUrls: { default: { http: [] } },
  testnet: true,
};

/** A development chain on this machine, as `cybermiles dev` starts it. */
export const cybermilesDev = {
  ...shared,
  id: 1337,
  name: 'CyberMiles Dev',
  rpcUrls: { default: { http: ['http://127.0.0.1:8545'], webSocket: ['ws://127.0.0.1:8545'] } },
  contracts: { multicall3: { address: '0xcA11bde05977b3631167028862bE2a173976CA11' } },
  testnet: true,
};
