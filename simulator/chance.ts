import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Identity } from '../src/identity/index.ts';
import { type Epoch, type ParticipantId, parseEpoch } from '../src/protocol/index.ts';
import { type Key, foldIn, threefry2x32 } from '../src/random/index.ts';
import { nodeIdentity } from './keys.ts';

// All chance of a run follows from its seed, and a round's from the round alone: a run that is interrupted goes on as it
// would have, and methods that are compared meet the same clients in the same order.

/** Who the clients are: the relay checks their signatures as it does everywhere. */
export function identities(seed: number, count: number): Identity[] {
  return Array.from({ length: count }, (_, i) => nodeIdentity(hexToBytes(digest(`participant ${i}`, seed, 32))));
}

/** The clients' pseudonyms, by which their batches and directions differ. */
export function pseudonyms(seed: number, count: number): ParticipantId[] {
  return identities(seed, count).map(({ participant }) => participant);
}

export function epochOf(seed: number): Epoch {
  return parseEpoch(digest('epoch', seed, 8));
}

/** Of the first values of adapters that backpropagation trains. */
export function adapterKey(seed: number): Key {
  return [seed, 1];
}

/** Of what a client that attacks makes up. */
export function attackKey(seed: number, client: number): Key {
  return foldIn([seed, 3], client);
}

/** The word that the relay draws, as often as it draws, when it chooses the clients of a round. */
export function choiceWord(seed: number, round: number): number {
  return threefry2x32(foldIn([seed, 0], round), 0, 0)[0];
}

function digest(what: string, seed: number, bytes: number): string {
  return bytesToHex(sha256(utf8ToBytes(`dandelion simulation, seed ${seed}, ${what}`)).subarray(0, bytes));
}
