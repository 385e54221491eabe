import { beforeEach, describe, expect, test } from 'vitest';
import { type AccessStore, tokenHash } from '../../server/access/index.ts';
import { type ParticipantId, parseParticipantId } from '../../src/protocol/index.ts';

const FEDERATION = 'flowers';
const [alice, bob, carol] = ['a', 'b', 'c'].map((digit) => parseParticipantId(digit.repeat(32))) as [
  ParticipantId,
  ParticipantId,
  ParticipantId,
];

const id = '00000000000000a1';
const fields = { label: 'class', createdAt: 1_795_000_000_000, expiresAt: null, limit: null };

/** What every store of who may join does. @param open a new one, empty */
export function accessSuite(name: string, open: () => Promise<AccessStore>): void {
  describe(`who may join, kept in ${name}`, () => {
    let store: AccessStore;
    beforeEach(async () => void (store = await open()));

    const add = (change: Partial<Parameters<AccessStore['addInvite']>[1]> = {}) =>
      store.addInvite(FEDERATION, { ...fields, id, tokenHash: tokenHash('token'), ...change });
    const admit = (participant: ParticipantId, token: string, now = 1, federation = FEDERATION) =>
      store.admit(federation, participant, token, now);

    test('[A4] without an invite, with an unknown one, or one of another federation nobody is let in', async () => {
      await add();
      expect(await admit(alice, '')).toBe('invite-needed');
      expect(await admit(alice, 'Token')).toBe('invite-unknown');
      expect(await admit(alice, 'token', 1, 'elsewhere')).toBe('invite-unknown');
      expect(await store.invites(FEDERATION)).toEqual([{ ...fields, id, used: 0, revokedAt: null }]);
    });

    test('[O4] by which invite participants were let in is known, also after it was revoked', async () => {
      await add({ label: 'teachers' });
      await admit(alice, 'token');
      await store.revoke(FEDERATION, id, 5);
      expect(await store.labelsOf(FEDERATION, [bob, alice])).toEqual(new Map([[alice, 'teachers']]));
      expect(await store.labelsOf('elsewhere', [alice])).toEqual(new Map());
      expect(await store.labelsOf(FEDERATION, [])).toEqual(new Map());
    });

    test('[A4] an admission outlives its link: it takes one use, and needs no token again', async () => {
      await add({ expiresAt: 100, limit: 1 });
      expect(await admit(alice, 'token', 99)).toBe('admitted');
      expect(await admit(alice, 'token', 99)).toBe('admitted');
      expect(await admit(alice, '', 5000)).toBe('admitted');
      expect(await admit(alice, '', 1, 'elsewhere')).toBe('invite-needed');
      expect(await store.invites(FEDERATION)).toMatchObject([{ used: 1 }]);
      expect(await store.admittedBy(FEDERATION, id)).toEqual([alice]);
    });

    test('[A4] an invite expires at its time, and is used up at its limit', async () => {
      await add({ expiresAt: 100, limit: 2 });
      expect(await admit(alice, 'token', 100)).toBe('invite-expired');
      expect(await admit(alice, 'token', 99)).toBe('admitted');
      expect(await admit(bob, 'token', 99)).toBe('admitted');
      expect(await admit(carol, 'token', 99)).toBe('invite-used-up');
    });

    test('[A4] of two that redeem the last use at once, one is let in', async () => {
      await add({ limit: 1 });
      const results = await Promise.all([alice, bob, carol].map((participant) => admit(participant, 'token')));
      expect(results.toSorted()).toEqual(['admitted', 'invite-used-up', 'invite-used-up']);
      expect(await store.invites(FEDERATION)).toMatchObject([{ used: 1 }]);
      expect(await store.admittedBy(FEDERATION, id)).toHaveLength(1);
    });

    test('[A4] one participant that comes by two connections at once takes one use', async () => {
      await add({ limit: 5 });
      const results = await Promise.all(Array.from({ length: 4 }, () => admit(alice, 'token')));
      expect(results).toEqual(Array(4).fill('admitted'));
      expect(await store.invites(FEDERATION)).toMatchObject([{ used: 1 }]);
    });

    test('[A4] one participant that comes by two connections at once with the last use is let in by both', async () => {
      await add({ limit: 1 });
      expect(await Promise.all([admit(alice, 'token'), admit(alice, 'token')])).toEqual(['admitted', 'admitted']);
      expect(await admit(bob, 'token')).toBe('invite-used-up');
      expect(await store.invites(FEDERATION)).toMatchObject([{ used: 1 }]);
    });

    test('[A5] revoking takes the admissions back, until another invite lets them in', async () => {
      await add();
      await admit(alice, 'token');
      expect(await store.revoke(FEDERATION, 'ffffffffffffffff', 5)).toBe(false);
      expect(await store.revoke('elsewhere', id, 5)).toBe(false);
      expect(await store.revoked(FEDERATION)).toEqual([]);
      expect(await store.revoke(FEDERATION, id, 5)).toBe(true);
      expect(await store.revoke(FEDERATION, id, 6)).toBe(true);
      expect(await store.invites(FEDERATION)).toMatchObject([{ revokedAt: 5 }]);
      expect(await store.revoked(FEDERATION)).toEqual([id]);
      expect(await store.admittedBy(FEDERATION, id)).toEqual([alice]);
      for (const token of ['', 'token']) expect(await admit(alice, token)).toBe('invite-revoked');
      expect(await admit(bob, 'token')).toBe('invite-revoked');

      await add({ id: '00000000000000a2', tokenHash: tokenHash('another') });
      expect(await admit(alice, 'another')).toBe('admitted');
      expect(await admit(alice, '')).toBe('admitted');
      expect(await store.admittedBy(FEDERATION, id)).toEqual([]);
      expect((await store.invites(FEDERATION)).map((invite) => invite.used)).toEqual([1, 1]);
    });

    test('[A5] an invite that is revoked while it is redeemed lets nobody stay in', async () => {
      await add();
      const [admission] = await Promise.all([admit(alice, 'token'), store.revoke(FEDERATION, id, 5)]);
      // Whichever was first: either it was refused, or its admission is among those taken back.
      const taken = await store.admittedBy(FEDERATION, id);
      expect([admission, taken]).toEqual(admission === 'admitted' ? ['admitted', [alice]] : ['invite-revoked', []]);
      expect(await admit(alice, 'token')).toBe('invite-revoked');
    });

    test('[A3] a nonce is used once, in each federation, until it is forgotten', async () => {
      expect(await store.useNonce(FEDERATION, 'a', 10, 0)).toBe(true);
      expect(await store.useNonce(FEDERATION, 'a', 11, 0)).toBe(false);
      expect(await store.useNonce('elsewhere', 'a', 11, 0)).toBe(true);
      expect(await store.useNonce(FEDERATION, 'b', 12, 9)).toBe(true);
      expect(await store.useNonce(FEDERATION, 'a', 13, 9)).toBe(false);
      expect(await store.useNonce(FEDERATION, 'a', 20, 10)).toBe(true);
      const at = await Promise.all([1, 2, 3].map(() => store.useNonce(FEDERATION, 'c', 21, 0)));
      expect(at.filter(Boolean)).toHaveLength(1);
    });
  });
}
