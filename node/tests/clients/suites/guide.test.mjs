// The developer's guide keeps its promises: its Solidity compiles, its JavaScript runs, and prints what the page says.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { addresses, identityAbi } from '@cybermiles/contracts';
import { parseEther, toHex } from 'viem';
import { againstAnvil, startNode } from '../node.mjs';
import { testedBlocks } from '../readme-blocks.mjs';
import { Stage, hashOf, identity } from '../stage.mjs';

const clients = join(dirname(fileURLToPath(import.meta.url)), '..');
const guide = readFileSync(join(clients, '..', '..', '..', 'docs', 'guide.md'), 'utf8');
// Inside the folder of the tests, so that the packages are found from it.
const folder = join(clients, 'build', 'guide');
const require = createRequire(import.meta.url);

/** What solc makes of each Solidity block on its own: { abi, bytecode } by contract. */
function compile() {
  const blocks = testedBlocks(guide, 'solidity');
  const sources = Object.fromEntries(blocks.map(({ line, script }) => [`line ${line} of the guide`, { content: script }]));
  const settings = { optimizer: { enabled: true }, outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object'] } } };
  const answer = JSON.parse(
    require('solc').compile(JSON.stringify({ language: 'Solidity', sources, settings }), {
      import: (path) => ({ contents: readFileSync(join(clients, 'node_modules', path), 'utf8') }),
    }),
  );
  assert.deepEqual((answer.errors ?? []).map(({ formattedMessage }) => formattedMessage), [], 'the guide compiles without a warning');
  const files = Object.keys(sources).flatMap((path) => Object.entries(answer.contracts[path]));
  return Object.fromEntries(files.map(([name, { abi, evm }]) => [name, { abi, bytecode: `0x${evm.bytecode.object}` }]));
}

describe("the developer's guide", { skip: againstAnvil && 'anvil has no native contracts' }, () => {
  let node;
  let contracts;

  before(async () => {
    node = await startNode();
    contracts = compile();
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const [name, artifact] of Object.entries(contracts)) writeFileSync(join(folder, `${name}.json`), JSON.stringify(artifact));
  });
  after(() => node?.kill());

  test('runs as it is printed, and prints what it says', () => {
    const blocks = testedBlocks(guide, 'js');
    assert.ok(blocks.length >= 6 && blocks.filter(({ prints }) => prints !== undefined).length >= 4, 'the blocks were found');
    const mark = '---- the next block of the guide ----';
    const script = blocks.map(({ script: lines }) => `console.log('${mark}');\n${lines}`).join('\n');
    const file = join(folder, 'guide.mjs');
    // ES modules want their imports first, wherever the mark is: they are hoisted.
    writeFileSync(file, script.replaceAll('http://127.0.0.1:8545', node.url));
    const { stdout, stderr, status } = spawnSync(process.execPath, [file], { cwd: folder, encoding: 'utf8', timeout: 60_000 });
    assert.equal(status, 0, `${stdout}\n${stderr}`);
    const outputs = stdout.split(`${mark}\n`).slice(1);
    for (const [index, { line, prints }] of blocks.entries()) {
      assert.equal(outputs[index].trim(), (prints ?? '').trim(), `what the block at line ${line} prints`);
    }
  });

  test('its wine shop lets in who is of age, and nobody else', async () => {
    const stage = new Stage(node);
    const { attester, grown, child } = await stage.cast({ attester: '1010', grown: '1', child: '1' });
    const { abi, bytecode } = contracts.WineShop;
    const { contractAddress } = await stage.mined(await grown.wallet.deployContract({ abi, bytecode, args: [attester.address] }));
    const shop = { address: contractAddress, abi };
    await stage.act(attester, identity, 'register', [2, hashOf('an attester')], parseEther('1000'));
    await stage.act(attester, identity, 'attest', [grown.address, hashOf('of age'), toHex(1, { size: 32 }), 0n, true]);
    const mayBuy = ({ address }) => stage.client.readContract({ ...shop, functionName: 'mayBuy', account: address });
    assert.equal(await mayBuy(grown), true);
    await assert.rejects(mayBuy(child), /not of age/);
    assert.equal(await stage.client.readContract({ address: addresses.identity, abi: identityAbi, functionName: 'isAttested', args: [child.address, hashOf('of age'), attester.address] }), false);
  });
});
