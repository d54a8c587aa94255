// A person's data server, off the chain: it hands a record out to whoever proves to be the client of a grant, while the chain
// says that the grant is active, and to nobody else. The chain knows a salted commitment of the record, never the record.
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { getAddress, isAddressEqual, keccak256, toHex, verifyMessage } from 'viem';
import { identity } from './stage.mjs';

/** The salted commitment to a record. */
export const commitmentOf = ({ text, salt }) => keccak256(`${salt}${toHex(text).slice(2)}`);

/**
 * @param {import('viem').PublicClient} client the chain
 * @param {`0x${string}`} subject whose data it keeps
 * @param {Record<`0x${string}`, { text: string, salt: `0x${string}` }>} records by scope
 */
export async function startDataServer(client, subject, records) {
  const challenges = new Set();
  const read = (functionName, ...args) => client.readContract({ ...identity, functionName, args });

  /** Why the request is refused; nothing when it is not. */
  async function refusal({ grantId, scope, challenge, signature }) {
    if (!challenges.delete(challenge)) return 'unknown challenge';
    const grant = await read('grant', BigInt(grantId));
    if (!isAddressEqual(grant.subject, subject)) return 'a grant of somebody else';
    if (!(await verifyMessage({ address: getAddress(grant.client), message: challenge, signature }))) return 'not the client';
    if (!grant.scopes.includes(scope)) return 'out of scope';
    const { timestamp } = await client.getBlock();
    if (!(await read('isActive', BigInt(grantId), timestamp))) return 'not active';
  }

  const server = createServer(async (request, response) => {
    const answer = (status, body) => response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    if (request.method === 'GET') {
      const challenge = `read data of ${subject}: ${randomBytes(16).toString('hex')}`;
      challenges.add(challenge);
      return answer(200, { challenge });
    }
    let body = '';
    for await (const chunk of request) body += chunk;
    const asked = JSON.parse(body);
    const reason = await refusal(asked);
    return reason === undefined ? answer(200, records[asked.scope]) : answer(403, { reason });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${server.address().port}`, stop: () => server.close() };
}

/** Asks a data server for a record: what it hands out, or why it does not. */
export async function readData(url, reader, grantId, scope) {
  const { challenge } = await (await fetch(url)).json();
  const signature = await reader.account.signMessage({ message: challenge });
  const response = await fetch(url, { method: 'POST', body: JSON.stringify({ grantId: `${grantId}`, scope, challenge, signature }) });
  return response.json();
}
