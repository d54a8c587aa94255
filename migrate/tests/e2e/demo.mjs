// `make migration-demo`: the whole swap on this machine, then the report and the holders' page until Ctrl-C.
import { mkdtempSync } from 'node:fs';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { toHex } from 'viem';
import { writeKey } from '../keystore.mjs';
import { dataPath, known, listed } from './data.mjs';
import { start } from './program.mjs';
import { Swap } from './swap.mjs';
import { binary } from './tool.mjs';

/** Ends when everything was shown, for scripts. */
const isOnce = process.argv.includes('--once');

const folder = mkdtempSync(join(tmpdir(), 'cmt-migration-demo-'));
if (!listed()) console.log(`The list of 2018 is not at ${dataPath()} (set MIGRATION_DATA): these holders are invented.`);
const swap = new Swap(folder, (line) => console.log(`  ${line}`));
try {
  for (const [name, step] of [
    ['The ERC-20 on a peer node (anvil)', () => swap.issue()],
    ['Fetch', () => swap.fetch()],
    ['Verify', () => swap.verify()],
    ['Classify', () => swap.classify()],
    ['Genesis, and a node that begins with it', () => swap.launch()],
    ['Claim', () => swap.claim()],
  ]) {
    console.log(name);
    await step();
  }
  const report = await swap.report();
  // Bob has CMT, and sends the claims of those who have none.
  const { key, password } = writeKey(folder, 'relayer', toHex(known.bob.getHdKey().privateKey));
  const relayer = ['--relayer', key, '--relayer-password-file', password, '--fee', '1'];
  const lists = join(folder, 'classified');
  const serve = ['serve', '--lists', lists, '--network-file', join(folder, 'network.toml'), '--rpc', swap.node.url, '--listen', '127.0.0.1:0', ...relayer];
  const page = swap.ends(await start(binary(), serve, /Holders' page: (http:\S+)/));
  console.log(`\nThe auditors' report: ${pathToFileURL(report)}`);
  console.log(`The holders' page:    ${page.match[1]}`);
  console.log(`The chain:            ${swap.node.url}`);
  console.log(`Everything it wrote:  ${folder}`);
  console.log(`Look up, for example, ${swap.disputed} or ${swap.facts.multisig}`);
  if (!isOnce) {
    console.log('\nCtrl-C ends it.');
    await Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  }
} finally {
  await swap.stop();
}
