import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Key } from '../random/index.ts';
import { kShot, majority } from './index.ts';

const LABELS = [{ name: 'no' }, { name: 'yes' }, { name: 'maybe' }];
const keys = fc.tuple(fc.nat(), fc.nat()).map(([a, b]): Key => [a, b]);
/** 20 or more of each class, in any order. */
const examples = fc
  .array(fc.nat(2), { maxLength: 60 })
  .chain((more) =>
    fc.shuffledSubarray([...more, ...Array.from({ length: 60 }, (_, i) => i % 3)], { minLength: more.length + 60 }),
  )
  .map((labels) => labels.map((label, id) => ({ id, label })));

describe('k-shot', () => {
  test('k of each class on either side, none on both, the same for the same key', () => {
    fc.assert(
      fc.property(examples, fc.integer({ min: 1, max: 10 }), keys, (all, k, key) => {
        const { training, development } = kShot(all, LABELS, k, key);
        for (const part of [training, development]) {
          for (const label of [0, 1, 2]) expect(part.filter((item) => item.label === label)).toHaveLength(k);
        }
        expect(new Set([...training, ...development])).toHaveProperty('size', 6 * k);
        expect(kShot(all, LABELS, k, key)).toEqual({ training, development });
        const fewer = kShot(all, LABELS, Math.ceil(k / 2), key).training;
        expect(training).toEqual(expect.arrayContaining([...fewer]));
      }),
    );
  });

  test('another seed draws other examples', () => {
    const all = Array.from({ length: 300 }, (_, id) => ({ id, label: id % 3 }));
    expect(kShot(all, LABELS, 16, [0, 13]).training).not.toEqual(kShot(all, LABELS, 16, [0, 21]).training);
  });

  test('a class with too few is named, with the numbers', () => {
    const all = [0, 0, 0, 0, 1, 1, 1, 2, 2, 2, 2].map((label) => ({ label }));
    expect(() => kShot(all, LABELS, 2, [0, 1])).toThrow(
      'The class "yes" has 3 examples; 2 for training and 2 for development take 4.',
    );
    expect(kShot(all, LABELS, 2, [0, 1], 1).development).toHaveLength(3);
    expect(() => kShot(all.slice(0, 7), LABELS, 1, [0, 1])).toThrow('The class "maybe" has 0 examples');
  });

  test('the majority class and its share', () => {
    expect(majority([0, 1, 1, 2].map((label) => ({ label })))).toEqual({ label: 1, share: 0.5 });
    expect(majority([1, 0].map((label) => ({ label })))).toEqual({ label: 0, share: 0.5 });
    expect(majority([])).toEqual({ label: 0, share: 0 });
  });
});
