import { expect, test } from 'vitest';
import type { EvaluationView } from '../../protocol/index.ts';
import { MOST_LINES, compare, ofEverybody } from './groups.ts';

function told(sequence: number, group: string, loss: number, examples = 10): EvaluationView {
  return { sequence, group, loss, accuracy: null, participants: 2, examples };
}

test('everybody comes first, then the groups by name, each with a gap where it told nothing', () => {
  const evaluations = [
    told(8, 'all', 0.6),
    told(8, 'invite:b', 0.7),
    told(16, 'invite:a', 0.4),
    told(16, 'all', 0.5),
    told(16, 'engine:simd', 0.1),
  ];
  const { sequences, lines } = compare(evaluations, 'invite');
  expect(sequences).toEqual([8, 16]);
  expect(lines.map(({ name, evaluations: of }) => [name, of.map((one) => one?.loss ?? null)])).toEqual([
    [null, [0.6, 0.5]],
    ['a', [null, 0.4]],
    ['b', [0.7, null]],
  ]);
  expect(compare(evaluations, 'form').lines.map(({ name }) => name)).toEqual([null]);
});

test('of many groups those with the most examples are drawn', () => {
  const evaluations = Array.from({ length: 8 }, (_, i) => told(1, `invite:${i}`, 1, i));
  const { lines } = compare(evaluations, 'invite');
  expect(lines.map(({ name }) => name)).toEqual(['3', '4', '5', '6', '7']);
  expect(lines).toHaveLength(MOST_LINES);
});

test('an invite that is called "all", or has a colon in its name, is a group like others', () => {
  const { lines } = compare([told(1, 'all', 1), told(1, 'invite:all', 2), told(1, 'invite:a:b', 3)], 'invite');
  expect(lines.map(({ name, evaluations }) => [name, evaluations[0]?.loss])).toEqual([
    [null, 1],
    ['a:b', 3],
    ['all', 2],
  ]);
});

test('everybody’s figures are in order of their states', () => {
  const evaluations = [told(16, 'all', 2), told(8, 'engine:simd', 1), told(8, 'all', 3)];
  expect(ofEverybody(evaluations).map(({ loss }) => loss)).toEqual([3, 2]);
});

test('nobody told anything', () => {
  expect(compare([], 'engine')).toEqual({ sequences: [], lines: [] });
});
