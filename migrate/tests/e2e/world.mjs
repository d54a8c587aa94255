// A chain with holders, nodes before it, and a folder: what every test begins with, and `make migration-demo` goes on from.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startChain } from './chain.mjs';
import { SNAPSHOT, rows as readRows } from './data.mjs';
import { startProxy } from './liar.mjs';
import { issue } from './token.mjs';

/** The chain begins so many blocks before the snapshot. */
const BLOCKS = 100;

/**
 * Starts a chain at the snapshot's height with so many of the list's holders.
 * @param {{ count?: number, folder?: string }} [options] without `folder` one that is deleted in the end
 */
export async function beginWorld({ count = Infinity, folder } = {}) {
  const begun = performance.now();
  const place = folder ?? mkdtempSync(join(tmpdir(), 'cmt-migration-'));
  const rows = readRows(count);
  const chain = await startChain({ number: SNAPSHOT - BLOCKS });
  const open = [chain];
  const end = async () => {
    for (const one of open.splice(0).reverse()) await one.stop();
    if (!folder) rmSync(place, { recursive: true, force: true });
  };
  try {
    const facts = await issue(chain.url, rows);
    return {
      folder: place,
      /** Where the bundle goes that everything later rests on. */
      whole: join(place, 'bundle'),
      rows,
      chain,
      /** What was deployed: token, deployer, block, hash, paid, multisig, forwarder. */
      facts,
      seconds: (performance.now() - begun) / 1000,
      /** A node before the chain's that behaves like this; it ends with the world. */
      async proxy(behave) {
        const started = await startProxy(chain.url, behave);
        open.push(started);
        return started;
      },
      /** The arguments of `cmt-migrate` that fetch the bundle from these nodes. */
      fetchArgs: (out, ...urls) => [
        ...['fetch', '--block-hash', facts.hash, '--from-block', `${SNAPSHOT - BLOCKS}`, '--out', out],
        ...['--timeout', '60', '--attempts', '4'],
        ...urls.flatMap((url) => ['--rpc', url]),
      ],
      end,
    };
  } catch (error) {
    await end();
    throw error;
  }
}
