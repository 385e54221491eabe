import type { Identity } from './identity.ts';
import { type NativeKey, generateNativeKey, nativeIdentity } from './native.ts';
import { type SeedKey, generateSeedKey, seededIdentity } from './seeded.ts';

/** A private key as IndexedDB keeps it. One that was made as a seed stays one when the browser learns better. */
export type StoredKey = NativeKey | SeedKey;

/** A new key: the browser's own where it has Ed25519, else a seed. */
export async function generateKey(subtle: SubtleCrypto | undefined = globalThis.crypto.subtle): Promise<StoredKey> {
  return (await generateNativeKey(subtle)) ?? generateSeedKey();
}

export function identityOf(key: StoredKey): Identity {
  return key.kind === 'native' ? nativeIdentity(key) : seededIdentity(key.seed);
}
