import { expect, test } from 'vitest';
import { DataError } from '../data/index.ts';
import { explain, goodbyeProblem } from './problems.ts';

test('says that memory is short where it is, and not for every RangeError', () => {
  const short = [
    'No memory for 500 MiB of weights or scratch beside the 20 MiB in use. Close other tabs, or take a smaller model.',
    'Array buffer allocation failed',
    'Invalid typed array length: 9999999999',
    'Out of memory',
  ];
  for (const message of short) expect(explain(new RangeError(message)).code).toBe('memory');
  const other = explain(new RangeError("An update's step of NaN is beyond the lattice."));
  expect(other.message).toBe("An update's step of NaN is beyond the lattice.");
  expect(other.code).toBe('RangeError');
});

test('gives the remedy of the one who threw the error', () => {
  const error = new DataError('unknown-sample', 'There is no sample data set of that name.', 'Choose amazon.');
  expect(explain(error)).toEqual({ code: 'DataError', message: error.message, remedy: 'Choose amazon.', fatal: true });
});

test('a frame of this device that the relay does not take is told of, and is not the end', () => {
  expect(goodbyeProblem('bad-frame')?.fatal).toBe(false);
  expect(goodbyeProblem('shutting-down')).toBeNull();
});
