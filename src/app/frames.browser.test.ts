import { expect, test } from 'vitest';
import { perFrame } from './frames.ts';

test('items are handed over together; what was dropped before is not, and what comes after is, once', async () => {
  const handed: (readonly string[])[] = [];
  await new Promise<void>((resolve) => {
    const record = perFrame<string>((items) => {
      handed.push(items);
      if (items.includes('last')) resolve();
    });
    record('of the visit before');
    record.clear();
    record('first');
    record('second');
    setTimeout(() => record('last'), 1500);
  });
  expect(handed).toEqual([['first', 'second'], ['last']]);
});
