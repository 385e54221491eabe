import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, hexToBytes } from '@noble/hashes/utils.js';
import type { Hash, Method, ParticipantId, Sequence } from '../protocol/index.ts';
import { type Key, foldIn, keyFromBytes } from '../random/index.ts';

/**
 * The key of a round: SHA-256 over manifest hash, round number (4 bytes, big-endian) and chain value, cut to 64 bits.
 * Every client derives it itself, so the relay cannot choose directions to probe somebody's data with.
 */
export function roundKey(manifest: Hash, round: Sequence, chain: Hash): Key {
  const number = new Uint8Array(4);
  new DataView(number.buffer).setUint32(0, round);
  return keyFromBytes(sha256(concatBytes(hexToBytes(manifest), number, hexToBytes(chain))));
}

/** A participant's own key in a round: its id folded in, word by word. */
export function participantKey(round: Key, participant: ParticipantId): Key {
  return [0, 8, 16, 24].reduce((key, at) => foldIn(key, Number.parseInt(participant.slice(at, at + 8), 16)), round);
}

/** The key of local step `step` (0, 1, ...) of a round: the participant's own, or everybody's where directions are shared. */
export function stepKey(round: Key, directions: Method['directions'], participant: ParticipantId, step: number): Key {
  return foldIn(directions === 'shared' ? round : participantKey(round, participant), step);
}

/** The key of direction `direction` of block `block` (1 or 2) in a step. */
export function directionKey(step: Key, block: 1 | 2, direction: number): Key {
  return foldIn(foldIn(step, block), direction);
}
