// A row of which the network's file puts a part elsewhere: what the page says lies where, against what the chain has.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { close, look, open, picture, says, visit } from '../browser.mjs';
import { CMT, balances, beneficiary, founder, holder, moved } from '../people.mjs';
import { balanceOf, migrate, rpc, stage } from '../stage.mjs';

let world;
let knowing;
/** Served without the network's file. */
let unknowing;

before(async () => {
  await open();
  world = await stage();
  knowing = await world.serve(false);
  unknowing = await world.serve(false, []);
});

after(async () => {
  await close();
  assert.deepEqual(await world?.stop(), [0, 0]);
});

const HERE = '150.000000000000000025 CMT';
const GOVERNANCE = '0x00000000000000000000000000000000434d5406';

/** The vesting's contract, as the page names it. */
async function contractOf(page) {
  const text = await page.locator('#facts dd', { hasText: '“Team”' }).innerText();
  return /0x[0-9a-fA-F]{40}/.exec(text)[0];
}

test('what lies where is said, and is so on the chain', () =>
  visit(knowing, {}, async (page) => {
    await look(page, founder.address);
    await says(page, '#amount', '500.000000000000000025 CMT');
    await says(page, '#sentence', 'On the new chain 150.000000000000000025 CMT of it is at the same address');
    await says(page, '#facts', '300 CMT in the vesting “Team”');
    const here = page.locator('#facts dt', { hasText: 'At this address from the first block on' }).locator('xpath=following-sibling::dd[1]');
    assert.equal(await here.innerText(), HERE);
    await says(page, '#facts', `which pays ${beneficiary.address}`);
    await says(page, '#facts', '50 CMT in the reserve “End users”, which the chain’s governance holds');
    assert.ok(await page.locator('#moved').isHidden());
    assert.equal(await balanceOf(world.rpc, founder.address), balances.get(founder.address) - (moved.vesting + moved.reserve) * CMT);
    assert.equal(await balanceOf(world.rpc, await contractOf(page)), moved.vesting * CMT);
    assert.equal(await balanceOf(world.rpc, GOVERNANCE), moved.reserve * CMT);
    await page.locator('summary').click();
    const { hash } = (await rpc(world.rpc, 'eth_getBlockByNumber', ['0x0', false])).result;
    await says(page, '#check-facts', hash);
    await says(page, '#commands', '--network-file network.toml');
    await picture(page, '14-moved');
  }));

test('the same in Korean', () =>
  visit(knowing, { path: `/?lang=ko&address=${founder.address}` }, async (page) => {
    await says(page, '#sentence', '그중 150.000000000000000025 CMT가 같은 주소');
    await says(page, '#facts', '베스팅 “Team”의 300 CMT');
    await says(page, '#facts', beneficiary.address);
    await says(page, '#facts', '준비금 “End users”의 50 CMT');
    await picture(page, '14-moved-ko');
    // Another language says the same of the same account.
    await page.locator('[data-language="en"]').click();
    await says(page, '#facts', '300 CMT in the vesting “Team”');
  }));

test('a row that is whole is said to be whole', () =>
  visit(knowing, {}, async (page) => {
    await look(page, holder.address);
    await says(page, '#sentence', 'it is yours at the same address');
    assert.ok(await page.locator('#moved').isHidden());
    assert.equal(await page.locator('#facts', { hasText: 'Elsewhere' }).count(), 0);
  }));

test('a server that was not told says that it does not know', () =>
  visit(unknowing, {}, async (page) => {
    await look(page, founder.address);
    await says(page, '#moved', 'This server was not given the launchers’ network file');
    // The balance of the chain stands beside it.
    await says(page, '#facts', HERE);
    await page.locator('[data-language="ko"]').click();
    await says(page, '#moved', '네트워크 파일이 없습니다');
  }));

test('the command says the same', () => {
  const { stdout } = migrate(['status', founder.address, '--lists', world.classified, '--network-file', `${world.folder}/network.toml`]);
  assert.match(stdout, /Of them it has 150\.000000000000000025 CMT on the new chain/);
  assert.match(stdout, new RegExp(`300 CMT into the vesting \`Team\` at 0x[0-9a-fA-F]{40}, for ${beneficiary.address}`));
  assert.match(stdout, /50 CMT into the reserve `End users`/);
});
