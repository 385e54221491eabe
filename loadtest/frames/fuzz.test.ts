import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { Speech, identityOf } from '../support/index.ts';
import { fuzzCodec } from './codec.ts';
import { fuzzFrames } from './fuzz.ts';
import { clientFrames, otherFrames } from './valid.ts';

// The long form, a million frames: npm run loadtest -- frames
test('[F2] [F4] frames that are none harm nobody: no crash, no leak, and the others get their rounds', async () => {
  const found = await fuzzFrames({ frames: 1500, codecFrames: 0, seed: 5 }, new AbortController().signal);
  expect(found).toMatchObject({ frames: 1500, crashes: [], bystanders: { connectionsLost: 0, faults: [] } });
  expect(found.ended).toBeGreaterThan(500);
  expect(found.bystanders.rounds).toBeGreaterThan(1);
  expect(found.heap.growth).toBeLessThan(found.heap.margin);
});

test('[F2] the codec refuses them by a FormatError, or reads them', () => {
  const frames = [...clientFrames(new Speech(testManifest()), identityOf(0)), ...otherFrames()];
  const { read, refused } = fuzzCodec(20_000, frames, 7);
  expect(read + refused).toBe(20_000);
  expect(refused).toBeGreaterThan(10_000);
  expect(read).toBeGreaterThan(100);
});
