// The compiled contracts of contracts/, as build-contracts.mjs left them.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const path = join(dirname(fileURLToPath(import.meta.url)), 'build', 'contracts.json');

/** @type {Record<string, { abi: any[], bytecode: `0x${string}`, runtime: `0x${string}` }>} */
export const contracts = JSON.parse(readFileSync(path, 'utf8')).contracts;
