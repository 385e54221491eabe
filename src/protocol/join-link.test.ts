import { expect, test } from 'vitest';
import { parseFederationId } from './ids.ts';
import { isInviteToken, joinFragment, readJoinFragment } from './join-link.ts';

const federation = parseFederationId('sentiment');
const FULL = { federation, invite: 'aB3-_9', pin: '00112233aabbccdd' };

test('a link says a federation, an invite and the manifest that it was made for', () => {
  expect(joinFragment(FULL)).toBe('#/join/sentiment?invite=aB3-_9&manifest=00112233aabbccdd');
  expect(readJoinFragment(joinFragment(FULL))).toEqual(FULL);
  expect(joinFragment({ federation, invite: '', pin: '' })).toBe('#/join/sentiment');
  expect(readJoinFragment('#/join/sentiment')).toEqual({ federation, invite: '', pin: '' });
});

test.each([
  '',
  '#/live',
  '#/join/',
  '#/join/Not-an-id',
  '#/join/a/b',
  '#/join/sentiment?invite=%3Cscript%3E',
  `#/join/sentiment?invite=${'a'.repeat(65)}`,
  '#/join/sentiment?manifest=0011',
  '#/join/sentiment?manifest=00112233AABBCCDD',
])('%s is no such link', (fragment) => {
  expect(readJoinFragment(fragment)).toBeNull();
});

test('a token has letters, digits, hyphens and underscores', () => {
  expect(['a', 'A-_0'.repeat(16)].every(isInviteToken)).toBe(true);
  expect(['', 'a b', 'a'.repeat(65), 'ä'].some(isInviteToken)).toBe(false);
});
