import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { RunCache, keyOf } from './cache.ts';
import { look, run } from './testing.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'experiments-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const identity = { flags: { method: 'fedspzo', p2: 4, rate: 1e-4, seeds: 13 }, model: 'a', data: 'b' } as const;

test('equal runs have equal keys, in whatever order and type their flags are', () => {
  const turned = { seeds: '13', rate: '0.0001', p2: '4', method: 'fedspzo' };
  expect(keyOf({ ...identity, flags: turned })).toBe(keyOf(identity));
});

test('a key changes with every flag, the model, the data and the version', () => {
  const others = [
    keyOf({ ...identity, flags: { ...identity.flags, p2: 8 } }),
    keyOf({ ...identity, flags: { ...identity.flags, seeds: 21 } }),
    keyOf({ ...identity, flags: { ...identity.flags, loo: 'yes' } }),
    keyOf({ ...identity, model: 'c' }),
    keyOf({ ...identity, data: 'c' }),
    keyOf(identity, 1000),
  ];
  expect(new Set([keyOf(identity), ...others]).size).toBe(others.length + 1);
});

test('a run that was kept is read back, and what it was made from is gone', () => {
  const cache = new RunCache(folder);
  const { record, checkpoint } = cache.working('k');
  for (const file of [record, `${checkpoint}.13`, `${checkpoint}.13.4.model`, path.join(folder, 'other.record')]) {
    writeFileSync(file, '');
  }
  const result = run([look({ accuracy: 0.5 }), look({ round: 1, loss: 0.6, accuracy: 0.7, forwards: 35 })]);
  expect(cache.read('k')).toBeNull();
  cache.keep('k', result);
  expect(cache.read('k')).toEqual(result);
  expect(readdirSync(folder).sort()).toEqual(['k.json', 'other.record']);
});

test('a damaged file is no run', () => {
  writeFileSync(path.join(folder, 'k.json'), '{"seed": 13, "looks": [');
  expect(new RunCache(folder).read('k')).toBeNull();
});
