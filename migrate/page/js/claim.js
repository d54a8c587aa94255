// What a claim is made of: the data of a call, and what a wallet signs instead.
import { selector, word } from './proof.js';

/** How long a signature is good, in seconds. */
const DAY = 86_400;

/** The call `claim(account, amount, proof, recipient)`. */
export function calldata({ account, wei, proof, recipient }) {
  const words = [word(account), word(wei), word(0x80), word(recipient), word(proof.length), ...proof.map(word)];
  return selector('claim(address,uint256,bytes32[],address)') + words.join('');
}

/** The claim to be signed, all numbers as text. */
export function message({ config, status, recipient }) {
  const until = Math.min(status.live.time + DAY, config.deadline);
  return {
    account: status.address,
    amount: status.wei,
    recipient,
    maxFee: config.relay.fee,
    snapshot: config.blockHash,
    nonce: status.live.nonce,
    deadline: String(until),
  };
}

const named = (fields) => fields.split(', ').map((field) => {
  const [type, name] = field.split(' ');
  return { name, type };
});

/** EIP-712 typed data of a claim. */
export function typedData(config, claim) {
  return {
    types: {
      EIP712Domain: named('string name, string version, uint256 chainId, address verifyingContract'),
      Claim: named('address account, uint256 amount, address recipient, uint256 maxFee, bytes32 snapshot, uint256 nonce, uint256 deadline'),
    },
    primaryType: 'Claim',
    domain: config.domain,
    message: claim,
  };
}
