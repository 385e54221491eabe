import { expect, test } from 'vitest';
import { testManifest } from '../tests/support/manifest.ts';
import { requireSamples, sampleShare } from './volunteers.ts';

test('volunteers share the sample sets: a source each, then parts of them', () => {
  expect([0, 1, 2].map((place) => sampleShare(place, 3).data)).toEqual(['sample:amazon', 'sample:imdb', 'sample:yelp']);
  expect([0, 3].map((place) => sampleShare(place, 4).data)).toEqual(['sample:amazon:1/2', 'sample:amazon:2/2']);
});

test('sample reviews are refused where examples have several texts or other classes', () => {
  const manifest = testManifest();
  const { task } = manifest;
  expect(() => requireSamples(manifest)).not.toThrow();
  const two = { ...task, template: '{a}? <mask>, {b}' };
  expect(() => requireSamples({ ...manifest, task: two })).toThrow(/npm run volunteer -- --federation test --data/);
  const three = { ...task, labels: [...task.labels, { name: 'neutral', word: ' fine' }] };
  expect(() => requireSamples({ ...manifest, task: three })).toThrow(/do not fit/);
});
