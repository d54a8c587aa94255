// The solc this package pins, and the two ways it is used.
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

const require = createRequire(import.meta.url);

/** The folder of this package. */
export const root = join(dirname(fileURLToPath(import.meta.url)), '..');

/** The rules the chain has from its first block. */
const evmVersion = 'osaka';

/** The Solidity files below `folder`, sorted, as paths from the package's folder with forward slashes. */
function solidityFiles(folder) {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.sol'))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .sort();
}

/** The sources of `folders`, as solc takes them. */
function sourcesOf(...folders) {
  const paths = folders.flatMap(solidityFiles);
  return Object.fromEntries(paths.map((path) => [path, { content: readFileSync(join(root, path), 'utf8') }]));
}

/** Runs solc; its warnings about our sources are errors. */
function solc(sources, settings) {
  const contents = (path) => ({ contents: readFileSync(join(root, 'node_modules', path), 'utf8') });
  const input = JSON.stringify({ language: 'Solidity', sources, settings: { evmVersion, ...settings } });
  const output = JSON.parse(require('solc').compile(input, { import: contents }));
  const complaints = (output.errors ?? []).filter(
    ({ severity, sourceLocation }) => severity === 'error' || (severity === 'warning' && !sourceLocation?.file.startsWith('@')),
  );
  if (complaints.length > 0) throw new Error(complaints.map(({ formattedMessage }) => formattedMessage).join('\n'));
  return output;
}

/**
 * @typedef {object} Contract
 * @property {string} path the source it is in, from the package's folder
 * @property {string} name
 * @property {any[]} abi
 * @property {any} devdoc
 * @property {any} userdoc
 * @property {any} storageLayout
 * @property {any} node its syntax tree
 *
 * @returns {Contract[]} every contract, interface and library of src/ and test/
 */
export function compile() {
  const sources = sourcesOf('src', 'test');
  const wanted = { '*': { '*': ['abi', 'devdoc', 'userdoc', 'storageLayout'], '': ['ast'] } };
  const output = solc(sources, { outputSelection: wanted });
  return Object.keys(sources).flatMap((path) =>
    output.sources[path].ast.nodes
      .filter(({ nodeType }) => nodeType === 'ContractDefinition')
      .map((node) => ({ path, name: node.name, node, ...output.contracts[path][node.name] })),
  );
}

/**
 * The contracts of a folder as they are deployed, as cheap as the compiler can make them.
 * @param {string} folder from the package's folder
 * @returns {Record<string, { abi: any[], bytecode: string, deployedBytecode: string }>} by name: what deploys it, what is deployed
 */
function compileDeployed(folder) {
  const sources = sourcesOf(folder);
  const output = solc(sources, {
    viaIR: true,
    optimizer: { enabled: true, runs: 1_000_000 },
    metadata: { appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
  });
  const contracts = Object.keys(sources).flatMap((path) => Object.entries(output.contracts[path]));
  return Object.fromEntries(contracts.map(([name, { abi, evm }]) => [
      name,
      { abi, bytecode: `0x${evm.bytecode.object}`, deployedBytecode: `0x${evm.deployedBytecode.object}` },
    ]));
}

/** The contracts of test/twins, which the native ones are measured against. */
export const compileTwins = () => compileDeployed('test/twins');

/** The contracts that a genesis block can hold. */
export const compilePredeployed = () => compileDeployed('src/vesting');
