// The whole swap, from a token on Ethereum to claims on the new chain; each step checks what it did.
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { formatEther } from 'viem';
import { SNAPSHOT, SUPPLY, TOKEN, known } from './data.mjs';
import { FEE, balances, boot, claims, classify, decide, ethereumProof, merkle, network } from './launch.mjs';
import { dies, drops, hidesLogs, liesAboutBalances } from './liar.mjs';
import { migrate, verifyAgain } from './tool.mjs';
import { beginWorld } from './world.mjs';

/** A swap in a folder. `say` is told each figure; `stop` ends everything that still runs. */
export class Swap {
  #open = [];

  constructor(folder, say = () => {}) {
    Object.assign(this, { folder, say });
  }

  /** Ends a program at the end of the swap. */
  ends(program) {
    this.#open.push(program);
    return program;
  }

  async stop() {
    for (const program of this.#open.splice(0).reverse()) await program.stop();
    await this.world?.end();
  }

  /** The ERC-20 on a peer node: deployed, paid out row by row, paused. */
  async issue() {
    this.world = await beginWorld({ folder: this.folder });
    const { rows, facts, chain, whole, seconds } = this.world;
    Object.assign(this, { rows, facts, ethereum: chain, bundle: whole });
    this.say(`${facts.paid} holders were paid on Ethereum in ${seconds.toFixed(1)} s; the token is paused at block ${SNAPSHOT}`);
  }

  /** Fetched among nodes that die, lie, drop and hide. */
  async fetch() {
    const urls = [];
    for (const behave of [dies(3), liesAboutBalances, drops, hidesLogs]) {
      urls.push((await this.world.proxy(behave)).url);
    }
    const { code, stderr, seconds } = await migrate(this.world.fetchArgs(this.bundle, ...urls));
    assert.equal(code, 0, stderr);
    assert.ok(stderr.includes(`${urls[1]} gives a wrong answer`), stderr);
    this.say(`fetched from four nodes, of which one died, one lied, one dropped and one hid logs, in ${seconds.toFixed(1)} s`);
  }

  /** By two programs that share nothing. */
  async verify() {
    const { code, stdout, seconds } = await migrate(['verify', this.bundle, '--block-hash', this.facts.hash, '--json']);
    assert.equal(code, 0, stdout);
    const { report } = JSON.parse(stdout);
    const again = await verifyAgain(this.bundle, this.facts.hash);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    const other = JSON.parse(again.stdout);
    for (const key of ['supply', 'holders', 'classes']) assert.deepEqual(other[key], report[key], key);
    assert.equal(report.supply, `${SUPPLY}`);
    this.say(`${report.holders} holders of ${formatEther(SUPPLY)} CMT verified in ${seconds.toFixed(1)} s, and again by the second verifier`);
  }

  /** By signed decisions: the rest is credited. */
  async classify() {
    const { disputed, file } = decide(this.rows, this.facts);
    this.disputed = disputed;
    this.words = await classify(this.folder, this.bundle, this.facts, file);
  }

  /** Block 0, and a chain that begins with it; every balance compared. */
  async launch() {
    const { expected, claimable } = network(this.folder, this.rows);
    this.claimable = claimable;
    this.node = this.ends(await boot(this.folder, this.facts, this.words));
    const found = await balances(this.node.url, [...expected.keys()]);
    for (const [address, wei] of expected) assert.equal(found.get(address), wei, address);
    this.say(`${expected.size} balances of the new chain are as proven`);
    const all = [...found.values()].reduce((sum, wei) => sum + wei, 0n);
    // The two vestings' contracts have the rest.
    const vested = SUPPLY - all;
    this.say(`credited or on the reserve ${formatEther(all - claimable)} CMT, vesting ${formatEther(vested)}, to be claimed ${formatEther(claimable)}: ${formatEther(SUPPLY)} CMT`);
  }

  /** Claims by viem: relayed, by Ethereum's own proof, by a Merkle proof; nobody twice, and nobody else. */
  async claim() {
    const { disputed } = this;
    const { multisig, forwarder } = this.facts;
    const chain = await claims(this.node.url);
    const { bob, alice, wallet, owners } = known;
    const [owner] = owners;
    const wei = new Map(this.rows);
    const balance = (address) => chain.reader.getBalance({ address });
    const refused = async (name, sent) => assert.rejects(sent, new RegExp(name));

    // An owner without any CMT signs; who sends it keeps no more than the fee.
    assert.equal(await balance(owner.address), 0n);
    const { root, proof } = await merkle(this.folder, multisig);
    assert.equal(root, await chain.ask('claimRoot'));
    const request = {
      ...{ account: multisig, amount: wei.get(multisig), recipient: owner.address, maxFee: FEE, snapshot: this.facts.hash },
      ...{ nonce: await chain.ask('nonces', [owner.address]), deadline: 4_000_000_000n },
    };
    const signature = await chain.signed(owner, request);
    await refused('FeeTooHigh', chain.send(bob, 'claimFor', [request, FEE + 1n, proof, signature]));
    await refused('InvalidSignature', chain.send(bob, 'claimFor', [{ ...request, recipient: bob.address }, FEE, proof, signature]));
    await chain.send(bob, 'claimFor', [request, FEE, proof, signature]);
    assert.equal(await balance(owner.address), wei.get(multisig) - FEE);
    await refused('AlreadyClaimed', chain.send(bob, 'claimFor', [request, FEE, proof, signature]));

    // The exchange takes Ethereum's own proof.
    await chain.pay(bob, wallet.address, FEE);
    const [account, storage] = await ethereumProof(this.ethereum.url, forwarder);
    const [, other] = await ethereumProof(this.ethereum.url, multisig);
    await refused('InvalidStorageProof', chain.send(wallet, 'claimWithStorageProof', [forwarder, account, other, wallet.address]));
    await chain.send(wallet, 'claimWithStorageProof', [forwarder, account, storage, known.deployer.address]);

    // Who was named for a disputed row, and not whose address it is.
    const { proof: way } = await merkle(this.folder, disputed);
    await refused('NotClaimant', chain.send(bob, 'claim', [disputed, wei.get(disputed), way, bob.address]));
    await refused('InvalidMerkleProof', chain.send(alice, 'claim', [disputed, wei.get(disputed) + 1n, way, alice.address]));
    await chain.send(alice, 'claim', [disputed, wei.get(disputed), way, alice.address]);

    // Who was credited cannot claim; the token's own coins wait for Governance.
    const [credited, proven] = await ethereumProof(this.ethereum.url, alice.address.toLowerCase());
    await refused('NotClaimable', chain.send(alice, 'claimWithStorageProof', [alice.address, credited, proven, alice.address]));
    const { proof: own } = await merkle(this.folder, TOKEN);
    await refused('NoClaimant', chain.send(alice, 'claim', [TOKEN, wei.get(TOKEN), own, alice.address]));
    assert.equal(await chain.ask('remaining'), wei.get(TOKEN));
    this.say(`three rows of ${formatEther(this.claimable - wei.get(TOKEN))} CMT claimed: relayed, by Ethereum's proof, by a Merkle proof; ${formatEther(wei.get(TOKEN))} CMT remain`);
  }

  /** The auditors' report; the path of its page. */
  async report() {
    const path = (name) => join(this.folder, name);
    const inputs = ['--bundle', this.bundle, '--block-hash', this.facts.hash, '--lists', path('classified'), ...this.words];
    const { code, stdout, stderr } = await migrate([
      ...['report', ...inputs, '--genesis', path('genesis.json'), '--network', path('network.toml')],
      ...['--out', path('report'), '--json'],
    ]);
    assert.equal(code, 0, stdout + stderr);
    return JSON.parse(stdout).html;
  }
}
