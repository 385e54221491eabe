import { expect, test } from 'vitest';
import { compare } from './replicas.ts';

const published = new Map([1, 2, 3].map((sequence) => [sequence, `f${sequence}`]));

// The long form, 1,000 rounds with a real page: npm run loadtest -- replicas. Some rounds of it: tests/e2e/training.test.ts
test('promise 3: a replica that was another model in any state is counted, whoever found it', () => {
  const same = { name: 'same', own: new Map(published), unequal: [] };
  const wrong = { name: 'wrong', own: new Map([...published, [2, 'x']] as const), unequal: [] };
  const sorry = { name: 'sorry', own: new Map([[1, 'f1']]), unequal: [2, 2] };
  expect(compare(published, [same])).toMatchObject({ published: 3, divergences: 0, replicas: [{ compared: 3 }] });
  expect(compare(published, [same, wrong, sorry])).toMatchObject({
    divergences: 2,
    replicas: [{ divergent: 0 }, { divergent: 1 }, { compared: 1, divergent: 1 }],
  });
});
