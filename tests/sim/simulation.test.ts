import { expect, test } from 'vitest';
import { simulate } from './simulation.ts';

test('a seed repeats itself to the bit', async () => {
  expect(await simulate(7)).toEqual(await simulate(7));
});
