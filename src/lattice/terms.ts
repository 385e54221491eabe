import { roundSymmetric } from './fixed-point.ts';
import type { Precision } from './kernel.ts';
import type { Update } from './lattice.ts';

/** The different keys of a list of updates, two words each, and for each update the place of its key. */
export interface MergedKeys {
  readonly keys: Uint32Array;
  readonly places: Int32Array;
}

/** What a kernel applies to one tensor: two words of key for each delta, no delta 0. A key may come more than once. */
export interface Terms {
  readonly keys: Uint32Array;
  readonly deltas: Int32Array;
}

/** Done once for a list of updates, since a replay brings thousands of them to every one of many tensors. */
export function mergeKeys(updates: readonly Update[]): MergedKeys {
  const known = new Map<string, number>();
  const keys = new Uint32Array(2 * updates.length);
  const places = Int32Array.from(updates, ({ key }) => {
    const name = `${key[0]},${key[1]}`;
    const place = known.get(name) ?? known.size;
    known.set(name, place);
    keys.set(key, 2 * place);
    return place;
  });
  return { keys: keys.subarray(0, 2 * known.size), places };
}

/**
 * log2 of the grain in which steps are counted on a tensor, to the power of -1: units of the integers themselves, or
 * 256ths of them on integers of 16 bits, whose increments are rounded by a random byte.
 */
function grainOf(shift: number, precision: Precision): number {
  return precision === 32 ? shift : shift + 8;
}

/** Beyond it a delta moves 16-bit integers as its remainder does: 2^24 256ths are 2^16 units. */
const WHOLE_TURN = 2 ** 24;

/**
 * Checks that every step has an integer on tensor `index` with k = `shift`, so that `termsOf` cannot fail half-way.
 * @throws RangeError when one has none.
 */
export function checkSteps(updates: readonly Update[], index: number, shift: number, precision: Precision): void {
  // Rounding keeps the order, so the largest speaks for all; Math.max keeps NaN.
  let largest = 0;
  for (const { from, to, step } of updates)
    if (index >= from && index < to) largest = Math.max(largest, Math.abs(step));
  if (Number.isSafeInteger(roundSymmetric(largest * 2 ** grainOf(shift, precision)))) return;
  throw new RangeError(`An update's step of ${largest} is beyond the lattice.`);
}

/** The terms of tensor `index` with k = `shift`. Every update is rounded by itself, so that grouping changes nothing. */
export function termsOf(
  merged: MergedKeys,
  updates: readonly Update[],
  index: number,
  shift: number,
  precision: Precision,
): Terms {
  const scale = 2 ** grainOf(shift, precision);
  return precision === 32 ? sumsOf(merged, updates, index, scale) : listOf(merged, updates, index, scale);
}

/** Coefficients on one key add up before they touch a weight. */
function sumsOf({ keys, places }: MergedKeys, updates: readonly Update[], index: number, scale: number): Terms {
  const sums = new Int32Array(keys.length / 2);
  for (let u = 0; u < updates.length; u++) {
    const { from, to, step } = updates[u]!;
    // Modulo 2^32, as the lattice counts; an exact integer loses nothing else.
    if (index >= from && index < to) sums[places[u]!]! += roundSymmetric(step * scale) | 0;
  }
  return withoutZeros(keys, sums);
}

function withoutZeros(keys: Uint32Array, sums: Int32Array): Terms {
  const used = { keys: new Uint32Array(keys.length), deltas: new Int32Array(sums.length) };
  let count = 0;
  for (let place = 0; place < sums.length; place++) {
    if (sums[place] === 0) continue;
    used.keys[2 * count] = keys[2 * place]!;
    used.keys[2 * count + 1] = keys[2 * place + 1]!;
    used.deltas[count++] = sums[place]!;
  }
  return { keys: used.keys.subarray(0, 2 * count), deltas: used.deltas.subarray(0, count) };
}

/**
 * Every update by itself, since a rounded sum is not the sum of what was rounded: it would depend on the grouping.
 * Opposite deltas on one key are left out, which is exact, as each takes back what the other does.
 */
function listOf({ keys, places }: MergedKeys, updates: readonly Update[], index: number, scale: number): Terms {
  /** By place and size of delta, as one number: how many more are positive than negative. */
  const counts = new Map<number, number>();
  for (let u = 0; u < updates.length; u++) {
    const { from, to, step } = updates[u]!;
    if (index < from || index >= to) continue;
    const delta = roundSymmetric(step * scale) % WHOLE_TURN;
    const name = places[u]! * WHOLE_TURN + Math.abs(delta);
    if (delta !== 0) counts.set(name, (counts.get(name) ?? 0) + Math.sign(delta));
  }
  let length = 0;
  for (const count of counts.values()) length += Math.abs(count);
  const used = { keys: new Uint32Array(2 * length), deltas: new Int32Array(length) };
  let at = 0;
  for (const [name, count] of counts) {
    const place = Math.floor(name / WHOLE_TURN);
    for (let left = Math.abs(count); left > 0; left--) {
      used.keys.set(keys.subarray(2 * place, 2 * place + 2), 2 * at);
      used.deltas[at++] = Math.sign(count) * (name % WHOLE_TURN);
    }
  }
  return used;
}
