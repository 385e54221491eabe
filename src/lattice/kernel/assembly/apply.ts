import { FEW, applyFew } from './apply-few';
import { applyRounded, deriveKeys } from './apply-rounded';
import { BITS, KEYS, SUMS, TABLES, TAIL, scratch } from './layout';
import { addGroup, addSums } from './sums';
import { prepare } from './tables';
import { threefry } from './threefry';

/** Bits of updates j and j + 1 for the four words from `counters` on. */
// @ts-ignore: decorator
@inline
function twoUpdates(j: i32, counters: v128, tensor: i32, out: usize): void {
  const key = KEYS + 8 * j;
  threefry(load<i32>(key), load<i32>(key, 4), counters, load<i32>(key, 8), load<i32>(key, 12), counters, tensor, out);
}

/** All updates on the 256 elements of four words: memory is read and written once. */
function chunk(target: usize, tensor: i32, word: i32, updates: i32, constant: i32): void {
  const counters = i32x4.add(i32x4.splat(word), i32x4(0, 1, 2, 3));
  const bits = scratch + BITS;
  const sums = scratch + SUMS;
  memory.fill(sums, 0, 1024);
  for (let j = 0; j < updates; j += 4) {
    twoUpdates(j, counters, tensor, bits);
    // An update that only fills the last group up needs no bits of its own: its delta is 0.
    if (j + 2 < updates) twoUpdates(j + 2, counters, tensor, bits + 64);
    const table = TABLES + 16 * j;
    addGroup(table, bits, sums);
    addGroup(table, bits + 16, sums + 512);
  }
  addSums(target, sums, constant);
}

/** n[i] -= sum_j D_j z_j[i] over the updates listed in KEYS and DELTAS. */
function applyWhole(target: usize, start: i32, length: i32, tensor: i32, updates: i32, constant: i32): void {
  let word = start >> 6;
  for (; length >= 256; length -= 256) {
    chunk(target, tensor, word, updates, constant);
    target += 1024;
    word += 4;
  }
  if (length > 0) {
    const tail = scratch + TAIL;
    memory.copy(tail, target, 4 * length);
    chunk(tail, tensor, word, updates, constant);
    memory.copy(target, tail, 4 * length);
  }
}

/** What all runs of a list of updates share, once before the first. @returns a number that each of them wants */
export function prepareUpdates(bits: i32, updates: i32): i32 {
  if (bits == 16) deriveKeys(updates);
  else if (updates > FEW) return prepare(updates);
  return 0;
}

/** The updates on elements start to start + length - 1, which lie at `target`; `start` is a multiple of 256. */
export function applyRun(
  bits: i32,
  target: usize,
  start: i32,
  length: i32,
  tensor: i32,
  updates: i32,
  prepared: i32,
): void {
  if (bits == 16) applyRounded(target, start, length, tensor, updates);
  else if (updates <= FEW) applyFew(target, start, length, tensor, updates);
  else applyWhole(target, start, length, tensor, updates, prepared);
}

/** The updates on a tensor of integers of 16 bits, rounded at random, or of 32. */
export function apply(bits: i32, target: usize, length: i32, tensor: i32, updates: i32): void {
  applyRun(bits, target, 0, length, tensor, updates, prepareUpdates(bits, updates));
}
