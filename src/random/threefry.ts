/** A Threefry key: two unsigned 32-bit words. */
export type Key = readonly [number, number];

/** Rotation distances of Threefry-2x32 (Salmon et al. 2011, table 3). */
const ROTATIONS = [13, 15, 26, 6, 17, 29, 16, 24];
/** Parity constant of the Threefish key schedule, cut to 32 bits (Random123, threefry.h). */
const PARITY = 0x1bd11bda;

/**
 * Threefry-2x32 with 20 rounds: the counter-based generator of Random123 and JAX.
 * This is the specification; the kernel in `lattice/kernel` computes the same bits faster.
 *
 * @returns 64 random bits as two unsigned 32-bit words, a pure function of key and counter.
 * Source: Salmon, Moraes, Dror, Shaw, "Parallel random numbers: as easy as 1, 2, 3" (SC 2011).
 */
export function threefry2x32(key: Key, counter0: number, counter1: number): [number, number] {
  const schedule = [key[0], key[1], PARITY ^ key[0] ^ key[1]];
  let x0 = (counter0 + key[0]) | 0;
  let x1 = (counter1 + key[1]) | 0;
  for (let round = 0; round < 20; round++) {
    const distance = ROTATIONS[round & 7]!;
    x0 = (x0 + x1) | 0;
    x1 = ((x1 << distance) | (x1 >>> (32 - distance))) ^ x0;
    if ((round & 3) === 3) {
      const injection = (round >> 2) + 1;
      x0 = (x0 + schedule[injection % 3]!) | 0;
      x1 = (x1 + schedule[(injection + 1) % 3]! + injection) | 0;
    }
  }
  return [x0 >>> 0, x1 >>> 0];
}

/**
 * Derives a new key from a key and a 32-bit word, as `jax.random.fold_in` does.
 * Chains of folds name a place in a federation: round, participant, step, block, direction.
 */
export function foldIn(key: Key, data: number): Key {
  return threefry2x32(key, 0, data >>> 0);
}

/** The first eight bytes of a hash as a key, big-endian words. */
export function keyFromBytes(bytes: Uint8Array): Key {
  if (bytes.length < 8) throw new RangeError(`A key needs 8 bytes, got ${bytes.length}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return [view.getUint32(0), view.getUint32(4)];
}
