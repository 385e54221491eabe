import { sha256 } from '@noble/hashes/sha2.js';
import { utf8ToBytes } from '@noble/hashes/utils.js';
import type { Example } from './examples.ts';
import { reveal } from './private-text.ts';

/** The part that is held out for evaluation: our choice, one text in five. */
const HELD_OUT_SHARE = 0.2;

export interface Split {
  readonly training: readonly Example[];
  readonly heldOut: readonly Example[];
}

/**
 * Divides examples by a hash of their text, so that a text stays on its side when others come and go, on every device.
 * Texts that differ only in case and punctuation fall on the same side. A class with two examples or more has at
 * least one on each side; a single example trains.
 */
export function splitExamples(examples: readonly Example[]): Split {
  const places = examples.map(({ text }) => placeOf(reveal(text)));
  const held = places.map((place) => place < HELD_OUT_SHARE);
  for (const label of new Set(examples.map((example) => example.label))) {
    const members = places.map((_, i) => i).filter((i) => examples[i]!.label === label);
    members.sort((a, b) => places[a]! - places[b]!);
    held[members.at(-1)!] = false;
    if (members.length >= 2) held[members[0]!] = true;
  }
  return {
    training: examples.filter((_, i) => !held[i]),
    heldOut: examples.filter((_, i) => held[i]),
  };
}

/** A number in [0, 1): the first 32 bits of SHA-256 over the text's words. */
function placeOf(text: string): number {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  const hash = sha256(utf8ToBytes(words || text));
  return new DataView(hash.buffer, hash.byteOffset).getUint32(0) / 2 ** 32;
}
