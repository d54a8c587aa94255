// Puts what is known of an account onto the page. Text only: nothing that comes from outside is read as HTML.
import { addressFault, checksummed, leaf, rootOf, same } from './proof.js';
import { brief, cmt, count, date, parts, t } from './text.js';

/** An element of the page by its id. */
export const $ = (id) => document.getElementById(id);

/** A new element with text or children in it. */
export function el(tag, content, attributes = {}) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  if (Array.isArray(content)) element.append(...content);
  else element.textContent = content ?? '';
  return element;
}

/** Shows a text, or hides the place for it when there is none. */
export function say(id, text) {
  $(id).textContent = text ?? '';
  $(id).hidden = !text;
}

function list(id, entries) {
  const rows = entries.flatMap(([name, value, isCode = true]) => {
    const content = isCode ? [el('code', value)] : value;
    return [el('dt', name), el('dd', content)];
  });
  $(id).replaceChildren(...rows);
}

/** What becomes of the coins: `credited`, `claimable`, `waiting`, `claimed`, `closed`, `nothing` or `unknown`. */
export function kindOf(status, config) {
  if (status.status !== 'claimable') return status.status;
  if (!status.live) return 'unknown';
  if (status.live.isClaimed) return 'claimed';
  if (status.live.time > config.deadline) return 'closed';
  return status.live.claimant ? 'claimable' : 'waiting';
}

function sentence(kind, status, config, account) {
  const { live } = status;
  const payment = live?.payment;
  const values = {
    address: brief(checksummed(status.address)),
    amount: cmt(status.wei),
    block: count(config.block),
    deadline: date(config.deadline),
    class: t(`class.${status.class ?? 'other'}`),
    claimant: live?.claimant ? brief(checksummed(live.claimant)) : '',
    recipient: payment ? brief(checksummed(payment.recipient)) : '',
    paid: payment ? cmt(BigInt(payment.amount) - BigInt(payment.fee)) : '',
  };
  if (kind === 'credited' && status.placed?.moves.length) return t('result.moved', { ...values, here: cmt(status.placed.atAddress) });
  if (kind === 'credited' && same(status.address, account)) return t('result.mine', values);
  if (kind === 'claimable' && same(live.claimant, account)) return t('result.yours', values);
  if (kind === 'claimed' && !payment) return t('result.claimedSomewhere', values);
  return t(`result.${kind}`, values);
}

/** How much of a row lies elsewhere, and where. */
function moveText({ wei, to, name, contract, beneficiary, staker, operator }) {
  const shown = (address) => (address ? checksummed(address) : '');
  const values = { amount: cmt(wei), name, contract: shown(contract), beneficiary: shown(beneficiary), staker: shown(staker), operator: shown(operator) };
  return t(`moved.${to}`, values);
}

/** What of a row is at its address and what is not, in block 0. */
function placeFacts({ placed }) {
  if (!placed?.moves.length) return [];
  const moves = placed.moves.map((move) => [t('fact.moved'), moveText(move), false]);
  return [[t('fact.here'), `${cmt(placed.atAddress)} CMT`, false], ...moves];
}

function facts(kind, status, config) {
  const { live } = status;
  const entries = [[t('fact.address'), checksummed(status.address)], ...placeFacts(status)];
  if (status.class) entries.push([t('fact.class'), t(`class.${status.class}`), false]);
  if (live?.claimant) entries.push([t('fact.claimant'), checksummed(live.claimant)]);
  if (kind === 'claimable' || kind === 'waiting') entries.push([t('fact.deadline'), date(config.deadline), false]);
  if (live?.payment) {
    const { recipient, transaction, block, fee } = live.payment;
    entries.push([t('fact.recipient'), checksummed(recipient)]);
    entries.push([t('fact.transaction'), transaction]);
    entries.push([t('fact.inBlock'), count(block), false]);
    if (BigInt(fee) > 0n) entries.push([t('fact.fee'), `${cmt(fee)} CMT`, false]);
  }
  if (live && status.status !== 'claimable') entries.push([t('fact.balance'), `${cmt(live.balance)} CMT`, false]);
  return entries;
}

/** Shows an account. */
export function showResult({ status, config, account }) {
  const kind = kindOf(status, config);
  const { whole, fraction } = parts(status.wei);
  $('result').hidden = false;
  $('result').dataset.kind = kind;
  $('result-title').textContent = t('result.title', { address: brief(checksummed(status.address)) });
  $('badge').textContent = t(`badge.${kind === 'unknown' ? 'claimable' : kind}`);
  $('amount').hidden = kind === 'nothing';
  const rest = el('span', [el('span', fraction, { class: 'fraction' }), el('span', ' CMT', { class: 'unit' })], { class: 'rest' });
  $('amount').replaceChildren(el('span', whole, { class: 'whole' }), rest);
  $('sentence').textContent = sentence(kind, status, config, account);
  list('facts', facts(kind, status, config));
  // Nobody told this server what lies elsewhere, so it cannot say that nothing does.
  say('moved', kind === 'credited' && !status.placed ? t('moved.unknown') : '');
  say('live-error', status.liveError ? t('error.ChainSilent') : '');
  return kind;
}

/** An entry of what an account may claim. */
function otherRow(address, look) {
  const open = el('button', '', { type: 'button', class: 'secondary' });
  open.addEventListener('click', () => look(address));
  return el('li', [el('span', ''), open], { 'data-row': address });
}

/** Shows rows of others that the account may claim. Entries that are there stay: one may have the focus. */
export function showOthers({ claims }, look) {
  const list = $('others-list');
  $('others').hidden = claims.length === 0;
  const known = new Map([...list.children].map((item) => [item.dataset.row, item]));
  const items = claims.map(({ address }) => known.get(address) ?? otherRow(address, look));
  for (const item of known.values()) if (!items.includes(item)) item.remove();
  claims.forEach((row, at) => {
    const item = items[at];
    // What stands where it belongs is not moved: a move takes the focus.
    if (list.children[at] !== item) list.insertBefore(item, list.children[at] ?? null);
    const [text, open] = item.children;
    text.textContent = t('others.row', { amount: cmt(row.wei), address: brief(checksummed(row.address)) });
    if (row.isClaimed) {
      open.replaceWith(el('span', t('others.claimed'), { class: 'quiet' }));
      return;
    }
    open.textContent = t('others.open');
    open.setAttribute('aria-label', `${t('others.open')}: ${text.textContent}`);
  });
}

/** Shows how to check an account, and checks it here; whether all is right. */
export function showCheck({ status, config, walletRoot }) {
  const isListed = status.status === 'claimable';
  $('check').hidden = false;
  $('proof').hidden = !isListed;
  const entries = [];
  let isRight = true;
  if (status.row) entries.push([t('check.file', { file: status.row.file }), status.row.text]);
  if (isListed) {
    const computed = leaf(status.address, status.wei);
    const checks = [
      [same(computed, status.leaf), 'leaf', {}],
      [same(rootOf(computed, status.proof), config.claimRoot), 'root', { count: status.proof.length }],
    ];
    if (walletRoot) checks.push([same(walletRoot, config.claimRoot), 'wallet', {}]);
    isRight = checks.every(([isOne]) => isOne);
    if (!isRight) $('check').querySelector('details').open = true;
    $('checks').replaceChildren(
      ...checks.map(([isOne, name, values]) => el('li', t(`check.${name}${isOne ? 'Right' : 'Wrong'}`, values), { class: isOne ? 'right' : 'wrong' })),
    );
    entries.push([t('check.leaf'), computed]);
    entries.push([t('check.path'), status.proof.length ? status.proof.map((node) => el('code', node, { class: 'node' })) : [el('code', '[]')], false]);
    entries.push([t('check.root'), config.claimRoot]);
  }
  entries.push([t('check.token'), checksummed(config.token)]);
  entries.push([t('check.block'), count(config.block), false]);
  entries.push([t('check.blockHash'), config.blockHash]);
  if (status.placed) entries.push([t('check.genesisHash'), status.placed.genesisHash]);
  list('check-facts', entries);
  const isProven = config.trust === 'proven';
  $('check-lead').textContent = t(isProven ? 'check.lead' : 'check.leadSaid');
  const accepted = isProven ? '' : ' --accept-rpc-trust';
  $('commands').textContent = [
    `cmt-migrate verify bundle --block-hash ${config.blockHash} --token ${checksummed(config.token)} --block ${config.block}${accepted}`,
    `cmt-migrate status ${checksummed(status.address)} --lists classified --network-file network.toml`,
  ].join('\n');
  return isRight;
}

/** The name of the text that says what is wrong with an address; null if nothing is. */
export function faultText(text) {
  if (text === '') return 'look.empty';
  const fault = addressFault(text);
  return fault && `look.${fault}`;
}
