// Checks roots, header hashes and proofs the way a light client does: nothing of the node's is believed.
import { createMPT, verifyMerkleProof } from '@ethereumjs/mpt';
import { bytesToHex, fromRlp, hexToBytes, keccak256, pad, toHex, toRlp, trim } from 'viem';

const EMPTY_CODE = keccak256('0x');
const EMPTY_TRIE = keccak256(toRlp('0x'));

/** A quantity as RLP wants it: no leading zeros, zero is empty. */
const quantity = (value) => {
  const hex = trim(toHex(value));
  return hex === '0x00' || hex === '0x0' ? '0x' : hex;
};

/** The hash of a block header as `eth_getBlockBy…` returned it, computed from its fields (Osaka: 21 of them). */
export function headerHash(block) {
  return keccak256(
    toRlp([
      block.parentHash,
      block.sha3Uncles,
      block.miner,
      block.stateRoot,
      block.transactionsRoot,
      block.receiptsRoot,
      block.logsBloom,
      quantity(BigInt(block.difficulty)),
      quantity(BigInt(block.number)),
      quantity(BigInt(block.gasLimit)),
      quantity(BigInt(block.gasUsed)),
      quantity(BigInt(block.timestamp)),
      block.extraData,
      block.mixHash,
      block.nonce,
      quantity(BigInt(block.baseFeePerGas)),
      block.withdrawalsRoot,
      quantity(BigInt(block.blobGasUsed)),
      quantity(BigInt(block.excessBlobGas)),
      block.parentBeaconBlockRoot,
      block.requestsHash,
    ]),
  );
}

/** The root of the trie index → value, values being encoded transactions or receipts. */
export async function orderedRoot(values) {
  const trie = await createMPT();
  for (const [index, value] of values.entries()) {
    await trie.put(hexToBytes(toRlp(quantity(index))), hexToBytes(value));
  }
  return bytesToHex(trie.root());
}

/** A receipt as `eth_getBlockReceipts` returned it, in its consensus encoding (EIP-2718). */
export function encodeReceipt(receipt) {
  const body = toRlp([
    quantity(BigInt(receipt.status)),
    quantity(BigInt(receipt.cumulativeGasUsed)),
    receipt.logsBloom,
    receipt.logs.map(({ address, topics, data }) => [address, topics, data]),
  ]);
  const type = BigInt(receipt.type);
  return type === 0n ? body : `${toHex(type, { size: 1 })}${body.slice(2)}`;
}

/** What the trie of `root` holds under keccak(key): the value, or null when the proof shows its absence. Throws when it shows neither. */
async function provenValue(root, key, proof) {
  if (root === EMPTY_TRIE) {
    // An empty trie has no nodes: nothing, or its one empty node, is the whole proof.
    if (proof.length > 1 || (proof.length === 1 && keccak256(proof[0]) !== EMPTY_TRIE)) throw new Error('the proof of an empty trie has nodes');
    return null;
  }
  // The library takes the first node for the root, whatever it is: that it is ours is for us to check.
  if (proof.length === 0 || keccak256(proof[0]) !== root) throw new Error(`the proof does not start at root ${root}`);
  const value = await verifyMerkleProof(hexToBytes(keccak256(key)), proof.map((node) => hexToBytes(node)));
  return value === null ? null : bytesToHex(value);
}

/**
 * Verifies an answer of `eth_getProof` (raw JSON or viem's) against a state root.
 * Throws on the first lie; returns whether the account exists.
 */
export async function verifyAccountProof(stateRoot, proof) {
  const leaf = await provenValue(stateRoot, proof.address, proof.accountProof);
  const claimed = [quantity(BigInt(proof.nonce)), quantity(BigInt(proof.balance)), proof.storageHash, proof.codeHash];
  if (leaf === null) {
    const nothing = BigInt(proof.nonce) === 0n && BigInt(proof.balance) === 0n;
    const zero = pad('0x', { size: 32 });
    if (!nothing || ![EMPTY_CODE, zero].includes(proof.codeHash) || ![EMPTY_TRIE, zero].includes(proof.storageHash)) {
      throw new Error(`${proof.address} is not in the trie, yet the answer says nonce ${proof.nonce}, balance ${proof.balance}`);
    }
  } else if (leaf !== toRlp(claimed)) {
    throw new Error(`${proof.address}: the trie holds ${JSON.stringify(fromRlp(leaf))}, the answer says ${JSON.stringify(claimed)}`);
  }
  for (const slot of proof.storageProof) {
    const stored = leaf === null ? null : await provenValue(proof.storageHash, pad(slot.key, { size: 32 }), slot.proof);
    const value = stored === null ? 0n : BigInt(fromRlp(stored));
    if (value !== BigInt(slot.value)) throw new Error(`slot ${slot.key}: the trie holds ${value}, the answer says ${slot.value}`);
  }
  return leaf !== null;
}
