import type { Identity } from './identity.ts';
import { type NativeKey, generateNativeKey, nativeIdentity } from './native.ts';
import { type SeedKey, generateSeedKey } from './seed-key.ts';

/** A private key as IndexedDB keeps it. One that was made as a seed stays one when the browser learns better. */
export type StoredKey = NativeKey | SeedKey;

/** A new key: the browser's own where it has Ed25519, else a seed. */
export async function generateKey(subtle: SubtleCrypto | undefined = globalThis.crypto.subtle): Promise<StoredKey> {
  return (await generateNativeKey(subtle)) ?? generateSeedKey();
}

export async function identityOf(key: StoredKey): Promise<Identity> {
  return key.kind === 'native' ? nativeIdentity(key) : seededIdentity(key.seed);
}

/**
 * The identity of a private key, in JavaScript, which is loaded when it is first asked for: most devices have no use for
 * it. The same seed gives the same key and signatures as WebCrypto.
 * @param seed 32 bytes
 * @throws RangeError when it has another length
 */
export async function seededIdentity(seed: Uint8Array): Promise<Identity> {
  const { signer } = await import('./seeded.ts');
  return signer(seed);
}
