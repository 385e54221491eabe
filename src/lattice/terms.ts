import { roundSymmetric } from './fixed-point.ts';
import type { Update } from './lattice.ts';

/** The different keys of a list of updates, two words each, and for each update the place of its key. */
export interface MergedKeys {
  readonly keys: Uint32Array;
  readonly places: Int32Array;
}

/** What a kernel applies to one tensor: two words of key for each delta, no delta 0. */
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
 * Checks that every step has an integer on tensor `index` with k = `shift`, so that `termsOf` cannot fail half-way.
 * @throws RangeError when one has none.
 */
export function checkSteps(updates: readonly Update[], index: number, shift: number): void {
  // Rounding keeps the order, so the largest speaks for all; Math.max keeps NaN.
  let largest = 0;
  for (const { from, to, step } of updates)
    if (index >= from && index < to) largest = Math.max(largest, Math.abs(step));
  if (Number.isSafeInteger(roundSymmetric(largest * 2 ** shift))) return;
  throw new RangeError(`An update's step of ${largest} is beyond the lattice.`);
}

/** The terms of tensor `index` with k = `shift`. Every update is rounded by itself, so that grouping changes nothing. */
export function termsOf({ keys, places }: MergedKeys, updates: readonly Update[], index: number, shift: number): Terms {
  const scale = 2 ** shift;
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
