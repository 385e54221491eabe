import { expect, test } from 'vitest';
import { inviteState } from './invite-state.ts';
import type { InviteRow } from './relay-answers.ts';

const INVITE: InviteRow = {
  ...{ id: '00112233aabbccdd', label: '', createdAt: 0, expiresAt: null, limit: null, used: 0, revokedAt: null },
};

test.each<[Partial<InviteRow>, string, number]>([
  [{}, 'open', 0],
  [{ limit: 3, used: 2 }, 'open', 0],
  [{ limit: 3, used: 3 }, 'used-up', 0],
  [{ expiresAt: 101 }, 'until', 101],
  [{ expiresAt: 100 }, 'expired', 100],
  [{ expiresAt: 100, limit: 1, used: 1, revokedAt: 50 }, 'revoked', 50],
])('an invite with %o is %s', (changes, state, when) => {
  expect(inviteState({ ...INVITE, ...changes }, 100)).toEqual({ state, when });
});
