import { getPublicKey, hashes, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { type Identity, participantOf } from './identity.ts';
import { SEED_BYTES } from './seed-key.ts';

hashes.sha512 = sha512;

/** See `seededIdentity`. */
export function signer(seed: Uint8Array): Identity {
  if (seed.length !== SEED_BYTES) throw new RangeError(`A private key has ${SEED_BYTES} bytes, not ${seed.length}.`);
  const own = seed.slice();
  const publicKey = getPublicKey(own);
  return {
    participant: participantOf(publicKey),
    publicKey,
    isExtractable: true,
    // Awaited, so that a caller sees no difference to WebCrypto: an error rejects.
    sign: async (bytes) => sign(bytes, own),
  };
}
