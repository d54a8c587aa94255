// Checks proofs, one JSON object a line: {root, keys, nodes} in hexadecimal. Answers a line each:
// the values as JSON (null where absent), or `refused: ` and why.

import { createInterface } from 'node:readline';
import { isRefusal, prove } from './trie.mjs';

for await (const line of createInterface({ input: process.stdin })) {
  const { root, keys, nodes } = JSON.parse(line);
  try {
    const values = prove(root, keys, nodes.map((node) => Buffer.from(node, 'hex')));
    console.log(JSON.stringify(values.map((value) => value && Buffer.from(value).toString('hex'))));
  } catch (error) {
    if (!isRefusal(error)) throw error;
    console.log(`refused: ${error.message}`);
  }
}
