// What TypeScript must infer from this package; `tsc` checks it, nothing runs it.
import {
  createPublicClient,
  decodeErrorResult,
  http,
  parseEventLogs,
  type Address,
  type Chain,
  type ContractErrorName,
  type Hex,
  type Log,
} from 'viem';
import {
  addresses,
  arbitrationAbi,
  closingAbi,
  cmtAbi,
  cybermiles,
  cybermilesDev,
  cybermilesTestnet,
  escrowAbi,
  governanceAbi,
  identityAbi,
  migrationAbi,
  precompileAbi,
} from '@cybermiles/contracts';

/** Compiles only when both types are the same. */
type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : never;
const same = <A, B>(_: Same<A, B>) => {};

const chains: readonly Chain[] = [cybermiles, cybermilesTestnet, cybermilesDev];
same<typeof cybermiles.id, 4410708>(true);
same<typeof addresses.escrow, '0x00000000000000000000000000000000434D5402'>(true);
const client = createPublicClient({ chain: cybermilesDev, transport: http() });

/** What an application writes; the types of arguments and results come from the ABI alone. */
export async function reads(id: Hex, party: Address) {
  const order = await client.readContract({ address: addresses.escrow, abi: escrowAbi, functionName: 'order', args: [id] });
  same<typeof order.buyer, Address>(true);
  same<typeof order.price, bigint>(true);
  same<typeof order.inspection, number>(true);
  const [orders, held, free] = await client.readContract({ address: addresses.escrow, abi: escrowAbi, functionName: 'totals' });
  same<typeof orders | typeof held | typeof free, bigint>(true);
  const balance = await client.readContract({ address: addresses.cmt, abi: cmtAbi, functionName: 'balanceOf', args: [party] });
  same<typeof balance, bigint>(true);
  const { phase } = await client.readContract({ address: addresses.arbitration, abi: arbitrationAbi, functionName: 'getCase', args: [1n] });
  same<typeof phase, number>(true);
  const trusted = await client.readContract({ address: addresses.identity, abi: identityAbi, functionName: 'isTrusted', args: [party, 1] });
  same<typeof trusted, boolean>(true);
  // @ts-expect-error: there is no such function
  await client.readContract({ address: addresses.escrow, abi: escrowAbi, functionName: 'orders', args: [id] });
  // @ts-expect-error: an order is named by its id
  await client.readContract({ address: addresses.escrow, abi: escrowAbi, functionName: 'order', args: [1n] });
}

/** Events and errors too, those all native contracts share included. */
export function names(logs: Log[], data: Hex) {
  const [closed] = parseEventLogs({ abi: escrowAbi, logs, eventName: 'Closed' });
  if (closed) same<typeof closed.args.toSeller, bigint>(true);
  const error = decodeErrorResult({ abi: escrowAbi, data });
  if (error.errorName === 'NotBuyer') same<typeof error.args, readonly [Address, Address]>(true);
}
for (const abi of [arbitrationAbi, closingAbi, cmtAbi, escrowAbi, governanceAbi, identityAbi, migrationAbi] as const) {
  type Shared = Extract<ContractErrorName<typeof abi>, ContractErrorName<typeof precompileAbi>>;
  same<Shared, ContractErrorName<typeof precompileAbi>>(true);
}

export { chains };
