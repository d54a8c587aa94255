// The whole swap with the 22,103 holders of 2018: fetched among liars, verified, divided, booted, every balance compared, claimed.
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { hasData } from './data.mjs';
import { Swap } from './swap.mjs';

describe('the swap, the whole way', { skip: !hasData() }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'cmt-swap-'));
  let swap;
  let context;

  before(() => {
    swap = new Swap(folder, (line) => context?.diagnostic(line));
  });
  after(async () => {
    await swap?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  for (const [name, step] of [
    ['the ERC-20 is issued, paid out and paused', () => swap.issue()],
    ['it is fetched among liars', () => swap.fetch()],
    ['two verifiers agree', () => swap.verify()],
    ['it is divided by signed decisions', () => swap.classify()],
    ['a chain begins with it, and every balance is as proven', () => swap.launch()],
    ['the rest is claimed, by whom it should be', () => swap.claim()],
  ]) {
    test(name, async (t) => {
      context = t;
      await step();
    });
  }

  test('the report is one page that loads nothing', async () => {
    const html = readFileSync(await swap.report(), 'utf8');
    assert.ok(html.includes(swap.facts.hash));
    assert.doesNotMatch(html, /<script|<link|src="http|url\(http/);
  });
});
