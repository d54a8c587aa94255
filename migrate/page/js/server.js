// What the server of this page is asked. The page asks nobody else.

/** Why something did not work: a name that has a text in each language, and the server's own words. */
export class Failure extends Error {
  constructor(name, message) {
    super(message);
    this.name = name;
  }
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, { credentials: 'omit', ...options });
  } catch {
    throw new Failure('Offline', 'no answer');
  }
  let answer;
  try {
    answer = await response.json();
  } catch {
    throw new Failure('Offline', `status ${response.status}`);
  }
  if (!response.ok) throw new Failure(String(answer.error), String(answer.message));
  return answer;
}

/** What holds for everybody. */
export const config = () => ask('/api/config');

/** What is known of an address. */
export const status = (address) => ask(`/api/status/${address}`);

/** Has a signed claim sent. */
export const relay = (message, signature) =>
  ask('/api/relay', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ message, signature }),
  });
