// The lines of the README, pasted one after the other into one shell beside a fresh node.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { foundry, startNode } from '../node.mjs';
import { testedBlocks } from '../readme-blocks.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..', '..', '..');
const readme = process.env.README ?? join(root, 'README.md');

/** What each block printed: one shell runs them all, as one terminal would. */
function paste(blocks, node, cwd) {
  const mark = (index) => `---- block ${index} of the README ----`;
  const script = blocks.map(({ script }, index) => `printf '\\n%s\\n' '${mark(index)}'\n${script}`).join('\n');
  const here = script.replaceAll('localhost:8545', `localhost:${node.port}`).replaceAll('127.0.0.1:8545', `127.0.0.1:${node.port}`);
  const { stdout, stderr, status } = spawnSync('bash', ['-euo', 'pipefail', '-c', here], {
    cwd,
    encoding: 'utf8',
    timeout: 60_000,
    env: { ...process.env, ETH_RPC_URL: node.url, PATH: [dirname(foundry('cast')), dirname(foundry('forge')), process.env.PATH].join(delimiter) },
  });
  const outputs = stdout.split(/\n---- block \d+ of the README ----\n/).slice(1);
  return { outputs, status, stderr };
}

async function check(blocks) {
  const cwd = mkdtempSync(join(tmpdir(), 'clients-readme-'));
  const node = await startNode();
  try {
    const { outputs, status, stderr } = paste(blocks, node, cwd);
    const last = blocks[Math.max(outputs.length - 1, 0)];
    assert.equal(status, 0, `the block at line ${last.line} failed:\n${last.script}\n${outputs.at(-1) ?? ''}\n${stderr}`);
    for (const [index, { line, prints }] of blocks.entries()) {
      if (prints !== undefined) assert.equal(outputs[index].trim(), prints.trim(), `what the block at line ${line} prints`);
      // A refused request leaves the exit code of curl alone.
      else assert.doesNotMatch(outputs[index], /"error"\s*:/, `an error in the answers of the block at line ${line}`);
    }
  } finally {
    await node.kill();
    rmSync(cwd, { recursive: true, force: true });
  }
}

test('blocks are found where they are marked, and nowhere else', async () => {
  const markdown = ['```sh', 'exit 1', '```', '<!-- tested:start -->', 'Ask:', '```sh', 'id=$(cast chain-id --rpc-url http://localhost:8545)', '```', '```sh', 'echo "$id"', '```', '```text', '1337', '```', '<!-- tested:end -->', '```sh', 'exit 1', '```'].join('\n');
  const blocks = testedBlocks(markdown);
  assert.deepEqual(blocks.map(({ line, prints }) => [line, prints]), [[6, undefined], [9, '1337']]);
  await check(blocks);
  await assert.rejects(check([...blocks, { line: 40, script: 'false' }]), /line 40/);
  assert.throws(() => testedBlocks('<!-- tested:start -->'), /without tested:end/);
});

test('the README keeps its promises', { skip: !existsSync(readme) && `there is no ${readme}` }, async () => {
  const blocks = testedBlocks(readFileSync(readme, 'utf8'));
  assert.ok(blocks.length > 0, `${readme} marks no block as tested`);
  await check(blocks);
});
