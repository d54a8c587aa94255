// A wallet as browsers have them: announced by EIP-6963, signing in the test's process, declining when told to.
import { createWalletClient, defineChain, http } from 'viem';
import { rpc } from './stage.mjs';

const ICON = 'data:image/svg+xml,%3Csvg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"%3E%3Ccircle cx="4" cy="4" r="4" fill="%23e76f24"/%3E%3C/svg%3E';

/** Runs in the page, before its scripts. */
function inject({ name, icon, uuid, isLegacy }) {
  const listeners = new Map();
  const provider = {
    async request({ method, params }) {
      const { result, error } = JSON.parse(await window.askTestWallet(JSON.stringify({ method, params: params ?? [] })));
      if (error) throw Object.assign(new Error(error.message), { code: error.code });
      return result;
    },
    on: (event, listener) => listeners.set(event, [...(listeners.get(event) ?? []), listener]),
    removeListener: () => {},
  };
  window.tellPage = (event, value) => (listeners.get(event) ?? []).forEach((listener) => listener(value));
  if (isLegacy) {
    window.ethereum = provider;
    return;
  }
  const detail = Object.freeze({ info: { uuid, name, icon, rdns: 'org.example.wallet' }, provider });
  const announce = () => window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail }));
  window.addEventListener('eip6963:requestProvider', announce);
  announce();
}

const refusal = (code, message) => Object.assign(new Error(message), { code });

/** A wallet of some accounts, on Ethereum until it is told otherwise. */
export class Wallet {
  constructor(accounts, url, { isLegacy = false, name = 'Test Wallet' } = {}) {
    Object.assign(this, { accounts, url, isLegacy, name, chainId: 1, known: new Map([[1, null]]), calls: [], declines: new Set(), onAsk: null });
  }

  /** Puts it into a page. */
  async into(page) {
    this.page = page;
    await page.exposeFunction('askTestWallet', async (text) => {
      const { method, params } = JSON.parse(text);
      this.calls.push({ method, params });
      await this.onAsk?.(method);
      try {
        return JSON.stringify({ result: (await this.answer(method, params)) ?? null });
      } catch (error) {
        return JSON.stringify({ error: { code: error.code ?? -32603, message: error.message } });
      }
    });
    await page.addInitScript(inject, { name: this.name, icon: ICON, uuid: '350670db-19fa-4704-a166-e52e178b59d2', isLegacy: this.isLegacy });
  }

  /** Turns to another of its accounts, as its owner does. */
  async turnTo(account) {
    this.accounts = [account, ...this.accounts.filter(({ address }) => address !== account.address)];
    await this.page.evaluate((accounts) => window.tellPage('accountsChanged', accounts), [account.address]);
  }

  /** How often it was asked for something. */
  count(method) {
    return this.calls.filter((call) => call.method === method).length;
  }

  async answer(method, params) {
    if (this.declines.has(method)) throw refusal(4001, 'User rejected the request.');
    const [account] = this.accounts;
    switch (method) {
      case 'eth_requestAccounts':
      case 'eth_accounts':
        return [account.address.toLowerCase()];
      case 'eth_chainId':
        return `0x${this.chainId.toString(16)}`;
      case 'wallet_addEthereumChain': {
        const [{ chainId, rpcUrls, chainName, nativeCurrency }] = params;
        if (!chainName || nativeCurrency.symbol !== 'CMT' || nativeCurrency.decimals !== 18) throw refusal(-32602, 'wrong parameters');
        this.known.set(Number(chainId), rpcUrls[0]);
        this.chainId = Number(chainId);
        return null;
      }
      case 'wallet_switchEthereumChain': {
        const id = Number(params[0].chainId);
        if (!this.known.has(id)) throw refusal(4902, 'Unrecognized chain ID. Try adding the chain first.');
        this.chainId = id;
        return null;
      }
      case 'eth_signTypedData_v4': {
        const [from, json] = params;
        const { types, primaryType, domain, message } = JSON.parse(json);
        // As MetaMask has it.
        if (Number(domain.chainId) !== this.chainId) throw refusal(-32603, `Provided chainId "${domain.chainId}" must match the active chainId "${this.chainId}"`);
        if (from.toLowerCase() !== account.address.toLowerCase()) throw refusal(4100, 'not this account');
        return account.signTypedData({ types, primaryType, domain, message });
      }
      case 'eth_sendTransaction': {
        const [{ to, data, value }] = params;
        const node = this.known.get(this.chainId);
        const chain = defineChain({ id: this.chainId, name: 'Test', nativeCurrency: { name: 'CMT', symbol: 'CMT', decimals: 18 }, rpcUrls: { default: { http: [node] } } });
        const client = createWalletClient({ account, chain, transport: http(node) });
        return client.sendTransaction({ to, data, value: BigInt(value ?? 0) });
      }
      default: {
        const node = this.known.get(this.chainId);
        if (!node) throw refusal(-32601, `no ${method} here`);
        const { result, error } = await rpc(node, method, params);
        if (error) throw refusal(error.code, error.message);
        return result;
      }
    }
  }
}
