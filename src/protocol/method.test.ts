import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { ManifestError, parseManifest } from './index.ts';

const { epsilon, learningRate, localSteps, batch, clip, noise } = testManifest().method;
const common = { epsilon, learningRate, localSteps, batch, clip, noise };
const constant = { from: 1e-3, to: 1e-3, rounds: 1 };
const fast = { from: 1e6, to: 1e6, rounds: 1 };
const slow = { from: 1e-38, to: 1e-38, rounds: 1 };
const alone = { quorum: 1, maximum: 1 };

const parse = (method: unknown, round = {}) => parseManifest({ ...testManifest({}, round), method });

test.each<[string, object, object?]>([
  ['fedspzo', { p1: 1, p2: 4, split: 3, directions: 'shared', loo: true, normalized: true, secondRate: 0.5 }],
  ['fedzo', { p: 4, directions: 'private' }],
  ['fedzo', { p: 4, directions: 'shared' }],
  ['decomfl', { p: 5, difference: 'forward', directions: 'shared' }],
  ['mezo', { directions: 'private' }, alone],
  ['fedkseed', { pool: 4096, directions: 'pool', learningRate: constant }],
])('%s with %j is a method', (name, settings, round) => {
  const method = { ...common, name, ...settings };
  expect(parse(method, round).method).toEqual(method);
});

test.each<[string, object, RegExp, object?]>([
  ['fedspo', { p1: 1, p2: 4, split: 3, directions: 'private' }, /none of fedspzo, fedzo, decomfl, mezo and fedkseed/],
  ['fedspzo', { p1: 1, p2: 1, split: 3, directions: 'private', loo: true }, /loo needs a p2 of 2 or more/],
  ['fedspzo', { p1: 1, p2: 4, split: 3, directions: 'private', secondRate: 1e6 }, /learning rate .* is beyond 2\^20/],
  [
    'fedspzo',
    { p1: 1, p2: 4, split: 3, directions: 'private', normalized: true, clip: 1e-6, learningRate: fast },
    /learning rate .* is beyond 2\^20/,
  ],
  ['decomfl', { p: 1, difference: 'central', directions: 'shared', clip: 1e39, learningRate: slow }, /beyond 2\^127/],
  ['fedspzo', { p: 4, directions: 'private' }, /method.p1/],
  ['fedzo', { p: 4, directions: 'pool' }, /method.directions/],
  ['decomfl', { p: 4, difference: 'central', directions: 'private' }, /method.directions/],
  ['decomfl', { p: 4, difference: 'backward', directions: 'shared' }, /method.difference/],
  ['mezo', { directions: 'private' }, /mezo trains on one device/],
  ['fedkseed', { pool: 4096, directions: 'pool' }, /rate must be constant/],
  ['fedkseed', { directions: 'pool', learningRate: constant }, /method.pool/],
])('%s with %j is refused: %s', (name, settings, message, round) => {
  const parsing = () => parse({ ...common, name, ...settings }, round);
  expect(parsing).toThrow(ManifestError);
  expect(parsing).toThrow(message);
});
