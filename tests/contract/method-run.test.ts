import { expect, test } from 'vitest';
import golden from '../golden/method-runs.json' with { type: 'json' };
import { RUNS, runMethod } from './method-run.ts';

/** What pages must get too: method-run.browser.test.ts compares with the same file. */
test.each(Object.keys(RUNS))('promise 3: %s gives the golden fingerprints in Node', async (name) => {
  expect({ [name]: await runMethod(name) }).toEqual({ [name]: new Map(Object.entries(golden)).get(name) });
});

test('no two runs come to the same model', () => {
  expect(new Set(Object.values(golden).flat()).size).toBe(2 * Object.keys(RUNS).length);
});
