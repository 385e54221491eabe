import { createHash } from 'node:crypto';
import { nodeIdentity } from '../../simulator/index.ts';
import type { Identity } from '../../src/identity/index.ts';

/** The same few names are in every simulation. */
const known = new Map<string, Identity>();

/** An identity whose key follows from a name. It signs at once, so that virtual time need not wait for a thread. */
export function identityOf(name: string): Identity {
  const identity = known.get(name) ?? derived(name);
  known.set(name, identity);
  return identity;
}

function derived(name: string): Identity {
  return nodeIdentity(createHash('sha256').update(`dandelion simulated key of ${name}`).digest());
}
