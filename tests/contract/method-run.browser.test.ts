import { expect, test } from 'vitest';
import golden from '../golden/method-runs.json' with { type: 'json' };
import { RUNS, runMethod } from './method-run.ts';

test.each(Object.keys(RUNS))('promise 3: %s gives the fingerprints of Node', async (name) => {
  expect({ [name]: await runMethod(name) }).toEqual({ [name]: new Map(Object.entries(golden)).get(name) });
});
