// Holders before the page, in a real browser, with a real node behind it.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { close, connect, look, open, picture, says, visit } from '../browser.mjs';
import { CMT, TOKEN, claims, holder, poor, relayer, rich, stranger } from '../people.mjs';
import { CHAIN_ID, balanceOf, stage } from '../stage.mjs';
import { Wallet } from '../wallet.mjs';

const PHONE = { viewport: { width: 320, height: 640 }, deviceScaleFactor: 2, hasTouch: true, isMobile: true };
let world;
/** A page that sends signed claims, and one that does not. */
let relayed;
let plain;

before(async () => {
  await open();
  world = await stage();
  relayed = await world.serve(true);
  plain = await world.serve(false);
});

after(async () => {
  await close();
  assert.deepEqual(await world?.stop(), [0, 0, 0], 'SIGTERM ends a page with code 0');
});

const paid = (address) => balanceOf(world.rpc, address);
const walletOf = (...accounts) => new Wallet(accounts, world.rpc);

describe('looking', () => {
  test('a holder is told to the wei that there is nothing to do', () =>
    visit(relayed, {}, async (page) => {
      await picture(page, '1-start');
      await look(page, holder.address);
      await says(page, '#badge', 'Nothing to do');
      assert.equal(await page.locator('#amount').innerText(), '1,234,567.890123456789012345 CMT');
      await says(page, '#sentence', 'held 1,234,567.890123456789012345 CMT at block 6,486,489. On the new chain it is yours at the same address');
      await says(page, '#facts', holder.address);
      await says(page, '#facts', '1,234,567.890123456789012345 CMT');
      assert.ok(await page.locator('#claim').isHidden());
      assert.ok(await page.locator('#add-network-box').isHidden(), 'there is no wallet to add it to');
      await page.locator('summary').click();
      await says(page, '#check-facts', `${holder.address.toLowerCase()},1234567.890123456789012345`);
      await says(page, '#commands', '--block-hash 0x');
      await picture(page, '2-holder');
    }));

  test('the row of a contract waits for a name, and its proof is checked here', () =>
    visit(relayed, {}, async (page) => {
      await look(page, TOKEN.toLowerCase());
      await says(page, '#badge', 'Nobody named yet');
      await says(page, '#sentence', 'the token contract itself, and nobody is named yet');
      assert.ok(await page.locator('#claim').isHidden());
      await page.locator('summary').click();
      assert.equal(await page.locator('#checks .right').count(), 2);
      assert.equal(await page.locator('#checks .wrong').count(), 0);
      await says(page, '#check-facts', `${TOKEN.toLowerCase()},,24093`);
      await picture(page, '3-contract');
    }));

  test('a proof that does not fit is said loudly, and nothing can be claimed', () => {
    const wallet = walletOf(poor);
    return visit(relayed, { wallet }, async (page) => {
      await page.route('**/api/status/*', async (route) => {
        const response = await route.fetch();
        const answer = await response.json();
        if (answer.proof) answer.proof[0] = answer.proof[0].replace(/.$/, (digit) => (digit === '0' ? '1' : '0'));
        await route.fulfill({ response, json: answer });
      });
      await connect(page);
      await look(page, claims.relayed.address);
      await says(page, '#checks .wrong', 'does NOT lead');
      assert.ok(await page.locator('#claim').isHidden());
    });
  });

  test('whoever had nothing is told so', () =>
    visit(relayed, {}, async (page) => {
      await look(page, stranger.address);
      await says(page, '#badge', 'No CMT here');
      await says(page, '#sentence', 'held no CMT at block 6,486,489');
      assert.ok(await page.locator('#amount').isHidden());
      await picture(page, '4-nothing');
    }));

  test('mistyped addresses are named', () =>
    visit(relayed, {}, async (page) => {
      for (const [text, said] of [
        ['', 'Type an address first'],
        ['0x1234', 'not an address'],
        ['<img src=x onerror=alert(1)>', 'not an address'],
        [TOKEN.replace('fEea', 'feea'), 'checksum does not fit'],
      ]) {
        await look(page, text);
        await says(page, '#look-error', said);
        assert.equal(await page.locator('#address').getAttribute('aria-invalid'), 'true');
        assert.ok(await page.locator('#result').isHidden());
      }
      await look(page, `  ${TOKEN}  `);
      await says(page, '#badge', 'Nobody named yet');
      assert.ok(await page.locator('#look-error').isHidden());
    }));

  test('a link leads to an account, and text in it is text', () =>
    visit(relayed, { path: `/?lang=en&address=${holder.address}` }, async (page) => {
      await says(page, '#badge', 'Nothing to do');
      await page.goto(`${relayed}/?lang=%3Cscript%3E&address=%3Cscript%3Ealert(1)%3C/script%3E`);
      await page.locator('footer p:not(:empty)').waitFor();
      assert.ok(await page.locator('#result').isHidden());
    }));

  test('a server that is gone is said in words', () =>
    visit(relayed, { errors: /Failed to load resource/ }, async (page) => {
      await page.route('**/api/status/*', (route) => route.abort());
      await look(page, holder.address);
      await says(page, '#look-error', 'server does not answer');
      await page.unroute('**/api/status/*');
      await page.route('**/api/status/*', (route) => route.fulfill({ status: 502, body: '<html>' }));
      await look(page, holder.address);
      await says(page, '#look-error', 'server does not answer');
    }));
});

describe('claiming', () => {
  test('somebody without any CMT claims with one signature', async () => {
    const wallet = walletOf(poor);
    const { address, wei } = claims.relayed;
    const before = await paid(relayer.address);
    assert.equal(await paid(poor.address), 0n);
    await visit(relayed, { wallet }, async (page) => {
      await connect(page);
      // The account had nothing itself, and is shown what it may claim.
      await says(page, '#others', '24,093.782000000000000001 CMT');
      await picture(page, '5-others');
      await page.locator('#others-list li', { hasText: '24,093.782' }).locator('button').click();
      await says(page, '#badge', 'Can be claimed');
      await says(page, '#sentence', 'you can claim it with the connected account');
      await says(page, '#claim-cost', 'You sign once and pay nothing');
      assert.equal(await page.locator('#recipient').inputValue(), poor.address);
      await picture(page, '5-claim');
      // While the wallet asks its owner, the page says what it waits for.
      wallet.onAsk = async (method) => {
        if (method !== 'eth_signTypedData_v4') return;
        await says(page, '[aria-current="step"]', 'You sign the claim in your wallet');
        assert.ok(await page.locator('#claim-button').isDisabled());
        await picture(page, '5-signing');
      };
      await page.locator('#claim-button').click();
      await says(page, '#badge', 'Claimed');
      await says(page, '#sentence', 'It was claimed: 24,093.782000000000000001 CMT went to');
      await says(page, '#facts', poor.address);
      assert.match(await page.locator('#facts').innerText(), /0x[0-9a-f]{64}/, 'the transaction');
      await picture(page, '6-claimed');
    });
    assert.equal(await paid(poor.address), wei);
    assert.ok((await paid(relayer.address)) < before, 'the relayer paid for it');
    assert.equal(wallet.count('eth_sendTransaction'), 0);
    // What the wallet showed.
    const signed = JSON.parse(wallet.calls.find(({ method }) => method === 'eth_signTypedData_v4').params[1]);
    assert.equal(signed.message.account.toLowerCase(), address.toLowerCase());
    assert.equal(signed.message.amount, String(wei));
    assert.equal(signed.message.recipient, poor.address);
    assert.equal(signed.message.maxFee, '0');
    assert.equal(signed.domain.chainId, CHAIN_ID);
    // The network was unknown to the wallet, so it was added.
    assert.equal(wallet.count('wallet_addEthereumChain'), 1);
    assert.equal(wallet.chainId, CHAIN_ID);
  });

  test('a row is paid once, and the page says where it went', () =>
    visit(relayed, {}, async (page) => {
      await look(page, claims.relayed.address);
      await says(page, '#badge', 'Claimed');
      assert.ok(await page.locator('#claim').isHidden());
    }));

  test('a wallet that is not announced sends its own transaction, to another recipient', async () => {
    const wallet = new Wallet([rich], world.rpc, { isLegacy: true });
    await visit(plain, { wallet }, async (page) => {
      await says(page, '#wallets', 'Connect Browser wallet');
      await connect(page);
      await look(page, claims.own.address);
      await says(page, '#claim-cost', 'needs a little CMT');
      assert.ok(await page.locator('#claim-own').isHidden(), 'there is nothing else');
      await page.locator('#recipient').fill(holder.address);
      await page.locator('#claim-button').click();
      await says(page, '#badge', 'Claimed');
      await says(page, '#facts', holder.address);
    });
    assert.equal(wallet.count('eth_signTypedData_v4'), 0);
    assert.equal(await paid(holder.address), 1_234_567n * CMT + 890_123_456_789_012_345n + claims.own.wei);
  });

  test('who wants to pay themselves can, where claims are sent as well', async () => {
    const wallet = walletOf(rich);
    let lost = 0;
    await visit(relayed, { wallet, errors: /Failed to load resource/ }, async (page) => {
      await connect(page);
      await look(page, claims.insisted.address);
      // A server that goes away once the transaction is sent is asked again.
      await page.route('**/api/status/*', (route) => (wallet.count('eth_sendTransaction') && lost++ < 2 ? route.abort() : route.continue()));
      wallet.onAsk = async (method) => {
        if (method === 'eth_sendTransaction') await says(page, '[aria-current="step"]', 'You confirm the transaction in your wallet');
      };
      await page.locator('#claim-own').click();
      await says(page, '#badge', 'Claimed');
    });
    assert.equal(wallet.count('eth_sendTransaction'), 1);
    assert.ok(lost > 2);
  });

  test('a wallet whose node knows another claim root is not asked to sign', () => {
    const wallet = walletOf(poor);
    const { answer } = wallet;
    wallet.answer = (method, params) => (method === 'eth_call' ? `0x${'12'.repeat(32)}` : answer.call(wallet, method, params));
    return visit(relayed, { wallet }, async (page) => {
      // A claim waits some seconds for the wallet's node; here the clock stands still.
      await page.clock.install();
      await page.clock.pauseAt(Date.now() + 1000);
      await connect(page);
      await look(page, claims.declined.address);
      // Until then it does not know the network, and is no witness.
      await page.locator('#claim-button').click();
      await says(page, '#checks .wrong', 'ANOTHER claim root');
      assert.ok(await page.locator('#claim').isHidden());
      assert.equal(wallet.count('eth_signTypedData_v4'), 0);
    });
  });

  test('a row that is not more than the fee is sent by its wallet only', async () => {
    const page = await world.serve(true, ['--fee', '3']);
    const wallet = walletOf(poor);
    await visit(page, { wallet }, async (page) => {
      await connect(page);
      await look(page, claims.declined.address);
      await says(page, '#claim-cost', 'takes 3 CMT for sending a claim, and this one is not more than that');
      assert.ok(await page.locator('#claim-own').isHidden());
    });
  });

  test('a declined signature is no harm, and can be given after all', async () => {
    const wallet = walletOf(poor);
    await visit(relayed, { wallet }, async (page) => {
      wallet.declines.add('eth_requestAccounts');
      await page.locator('#wallets button').click();
      await says(page, '#wallet-error', 'You declined');
      wallet.declines.clear();
      await connect(page);
      assert.ok(await page.locator('#wallet-error').isHidden());
      await look(page, claims.declined.address);
      for (const method of ['wallet_switchEthereumChain', 'eth_signTypedData_v4']) {
        wallet.declines.add(method);
        await page.locator('#claim-button').click();
        await says(page, '#claim-error', 'You declined in your wallet. Nothing was sent');
        await page.waitForFunction(() => document.activeElement.id === 'claim-button');
        wallet.declines.delete(method);
      }
      await picture(page, '7-declined');
      await page.locator('#claim-button').click();
      await says(page, '#badge', 'Claimed');
    });
  });

  test('another account cannot claim, and is told which can', async () => {
    const wallet = walletOf(stranger, poor);
    await visit(relayed, { wallet }, async (page) => {
      await connect(page);
      await look(page, claims.switched.address);
      await says(page, '#claim-who', `Only ${poor.address.slice(0, 8)}…${poor.address.slice(-6)} can claim this`);
      assert.ok(await page.locator('#claim-button').isHidden());
      await wallet.turnTo(poor);
      await page.locator('#recipient').focus();
      // What had the focus goes: it is at the row then, not at the page's top.
      await wallet.turnTo(stranger);
      await page.locator('#recipient').waitFor({ state: 'hidden' });
      assert.equal(await page.evaluate(() => document.activeElement.id), 'result-title');
      await wallet.turnTo(poor);
      await page.locator('#claim-button').waitFor();
      // A wallet that turns away between what it said and the claim.
      wallet.accounts.reverse();
      await page.locator('#claim-button').click();
      await says(page, '#claim-error', 'Your wallet shows another account');
      wallet.accounts.reverse();
      for (const [text, said] of [
        ['0x12', 'not an address'],
        [`0x${'0'.repeat(40)}`, 'coins sent there are lost'],
        [claims.switched.address, 'the address of a contract on Ethereum'],
        [TOKEN, 'the address of a contract on Ethereum'],
      ]) {
        await page.locator('#recipient').fill(text);
        await page.locator('#claim-button').click();
        await says(page, '#claim-error', said);
      }
      await page.locator('#disconnect').click();
      await page.waitForFunction(() => document.activeElement.className === 'wallet');
    });
  });

  test('a native contract as recipient is refused by the chain, in words', () => {
    const wallet = walletOf(poor);
    return visit(relayed, { wallet, errors: /409 \(Conflict\)/ }, async (page) => {
      await connect(page);
      await look(page, claims.switched.address);
      await page.locator('#recipient').fill('0x00000000000000000000000000000000434d5407');
      await page.locator('#claim-button').click();
      await says(page, '#claim-error', 'a part of the chain itself');
      await page.locator('#recipient').fill(stranger.address);
      await page.locator('#claim-button').click();
      await says(page, '#badge', 'Claimed');
      assert.equal(await paid(stranger.address), claims.switched.wei);
    });
  });

  test('without a wallet the page says whose it is', () =>
    visit(relayed, {}, async (page) => {
      await look(page, claims.keyboard.address);
      await says(page, '#claim-who', 'To claim, connect the wallet of');
      await says(page, '#no-wallet', 'No wallet was found');
      await picture(page, '8-no-wallet');
    }));
});

describe('everybody', () => {
  test('the page speaks Korean where the browser does, and remembers what was chosen', async () => {
    await visit(relayed, { context: { locale: 'ko-KR' } }, async (page) => {
      assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
      await look(page, holder.address);
      await says(page, '#badge', '할 일 없음');
      await says(page, '#sentence', '1,234,567.890123456789012345 CMT');
      await picture(page, '9-korean');
      await look(page, 'x');
      await says(page, '#look-error', '올바른 주소가 아닙니다');
    });
    await visit(relayed, { context: PHONE }, async (page) => {
      await page.locator('[data-language="ko"]').click();
      assert.equal(await page.locator('html').getAttribute('lang'), 'ko');
      assert.equal(await page.locator('[data-language="ko"]').getAttribute('aria-pressed'), 'true');
      await page.reload();
      await says(page, 'h1', '자체 체인');
      assert.equal(await page.title(), '사이버마일즈: 내 CMT');
      await look(page, TOKEN);
      await says(page, '#badge', '청구인 미지정');
      await picture(page, '10-korean-phone');
      await page.locator('[data-language="en"]').click();
      await says(page, '#badge', 'Nobody named yet');
    });
  });

  test('a phone of 320 pixels shows everything, without a sideways scroll', () => {
    const wallet = walletOf(poor);
    return visit(relayed, { wallet, context: PHONE }, async (page) => {
      await picture(page, '11-phone');
      await connect(page);
      await look(page, claims.keyboard.address);
      await page.locator('summary').click();
      await says(page, '#checks', 'leads to the claim root');
      await picture(page, '12-phone-row');
      // Nothing that is touched is smaller than a finger.
      const small = await page.evaluate(() =>
        [...document.querySelectorAll('button, input, summary')].filter((element) => element.offsetParent && element.getBoundingClientRect().height < 36).map((element) => element.id || element.textContent),
      );
      assert.deepEqual(small, []);
    });
  });

  for (const colorScheme of ['light', 'dark']) {
    test(`every text can be read: ${colorScheme}`, () => {
      const wallet = walletOf(poor);
      return visit(relayed, { wallet, context: { colorScheme } }, async (page) => {
        await connect(page);
        for (const [index, address] of [holder.address, TOKEN, claims.relayed.address, stranger.address].entries()) {
          await look(page, address);
          await says(page, '#result-title', address.slice(-6));
          if (index === 0) await page.locator('summary').click();
          await picture(page, `13-${colorScheme}-${index}`);
          assert.deepEqual(await page.evaluate(faint), [], `WCAG AA: ${address}`);
        }
        await look(page, 'x');
        assert.deepEqual(await page.evaluate(faint), []);
      });
    });
  }
});

/** Texts with less contrast to what is behind them than WCAG AA wants. Runs in the page. */
function faint() {
  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  const rgba = (color) => {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = rgba(getComputedStyle(at).backgroundColor);
      if (color[3] === 255) return color;
    }
    return [255, 255, 255];
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility?.() || element.closest(':disabled, noscript')) continue;
    const style = getComputedStyle(element);
    const [a, b] = [light(rgba(style.color)), light(behind(element))];
    const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const size = parseFloat(style.fontSize);
    const isLarge = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700);
    if (ratio < (isLarge ? 3 : 4.5)) found.push(`${walker.currentNode.data.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
  }
  return found;
}
