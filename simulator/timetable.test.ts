import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Happening, Timetable } from './timetable.ts';

test('what is to happen comes in order of time, then of asking, without what was cancelled', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(9), fc.boolean())), (wanted) => {
      const table = new Timetable();
      const all = wanted.map(([at, cancelled], order): Happening => ({ at, order, cancelled, run: () => {} }));
      for (const happening of all) table.add(happening);
      const seen: Happening[] = [];
      for (let next = table.peek(); next; next = table.peek()) {
        seen.push(next);
        table.take();
      }
      const due = all.filter(({ cancelled }) => !cancelled);
      expect(seen).toEqual(due.toSorted((a, b) => a.at - b.at || a.order - b.order));
    }),
  );
});
