// Compiles the sources and writes what is derived from them: abi/ and js/, which are committed so that nobody who installs
// the package from git has to build it; genesis/, the code a genesis block can hold, and the twins in benches/contracts, committed
// too; and build/, which the Rust tests read.
//
//   node scripts/build.mjs          writes all of it
//   node scripts/build.mjs --check  writes build/ only, and fails when a committed file is not what the sources give
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { compile, compilePredeployed, compileTwins, root } from './compile.mjs';
import { addressesOf, committedFiles, genesisFiles, interfaces, storageLayouts, twinFiles } from './generate.mjs';

function write(path, content) {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, content);
}

/** The committed files no source gives any more. */
function leftovers(files) {
  const there = ['abi', 'js/abi', 'genesis', '../benches/contracts'].flatMap((folder) =>
    existsSync(join(root, folder)) ? readdirSync(join(root, folder)).map((name) => `${folder}/${name}`) : [],
  );
  return there.filter((path) => !(path in files));
}

const contracts = compile();
const files = { ...committedFiles(contracts), ...twinFiles(compileTwins()), ...genesisFiles(compilePredeployed()) };
const stale = Object.keys(files).filter((path) => !existsSync(join(root, path)) || readFileSync(join(root, path), 'utf8') !== files[path]);
const removed = leftovers(files);

write('build/addresses.json', JSON.stringify(addressesOf(contracts), null, 2));
write('build/interfaces.json', JSON.stringify(interfaces(contracts), null, 2));
write('build/storage-layout.json', JSON.stringify(storageLayouts(contracts), null, 2));

if (process.argv.includes('--check')) {
  const wrong = [...stale, ...removed];
  if (wrong.length > 0) {
    console.error(`not what the Solidity sources give: ${wrong.join(', ')}\nRun \`npm run build\` in contracts/ and commit what it writes.`);
    process.exit(1);
  }
} else {
  for (const path of stale) write(path, files[path]);
  for (const path of removed) rmSync(join(root, path));
  console.log(stale.length + removed.length > 0 ? `written: ${[...stale, ...removed].join(', ')}` : 'nothing to do');
}
