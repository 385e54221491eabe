import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { rulesOf } from './rules.ts';

test('[R0] a manifest whose rounds could never close is refused', () => {
  expect(() => rulesOf(testManifest({}, { quorum: 4, maximum: 3 }))).toThrow(/4 cannot be reached with 3/);
  expect(() => rulesOf(testManifest({ localSteps: 1000, p2: 64 }))).toThrow(/64000 scalars do not fit/);
});
