import { createPrivateKey, createPublicKey, sign } from 'node:crypto';
import {
  type Contribution,
  type Epoch,
  type Hash,
  type Hello,
  type ParticipantId,
  contributionBytesToSign,
  helloBytes,
  participantOf,
} from '../../src/protocol/index.ts';

/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** A participant with a key that signs at once, for tests of the relay's side. */
export interface Person {
  readonly participant: ParticipantId;
  readonly publicKey: Uint8Array;
  hello(nonce: Uint8Array, hello: Omit<Hello, 'signature'>): Hello;
  contribution(manifest: Hash, epoch: Epoch, contribution: Omit<Contribution, 'signature'>): Contribution;
}

/** The person whose private key is one hexadecimal digit, repeated. */
export function person(digit: string): Person {
  const key = createPrivateKey({
    key: Buffer.concat([PKCS8, Buffer.from(digit.repeat(64), 'hex')]),
    ...{ format: 'der', type: 'pkcs8' },
  });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
  const signature = (bytes: Uint8Array): Uint8Array => new Uint8Array(sign(null, bytes, key));
  return {
    participant: participantOf(publicKey),
    publicKey,
    hello: (nonce, hello) => ({ ...hello, signature: signature(helloBytes(nonce, hello)) }),
    contribution: (manifest, epoch, contribution) => ({
      ...contribution,
      signature: signature(contributionBytesToSign(manifest, epoch, contribution)),
    }),
  };
}
