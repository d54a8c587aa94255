// The page: what is known, what was done, and what that changes.
import { calldata, message, typedData } from './claim.js';
import { checksummed, same, selector } from './proof.js';
import * as server from './server.js';
import { $, el, faultText, kindOf, say, showCheck, showOthers, showResult } from './show.js';
import { brief, cmt, count, has, preferred, speak, t } from './text.js';
import { ask, connect, discover, expectAccount, failureOf, useNetwork } from './wallet.js';

const ZERO = /^0x0{40}$/;
/** How often, and how many times, it is asked whether an own transaction is in a block. */
const LOOK_MS = 1000;
const LOOKS = 120;

const state = { config: null, wallets: [], wallet: null, account: null, status: null, kind: null, walletRoot: null, isBusy: false, isOwn: false };
/** What holds for everybody, once the server has said it. */
const configured = server.config();
/** How long a claim waits for the wallet's node to be a witness. */
const WITNESS_MS = 5000;
/** Counts look-ups: an answer that comes after a later question is not shown. */
let asked = 0;

const textOf = (error) => {
  const key = `error.${error.name}`;
  return t(has(key) ? key : 'error.other', { message: error.message });
};

// What is shown follows from the state alone, so that another language shows the same.
function draw() {
  const { config, status, account, walletRoot } = state;
  if (!config) return;
  const block = count(config.block);
  document.querySelector('[data-text="lead"]').textContent = t('lead', { block });
  $('over').textContent = t('over');
  $('foot').textContent = t('foot', { block, hash: brief(config.blockHash), version: config.version });
  drawWallets();
  if (!status) return;
  state.kind = showResult({ status, config, account });
  const isRight = showCheck({ status, config, walletRoot });
  showOthers(status, (address) => look(address));
  $('add-network-box').hidden = !(state.wallet && ['credited', 'claimed'].includes(state.kind));
  drawClaim(isRight);
  // What had the focus may not be shown any more: without this the next Tab begins at the page's top.
  const { activeElement } = document;
  if (activeElement !== document.body && !activeElement?.checkVisibility()) $('result-title').focus();
}

/** The list's entries by the wallets' identities. They stay while what is around them is drawn anew: one may have the focus. */
const entries = new Map();

function entryOf({ id, icon }) {
  const known = entries.get(id);
  if (known) return known;
  const text = el('span', '');
  const image = icon ? [el('img', '', { src: icon, alt: '', width: '24', height: '24' })] : [];
  const button = el('button', [...image, text], { type: 'button', class: 'wallet' });
  // A wallet may have announced itself again, with another provider.
  button.addEventListener('click', () => choose(state.wallets.find((wallet) => wallet.id === id)));
  const entry = { text, item: el('li', [button]) };
  entries.set(id, entry);
  $('wallets').append(entry.item);
  return entry;
}

function drawWallets() {
  const { wallets, account } = state;
  for (const [id, { item }] of entries) {
    if (wallets.some((wallet) => wallet.id === id)) continue;
    item.remove();
    entries.delete(id);
  }
  for (const wallet of wallets) {
    entryOf(wallet).text.textContent = t('wallets.connect', { name: wallet.name || t('wallets.usual') });
  }
  $('wallets').hidden = account !== null;
  $('wallets-title').hidden = account !== null;
  $('connected').hidden = account === null;
  if (account) $('connected-text').textContent = t('wallets.connected', { address: brief(checksummed(account)) });
}

/** The server's relayer, for a row that is larger than its fee; null otherwise. */
function relayOf({ wei }) {
  const { relay } = state.config;
  return relay && BigInt(wei) > BigInt(relay.fee) ? relay : null;
}

/** Whether the server sends the claim; otherwise the wallet does. */
const isRelayed = () => relayOf(state.status) !== null && !state.isOwn;

function drawClaim(isRight) {
  const { config, status, kind, account, wallet } = state;
  $('claim').hidden = kind !== 'claimable' || !isRight;
  if (kind !== 'claimable') return;
  const claimant = checksummed(status.live.claimant);
  const isMine = wallet !== null && same(account, claimant);
  $('claim-fields').hidden = !isMine;
  const who = account
    ? t('claim.switch', { account: brief(checksummed(account)), claimant: brief(claimant) })
    : t('claim.connect', { claimant: brief(claimant) });
  say('claim-who', isMine ? '' : who);
  const relay = relayOf(status);
  const own = config.relay ? 'claim.small' : 'claim.send';
  const cost = relay ? (BigInt(relay.fee) > 0n ? 'claim.fee' : 'claim.free') : own;
  $('claim-cost').textContent = t(cost, { fee: cmt(config.relay?.fee ?? 0) });
  $('claim-button').textContent = t('claim.button', { amount: cmt(status.wei) });
  $('claim-own').hidden = !relay;
  $('step-sign').textContent = t(isRelayed() ? 'step.sign' : 'step.confirm');
}

/** Marks how far a claim is: steps before `name` are done. */
function step(name) {
  $('steps').hidden = name === null;
  let isDone = true;
  for (const item of $('steps').children) {
    if (item.dataset.step === name) isDone = false;
    const at = item.dataset.step === name ? 'now' : isDone ? 'done' : 'open';
    item.dataset.at = at;
    if (at === 'now') item.setAttribute('aria-current', 'step');
    else item.removeAttribute('aria-current');
  }
  const now = $('steps').querySelector('[data-at="now"]');
  if (name && now) $('announce').textContent = now.textContent;
}

/** Looks an address up and shows it; `focus` leads there, unless somebody has gone on to something else by then. */
async function look(address, { focus = true } = {}) {
  const mine = ++asked;
  const from = document.activeElement;
  const shown = checksummed(address);
  // Now and not with the answer: by then somebody may be typing the next one.
  $('address').value = shown;
  say('look-error', '');
  $('address').removeAttribute('aria-invalid');
  $('announce').textContent = t('look.busy');
  $('look').setAttribute('aria-busy', 'true');
  try {
    const [status] = await Promise.all([server.status(address), configured]);
    if (mine !== asked) return;
    const isOther = !same(status.address, state.status?.address);
    state.status = status;
    state.walletRoot = null;
    if (isOther) {
      say('claim-error', '');
      say('network-result', '');
      step(null);
      $('recipient').value = status.live?.claimant ? checksummed(status.live.claimant) : '';
    }
    const { activeElement } = document;
    const isElsewhere = activeElement !== from && activeElement !== document.body;
    draw();
    $('announce').textContent = $('sentence').textContent;
    if (focus && !isElsewhere && $('address').value === shown) $('result-title').focus();
    // Not waited for: a wallet may take seconds, and the row is shown.
    if (state.wallet && status.status === 'claimable') askWallet(state.wallet, mine);
  } catch (error) {
    if (mine !== asked) return;
    say('look-error', textOf(error));
    $('announce').textContent = '';
  } finally {
    if (mine === asked) $('look').removeAttribute('aria-busy');
  }
}

/** The claim root that a wallet's own node names: a second witness. Null where the wallet is not on the chain, or does not say. */
async function witness({ provider }) {
  const { config } = state;
  try {
    if (BigInt(await ask(provider, 'eth_chainId', [])) !== BigInt(config.chainId)) return null;
    const call = { to: config.domain.verifyingContract, data: selector('claimRoot()') };
    const root = await ask(provider, 'eth_call', [call, 'latest']);
    return /^0x[0-9a-f]{64}$/i.test(root) ? root : null;
  } catch {
    // A wallet that does not say is no witness.
    return null;
  }
}

/** Asks a wallet about the row of look-up `mine`, and shows what it says, however late, while that row is shown. */
async function askWallet(wallet, mine) {
  const root = await witness(wallet);
  if (root && mine === asked) {
    state.walletRoot = root;
    draw();
  }
  return root;
}

async function choose(wallet) {
  say('wallet-error', '');
  try {
    const account = await connect(wallet.provider);
    state.wallet = wallet;
    state.account = account;
    listen(wallet.provider);
    draw();
    await look(account, { focus: document.activeElement !== $('address') });
  } catch (error) {
    say('wallet-error', textOf(failureOf(error)));
  }
}

const heard = new WeakSet();

/** Follows a wallet's account. */
function listen(provider) {
  if (heard.has(provider) || typeof provider.on !== 'function') return;
  heard.add(provider);
  provider.on('accountsChanged', (accounts) => {
    if (state.wallet?.provider !== provider) return;
    const [account] = Array.isArray(accounts) ? accounts : [];
    if (typeof account !== 'string') return leave();
    // Some wallets say so as well when they are connected.
    if (same(account, state.account)) return;
    // Who looks at a row and turns to the account that claims it stays there.
    const stays = state.kind === 'claimable';
    state.account = account;
    if (stays) draw();
    else look(account, { focus: false });
  });
  provider.on('disconnect', () => state.wallet?.provider === provider && leave());
}

function leave() {
  const { activeElement } = document;
  const isLost = activeElement === document.body || $('connected').contains(activeElement) || $('claim').contains(activeElement);
  state.wallet = null;
  state.account = null;
  draw();
  // What had the focus is not shown any more.
  if (isLost) $('wallets').querySelector('button')?.focus();
}

/** What is wrong with a recipient: the name of a text; null if nothing is. */
function recipientFault(recipient) {
  const { config, status } = state;
  const fault = faultText(recipient);
  if (fault) return fault;
  if (ZERO.test(recipient)) return 'claim.zero';
  const isKeyless = ['contract', 'token'].includes(status.class);
  return same(recipient, config.token) || (isKeyless && same(recipient, status.address)) ? 'claim.keyless' : null;
}

/** Claims: signed and sent by the server, or sent by the wallet. */
async function claim(isOwn) {
  if (state.isBusy) return;
  const { config, wallet } = state;
  const recipient = $('recipient').value.trim();
  const fault = recipientFault(recipient);
  say('claim-error', fault ? t(fault) : '');
  if (fault) {
    $('recipient').setAttribute('aria-invalid', 'true');
    $('recipient').focus();
    return;
  }
  $('recipient').removeAttribute('aria-invalid');
  state.isOwn = isOwn;
  // Somebody may look another row up meanwhile.
  const [mine, byServer] = [asked, isRelayed()];
  busy(true);
  $('step-sign').textContent = t(byServer ? 'step.sign' : 'step.confirm');
  try {
    // Everything is asked anew: the page may have been open since yesterday.
    const status = await server.status(state.status.address);
    if (mine === asked) state.status = status;
    if (kindOf(status, config) !== 'claimable') {
      draw();
      throw new server.Failure(status.live?.isClaimed ? 'AlreadyClaimed' : status.live ? 'DeadlinePassed' : 'ChainSilent', '');
    }
    step('network');
    await expectAccount(wallet.provider, status.live.claimant);
    await useNetwork(wallet.provider, config);
    // Only now some wallets are on the chain.
    const silence = new Promise((resolve) => setTimeout(resolve, WITNESS_MS, null));
    const root = await Promise.race([askWallet(wallet, mine), silence]);
    if (root && !same(root, config.claimRoot)) throw new server.Failure('WrongRoot', '');
    step('sign');
    await (byServer ? relayed(status, recipient) : sent(status, recipient));
    step(null);
    if (mine === asked) await look(status.address);
    else $('announce').textContent = t('claim.done', { amount: cmt(status.wei), recipient: brief(checksummed(recipient)) });
  } catch (error) {
    step(null);
    say('claim-error', textOf(failureOf(error)));
  } finally {
    busy(false);
    // A button that was disabled has lost the focus.
    if (document.activeElement === document.body) {
      const buttons = [isOwn ? $('claim-own') : $('claim-button'), $('wallets').querySelector('button'), $('result-title')];
      buttons.find((element) => element?.checkVisibility())?.focus();
    }
  }
}

async function relayed(status, recipient) {
  const { config, wallet } = state;
  const signed = message({ config, status, recipient });
  const data = JSON.stringify(typedData(config, signed));
  const signature = await ask(wallet.provider, 'eth_signTypedData_v4', [status.live.claimant, data]);
  step('send');
  await server.relay(signed, String(signature));
}

async function sent(status, recipient) {
  const { config, wallet } = state;
  const { address: account, wei, proof, live } = status;
  const data = calldata({ account, wei, proof, recipient });
  await ask(wallet.provider, 'eth_sendTransaction', [{ from: live.claimant, to: config.domain.verifyingContract, value: '0x0', data }]);
  step('send');
  for (let looks = 0; looks < LOOKS; looks++) {
    // It is sent: a question without an answer is asked again.
    const now = await server.status(account).catch(() => null);
    if (now?.live?.isClaimed) return;
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
  }
  throw new server.Failure('NotFinal', '');
}

function busy(is) {
  state.isBusy = is;
  for (const id of ['claim-button', 'claim-own', 'recipient']) $(id).disabled = is;
  $('claim').setAttribute('aria-busy', String(is));
}

$('look').addEventListener('submit', (event) => {
  event.preventDefault();
  const text = $('address').value.trim();
  const fault = faultText(text);
  if (!fault) return look(text);
  say('look-error', t(fault));
  $('address').setAttribute('aria-invalid', 'true');
  $('address').focus();
});

$('claim').addEventListener('submit', (event) => {
  event.preventDefault();
  claim(false);
});
$('claim-own').addEventListener('click', () => claim(true));
$('disconnect').addEventListener('click', leave);

$('add-network').addEventListener('click', async () => {
  try {
    await useNetwork(state.wallet.provider, state.config);
    say('network-result', t('network.added', { network: state.config.network }));
  } catch (error) {
    say('network-result', textOf(failureOf(error)));
  }
});

$('copy').addEventListener('click', async () => {
  try {
    await navigator.clipboard.writeText($('commands').textContent);
    $('announce').textContent = t('copied');
    $('copy').textContent = t('copied');
  } catch {
    getSelection()?.selectAllChildren($('commands'));
  }
});

for (const button of document.querySelectorAll('[data-language]')) {
  button.addEventListener('click', () => {
    speak(button.dataset.language, true);
    for (const id of ['look-error', 'wallet-error', 'claim-error', 'network-result']) say(id, '');
    draw();
  });
}

speak(preferred(), false);
document.querySelector('[data-text="lead"]').textContent = '';
discover((wallets) => {
  state.wallets = wallets;
  $('wallets').removeAttribute('aria-busy');
  say('no-wallet', wallets.length === 0 ? t('wallets.none') : '');
  drawWallets();
});
try {
  state.config = await configured;
  draw();
  // A link to an account, such as an announcement has.
  const linked = new URLSearchParams(location.search).get('address');
  if (linked && !faultText(linked)) await look(linked, { focus: false });
} catch (error) {
  say('broken', textOf(failureOf(error)));
}
