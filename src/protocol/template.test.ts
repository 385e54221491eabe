import { expect, test } from 'vitest';
import { templateFields } from './index.ts';

test('fields come in the order of the template, with their filters', () => {
  expect(templateFields('{text} It was<mask>.')).toEqual([{ column: 'text', filter: null }]);
  expect(templateFields('{premise|drop-last}?<mask>, {hypothesis|lower-first}')).toEqual([
    { column: 'premise', filter: 'drop-last' },
    { column: 'hypothesis', filter: 'lower-first' },
  ]);
});

test.each([
  ['no field', 'It was<mask>.', /no field/],
  ['a field twice', '{a} {a}<mask>', /\{a\} twice/],
  ['a field without a name', '{} It was<mask>.', /without a name/],
  ['an unknown filter', '{a|upper} It was<mask>.', /filter "upper"; there are drop-last and lower-first/],
  ['no mask', '{a} It was.', /<mask> exactly once/],
  ['two masks', '{a}<mask><mask>', /<mask> exactly once/],
])('a template with %s is refused', (_, template, message) => {
  expect(() => templateFields(template)).toThrow(message);
});
