import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type DatasetRow, conceal } from '../../data/index.ts';
import { type Pace, decided, minutesLeft, nextToLabel } from './queue.ts';

const rowsOf = (labels: readonly (number | null)[]): DatasetRow[] =>
  labels.map((label, i) => ({ texts: [conceal(`text ${i}`)], label }));

test('every row comes once, the skipped ones last, wherever one begins and whatever one goes back to', () => {
  const drawn = fc.array(fc.tuple(fc.constantFrom(null, 0, 1), fc.boolean()), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(drawn, fc.array(fc.nat({ max: 19 }), { maxLength: 20 }), (cards, jumps) => {
      let rows = rowsOf(cards.map(([label]) => label));
      const toSkip = new Set(rows.filter((_, i) => cards[i]![1]).map(({ texts }) => texts));
      const skipped = new Set<DatasetRow['texts']>();
      const seen: number[] = [];
      let at = nextToLabel(rows, jumps[0] ?? 0, skipped);
      while (at !== null) {
        const row = rows[at]!;
        if (toSkip.has(row.texts) && !skipped.has(row.texts)) skipped.add(row.texts);
        else {
          seen.push(at);
          rows = rows.with(at, { ...row, label: 1 });
        }
        at = nextToLabel(rows, jumps[seen.length] ?? at + 1, skipped);
      }
      expect(seen.toSorted((a, b) => a - b)).toEqual(cards.flatMap(([label], i) => (label === null ? [i] : [])));
      const skips = seen.map((place) => cards[place]![1]);
      expect(skips).toEqual(skips.toSorted((a, b) => Number(a) - Number(b)));
    }),
  );
});

test('the pace is that of the last decisions, and a coffee counts as a minute', () => {
  const paceOf = (times: readonly number[]) => times.reduce<Pace>(decided, []);
  expect(minutesLeft(paceOf([1000, 1000]), 60)).toBeNull();
  expect(minutesLeft(paceOf([1000, 2000, 3000]), 60)).toBeCloseTo(2);
  expect(minutesLeft(paceOf([3_600_000, 3_600_000, 3_600_000]), 10)).toBeCloseTo(10);
  expect(
    minutesLeft(paceOf([...Array.from({ length: 50 }, () => 9000), ...Array.from({ length: 20 }, () => 3000)]), 20),
  ).toBeCloseTo(1);
});
