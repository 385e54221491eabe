import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto';
import type { Identity } from '../../src/identity/index.ts';
import { participantOf } from '../../src/protocol/index.ts';

/** RFC 8410: what stands before the 32 bytes of an Ed25519 private key in PKCS #8. */
const PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex');

/** The same few names are in every simulation. */
const known = new Map<string, Identity>();

/** An identity whose key follows from a name. It signs at once, so that virtual time need not wait for a thread. */
export function identityOf(name: string): Identity {
  const identity = known.get(name) ?? derived(name);
  known.set(name, identity);
  return identity;
}

function derived(name: string): Identity {
  const seed = createHash('sha256').update(`dandelion simulated key of ${name}`).digest();
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, seed]), format: 'der', type: 'pkcs8' });
  const publicKey = new Uint8Array(createPublicKey(key).export({ format: 'der', type: 'spki' }).subarray(-32));
  return {
    participant: participantOf(publicKey),
    publicKey,
    isExtractable: true,
    sign: (bytes) => Promise.resolve(new Uint8Array(sign(null, bytes, key))),
  };
}
