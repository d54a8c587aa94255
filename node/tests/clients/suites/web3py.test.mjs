// web3.py: the cases of web3py_cases.py, run by the Python of .venv.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { CHAIN_ID, MNEMONIC, startNode } from '../node.mjs';

const here = dirname(dirname(fileURLToPath(import.meta.url)));
let node;

before(async () => {
  node = await startNode();
});
after(() => node?.kill());

test('web3.py', async (t) => {
  const script = join(here, 'suites', 'web3py_cases.py');
  const python = spawn(join(here, '.venv', 'bin', 'python'), [script, node.url, node.ws, MNEMONIC, `${CHAIN_ID}`, join(here, 'build', 'contracts.json')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(python, 'close');
  let count = 0;
  for await (const line of createInterface({ input: python.stdout })) {
    const { name, error } = JSON.parse(line);
    count += 1;
    await t.test(name, () => assert.equal(error, null, error));
  }
  const [code] = await ended;
  assert.equal(code, 0);
  assert.ok(count > 0, 'no case has run');
});
