// Visits to the page: each in a browser profile of its own, which tells what should not have happened.
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

let browser;

export async function open() {
  browser = await chromium.launch({ executablePath: process.env.CHROMIUM, args: ['--no-sandbox', '--disable-dev-shm-usage', '--lang=en-US'] });
}

export const close = () => browser?.close();

/**
 * Opens the page, runs `body`, and fails if the page asked anybody else, said something on its console, or is wider than its window.
 * @param {string} url
 * @param {{ wallet?: import('./wallet.mjs').Wallet, context?: object, path?: string, errors?: RegExp }} options
 * @param {(page: import('playwright-core').Page) => Promise<void>} body
 */
export async function visit(url, { wallet, context: options = {}, path = '/', errors }, body) {
  const context = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const faults = [];
  try {
    await context.route('**', (route) => {
      const asked = route.request().url();
      if (asked.startsWith(`${url}/`) || asked.startsWith('data:')) return route.continue();
      faults.push(`asked ${asked}`);
      return route.abort();
    });
    const page = await context.newPage();
    page.setDefaultTimeout(20_000);
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type()) && !errors?.test(message.text())) faults.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
    if (wallet) await wallet.into(page);
    await page.goto(url + path);
    await page.locator('footer p:not(:empty)').waitFor();
    // Until then a hint about wallets may come, and move what is below it from under the pointer.
    await page.locator('#wallets:not([aria-busy])').waitFor({ state: 'attached' });
    await body(page);
    // Not the window's own width: a phone zooms out until everything fits.
    const window = page.viewportSize().width;
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    if (wide > window) faults.push(`the page is ${wide} wide in a window of ${window}`);
  } finally {
    // Requests that are still open are of no interest any more.
    await context.unrouteAll({ behavior: 'ignoreErrors' });
    for (const page of context.pages()) await page.unrouteAll({ behavior: 'ignoreErrors' });
    await context.close();
  }
  assert.deepEqual(faults, []);
}

/** A picture of the whole page, where pictures are wanted. */
export async function picture(page, name) {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  mkdirSync(folder, { recursive: true });
  await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

/** Waits until what was asked for is shown. */
export const answered = (page) => page.locator('#look:not([aria-busy])').waitFor();

/** Types an address, looks it up, and waits for the answer. */
export async function look(page, address) {
  await page.locator('#address').fill(address);
  await page.locator('#look button').click();
  await answered(page);
}

/** Connects the only wallet there is, and waits until its account is shown. */
export async function connect(page) {
  await page.locator('#wallets button').click();
  await page.locator('#connected').waitFor();
  await answered(page);
}

/** Waits until an element has a text, in its very letters: “Claimed” is not “Can be claimed”. */
export async function says(page, selector, text) {
  const exact = new RegExp(text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  const element = page.locator(selector).filter({ hasText: exact });
  try {
    await element.waitFor();
  } catch {
    assert.fail(`${selector} says “${await page.locator(selector).innerText()}”, not ${text}`);
  }
}
