// Somebody at the keyboard while answers come late: nothing that has the focus is taken away, and nothing is typed over.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { answered, close, connect, look, open, says, visit } from '../browser.mjs';
import { claims, holder, poor, stranger } from '../people.mjs';
import { CHAIN_ID, stage } from '../stage.mjs';
import { Wallet } from '../wallet.mjs';

let world;
let url;

before(async () => {
  await open();
  world = await stage();
  url = await world.serve(true);
});

after(async () => {
  await close();
  await world?.stop();
});

const walletOf = (...accounts) => new Wallet(accounts, world.rpc);

/** A wallet that is on the chain already, so that its node is a witness. */
function walletThere(...accounts) {
  const wallet = walletOf(...accounts);
  wallet.known.set(CHAIN_ID, world.rpc);
  wallet.chainId = CHAIN_ID;
  return wallet;
}

/** Something that waits until it is released. */
function held() {
  let release;
  const until = new Promise((resolve) => (release = resolve));
  return { until, release };
}

/** Lets a request wait; `came` resolves once it is there. */
async function hold(page, pattern, until) {
  const { until: came, release } = held();
  await page.route(pattern, async (route) => {
    release();
    await until;
    await route.continue();
  });
  return { came };
}

const focusedId = (page) => page.evaluate(() => document.activeElement.id);

test('a wallet that comes later, and another language, leave the focus where it is', () =>
  visit(url, { wallet: walletOf(poor) }, async (page) => {
    const wallets = page.locator('#wallets button');
    const focused = () => page.evaluate(() => document.activeElement.textContent);
    await wallets.focus();
    await page.evaluate(() => {
      const info = { uuid: 'b9ce1fb8-5a8a-4b0b-a7d2-7f1a1f2c8c1e', name: 'Late Wallet', rdns: 'org.example.late' };
      const provider = { request: async () => [] };
      window.dispatchEvent(new CustomEvent('eip6963:announceProvider', { detail: { info, provider } }));
    });
    await says(page, '#wallets', 'Connect Late Wallet');
    assert.deepEqual(await wallets.allTextContents(), ['Connect Test Wallet', 'Connect Late Wallet']);
    assert.equal(await focused(), 'Connect Test Wallet');
    // As an assistant's command would, without the button's own focus.
    await page.evaluate(() => document.querySelector('[data-language="ko"]').dispatchEvent(new MouseEvent('click')));
    await says(page, '#wallets', 'Late Wallet');
    await page.waitForFunction(() => document.documentElement.lang === 'ko');
    assert.equal(await focused(), await wallets.first().textContent());
  }));

test('a row is shown before the wallet’s node says what it knows, and that moves nothing', () => {
  const wallet = walletThere(poor);
  const slow = held();
  wallet.onAsk = (method) => (method === 'eth_call' ? slow.until : undefined);
  return visit(url, { wallet }, async (page) => {
    // As if somebody with a row of their own had been named for another as well.
    await page.route(`**/api/status/${claims.keyboard.address}`, async (route) => {
      const response = await route.fetch();
      const answer = await response.json();
      const { address, wei } = claims.switched;
      answer.claims = [{ address, wei: String(wei), isClaimed: false }];
      await route.fulfill({ response, json: answer });
    });
    await connect(page);
    await look(page, claims.keyboard.address);
    await says(page, '#badge', 'Can be claimed');
    assert.equal(await focusedId(page), 'result-title');
    assert.equal(await page.locator('#checks li').count(), 2);
    const other = page.locator('#others-list button');
    await other.focus();
    const isFocused = () => other.evaluate((button) => button === document.activeElement);
    slow.release();
    await page.locator('summary').evaluate((summary) => summary.click());
    await says(page, '#checks', 'own node says the same claim root');
    assert.ok(await isFocused(), 'after the wallet’s node answered');
    await page.evaluate(() => document.querySelector('[data-language="ko"]').dispatchEvent(new MouseEvent('click')));
    await says(page, '#badge', '청구 가능');
    assert.equal(await other.textContent(), '열기');
    assert.ok(await isFocused(), 'in another language');
    await page.keyboard.press('Enter');
    await says(page, '#result-title', claims.switched.address.slice(-6));
  });
});

test('who goes on is not called back by a late answer', () =>
  visit(url, { wallet: walletThere(poor) }, async (page) => {
    const first = held();
    const { came } = await hold(page, `**/api/status/${holder.address}`, first.until);
    await page.locator('#address').fill(holder.address);
    await page.keyboard.press('Enter');
    await came;
    await page.locator('#address').fill('0x12');
    first.release();
    await says(page, '#badge', 'Nothing to do');
    assert.deepEqual([await focusedId(page), await page.locator('#address').inputValue()], ['address', '0x12']);
    // An answer to an earlier question is not shown at all.
    const second = held();
    const { came: asked } = await hold(page, `**/api/status/${stranger.address}`, second.until);
    await page.locator('#address').fill(stranger.address);
    await page.keyboard.press('Enter');
    await asked;
    await look(page, claims.relayed.address);
    const late = page.waitForResponse(`**/api/status/${stranger.address}`);
    second.release();
    await (await late).finished();
    // The page has read it once the browser has gone around twice.
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    await says(page, '#result-title', claims.relayed.address.slice(-6));
  }));

test('who is quicker than the page gets an answer all the same', () =>
  visit(url, {}, async (page) => {
    const slow = held();
    const { came } = await hold(page, '**/api/config', slow.until);
    await page.reload();
    await came;
    await page.locator('#address').fill(holder.address);
    const status = page.waitForResponse(`**/api/status/${holder.address}`);
    await page.keyboard.press('Enter');
    await status;
    assert.ok(await page.locator('#result').isHidden());
    slow.release();
    await answered(page);
    await says(page, '#badge', 'Nothing to do');
    assert.equal(await focusedId(page), 'result-title');
  }));

test('a claim that is done does not take away what was looked up meanwhile', async () => {
  const wallet = walletOf(poor);
  const slow = held();
  wallet.onAsk = (method) => (method === 'eth_signTypedData_v4' ? slow.until : undefined);
  await visit(url, { wallet }, async (page) => {
    await connect(page);
    await look(page, claims.switched.address);
    await page.locator('#claim-button').click();
    await says(page, '[aria-current="step"]', 'You sign the claim in your wallet');
    await look(page, holder.address);
    await says(page, '#badge', 'Nothing to do');
    await page.locator('#address').fill('0x12');
    slow.release();
    await says(page, '#announce', 'Done. 4 CMT went to');
    assert.deepEqual([await focusedId(page), await page.locator('#address').inputValue()], ['address', '0x12']);
    await says(page, '#badge', 'Nothing to do');
  });
});

test('keys alone lead from the top of the page to a claim', async () => {
  const wallet = walletOf(poor);
  await visit(url, { wallet }, async (page) => {
    const focused = () => page.evaluate(() => document.activeElement.id || document.activeElement.dataset.language || document.activeElement.className || document.activeElement.tagName);
    /** Presses Tab until something has the focus; what had it on the way. */
    const tabTo = async (wanted) => {
      const way = [];
      while (way.length < 30) {
        await page.keyboard.press('Tab');
        const at = await focused();
        const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
        assert.notEqual(outline, 'none', `${at} shows that it has the focus`);
        if (at === wanted) return way;
        way.push(at);
      }
      assert.fail(`${wanted} is not reached: ${way}`);
    };
    assert.deepEqual(await tabTo('address'), ['skip', 'en', 'ko']);
    await page.keyboard.type(claims.keyboard.address);
    await page.keyboard.press('Enter');
    await says(page, '#badge', 'Can be claimed');
    assert.equal(await focused(), 'result-title', 'the answer has the focus');
    // Back to the wallet, and on to the claim.
    await page.locator('#address').focus();
    await tabTo('wallet');
    await page.keyboard.press('Enter');
    await page.locator('#connected').waitFor();
    await says(page, '#badge', 'No CMT here');
    await page.locator('#address').focus();
    await page.keyboard.press('Control+A');
    await page.keyboard.type(claims.keyboard.address);
    await page.keyboard.press('Enter');
    await page.locator('#claim-button').waitFor();
    assert.deepEqual(await tabTo('claim-button'), ['recipient']);
    // Once it is claimed, the wallet's node is slow.
    const slow = held();
    wallet.onAsk = (method) => (method === 'eth_call' && wallet.count('eth_signTypedData_v4') ? slow.until : undefined);
    await page.keyboard.press('Enter');
    await says(page, '#badge', 'Claimed');
    await says(page, '#announce', 'It was claimed: 5.000000000000000001 CMT');
    assert.equal(await focused(), 'result-title');
    slow.release();
    await page.locator('#checks li', { hasText: 'own node says the same claim root' }).waitFor({ state: 'attached' });
    assert.equal(await focused(), 'result-title');
  });
});
