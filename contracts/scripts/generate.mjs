// What the package derives from its Solidity sources: pure functions from the compiler's output to file contents.
import { encodeFunctionData, toEventSelector, toFunctionSelector } from 'viem';
import { zeros } from './zero.mjs';

const NOTICE = '// Written by scripts/build.mjs from the Solidity sources.\n';

/** Whether applications get the ABI: examples and tests are for reading and testing. */
const isPublished = ({ path, abi }) => path.startsWith('src/') && !path.startsWith('src/examples/') && abi.length > 0;

/** Whether the node is compiled from it. */
const isNative = ({ path }) => path.startsWith('src/interfaces/');

/** `IEscrow` → `escrow`, `ICMT` → `cmt`, `TokenSale` → `tokenSale`. */
function camel(name) {
  const plain = /^I[A-Z]/.test(name) ? name.slice(1) : name;
  return plain === plain.toUpperCase() ? plain.toLowerCase() : plain[0].toLowerCase() + plain.slice(1);
}

/** `ESCROW` → `escrow`, `REWARD_POOL` → `rewardPool`. */
const camelOfConstant = (name) => name.toLowerCase().replace(/_(\w)/g, (_, letter) => letter.toUpperCase());

/** The TypeScript type of exactly this JSON value. */
function literalType(value, indent = '') {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    if (value.length === 0) return 'readonly []';
    return `readonly [\n${value.map((item) => `${deeper}${literalType(item, deeper)},\n`).join('')}${indent}]`;
  }
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).map(([key, item]) => `${deeper}readonly ${key}: ${literalType(item, deeper)};\n`);
    return `{\n${members.join('')}${indent}}`;
  }
  return JSON.stringify(value);
}

/** A module that exports one constant, and its declaration. */
function constantModule(path, name, value) {
  return {
    [`${path}.js`]: `${NOTICE}export const ${name} = ${JSON.stringify(value, null, 2)};\n`,
    [`${path}.d.ts`]: `${NOTICE}export declare const ${name}: ${literalType(value)};\n`,
  };
}

/** The addresses of `Addresses.sol`, by name, in its order. */
export function addressesOf(contracts) {
  const { node } = contracts.find(({ name }) => name === 'Addresses');
  return Object.fromEntries(node.nodes.map((constant) => [camelOfConstant(constant.name), constant.value.value]));
}

/**
 * The files that are committed, by path: ABIs as JSON and, typed, as JavaScript.
 * @param {import('./compile.mjs').Contract[]} contracts
 * @returns {Record<string, string>}
 */
export function committedFiles(contracts) {
  const files = {};
  const modules = ['addresses'];
  for (const { name, abi } of contracts.filter(isPublished)) {
    const module = `abi/${camel(name)}`;
    if (modules.includes(module)) throw new Error(`${name}: another contract's ABI is exported as ${camel(name)}Abi too`);
    modules.push(module);
    files[`abi/${name}.json`] = `${JSON.stringify(abi, null, 2)}\n`;
    Object.assign(files, constantModule(`js/${module}`, `${camel(name)}Abi`, abi));
  }
  Object.assign(files, constantModule('js/addresses', 'addresses', addressesOf(contracts)));
  const index = `${NOTICE}${[...modules, 'chains'].sort().map((module) => `export * from './${module}.js';\n`).join('')}`;
  return { ...files, 'js/index.js': index, 'js/index.d.ts': index };
}

/**
 * What the benches deploy.
 * @param {ReturnType<import('./compile.mjs').compileTwins>} twins
 * @returns {Record<string, string>}
 */
export function twinFiles(twins) {
  const files = Object.entries(twins).map(([name, twin]) => [`../benches/contracts/${name}.json`, `${JSON.stringify(twin, null, 2)}\n`]);
  return Object.fromEntries(files);
}

/**
 * The code a genesis block holds, which the node is compiled with.
 * @param {ReturnType<import('./compile.mjs').compilePredeployed>} contracts
 * @returns {Record<string, string>}
 */
export function genesisFiles(contracts) {
  return Object.fromEntries(Object.entries(contracts).map(([name, { deployedBytecode }]) => [`genesis/${name}.hex`, `${deployedBytecode}\n`]));
}

/** `transfer(address,uint256)`, with tuples spelled out. */
export function signature({ name, inputs }) {
  const type = (input) => (input.type.startsWith('tuple') ? `(${input.components.map(type)})${input.type.slice(5)}` : input.type);
  return `${name}(${inputs.map(type)})`;
}

/** The selectors or topics solc put into the syntax tree of an interface and of those it inherits from, sorted. */
function compilersSelectors({ node }, contracts, nodeType, key) {
  const bases = node.linearizedBaseContracts.map((id) => contracts.find((other) => other.node.id === id)?.node);
  const nodes = bases.flatMap((base) => base?.nodes ?? []).filter((part) => part.nodeType === nodeType && part[key]);
  return [...new Set(nodes.map((part) => `0x${part[key]}`))].sort();
}

/**
 * What the Rust tests compare the node with: every function, event and error of each native interface, by solc's own selectors, and
 * for each function calldata whose arguments are all zero.
 * @param {import('./compile.mjs').Contract[]} contracts
 */
export function interfaces(contracts) {
  const described = contracts.filter(isNative).map((contract) => {
    const { abi, name } = contract;
    const of = (type, selector, nodeType, key) => {
      const items = abi.filter((item) => item.type === type).map((item) => ({ item, signature: signature(item), selector: selector(item) }));
      const ours = items.map((item) => item.selector).sort();
      const compilers = compilersSelectors(contract, contracts, nodeType, key);
      // Two computations of the same hashes: the compiler's, and viem's, which knows to which item each belongs.
      if (`${ours}` !== `${compilers}`) throw new Error(`${name}: solc says the ${type}s are ${compilers}, viem says ${ours}`);
      return items;
    };
    const functions = of('function', toFunctionSelector, 'FunctionDefinition', 'functionSelector');
    const events = of('event', toEventSelector, 'EventDefinition', 'eventSelector');
    const errors = of('error', (item) => toFunctionSelector({ ...item, type: 'function', outputs: [] }), 'ErrorDefinition', 'errorSelector');
    return [
      name,
      {
        functions: functions.map(({ item, ...names }) => ({
          ...names,
          mutability: item.stateMutability,
          calldata: encodeFunctionData({ abi: [item], args: zeros(item) }),
        })),
        events: events.map(({ item, ...names }) => names),
        errors: errors.map(({ item, ...names }) => names),
      },
    ];
  });
  return Object.fromEntries(described);
}

/**
 * The storage layout of each twin in test/layout, by the contract's name without `Layout`.
 * @param {import('./compile.mjs').Contract[]} contracts
 */
export function storageLayouts(contracts) {
  return Object.fromEntries(
    contracts.filter(({ path }) => path.startsWith('test/layout/')).map(({ name, storageLayout }) => [name.replace(/Layout$/, ''), storageLayout]),
  );
}
