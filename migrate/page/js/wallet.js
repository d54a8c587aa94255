// Wallets: found by EIP-6963, spoken to by EIP-1193. They keep the keys; this page never sees one.
import { same } from './proof.js';
import { Failure } from './server.js';

/** Wallets that are listed; a page full of them is somebody's joke. */
const MAX = 12;
const USUAL = 'window.ethereum';

/** Calls `found` with all wallets known so far, each time there is one more. */
export function discover(found) {
  const wallets = new Map();
  window.addEventListener('eip6963:announceProvider', (event) => {
    const { info, provider } = event.detail ?? {};
    if (typeof info?.uuid !== 'string' || typeof provider?.request !== 'function') return;
    if (wallets.size >= MAX && !wallets.has(info.uuid)) return;
    const icon = typeof info.icon === 'string' && /^data:image\/(png|webp|jpeg|svg\+xml)[;,]/.test(info.icon) ? info.icon : null;
    wallets.delete(USUAL);
    wallets.set(info.uuid, { id: info.uuid, name: String(info.name ?? '').slice(0, 40), icon, provider });
    found([...wallets.values()]);
  });
  window.dispatchEvent(new Event('eip6963:requestProvider'));
  // A wallet that does not announce itself.
  setTimeout(() => {
    if (wallets.size === 0 && typeof window.ethereum?.request === 'function') {
      wallets.set(USUAL, { id: USUAL, name: '', icon: null, provider: window.ethereum });
    }
    found([...wallets.values()]);
  }, 300);
}

/** What a wallet's error means, as a failure with a text. */
export function failureOf(error) {
  if (error instanceof Failure) return error;
  const code = error?.code ?? error?.data?.originalError?.code;
  const message = String(error?.message ?? error).slice(0, 300);
  const name = { 4001: 'Rejected', ACTION_REJECTED: 'Rejected', 4100: 'NotConnected', 4900: 'NotConnected', [-32002]: 'WalletBusy' }[code];
  return new Failure(name ?? 'Wallet', message);
}

/** A wallet's answer. */
export async function ask(provider, method, params) {
  try {
    return await provider.request({ method, params });
  } catch (error) {
    throw failureOf(error);
  }
}

/** The account a wallet shows, once its owner agrees. */
export async function connect(provider) {
  const accounts = await ask(provider, 'eth_requestAccounts', []);
  if (!/^0x[0-9a-fA-F]{40}$/.test(accounts?.[0])) throw new Failure('NotConnected', 'no account');
  return accounts[0];
}

/** Fails unless the wallet's account is `account`. */
export async function expectAccount(provider, account) {
  const accounts = await ask(provider, 'eth_accounts', []);
  if (!same(accounts?.[0], account)) throw new Failure('WrongAccount', String(accounts?.[0]));
}

/** Turns the wallet to the network, which is added where it is not known. */
export async function useNetwork(provider, config) {
  const chainId = `0x${config.chainId.toString(16)}`;
  const isThere = async () => BigInt(await ask(provider, 'eth_chainId', [])) === BigInt(config.chainId);
  if (await isThere()) return;
  try {
    await provider.request({ method: 'wallet_switchEthereumChain', params: [{ chainId }] });
  } catch (error) {
    const failure = failureOf(error);
    if (failure.name === 'Rejected' || failure.name === 'WalletBusy') throw failure;
    // Unknown there (4902), or a wallet that says so in other words.
    await ask(provider, 'wallet_addEthereumChain', [
      { chainId, chainName: config.network, rpcUrls: [config.rpc], nativeCurrency: { name: 'CyberMiles', symbol: 'CMT', decimals: 18 } },
    ]);
    if (!(await isThere())) {
      await ask(provider, 'wallet_switchEthereumChain', [{ chainId }]);
    }
  }
  if (!(await isThere())) throw new Failure('WrongNetwork', '');
}
