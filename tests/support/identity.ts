import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import { type Identity, seededIdentity } from '../../src/identity/index.ts';

/** Somebody in tests, always the same for the same name. */
export function testIdentity(name = 'somebody'): Promise<Identity> {
  return seededIdentity(sha256(utf8ToBytes(`dandelion test, ${name}`)));
}
