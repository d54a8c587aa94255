// `cmt-migrate` as a process.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const second = join(here, '../second/verify.mjs');

/** The binary: CMT_MIGRATE_BIN, or where cargo leaves it. */
export function binary() {
  const target = process.env.CARGO_TARGET_DIR ?? join(here, '../../../target');
  const path = process.env.CMT_MIGRATE_BIN ?? join(target, 'debug', 'cmt-migrate');
  if (!existsSync(path)) throw new Error(`there is no cmt-migrate at ${path}: build it, or set CMT_MIGRATE_BIN`);
  return path;
}

async function run(command, args, started = () => {}) {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  started(child);
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += chunk));
  child.stderr.on('data', (chunk) => (stderr += chunk));
  const begun = performance.now();
  const [code, signal] = await once(child, 'close');
  return { code, signal, stdout, stderr, seconds: (performance.now() - begun) / 1000 };
}

/**
 * Runs it. `started` gets the process, for whoever wants to kill it.
 * @returns {Promise<{ code: number | null, signal: string | null, stdout: string, stderr: string, seconds: number }>}
 */
export const migrate = (args, started) => run(binary(), args, started);

/** The second verifier's answer about a bundle. */
export const verifyAgain = (bundle, hash) => run(process.execPath, [second, bundle, hash]);

/** Rows of a CSV file, without its header. */
export const table = (path) => readFileSync(path, 'utf8').trimEnd().split('\n').slice(1).map((line) => line.split(','));

/** Names of files in a folder whose bytes differ from those in another, or that only one has. */
export function differences(one, other) {
  const names = new Set([...readdirSync(one), ...readdirSync(other)]);
  const bytes = (folder, name) => (existsSync(join(folder, name)) ? readFileSync(join(folder, name)) : null);
  return [...names].filter((name) => {
    const [a, b] = [bytes(one, name), bytes(other, name)];
    return a === null || b === null || !a.equals(b);
  });
}
