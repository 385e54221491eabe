import { expect, test } from 'vitest';
import { clusterCycles } from './cluster.ts';

// The long form, 50 cycles: npm run loadtest -- cluster
test('promise 4: [C2] [R7] of two nodes on PostgreSQL one is killed, stands still beyond its lease, wakes as a zombie: every acknowledged contribution is in one entry', async () => {
  const found = await clusterCycles({ cycles: 3, clients: 8, database: null }, new AbortController().signal);
  expect(found).toMatchObject({ cycles: 3, lost: 0, duplicated: 0, altered: 0, chainWhole: true, faults: [] });
  expect(found.takeovers).toBeGreaterThanOrEqual(3);
  expect(found.acknowledged).toBeGreaterThan(50);
}, 180_000);
