// TypeScript infers from the package what an application needs, and the plain JavaScript loads without it.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import * as contracts from '@cybermiles/contracts';
import { getAddress, isAddress } from 'viem';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);

test('the types infer', () => {
  const { status, stdout } = spawnSync(process.execPath, [require.resolve('typescript/bin/tsc'), '--project', join(here, 'tsconfig.json')], { encoding: 'utf8' });
  assert.equal(status, 0, stdout);
});

test('an ABI is the same in JSON and in JavaScript', () => {
  const json = JSON.parse(readFileSync(require.resolve('@cybermiles/contracts/abi/IPrecompile.json'), 'utf8'));
  assert.deepEqual(contracts.precompileAbi, json);
});

test('every address is a reserved one and written with its checksum', () => {
  const all = Object.entries(contracts.addresses);
  assert.ok(all.length >= 8);
  for (const [name, address] of all) {
    assert.ok(isAddress(address), name);
    assert.equal(address, getAddress(address), name);
    assert.match(address, /^0x0{32}434d54[0-9a-f]{2}$/i, name);
  }
  assert.equal(new Set(all.map(([, address]) => address)).size, all.length);
});
