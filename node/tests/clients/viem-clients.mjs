// viem as an application sets it up: one chain definition, one public client, a wallet client for each account.
import { createPublicClient, createWalletClient, defineChain, http, webSocket } from 'viem';
import { mnemonicToAccount } from 'viem/accounts';
import { multicall3Bytecode } from './node_modules/viem/_esm/constants/contracts.js';
import { againstAnvil, CHAIN_ID, MNEMONIC, rpc } from './node.mjs';

/** Multicall3's usual address, on every chain. */
export const MULTICALL3 = '0xcA11bde05977b3631167028862bE2a173976CA11';

/** The prefunded account of this index. */
export const account = (index) => mnemonicToAccount(MNEMONIC, { addressIndex: index });

/** The chain as an application describes it. */
export const chainAt = (node) =>
  defineChain({
    id: CHAIN_ID,
    name: 'CyberMiles dev',
    nativeCurrency: { name: 'CyberMiles Token', symbol: 'CMT', decimals: 18 },
    rpcUrls: { default: { http: [node.url], webSocket: [node.ws] } },
    contracts: { multicall3: { address: MULTICALL3 } },
    // While viem looks for a replacement it overlooks a new block; on an idle chain no further one comes to remind it.
    supportsTransactionReplacementDetection: false,
  });

/** viem polls for receipts and events: often, for these are tests. */
const settings = { pollingInterval: 20, cacheTime: 0 };

/** It must not repeat a refused request; and hundreds at once may take a busy machine longer than the ten seconds viem waits. */
export const once = { retryCount: 0, timeout: 60_000 };

export const publicClient = (node) =>
  createPublicClient({ chain: chainAt(node), transport: http(node.url, once), ...settings });

export const batchingClient = (node) =>
  createPublicClient({ chain: chainAt(node), transport: http(node.url, { batch: true, ...once }), ...settings });

export const socketClient = (node) =>
  createPublicClient({ chain: chainAt(node), transport: webSocket(node.ws, { reconnect: false, ...once }), ...settings });

export const walletClient = (node, index) =>
  createWalletClient({ account: account(index), chain: chainAt(node), transport: http(node.url, once), ...settings });

/** The dev chain has Multicall3 from genesis; anvil gets the same code by its own means. */
export async function ensureMulticall3(node) {
  if (!againstAnvil) return;
  const { result } = await rpc(node.url, 'eth_call', [{ data: multicall3Bytecode }, 'latest']);
  await rpc(node.url, 'anvil_setCode', [MULTICALL3, result]);
}
