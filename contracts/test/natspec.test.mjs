// Whoever reads an interface must not have to ask: every function, event, error, parameter, return value, struct and enum
// says what it is.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { compile } from '../scripts/compile.mjs';
import { signature } from '../scripts/generate.mjs';

const contracts = compile().filter(({ path }) => path.startsWith('src/'));

/** What is missing in the documentation of one entry of an ABI. */
function missing(item, user, dev) {
  const name = signature(item);
  const gaps = user?.notice ? [] : [`${name}: no @notice`];
  for (const [index, input] of item.inputs.entries()) {
    // What an implementation has no use for it does not name.
    if (!input.name) gaps.push(...(item.implemented ? [] : [`${name}: parameter ${index} has no name`]));
    else if (!dev?.params?.[input.name]) gaps.push(`${name}: no @param ${input.name}`);
  }
  for (const [index, output] of (item.outputs ?? []).entries()) {
    const key = output.name || `_${index}`;
    if (!dev?.returns?.[key]) gaps.push(`${name}: no @return ${key}`);
  }
  return gaps;
}

/** The gaps of everything in a contract's ABI. */
function gapsOf({ abi, userdoc, devdoc, node }) {
  const implemented = node?.contractKind !== 'interface';
  const isGetter = ({ name }) => node?.nodes.some((part) => part.nodeType === 'VariableDeclaration' && part.name === name);
  return abi.flatMap((item) => {
    const key = item.name && signature(item);
    // The compiler takes no @param at a public variable.
    if (isGetter(item)) return userdoc.methods?.[key]?.notice ? [] : [`${key}: no @notice`];
    if (item.type === 'function') return missing({ ...item, implemented }, userdoc.methods?.[key], devdoc.methods?.[key]);
    if (item.type === 'event') return missing(item, userdoc.events?.[key], devdoc.events?.[key]);
    // The compiler keeps a list for each error, since two contracts may define the same one.
    if (item.type === 'error') return missing(item, userdoc.errors?.[key]?.[0], devdoc.errors?.[key]?.[0]);
    return [];
  });
}

for (const contract of contracts) {
  test(`${contract.path}: ${contract.name} is documented`, () => {
    const gaps = gapsOf(contract);
    if (!contract.userdoc.notice) gaps.push('the contract has no @notice');
    if (!contract.devdoc.title) gaps.push('the contract has no @title');
    for (const part of contract.node.nodes) {
      if (['StructDefinition', 'EnumDefinition'].includes(part.nodeType) && !part.documentation) gaps.push(`${part.name}: no NatSpec`);
    }
    assert.deepEqual(gaps, []);
  });
}

test('a gap is found', () => {
  const item = { type: 'function', name: 'pay', inputs: [{ name: 'to', type: 'address' }], outputs: [{ name: '', type: 'bool' }] };
  const none = gapsOf({ abi: [item], userdoc: {}, devdoc: {} });
  assert.deepEqual(none, ['pay(address): no @notice', 'pay(address): no @param to', 'pay(address): no @return _0']);
  const all = { userdoc: { methods: { 'pay(address)': { notice: 'pays' } } }, devdoc: { methods: { 'pay(address)': { params: { to: 'whom' }, returns: { _0: 'done' } } } } };
  assert.deepEqual(gapsOf({ abi: [item], ...all }), []);
});
