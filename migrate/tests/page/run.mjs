// Installs what the page's suites need, finds Chromium, and runs every suite.
//
//   CYBERMILES_BIN, CMT_MIGRATE_BIN  the binaries; otherwise where cargo leaves them
//   CHROMIUM                         the browser; otherwise the one in PATH
//   SCREENSHOTS                      a folder for pictures of the page
//   REQUIRE_FIXTURES=1               to be without a browser is an error
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
/** How long one suite may take, in milliseconds. Only a hang gets there. */
const SUITE_TIMEOUT_MS = 300_000;

const run = (command, args, options = {}) => spawnSync(command, args, { cwd: here, stdio: 'inherit', ...options });

function inPath(name) {
  return (process.env.PATH ?? '').split(':').map((folder) => join(folder, name)).find(existsSync);
}

function chromium() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM;
  const found = ['chromium', 'chromium-browser', 'google-chrome'].map(inPath).find(Boolean);
  if (found) return found;
  if (process.getuid?.() === 0 && inPath('apt-get')) {
    run('apt-get', ['update', '--quiet'], { stdio: 'ignore' });
    run('apt-get', ['install', '--yes', '--quiet', 'chromium', 'fonts-nanum'], { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
  }
  return inPath('chromium');
}

const target = process.env.CARGO_TARGET_DIR ?? join(here, '..', '..', '..', 'target');
process.env.CYBERMILES_BIN ??= join(target, 'debug', 'cybermiles');
process.env.CMT_MIGRATE_BIN ??= join(target, 'debug', 'cmt-migrate');
for (const name of ['CYBERMILES_BIN', 'CMT_MIGRATE_BIN']) {
  if (existsSync(process.env[name])) continue;
  console.error(`${name}: there is nothing at ${process.env[name]}; run \`cargo build --workspace\`, or set ${name}`);
  process.exit(2);
}

const lock = createHash('sha256').update(readFileSync(join(here, 'package-lock.json'))).digest('hex');
const stamp = join(here, 'build', 'installed');
if (!existsSync(join(here, 'node_modules')) || !existsSync(stamp) || readFileSync(stamp, 'utf8') !== lock) {
  const { status } = run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts']);
  if (status !== 0) process.exit(1);
  mkdirSync(join(here, 'build'), { recursive: true });
  writeFileSync(stamp, lock);
}

const browser = chromium();
if (browser) process.env.CHROMIUM = browser;
const suites = readdirSync(join(here, 'suites')).filter((name) => name.endsWith('.test.mjs')).sort();
// What needs no browser runs everywhere.
const isSeen = (name) => readFileSync(join(here, 'suites', name), 'utf8').includes("'../browser.mjs'");
const chosen = suites.filter((name) => browser || !isSeen(name));
const options = ['--test', '--test-concurrency=1', '--test-force-exit', `--test-timeout=${SUITE_TIMEOUT_MS}`, '--test-reporter=spec'];
const { status } = run(process.execPath, [...options, ...chosen.map((name) => join('suites', name))]);
if (!browser) {
  console.error('SKIPPED: the page in a browser: there is no Chromium (set CHROMIUM, or apt-get install chromium)');
  if (process.env.REQUIRE_FIXTURES === '1') {
    console.error('REQUIRE_FIXTURES=1: that is an error');
    process.exit(1);
  }
}
process.exit(status ?? 1);
