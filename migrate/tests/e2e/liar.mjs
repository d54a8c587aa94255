// A node that passes on what a real one says, and lies, drops, rate-limits or dies as it is told.
import { createServer } from 'node:http';

/**
 * @typedef {object} Request
 * @property {number} before requests before this one
 * @property {string} method of the first call
 * @property {object[]} calls
 *
 * @typedef {'honest' | 'drop' | 'hang' | { status: number, headers?: object, body?: string } | ((answers: object[]) => void)} Act
 */

/**
 * Starts such a node in front of `upstream`.
 * @param {(request: Request) => Act} behave a function among its results changes the answers
 * @returns {Promise<{ url: string, requests: () => number, stop: () => Promise<void> }>}
 */
export async function startProxy(upstream, behave = () => 'honest') {
  let requests = 0;
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', () => {
      answer(Buffer.concat(chunks), request, response).catch(() => request.socket.destroy());
    });
  });

  async function answer(body, request, response) {
    const json = JSON.parse(body);
    const calls = Array.isArray(json) ? json : [json];
    const act = behave({ before: requests++, method: calls[0].method, calls });
    if (act === 'drop') return request.socket.destroy();
    if (act === 'hang') return undefined;
    if (typeof act === 'object') {
      response.writeHead(act.status, act.headers ?? {});
      return response.end(act.body ?? '');
    }
    const reply = await fetch(upstream, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    let text = await reply.text();
    if (typeof act === 'function') {
      const answers = JSON.parse(text);
      act(Array.isArray(answers) ? answers : [answers]);
      text = JSON.stringify(answers);
    }
    response.writeHead(200, { 'content-type': 'application/json' });
    return response.end(text);
  }

  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    requests: () => requests,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Every log range lacks its last log, if it has one. */
export const hidesLogs = ({ method }) => (method === 'eth_getLogs' ? ([{ result }]) => result?.pop() : 'honest');

/** Balances are one wei higher than they are. */
export const liesAboutBalances = ({ method, calls }) => {
  if (method !== 'eth_getProof' || calls[0].params[1].length < 8) return 'honest';
  return ([{ result }]) => {
    const [entry] = result.storageProof;
    entry.value = `0x${(BigInt(entry.value) + 1n).toString(16)}`;
  };
};

/** Drops the connection now and then, and wants to be left alone now and then. */
export const drops = ({ before }) => {
  if (before % 9 === 1) return 'drop';
  if (before % 9 === 5) return { status: 429, headers: { 'retry-after': '0' }, body: 'too many requests' };
  return 'honest';
};

/** Says nothing sensible any more after some requests. */
export const dies = (after) => ({ before }) => (before < after ? 'honest' : 'drop');
