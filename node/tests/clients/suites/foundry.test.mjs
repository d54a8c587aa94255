// Foundry: cast and forge as a developer types them, with the npm solc in the place of a native one.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { mnemonicToAccount } from 'viem/accounts';
import { toHex } from 'viem';
import { contracts } from '../contracts.mjs';
import { CHAIN_ID, foundry, MNEMONIC, rpc, startNode } from '../node.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const account = (index) => mnemonicToAccount(MNEMONIC, { addressIndex: index });
const keyOf = (index) => toHex(account(index).getHdKey().privateKey);

let node;
let home;

before(async () => {
  // A home of its own: no configuration, cache or keystore of the developer's.
  home = mkdtempSync(join(tmpdir(), 'clients-foundry-'));
  node = await startNode();
});
after(async () => {
  await node?.kill();
  rmSync(home, { recursive: true, force: true });
});

/** Runs a tool of Foundry and returns its stdout; its stderr goes into the error. */
async function run(tool, ...args) {
  const env = { PATH: process.env.PATH, HOME: home, ETH_RPC_URL: node.url, FOUNDRY_DISABLE_NIGHTLY_WARNING: '1', NO_COLOR: '1' };
  try {
    const { stdout } = await promisify(execFile)(foundry(tool), args, { cwd: project, env, maxBuffer: 64 << 20 });
    return stdout.trim();
  } catch (error) {
    throw new Error(`${tool} ${args.join(' ').slice(0, 200)}: ${error.message}\n${error.stdout}\n${error.stderr}`);
  }
}
const cast = (...args) => run('cast', ...args);
const castJson = async (...args) => JSON.parse(await cast(...args, '--json'));

describe('cast', () => {
  test('reads the chain', async () => {
    assert.equal(await cast('chain-id'), `${CHAIN_ID}`);
    assert.equal(await cast('balance', '--ether', account(9).address).then(Number), 10_000);
    assert.equal((await castJson('block', 'latest')).number, await cast('block-number').then((number) => toHex(BigInt(number))));
    assert.equal(await cast('nonce', account(9).address), '0');
    assert.ok(BigInt(await cast('gas-price')) > 0n);
    assert.ok(BigInt(await cast('base-fee')) > 0n);
    assert.equal(await cast('block', 'finalized', '--field', 'number').then(Number) >= 0, true);
    assert.match(await cast('client'), /\//);
  });

  test('sends CMT, as EIP-1559 and as legacy', async () => {
    const to = '0x00000000000000000000000000000000000ca570';
    const receipt = await castJson('send', to, '--value', '1ether', '--private-key', keyOf(0));
    assert.equal(receipt.status, '0x1');
    assert.equal(receipt.type, '0x2');
    const legacy = await castJson('send', to, '--value', '2ether', '--legacy', '--private-key', keyOf(0));
    assert.equal(legacy.type, '0x0');
    assert.equal(await cast('balance', '--ether', to).then(Number), 3);
    assert.equal((await castJson('tx', receipt.transactionHash)).blockHash, receipt.blockHash);
    assert.equal((await castJson('receipt', receipt.transactionHash)).gasUsed, '0x5208');
    assert.match(await cast('tx', receipt.transactionHash, '--raw'), /^0x02/);
  });

  test('deploys, calls, estimates, reads storage, logs and proofs', async () => {
    const { contractAddress: probe } = await castJson('send', '--private-key', keyOf(1), '--create', contracts.Probe.bytecode);
    await cast('send', probe, 'set(uint256)', '42', '--private-key', keyOf(1));
    assert.equal(await cast('call', probe, 'value()(uint256)'), '42');
    assert.equal(BigInt(await cast('storage', probe, '0')), 42n);
    assert.ok(Number(await cast('estimate', probe, 'set(uint256)', '43')) > 21_000);
    assert.equal(await cast('code', probe), contracts.Probe.runtime);
    await cast('send', probe, 'note(uint256,bytes)', '7', '0x1234', '--private-key', keyOf(1));
    const logs = await castJson('logs', '--from-block', '0', '--address', probe, 'Noted(address indexed,uint256 indexed,bytes)');
    assert.equal(logs.length, 1);
    const proof = await castJson('proof', probe, '0x0');
    assert.equal(BigInt(proof.storageProof[0].value), 42n);
    const list = await cast('access-list', probe, 'set(uint256)', '44');
    assert.match(list.toLowerCase(), new RegExp(probe.slice(2).toLowerCase()));
    await assert.rejects(cast('call', probe, 'failReason()'), /the door is closed/);
    await assert.rejects(cast('send', probe, 'failReason()', '--private-key', keyOf(1)), /the door is closed/);
  });

  test('delegates an account (EIP-7702)', async () => {
    const { contractAddress: probe } = await castJson('send', '--private-key', keyOf(2), '--create', contracts.Probe.bytecode);
    const receipt = await castJson('send', account(2).address, 'set(uint256)', '5', '--auth', probe, '--private-key', keyOf(2));
    assert.equal(receipt.type, '0x4');
    assert.equal(await cast('code', account(2).address), `0xef0100${probe.slice(2).toLowerCase()}`);
    assert.equal(await cast('call', account(2).address, 'value()(uint256)'), '5');
  });

  test('runs a request of its own making: data and input together', async () => {
    const { contractAddress: probe } = await castJson('send', '--private-key', keyOf(3), '--create', contracts.Probe.bytecode);
    const data = (await cast('calldata', 'value()')).trim();
    const answer = await cast('rpc', 'eth_call', JSON.stringify({ to: probe, data, input: data }), 'latest');
    assert.equal(BigInt(JSON.parse(answer)), 0n);
  });
});

describe('forge', () => {
  test('builds with the npm compiler', async () => {
    await run('forge', 'build');
    const artifact = JSON.parse(readFileSync(join(project, 'build', 'forge', 'Token.sol', 'Token.json'), 'utf8'));
    assert.ok(artifact.bytecode.object.length > 1000);
  });

  test('create deploys an OpenZeppelin ERC-20', async () => {
    const created = JSON.parse(await run('forge', 'create', 'contracts/Token.sol:Token', '--broadcast', '--json', '--private-key', keyOf(4), '--constructor-args', 'Made', 'MADE', '5000'));
    assert.equal(await cast('call', created.deployedTo, 'balanceOf(address)(uint256)', account(4).address), '5000');
    assert.equal(await cast('call', created.deployedTo, 'symbol()(string)'), '"MADE"');
  });

  test('script --broadcast deploys a token and a UUPS proxy and uses them', async () => {
    const holder = '0x00000000000000000000000000000000000f0f0f';
    await run('forge', 'script', 'foundry/Deploy.s.sol:Deploy', '--rpc-url', node.url, '--broadcast', '--slow', '--private-key', keyOf(5), '--sig', 'run(address)', holder);
    const broadcast = JSON.parse(readFileSync(join(project, 'build', 'broadcast', 'Deploy.s.sol', `${CHAIN_ID}`, 'run-latest.json'), 'utf8'));
    assert.equal(broadcast.receipts.length, 5);
    assert.ok(broadcast.receipts.every(({ status }) => status === '0x1'));
    const [token, , proxy] = broadcast.transactions.map(({ contractAddress }) => contractAddress);
    assert.equal(await cast('call', token, 'balanceOf(address)(uint256)', holder), '1234');
    assert.equal(await cast('call', proxy, 'count()(uint256)'), '11');
    for (const { transactionHash, blockHash } of broadcast.receipts) {
      const { result } = await rpc(node.url, 'eth_getTransactionReceipt', [transactionHash]);
      assert.equal(result.blockHash, blockHash);
    }
  });
});
