import { afterEach, expect, test } from 'vitest';
import { speak } from '../words/index.ts';
import { explain } from './refusal.ts';
import { RelayRefusal } from './relay-client.ts';
import german from './words/refusals/de.ts';
import english from './words/refusals/en.ts';

afterEach(() => speak('en'));

test('a refusal is told by its code, in the language of the page', async () => {
  const refusal = new RelayRefusal('bad-signature', 'The command is not signed by this relay’s organiser.');
  expect(explain(refusal)).toEqual({ ...english['bad-signature'], said: '' });
  await speak('de');
  expect(explain(refusal)).toEqual({ ...german['bad-signature'], said: '' });
});

test('where the relay’s own sentence says which of several things it is, it is shown too', () => {
  const words = 'State 9 is not below the last entry, 4.';
  expect(explain(new RelayRefusal('refused', words)).said).toBe(words);
});

test('what nobody foresaw is told with what is known of it', () => {
  expect(explain(new RelayRefusal('of-a-later-version', 'Words of it.'))).toEqual({
    ...english.failed,
    said: 'Words of it.',
  });
  expect(explain(new RangeError('Out of range'))).toEqual({ ...english.failed, said: 'Out of range' });
  expect(explain('thrown')).toEqual({ ...english.failed, said: '' });
  expect(explain(new RelayRefusal('constructor', 'x')).message).toBe(english.failed.message);
});
