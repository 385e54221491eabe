export type { Identity } from './identity.ts';
export { type KeyFileFault, importKey, keyFile, readKeyFile } from './import.ts';
export { type StoredKey, generateKey, identityOf, seededIdentity } from './key.ts';
export { type SeedKey, generateSeedKey } from './seed-key.ts';
