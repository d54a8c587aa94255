// Installs what the client suites need, compiles their contracts, runs every suite against a node of its own, and counts.
//
//   node run.mjs            all suites against the binary CYBERMILES_BIN
//   node run.mjs viem crash only these
//   PEER=anvil node run.mjs against Foundry's anvil: is an expectation Ethereum's, or only ours?
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stripVTControlCharacters } from 'node:util';

const here = dirname(fileURLToPath(import.meta.url));
const build = join(here, 'build');

/** How long one suite may take, in milliseconds. Only a hang gets there. */
const SUITE_TIMEOUT_MS = 180_000;

function run(command, args) {
  const { status, error } = spawnSync(command, args, { cwd: here, stdio: 'inherit' });
  if (error || status !== 0) {
    console.error(`${command} ${args.join(' ')} failed: ${error?.message ?? `code ${status}`}`);
    process.exit(1);
  }
}

/** Runs `install` unless it has succeeded before with the same content of `file`. */
function installedFor(file, target, install) {
  const stamp = join(build, `${file}.installed`);
  const digest = createHash('sha256').update(readFileSync(join(here, file))).digest('hex');
  if (existsSync(join(here, target)) && existsSync(stamp) && readFileSync(stamp, 'utf8') === digest) return;
  rmSync(stamp, { force: true });
  install();
  writeFileSync(stamp, digest);
}

if (process.env.PEER === undefined) {
  // Without CYBERMILES_BIN: where cargo leaves the binary.
  const target = process.env.CARGO_TARGET_DIR ?? join(here, '..', '..', '..', 'target');
  process.env.CYBERMILES_BIN ??= join(target, 'debug', 'cybermiles');
  if (!existsSync(process.env.CYBERMILES_BIN)) {
    console.error(`there is no node to test at ${process.env.CYBERMILES_BIN}: build it, or set CYBERMILES_BIN to its path`);
    process.exit(2);
  }
}

mkdirSync(build, { recursive: true });
installedFor('package-lock.json', 'node_modules', () => run('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts']));
// The suite of web3.py needs a Python that can make virtual environments; everything else needs Node.js only.
const python = spawnSync('python3', ['-c', 'import ensurepip, venv']).status === 0;
if (python) {
  installedFor('requirements.txt', '.venv', () => {
    rmSync(join(here, '.venv'), { recursive: true, force: true });
    run('python3', ['-m', 'venv', '.venv']);
    run(join('.venv', 'bin', 'python'), ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps', '-r', 'requirements.txt']);
  });
}
run(process.execPath, ['build-contracts.mjs']);

const all = readdirSync(join(here, 'suites'))
  .filter((name) => name.endsWith('.test.mjs'))
  .map((name) => name.replace('.test.mjs', ''))
  .sort();
const wanted = process.argv.slice(2);
for (const name of wanted) {
  if (!all.includes(name)) {
    console.error(`no suite is called ${name}; there are: ${all.join(', ')}`);
    process.exit(2);
  }
}

/** Runs one suite, shows what it prints, and reads its counts from that. */
async function runSuite(suite) {
  console.log(`\n== ${suite}`);
  const started = performance.now();
  // Forced to exit: some libraries leave timers behind that would keep the process for ever.
  const options = ['--test', '--test-force-exit', `--test-timeout=${SUITE_TIMEOUT_MS}`, '--test-reporter=spec'];
  const child = spawn(process.execPath, [...options, join('suites', `${suite}.test.mjs`)], { cwd: here, stdio: ['ignore', 'pipe', 'inherit'] });
  let printed = '';
  child.stdout.on('data', (chunk) => {
    printed += chunk;
    process.stdout.write(chunk);
  });
  const [status] = await once(child, 'close');
  const count = (name) => Number(new RegExp(`^ℹ ${name} (\\d+)$`, 'm').exec(stripVTControlCharacters(printed))?.[1] ?? 0);
  return {
    suite,
    passed: count('pass'),
    failed: count('fail') + count('cancelled'),
    skipped: count('skipped'),
    seconds: ((performance.now() - started) / 1000).toFixed(1),
    // A suite in which nothing ran has not passed.
    ok: status === 0 && (count('pass') > 0 || process.env.PEER !== undefined),
  };
}

const rows = [];
for (const suite of wanted.length > 0 ? wanted : all) {
  if (suite === 'web3py' && !python) {
    console.error('\n== web3py\nSKIPPED: there is no python3 with venv here (REQUIRE_PYTHON=1 makes this an error)');
    rows.push({ suite, passed: 0, failed: 0, skipped: 1, seconds: '0.0', ok: process.env.REQUIRE_PYTHON !== '1' });
    continue;
  }
  rows.push(await runSuite(suite));
}

const total = (key) => rows.reduce((sum, row) => sum + row[key], 0);
console.log('\nclient suites            passed  failed  skipped  seconds');
for (const { suite, passed, failed, skipped, seconds, ok } of rows) {
  console.log(`${ok ? 'ok  ' : 'FAIL'} ${suite.padEnd(18)} ${String(passed).padStart(7)} ${String(failed).padStart(7)} ${String(skipped).padStart(8)} ${seconds.padStart(8)}`);
}
console.log(`     ${'together'.padEnd(18)} ${String(total('passed')).padStart(7)} ${String(total('failed')).padStart(7)} ${String(total('skipped')).padStart(8)}`);
process.exit(rows.every(({ ok }) => ok) ? 0 : 1);
