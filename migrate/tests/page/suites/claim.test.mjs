// `cmt-migrate claim` before a real node, signed by a library that knows nothing of it.
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { CMT, TOKEN, claims, holder, poor, rich } from '../people.mjs';
import { writeKey } from '../../keystore.mjs';
import { balanceOf, migrate, stage } from '../stage.mjs';

let world;
before(async () => {
  world = await stage();
});
after(() => world?.stop());

const claim = (address, more, allow = [0]) => migrate(['claim', address, '--lists', world.classified, '--rpc', world.rpc, ...more], { allow });

test('a claim is printed, signed by a library, and sent by a relayer, once', async () => {
  const { address, wei } = claims.relayed;
  const typed = claim(address, ['--to', poor.address, '--max-fee', '2']).stdout;
  const { types, primaryType, domain, message } = JSON.parse(typed);
  const signature = await poor.signTypedData({ types, primaryType, domain, message });
  const file = join(world.folder, 'claim.json');
  writeFileSync(file, typed);
  const { key, password } = world.relayerKey;
  const send = ['--request', file, '--signature', signature, '--relayer', key, '--relayer-password-file', password, '--fee', '1.5'];
  assert.match(claim(address, send).stdout, /^Claimed: .* got 24,092.282000000000000001 CMT in block \d+ \(0x[0-9a-f]{64}\)\.$/m);
  assert.equal(await balanceOf(world.rpc, poor.address), wei - 15n * 10n ** 17n);
  assert.match(claim(address, send).stdout, /was paid already: 24,092.282/);
  assert.match(claim(address, ['--to', holder.address], [3]).stdout, /was paid already/);
});

test('a keystore pays for its own claim', async () => {
  const { key, password } = writeKey(world.folder, 'rich', rich.key);
  const sending = ['--to', holder.address, '--key', key, '--key-password-file', password, '--json'];
  const before = await balanceOf(world.rpc, holder.address);
  const { result, transaction } = JSON.parse(claim(claims.insisted.address, sending).stdout);
  assert.equal(result, 'claimed');
  assert.equal((await balanceOf(world.rpc, holder.address)) - before, 6n * CMT);
  const again = JSON.parse(claim(claims.insisted.address, sending).stdout);
  assert.deepEqual([again.result, again.payment.transaction], ['claimedBefore', transaction]);
});

test('what nobody can claim is a no, and says why', () => {
  const to = ['--to', holder.address];
  assert.match(claim(TOKEN, to, [3]).stdout, /Nobody is named yet/);
  assert.match(claim(holder.address, to, [3]).stdout, /there is nothing to do/);
});
