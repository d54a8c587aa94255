// Compiles files of `contracts/` with the compiler of 2017, and prints the bytecode by name as JSON. A process of its own: that
// compiler takes over whatever goes wrong in the process it is loaded in.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const solc = createRequire(import.meta.url)('solc');
const bytecode = {};
for (const file of process.argv.slice(2)) {
  const source = readFileSync(join(here, 'contracts', file), 'utf8');
  const { errors, contracts } = solc.compile({ sources: { [file]: source } }, 1);
  const wrong = (errors ?? []).filter((text) => !text.includes('Warning'));
  if (wrong.length > 0) {
    process.stderr.write(`${wrong.join('\n')}\n`);
    process.exit(1);
  }
  for (const [name, found] of Object.entries(contracts)) bytecode[name.split(':')[1]] = `0x${found.bytecode}`;
}
process.stdout.write(`${JSON.stringify(bytecode)}\n`);
