// The zero of every ABI type: arguments for a call that means nothing but is well-formed.

/** The zero of an ABI parameter, as viem takes it. */
function zero({ type, components }) {
  const array = /\[(\d*)\]$/.exec(type);
  if (array) return Array.from({ length: Number(array[1]) }, () => zero({ type: type.slice(0, array.index), components }));
  if (type === 'tuple') return Object.fromEntries(components.map((component) => [component.name, zero(component)]));
  if (type === 'bool') return false;
  if (type === 'string') return '';
  if (type === 'address') return `0x${'00'.repeat(20)}`;
  if (type.startsWith('bytes')) return `0x${'00'.repeat(Number(type.slice(5)))}`;
  // viem takes small integers as numbers and large ones as bigints.
  return Number(/\d+/.exec(type)[0]) <= 48 ? 0 : 0n;
}

/** Arguments, all zero, for a function of an ABI. */
export const zeros = ({ inputs }) => inputs.map(zero);
