// Compiles contracts/*.sol with the npm solc into build/contracts.json, unless the sources have not changed since.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const output = join(here, 'build', 'contracts.json');

const names = readdirSync(join(here, 'contracts')).filter((name) => name.endsWith('.sol')).sort();
const sources = Object.fromEntries(
  names.map((name) => [`contracts/${name}`, { content: readFileSync(join(here, 'contracts', name), 'utf8') }]),
);
// Our own library is imported by its name; unlike the others it changes without the lock file changing.
const library = join(here, '..', '..', '..', 'contracts', 'src');
const imported = readdirSync(library, { recursive: true }).filter((name) => name.endsWith('.sol')).sort();
const digest = createHash('sha256')
  .update(JSON.stringify(sources))
  .update(JSON.stringify(imported.map((name) => [name, readFileSync(join(library, name), 'utf8')])))
  .update(readFileSync(join(here, 'package-lock.json')))
  .update(readFileSync(fileURLToPath(import.meta.url)))
  .digest('hex');

if (existsSync(output) && JSON.parse(readFileSync(output, 'utf8')).digest === digest) {
  console.log('contracts: unchanged');
} else {
  const solc = require('solc');
  const answer = JSON.parse(
    solc.compile(
      JSON.stringify({
        language: 'Solidity',
        sources,
        settings: {
          evmVersion: 'osaka',
          optimizer: { enabled: true, runs: 200 },
          outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
        },
      }),
      { import: (path) => ({ contents: readFileSync(join(here, 'node_modules', path), 'utf8') }) },
    ),
  );
  const errors = (answer.errors ?? []).filter((error) => error.severity === 'error');
  if (errors.length > 0) {
    console.error(errors.map((error) => error.formattedMessage).join('\n'));
    process.exit(1);
  }
  const contracts = {};
  for (const [path, file] of Object.entries(answer.contracts)) {
    if (!path.startsWith('contracts/') && !path.startsWith('@cybermiles/')) continue;
    for (const [name, { abi, evm }] of Object.entries(file)) {
      contracts[name] = { abi, bytecode: `0x${evm.bytecode.object}`, runtime: `0x${evm.deployedBytecode.object}` };
    }
  }
  mkdirSync(dirname(output), { recursive: true });
  writeFileSync(output, JSON.stringify({ digest, contracts }));
  console.log(`contracts: compiled ${Object.keys(contracts).join(', ')}`);
}
