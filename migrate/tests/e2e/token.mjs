// The ERC-20 CMT on a peer node: at its own address, by its own constructor, with its own holders.
import { spawnSync } from 'node:child_process';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { encodeAbiParameters, encodeFunctionData, parseAbi } from 'viem';
import { batch, mine, rpc } from './chain.mjs';
import { SNAPSHOT, SUPPLY, TOKEN, contracts, find, known } from './data.mjs';

const here = dirname(fileURLToPath(import.meta.url));
/** Transfers in one request, and in one block. */
const IN_BATCH = 500;
const IN_BLOCK = 2_000;
const GAS = '0x186a0';

export const abi = parseAbi([
  'function transfer(address to, uint256 value) returns (bool)',
  'function balanceOf(address owner) view returns (uint256)',
  'function totalSupply() view returns (uint256)',
  'function paused() view returns (bool)',
  'function pause()',
]);

/** The bytecode of `contracts/`, by name. */
function compile() {
  const argv = ['--no-warnings', join(here, 'compile.mjs'), 'CyberMilesToken.sol', 'Holders.sol'];
  const { status, stdout, stderr } = spawnSync(process.execPath, argv, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`the contracts do not compile: ${stderr.slice(0, 2000)}`);
  return JSON.parse(stdout.slice(stdout.indexOf('{')));
}

/**
 * Runs a constructor at an address of one's choice, as a transaction: the code is put there, called, and what it gives
 * back is the contract's code. So a contract of the list stands where it stood.
 */
async function deployAt(url, address, creation, from) {
  await rpc(url, 'anvil_setCode', [address, creation]);
  const code = await rpc(url, 'eth_call', [{ from, to: address, gas: '0x989680' }, 'latest']);
  const hash = await rpc(url, 'eth_sendTransaction', [{ from, to: address, gas: '0x989680' }]);
  await mine(url, [hash]);
  await rpc(url, 'anvil_setCode', [address, code]);
}

/**
 * Deploys the token and the contracts that hold it, pays every row by a transfer, lets an account delegate (EIP-7702), pauses,
 * and mines up to the snapshot's block.
 * @param {string} url an anvil whose genesis is some blocks before the snapshot
 * @param {[string, bigint][]} rows
 * @returns {Promise<{ token: string, deployer: string, block: number, hash: string, paid: number, multisig: string, forwarder: string }>}
 */
export async function issue(url, rows, { block = SNAPSHOT } = {}) {
  const [deployer] = await rpc(url, 'eth_accounts');
  const code = compile();
  const multisig = find(rows, contracts.multisig);
  const forwarder = find(rows, contracts.forwarder);
  const words = (types, values) => encodeAbiParameters(types.map((type) => ({ type })), values).slice(2);
  const owners = words(['address', 'address', 'address'], known.owners.map(({ address }) => address));
  await deployAt(url, TOKEN, code.CyberMilesToken, deployer);
  await deployAt(url, multisig, code.Multisig + owners, deployer);
  await deployAt(url, forwarder, code.Forwarder + words(['address'], [known.wallet.address]), deployer);

  const total = rows.reduce((sum, [, wei]) => sum + wei, 0n);
  if (total > SUPPLY) throw new Error(`the rows sum to ${total}; expected at most ${SUPPLY}`);
  let nonce = Number(await rpc(url, 'eth_getTransactionCount', [deployer, 'latest']));
  let waiting = [];
  // What is left is the deployer's own row, and of a part of the list the rest as well.
  const others = rows.filter(([address]) => address !== deployer);
  for (let at = 0; at < others.length; at += IN_BATCH) {
    const some = others.slice(at, at + IN_BATCH).map(([to, wei]) => {
      const data = encodeFunctionData({ abi, functionName: 'transfer', args: [to, wei] });
      return ['eth_sendTransaction', [{ from: deployer, to: TOKEN, data, gas: GAS, nonce: `0x${(nonce++).toString(16)}` }]];
    });
    waiting.push(...(await batch(url, some)));
    if (waiting.length >= IN_BLOCK || at + IN_BATCH >= others.length) {
      await mine(url, waiting);
      waiting = [];
    }
  }
  await delegate(url, deployer, multisig);
  const pausing = encodeFunctionData({ abi, functionName: 'pause' });
  await mine(url, [await rpc(url, 'eth_sendTransaction', [{ from: deployer, to: TOKEN, data: pausing, gas: GAS }])]);
  const height = Number(await rpc(url, 'eth_blockNumber'));
  if (height > block) throw new Error(`block ${height} is behind the snapshot's ${block}: begin earlier`);
  await rpc(url, 'anvil_mine', [`0x${(block - height).toString(16)}`]);
  const { hash } = await rpc(url, 'eth_getBlockByNumber', [`0x${block.toString(16)}`, false]);
  return { token: TOKEN, deployer, block, hash, paid: others.length, multisig, forwarder };
}

/** An account signs that it behaves like a contract for now; its key stays its own. */
async function delegate(url, from, contract) {
  const chainId = Number(await rpc(url, 'eth_chainId'));
  const signed = await known.delegated.signAuthorization({ chainId, contractAddress: contract, nonce: 0 });
  const authorization = {
    chainId: `0x${chainId.toString(16)}`,
    address: contract,
    nonce: '0x0',
    yParity: `0x${signed.yParity.toString(16)}`,
    r: signed.r,
    s: signed.s,
  };
  const transaction = { from, to: from, gas: '0x30d40', authorizationList: [authorization], type: '0x4' };
  await mine(url, [await rpc(url, 'eth_sendTransaction', [transaction])]);
  const code = await rpc(url, 'eth_getCode', [known.delegated.address, 'latest']);
  if (code !== `0xef0100${contract.slice(2)}`) throw new Error(`the account does not delegate: its code is ${code}`);
}
