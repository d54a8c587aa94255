// A program that runs until it is told to end.
import { spawn } from 'node:child_process';
import { once } from 'node:events';

const PATIENCE_MS = 120_000;

/** The whole lines of what came so far: half a line has half a port. */
const whole = (printed) => printed.slice(0, printed.lastIndexOf('\n') + 1);

/**
 * Starts a program and waits for what it prints when it is ready.
 * @returns {Promise<{ match: RegExpExecArray, ended: Promise<unknown>, stop: () => Promise<number | null> }>}
 */
export async function start(binary, args, ready) {
  const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  const ended = once(child, 'exit');
  let printed = '';
  const found = new Promise((resolve, reject) => {
    const failed = (why) => reject(new Error(`${binary} ${args.join(' ')} ${why}:\n${printed}`));
    const late = setTimeout(() => failed('is not ready'), PATIENCE_MS);
    const look = (chunk) => {
      printed += chunk;
      const match = ready.exec(whole(printed));
      if (!match) return;
      clearTimeout(late);
      resolve(match);
    };
    child.stdout.on('data', look);
    child.stderr.on('data', look);
    child.once('exit', (code) => {
      clearTimeout(late);
      failed(`ended with ${code}`);
    });
  });
  const match = await found;
  return {
    match,
    ended,
    async stop() {
      if (child.exitCode === null) child.kill('SIGTERM');
      await ended;
      process.off('exit', end);
      return child.exitCode;
    },
  };
}
