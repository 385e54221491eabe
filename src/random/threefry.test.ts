import { describe, expect, it } from 'vitest';
import { type Key, foldIn, keyFromBytes, threefry2x32 } from './index.ts';

const ONES = 0xffffffff;

describe('threefry2x32', () => {
  it.each([
    { key: [0, 0], counter: [0, 0], bits: [0x6b200159, 0x99ba4efe] },
    { key: [ONES, ONES], counter: [ONES, ONES], bits: [0x1cb996fc, 0xbb002be7] },
    { key: [0x13198a2e, 0x03707344], counter: [0x243f6a88, 0x85a308d3], bits: [0xc4923a9c, 0x483df7a0] },
  ] as const)("agrees with Random123's known answers: key $key", ({ key, counter, bits }) => {
    expect(threefry2x32(key, counter[0], counter[1])).toEqual(bits);
  });
});

describe('foldIn', () => {
  it('agrees with jax.random.fold_in', () => {
    expect(foldIn([0, 0], 0)).toEqual([1797259609, 2579123966]);
  });

  it('agrees with jax.random.split, which is folds under jax_threefry_partitionable', () => {
    expect([foldIn([0, 0], 0), foldIn([0, 0], 1)]).toEqual([
      [1797259609, 2579123966],
      [928981903, 3453687069],
    ]);
  });

  it('reads the word as unsigned', () => {
    expect(foldIn([1, 2], -1)).toEqual(foldIn([1, 2], ONES));
  });
});

describe('jax.random.split without jax_threefry_partitionable', () => {
  it.each([
    {
      key: [0, 0],
      split: [
        [4146024105, 967050713],
        [2718843009, 1272950319],
      ],
    },
    {
      key: [0, 42],
      split: [
        [2465931498, 3679230171],
        [255383827, 267815257],
      ],
    },
  ] as const)('PRNGKey $key.1', ({ key, split }) => {
    // It hashes the counters 0, 1, 2, 3 as the pairs (0, 2) and (1, 3) and lists first words, then second words.
    const [first, second] = [threefry2x32(key, 0, 2), threefry2x32(key, 1, 3)];
    expect([
      [first[0], second[0]],
      [first[1], second[1]],
    ]).toEqual(split);
  });
});

describe('keyFromBytes', () => {
  it('reads eight bytes as big-endian words, wherever they lie in their buffer', () => {
    const bytes = Uint8Array.of(9, 0, 0, 0, 1, 0xff, 0, 0, 2, 9).subarray(1);
    expect(keyFromBytes(bytes)).toEqual([1, 0xff000002] satisfies Key);
  });

  it('refuses fewer', () => {
    expect(() => keyFromBytes(new Uint8Array(7))).toThrow('needs 8 bytes, got 7');
  });
});
