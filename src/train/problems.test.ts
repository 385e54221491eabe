import { expect, test } from 'vitest';
import { DataError } from '../data/index.ts';
import { FileError, RoomError } from './download/index.ts';
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
  expect(other).toMatchObject({ code: 'unexpected', details: { error: 'RangeError' } });
});

test('gives the remedy of the one who threw the error', () => {
  const error = new DataError('unknown-sample', 'There is no sample data set of that name.', 'Choose amazon.');
  expect(explain(error)).toEqual({ code: 'data', message: error.message, remedy: 'Choose amazon.', fatal: true });
});

test('a frame of this device that the relay does not take is told of, and is not the end', () => {
  expect(goodbyeProblem('bad-frame')?.fatal).toBe(false);
  expect(goodbyeProblem('shutting-down')).toBeNull();
});

test('a file that could not be had tells from where, and what of the four it was', () => {
  const codes = (['lost', 'refused', 'other', 'stopped'] as const).map((fault) =>
    explain(new FileError('x', { fault, host: 'hub.example', temporary: false })),
  );
  expect(codes).toMatchObject([
    { code: 'file-lost', details: { host: 'hub.example' } },
    { code: 'file-refused' },
    { code: 'file-other' },
    { code: 'file-stopped' },
  ]);
  expect(new Set(codes.map(({ remedy }) => remedy)).size).toBe(4);
  expect(explain(new RoomError(7_230_000, 1_000_000))).toMatchObject({
    code: 'room',
    message: 'There is not enough storage for the model: 7.2 MB are missing, and 1.0 MB can be kept.',
    details: { needed: 7_230_000, room: 1_000_000 },
  });
});
