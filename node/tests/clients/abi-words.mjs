// Where the arguments of a function lie in its calldata, word by word, so that a test can spoil one of them.
import { numberToHex } from 'viem';

/** Length of a selector and of a word in hex digits, with `0x` before the selector. */
const SELECTOR = 10;
const WORD = 64;

const arrayOf = (parameter) => {
  const match = /^(.*)\[(\d*)\]$/.exec(parameter.type);
  return match && { element: { ...parameter, type: match[1] }, length: match[2] === '' ? undefined : Number(match[2]) };
};

function isDynamic(parameter) {
  const array = arrayOf(parameter);
  if (array) return array.length === undefined || isDynamic(array.element);
  if (parameter.type === 'tuple') return parameter.components.some(isDynamic);
  return ['bytes', 'string'].includes(parameter.type);
}

/** The words of the head: [index, parameter], a dynamic one as the word that holds its offset. */
function heads(parameters, first = 0) {
  const words = [];
  for (const parameter of parameters) {
    const next = first + words.length;
    const array = arrayOf(parameter);
    if (isDynamic(parameter)) words.push([next, parameter]);
    else if (array) words.push(...heads(Array(array.length).fill(array.element), next));
    else if (parameter.type === 'tuple') words.push(...heads(parameter.components, next));
    else words.push([next, parameter]);
  }
  return words;
}

/** Values that a word of this type cannot hold. */
function dirt({ type, internalType = '' }) {
  const bits = BigInt(/\d+$/.exec(type)?.[0] ?? 256);
  if (internalType.startsWith('enum ')) return [255n, 1n << 8n];
  if (type === 'address') return [1n << 160n, 1n << 255n];
  if (type === 'bool') return [2n, 1n << 255n];
  if (/^u?int/.test(type)) return bits < 256n ? [1n << bits, 1n << 255n] : [];
  if (/^bytes\d/.test(type)) return bits < 32n ? [1n, 1n << (255n - 8n * bits)] : [];
  return [];
}

/** Every way to dirty one word of a function's head: [index of the word, its value]. */
export const dirtyWords = ({ inputs }) => heads(inputs).flatMap(([index, parameter]) => dirt(parameter).map((value) => [index, value]));

/** The words of a function's head that say where its lists, bytes and strings are. */
export const offsetWords = ({ inputs }) => heads(inputs).filter(([, parameter]) => isDynamic(parameter) && parameter.type !== 'tuple').map(([index]) => index);

/** One word of the arguments, as a number. */
export const wordAt = (data, index) => BigInt(`0x${data.slice(SELECTOR + WORD * index, SELECTOR + WORD * (index + 1))}`);

/** How many words the arguments have. */
export const wordsOf = (data) => (data.length - SELECTOR) / WORD;

/** The calldata with one word of its arguments replaced. */
export const withWord = (data, index, value) =>
  data.slice(0, SELECTOR + WORD * index) + numberToHex(value, { size: 32 }).slice(2) + data.slice(SELECTOR + WORD * (index + 1));
