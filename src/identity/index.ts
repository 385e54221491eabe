export type { Identity } from './identity.ts';
export { type StoredKey, generateKey, identityOf } from './key.ts';
export { type SeedKey, generateSeedKey, seededIdentity } from './seeded.ts';
