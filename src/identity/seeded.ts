import { getPublicKey, hashes, sign } from '@noble/ed25519';
import { sha512 } from '@noble/hashes/sha2.js';
import { type Identity, participantOf } from './identity.ts';

/** A private key as its 32 bytes (RFC 8032 calls them so too), where the browser keeps no keys. */
export interface SeedKey {
  readonly kind: 'seed';
  readonly seed: Uint8Array;
}

/** Bytes of a seed. */
const SEED_BYTES = 32;

hashes.sha512 = sha512;

export function generateSeedKey(): SeedKey {
  return { kind: 'seed', seed: crypto.getRandomValues(new Uint8Array(SEED_BYTES)) };
}

/**
 * The identity of a private key, in JavaScript. The same seed gives the same key and signatures as WebCrypto.
 * @param seed 32 bytes
 * @throws RangeError when it has another length
 */
export function seededIdentity(seed: Uint8Array): Identity {
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
