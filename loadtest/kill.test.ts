import { expect, test } from 'vitest';
import { killCycles } from './kill.ts';

// The long form, 200 cycles: npm run loadtest -- kill
test('promise 4: [C2] [R7] killed with -9 in the middle of contributions, the relay has every acknowledged one in an entry exactly once', async () => {
  const found = await killCycles({ cycles: 4, clients: 6 }, new AbortController().signal);
  expect(found).toMatchObject({ cycles: 4, lost: 0, duplicated: 0, altered: 0, chainWhole: true, faults: [] });
  expect(found.acknowledged).toBeGreaterThan(20);
  expect(found.entries).toBeGreaterThan(4);
});
