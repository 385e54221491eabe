import type { ParticipantId } from '../../src/protocol/index.ts';
import { type AccessStore, type Admission, type Invite, type NewInvite, faultOf } from './access.ts';
import { tokenHash } from './token.ts';

type Kept = NewInvite & { used: number; revokedAt: number | null };

/** For the simulator and for tests: gone with the process. */
export class MemoryAccessStore implements AccessStore {
  readonly #invites = new Map<string, Kept[]>();
  /** By federation and participant: the invite's id. */
  readonly #admissions = new Map<string, Map<ParticipantId, string>>();
  readonly #nonces = new Map<string, Map<string, number>>();

  async addInvite(federation: string, invite: NewInvite): Promise<void> {
    this.#of(federation).push({ ...invite, used: 0, revokedAt: null });
  }

  async invites(federation: string): Promise<Invite[]> {
    return this.#of(federation).map(({ id, label, createdAt, expiresAt, limit, used, revokedAt }) => {
      return { id, label, createdAt, expiresAt, limit, used, revokedAt };
    });
  }

  async revoke(federation: string, id: string, now: number): Promise<boolean> {
    const invite = this.#of(federation).find((one) => one.id === id);
    if (invite) invite.revokedAt ??= now;
    return invite !== undefined;
  }

  async revoked(federation: string): Promise<string[]> {
    return this.#of(federation).flatMap(({ id, revokedAt }) => (revokedAt === null ? [] : [id]));
  }

  async admittedBy(federation: string, id: string): Promise<ParticipantId[]> {
    return [...(this.#admissions.get(federation) ?? [])].flatMap(([participant, by]) =>
      by === id ? [participant] : [],
    );
  }

  async labelsOf(federation: string, participants: readonly ParticipantId[]): Promise<Map<ParticipantId, string>> {
    const admissions = this.#admissions.get(federation);
    const labels = new Map(this.#of(federation).map(({ id, label }) => [id, label]));
    return new Map(
      participants.flatMap((participant) => {
        const label = labels.get(admissions?.get(participant) ?? '');
        return label === undefined ? [] : [[participant, label] as const];
      }),
    );
  }

  async admit(federation: string, participant: ParticipantId, token: string, now: number): Promise<Admission> {
    const admissions = this.#admissions.get(federation) ?? new Map<ParticipantId, string>();
    this.#admissions.set(federation, admissions);
    const before = this.#of(federation).find(({ id }) => id === admissions.get(participant));
    if (before && before.revokedAt === null) return 'admitted';
    if (token === '') return before ? 'invite-revoked' : 'invite-needed';
    const hash = tokenHash(token);
    const invite = this.#of(federation).find((one) => one.tokenHash === hash);
    const fault = faultOf(invite, now);
    if (!invite || fault) return fault ?? 'invite-unknown';
    invite.used++;
    admissions.set(participant, invite.id);
    return 'admitted';
  }

  async useNonce(federation: string, nonce: string, now: number, before: number): Promise<boolean> {
    const used = this.#nonces.get(federation) ?? new Map<string, number>();
    this.#nonces.set(federation, used);
    for (const [old, at] of used) if (at <= before) used.delete(old);
    if (used.has(nonce)) return false;
    used.set(nonce, now);
    return true;
  }

  #of(federation: string): Kept[] {
    const invites = this.#invites.get(federation) ?? [];
    this.#invites.set(federation, invites);
    return invites;
  }
}
