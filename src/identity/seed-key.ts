/** A private key as its 32 bytes (RFC 8032 calls them so too), where the browser keeps no keys. */
export interface SeedKey {
  readonly kind: 'seed';
  readonly seed: Uint8Array;
}

/** Bytes of a seed. */
export const SEED_BYTES = 32;

export function generateSeedKey(): SeedKey {
  return { kind: 'seed', seed: crypto.getRandomValues(new Uint8Array(SEED_BYTES)) };
}
