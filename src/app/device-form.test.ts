import { expect, test } from 'vitest';
import { formOf } from './device-form.ts';

test.each([
  ['phone', { mobile: true, coarse: true, width: 390, height: 844 }],
  ['phone', { mobile: null, coarse: true, width: 844, height: 390 }],
  ['tablet', { mobile: false, coarse: true, width: 820, height: 1180 }],
  ['tablet', { mobile: null, coarse: true, width: 768, height: 1024 }],
  ['desktop', { mobile: false, coarse: false, width: 1440, height: 900 }],
  ['desktop', { mobile: null, coarse: false, width: 500, height: 400 }],
] as const)('the form of a device is a %s for %j', (form, sight) => {
  expect(formOf(sight)).toBe(form);
});
