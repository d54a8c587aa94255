// An account's keystore, as wallets keep it.
import { createCipheriv, randomBytes, scryptSync } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { keccak256 } from './second/keccak.mjs';

const PASSWORD = 'rehearsal';

/** A Web3 keystore (version 3) of a key, 0x and 64 digits, with little work in it. */
function keystore(key) {
  const [salt, iv] = [randomBytes(32), randomBytes(16)];
  const n = 1024;
  const derived = scryptSync(PASSWORD, salt, 32, { N: n, r: 8, p: 1 });
  const cipher = createCipheriv('aes-128-ctr', derived.subarray(0, 16), iv);
  const text = Buffer.concat([cipher.update(Buffer.from(key.slice(2), 'hex')), cipher.final()]);
  return {
    version: 3,
    id: '00000000-0000-4000-8000-000000000000',
    crypto: {
      cipher: 'aes-128-ctr',
      cipherparams: { iv: iv.toString('hex') },
      ciphertext: text.toString('hex'),
      kdf: 'scrypt',
      kdfparams: { dklen: 32, n, r: 8, p: 1, salt: salt.toString('hex') },
      mac: Buffer.from(keccak256(Buffer.concat([derived.subarray(16), text]))).toString('hex'),
    },
  };
}

/** Writes a key's keystore and its password into a folder; their paths. */
export function writeKey(folder, name, key) {
  const [file, password] = [join(folder, `${name}.json`), join(folder, `${name}.password`)];
  writeFileSync(file, JSON.stringify(keystore(key)));
  writeFileSync(password, `${PASSWORD}\n`, { mode: 0o600 });
  return { key: file, password };
}
