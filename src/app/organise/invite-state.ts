import type { InviteRow } from './relay-answers.ts';

export type InviteState = 'open' | 'until' | 'expired' | 'used-up' | 'revoked';

/** Whether an invite still lets somebody in, and the time that this is about, milliseconds since 1970; 0 for none. */
export function inviteState(
  { revokedAt, expiresAt, limit, used }: InviteRow,
  now: number,
): { readonly state: InviteState; readonly when: number } {
  if (revokedAt !== null) return { state: 'revoked', when: revokedAt };
  if (expiresAt !== null && expiresAt <= now) return { state: 'expired', when: expiresAt };
  if (limit !== null && used >= limit) return { state: 'used-up', when: 0 };
  return expiresAt === null ? { state: 'open', when: 0 } : { state: 'until', when: expiresAt };
}
