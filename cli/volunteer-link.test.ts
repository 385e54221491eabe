import { expect, test } from 'vitest';
import { UsageError } from './options.ts';
import { destinationOf } from './volunteer-link.ts';

const LINK = 'https://relay.example/#/join/reviews?invite=abc&manifest=00112233aabbccdd';

test('a whole link says where to go, with which invite, and for which manifest', () => {
  expect(destinationOf({ relay: LINK })).toEqual({
    relay: 'https://relay.example',
    federation: 'reviews',
    invite: 'abc',
    pin: '00112233aabbccdd',
  });
});

test('flags count more than the link, whose pin is of its own federation only', () => {
  expect(destinationOf({ relay: LINK, invite: 'xyz' })).toMatchObject({ federation: 'reviews', invite: 'xyz' });
  expect(destinationOf({ relay: LINK, federation: 'other' })).toMatchObject({ federation: 'other', pin: '' });
});

test('an origin alone is enough', () => {
  expect(destinationOf({})).toEqual({ relay: 'http://localhost:8787', federation: 'sentiment', invite: '', pin: '' });
});

test.each([
  [{ relay: 'relay.example' }],
  [{ relay: 'https://relay.example/#/join/Not-an-id' }],
  [{ invite: 'with spaces' }],
  [{ federation: 'Not-an-id' }],
])('%j is explained', (flags) => {
  expect(() => destinationOf(flags)).toThrow(UsageError);
});
