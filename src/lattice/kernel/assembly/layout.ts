/**
 * The kernel's own memory: fixed addresses below HEAP. The caller writes its lists here, its tensors lie above.
 * A vector is 16 bytes; a word of the generator gives the signs of 64 elements.
 */

/** Updates that one pass over memory takes. */
export const MAX_UPDATES: i32 = 2048;
/** Rows that one call of `gather` or `readRows` takes. */
export const MAX_ROWS: i32 = 4096;

/**
 * Where this instance's own scratch begins, SCRATCH_BYTES of it: instances that share a memory, as threads do, need one
 * each. BITS, LANES, TAIL and SUMS are places in it, from its begin.
 */
export let scratch: usize = 1024;
export const SCRATCH_BYTES: usize = 4096;

export function useScratch(address: usize): void {
  scratch = address;
}

/** [8] vectors: the random bits of four updates (`apply`) or of eight words (`perturb`). */
export const BITS: usize = 0;
/** [4] the lanes of a fingerprint. */
export const LANES: usize = BITS + 128;
/** [256] elements: the last, unfinished chunk of a tensor. */
export const TAIL: usize = LANES + 64;
/** [64] vectors: what a chunk of 256 elements gains, before it is put in order. */
export const SUMS: usize = TAIL + 1024;

/** [MAX_UPDATES, 2] keys, written by the caller. */
export const KEYS: usize = 8192;
/** [MAX_UPDATES] deltas, written by the caller. */
export const DELTAS: usize = KEYS + 8 * MAX_UPDATES;
/** [MAX_UPDATES / 4, 4] vectors: the sums of four updates, by byte. */
export const TABLES: usize = DELTAS + 4 * MAX_UPDATES;
/** [MAX_ROWS] row numbers, written by the caller; they share their place with the updates. */
export const ROWS: usize = KEYS;
/** Where the caller's own words begin. */
export const HEAP: usize = TABLES + 16 * MAX_UPDATES;
