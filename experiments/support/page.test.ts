import { expect, test } from 'vitest';
import { readOptions } from './options.ts';
import { markdownTable } from './page.ts';
import { bytes, compact, duration, inWords, percent } from './words.ts';
import { placesOf } from './write.ts';

test('a table has a head, a rule and its rows; bars within cells are escaped', () => {
  expect(
    markdownTable([
      ['method', 'loss'],
      ['a|b', '0.1'],
    ]),
  ).toBe('| method | loss |\n| --- | ---: |\n| a\\|b | 0.1 |');
});

test('numbers are written with three digits and a unit', () => {
  expect([0, 0.1, 250, 999.6, 1_234, 2_500_000, 1.2e10].map(compact)).toEqual([
    '0',
    '0.1',
    '250',
    '1 k',
    '1.23 k',
    '2.5 M',
    '12 G',
  ]);
  expect(inWords({ mean: 0.7, deviation: 0.01, least: 0.69, most: 0.71 }, percent)).toBe('70.0 % (69.0 % to 71.0 %)');
  expect(inWords({ mean: 0.7, deviation: 0, least: 0.7, most: 0.7 }, percent)).toBe('70.0 %');
  expect([0, 90, 600, 36_000].map(duration)).toEqual(['1 s', '90 s', '10 min', '10.0 h']);
});

test('the recorded command names no folder of this machine', () => {
  const flags = [
    'upload',
    '--full',
    '--data',
    '/secret/data',
    '--model',
    '/secret/model',
    '--json',
    '/secret/x.json',
    '--jobs',
    '2',
  ];
  expect(readOptions('', flags).command).toBe('npm run experiment -- upload --full --data DIR --model DIR');
  expect(readOptions('', ['upload', '--model', 'owner/name', '--seeds', '1,2'])).toMatchObject({
    ...{ command: 'npm run experiment -- upload --model owner/name --seeds 1,2', form: 'short', seeds: [1, 2] },
  });
});

test('a short form has files of its own, and table and chart lie beside a named JSON file', () => {
  expect(placesOf('upload', { form: 'short', json: null }).chart).toMatch(/docs.experiments.upload-short\.svg$/);
  expect(placesOf('upload', { form: 'full', json: null }).json).toMatch(/experiments.results.upload\.json$/);
  expect(placesOf('upload', { form: 'full', json: 'a/b.json' })).toEqual({
    json: 'a/b.json',
    page: 'a/b.md',
    chart: 'a/b.svg',
  });
});

test('bytes have their unit behind a space', () => {
  expect([860, 442_000, 14e6].map(bytes)).toEqual(['860 B', '442 kB', '14 MB']);
});
