// The 22,103 holders of 2018 on a real node: fetched, by honest nodes and by others; verified twice; classified; every row compared.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { parseEther } from 'viem';
import { batch } from './chain.mjs';
import { SUPPLY, TOKEN, hasData, known } from './data.mjs';
import { dies, drops, hidesLogs, liesAboutBalances } from './liar.mjs';
import { differences, migrate, table, verifyAgain } from './tool.mjs';
import { beginWorld } from './world.mjs';

/** All of them, or HOLDERS of them for a quick look. */
const HOLDERS = Number(process.env.HOLDERS ?? Infinity);
/** So many where the same is fetched again and again: the peer makes every proof anew from the whole state. */
const FEW = 400;

/** A world for the suite it is called in: its properties are there once the suite's tests run. */
function world(count) {
  const all = {};
  before(async () => Object.assign(all, await beginWorld({ count })));
  after(() => all.end?.());
  return all;
}

describe('the swap of the whole list, from a real node', { skip: !hasData() }, () => {
  const all = world(HOLDERS);

  test('an honest node', async (t) => {
    t.diagnostic(`${all.facts.paid} holders were paid in ${all.seconds.toFixed(1)} s`);
    const honest = await all.proxy();
    const { code, stdout, stderr, seconds } = await migrate(all.fetchArgs(all.whole, honest.url));
    assert.equal(code, 0, stderr);
    t.diagnostic(`fetched in ${seconds.toFixed(1)} s by ${honest.requests()} requests`);
    assert.match(stdout, /^Verified: /);
    const expected = new Map(all.rows);
    if (all.rows.length < 22_103) {
      // The deployer keeps the rest.
      const others = all.rows.filter(([address]) => address !== all.facts.deployer).reduce((sum, [, wei]) => sum + wei, 0n);
      expected.set(all.facts.deployer, SUPPLY - others);
    }
    const found = new Map(table(join(all.whole, 'balances.csv')).map(([address, wei]) => [address, BigInt(wei)]));
    assert.equal(found.size, expected.size);
    for (const [address, wei] of expected) assert.equal(found.get(address), wei, address);
    // And as the token itself says, for some.
    const some = [...expected].filter((_, at) => at % 97 === 0);
    const said = await batch(
      all.chain.url,
      some.map(([address]) => ['eth_call', [{ to: TOKEN, data: `0x70a08231${address.slice(2).padStart(64, '0')}` }, 'latest']]),
    );
    said.forEach((word, at) => assert.equal(BigInt(word), some[at][1]));
  });

  test('two verifiers agree', async (t) => {
    const { code, stdout, seconds } = await migrate(['verify', all.whole, '--block-hash', all.facts.hash, '--json']);
    assert.equal(code, 0, stdout);
    t.diagnostic(`verified in ${seconds.toFixed(1)} s`);
    const { report } = JSON.parse(stdout);
    assert.equal(report.supply, `${SUPPLY}`);
    assert.equal(report.logs, all.facts.paid);
    const again = await verifyAgain(all.whole, all.facts.hash);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    const other = JSON.parse(again.stdout);
    for (const key of ['supply', 'holders', 'without', 'logs', 'classes']) assert.deepEqual(other[key], report[key], key);
    const wrong = await migrate(['verify', all.whole, '--block-hash', `0x${'11'.repeat(32)}`]);
    assert.equal(wrong.code, 3);
  });

  test('people are credited, contracts claim', async () => {
    const out = join(all.folder, 'classified');
    const { code, stderr } = await migrate(['classify', all.whole, '--block-hash', all.facts.hash, '--out', out]);
    assert.equal(code, 0, stderr);
    const credited = new Map(table(join(out, 'credited.csv')).map(([address, cmt]) => [address, parseEther(cmt)]));
    const claims = new Map(table(join(out, 'claims.csv')).map(([address, claimant, wei, kind]) => [address, { claimant, wei: BigInt(wei), kind }]));
    const contracts = new Map([[TOKEN, 'token'], [all.facts.multisig, 'contract'], [all.facts.forwarder, 'contract']]);
    assert.deepEqual(new Map([...claims].map(([address, { kind }]) => [address, kind]).sort()), new Map([...contracts].sort()));
    for (const [address, wei] of all.rows) {
      if (contracts.has(address)) assert.equal(claims.get(address).wei, wei, address);
      else if (address !== all.facts.deployer || all.rows.length === 22_103) assert.equal(credited.get(address), wei, address);
    }
    // Who delegates has still the key.
    assert.ok(credited.has(known.delegated.address.toLowerCase()));
    const sum = [...credited.values(), ...[...claims.values()].map(({ wei }) => wei)].reduce((all, wei) => all + wei, 0n);
    assert.equal(sum, SUPPLY);
  });

  test('liars, droppers and the dead beside an honest node: the same bytes', async (t) => {
    const nodes = [];
    for (const behave of [dies(3), liesAboutBalances, drops, hidesLogs]) nodes.push(await all.proxy(behave));
    const [dead, liar, dropper, hider] = nodes;
    const out = join(all.folder, 'among-liars');
    const { code, stderr, seconds } = await migrate(all.fetchArgs(out, ...nodes.map(({ url }) => url)));
    assert.equal(code, 0, stderr);
    t.diagnostic(`fetched in ${seconds.toFixed(1)} s`);
    assert.deepEqual(differences(out, all.whole), []);
    for (const { url } of [dead, liar, dropper]) assert.ok(stderr.includes(url), stderr);
    assert.match(stderr, new RegExp(`${liar.url} gives a wrong answer about proofs.*was claimed to be`));
    t.diagnostic(`${hider.requests()} requests to the one that hides logs`);
  });
});

describe('a part of it, among the worst of nodes', { skip: !hasData() }, () => {
  const all = world(FEW);

  test('an honest node', async () => {
    const honest = await all.proxy();
    const { code, stderr } = await migrate(all.fetchArgs(all.whole, honest.url));
    assert.equal(code, 0, stderr);
  });

  test('logs that are hidden are found by the balances', async () => {
    const [hider, honest] = [await all.proxy(hidesLogs), await all.proxy()];
    const out = join(all.folder, 'hidden');
    const { code, stderr } = await migrate(all.fetchArgs(out, hider.url, honest.url));
    assert.equal(code, 0, stderr);
    assert.ok(stderr.includes(`${hider.url} gave wrong logs`), stderr);
    assert.deepEqual(differences(out, all.whole), []);
  });

  test('a node that dies half way, and another later: gone on with, the same bytes', async () => {
    const dead = await all.proxy(dies(8));
    const out = join(all.folder, 'half');
    const first = await migrate(all.fetchArgs(out, dead.url));
    assert.equal(first.code, 1, first.stderr);
    assert.match(first.stderr, /the same command, also with other --rpc, goes on with it/);
    const honest = await all.proxy(drops);
    const second = await migrate(all.fetchArgs(out, honest.url));
    assert.equal(second.code, 0, second.stderr);
    assert.deepEqual(differences(out, all.whole), []);
  });

  test('killed again and again: the same bytes', async (t) => {
    const seed = Number(process.env.SEED ?? 5);
    t.diagnostic(`SEED=${seed}`);
    let state = seed;
    const random = (below) => (state = (state * 1103515245 + 12345) % 2 ** 31) % below;
    let [victim, fatal, kills] = [null, 0, 0];
    const node = await all.proxy(({ before }) => {
      if (before === fatal) victim.kill('SIGKILL');
      return 'honest';
    });
    const out = join(all.folder, 'killed');
    for (;;) {
      fatal = kills < 5 ? node.requests() + 3 + random(8) : Infinity;
      const { code, signal, stderr } = await migrate(all.fetchArgs(out, node.url), (child) => (victim = child));
      if (code === 0) break;
      assert.equal(signal, 'SIGKILL', stderr);
      kills += 1;
    }
    t.diagnostic(`${kills} kills`);
    assert.ok(kills > 2);
    assert.deepEqual(differences(out, all.whole), []);
  });

  test('without proofs: what two nodes say, and nothing proven', async (t) => {
    const plain = ({ method }) => (method === 'eth_getProof' ? (answers) => answers.forEach((answer) => {
      delete answer.result;
      answer.error = { code: -32601, message: 'no such method' };
    }) : 'honest');
    const [one, two] = [await all.proxy(plain), await all.proxy(plain)];
    const out = join(all.folder, 'said');
    const { code, stdout, stderr, seconds } = await migrate([...all.fetchArgs(out, one.url, two.url), '--trust', 'rpc']);
    assert.equal(code, 0, stderr);
    t.diagnostic(`fetched in ${seconds.toFixed(1)} s`);
    assert.match(stdout, /^NOT PROVEN\./);
    assert.equal(readFileSync(join(out, 'balances.csv'), 'utf8'), readFileSync(join(all.whole, 'balances.csv'), 'utf8'));
    assert.equal((await migrate(['verify', out, '--block-hash', all.facts.hash])).code, 3);
    assert.equal((await migrate(['verify', out, '--block-hash', all.facts.hash, '--accept-rpc-trust'])).code, 0);
  });
});
