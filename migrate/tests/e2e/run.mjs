// Installs what the migration's end to end tests need, and runs them.
//
//   node run.mjs              against CMT_MIGRATE_BIN and CYBERMILES_BIN, or where cargo leaves them
//   HOLDERS=500 node run.mjs  fetching with a part of the list, for a quick look
//   node run.mjs demo         the whole swap, told step by step, and the report and the page at its end
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const stamp = join(here, 'node_modules', '.installed');
const digest = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex');

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: here, stdio: 'inherit' });
  if (error || status !== 0) {
    console.error(`${command} ${args.join(' ')} failed: ${error?.message ?? `code ${status}`}`);
    process.exit(1);
  }
}

if (process.platform !== 'linux' || process.arch !== 'x64') {
  console.error('SKIPPED: the peer node is set up for Linux on x86_64 only');
  process.exit(process.env.REQUIRE_FIXTURES === '1' ? 1 : 0);
}
if (!existsSync(stamp) || readFileSync(stamp, 'utf8') !== digest) {
  rmSync(stamp, { force: true });
  run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
  writeFileSync(stamp, digest);
}
const [what, ...more] = process.argv.slice(2);
if (what === 'demo') {
  run(process.execPath, ['demo.mjs', ...more]);
} else {
  const options = ['--test', '--test-concurrency=1', '--test-force-exit', '--test-timeout=900000', '--test-reporter=spec'];
  run(process.execPath, [...options, 'fetch.test.mjs', 'swap.test.mjs']);
}
