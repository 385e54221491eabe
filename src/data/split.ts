import type { Example } from './examples.ts';
import { reveal } from './private-text.ts';

/** The part that is held out for evaluation: our choice, one example in five. */
const HELD_OUT_SHARE = 0.2;

export interface Split {
  readonly training: readonly Example[];
  readonly heldOut: readonly Example[];
}

/**
 * Divides examples by a hash of all their texts, so that one stays on its side when others come and go, on every
 * device. Those that differ only in case and punctuation fall on the same side. A class with two examples or more has
 * at least one on each side; a single example trains.
 */
export function splitExamples(examples: readonly Example[]): Split {
  const places = examples.map(({ texts }) => placeOf(texts.map(reveal)));
  const held = places.map((place) => place < HELD_OUT_SHARE);
  for (const label of new Set(examples.map((example) => example.label))) {
    const members = places.map((_, i) => i).filter((i) => examples[i]!.label === label);
    members.sort((a, b) => places[a]! - places[b]!);
    const [lowest, highest] = [members[0]!, members.at(-1)!];
    held[highest] = false;
    if (lowest !== highest) held[lowest] = true;
  }
  return {
    training: examples.filter((_, i) => !held[i]),
    heldOut: examples.filter((_, i) => held[i]),
  };
}

/** A number in [0, 1) from the texts' words. */
function placeOf(texts: readonly string[]): number {
  return hash(texts.map((text) => wordsOf(text) || text).join('\n')) / 2 ** 32;
}

function wordsOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
}

/**
 * FNV-1a over UTF-16 units with the finalizer of MurmurHash3: 32 evenly spread bits. Nobody gains by forging it,
 * and SHA-256 takes ten times as long.
 */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
