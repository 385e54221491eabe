import type { ParticipantId } from '../../src/protocol/index.ts';

/** A link that lets so many participants into a federation, as the organiser made it. Its token is kept nowhere. */
export interface Invite {
  /** 16 hexadecimal digits. */
  readonly id: string;
  /** The organiser's own words for it. */
  readonly label: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** From then on nobody new is let in by it; null: never. */
  readonly expiresAt: number | null;
  /** Participants that it lets in at most; null: any number. */
  readonly limit: number | null;
  /** Participants that it has let in. */
  readonly used: number;
  readonly revokedAt: number | null;
}

/** What is stored of a new invite. */
export type NewInvite = Omit<Invite, 'used' | 'revokedAt'> & {
  /** SHA-256 of the token, hexadecimal: who reads the database cannot use it. */
  readonly tokenHash: string;
};

/** Whether a participant may join a federation that one is invited to; the goodbye's reason where not. */
export type Admission =
  | 'admitted'
  | 'invite-needed'
  | 'invite-unknown'
  | 'invite-expired'
  | 'invite-used-up'
  | 'invite-revoked';

/**
 * Who may join which federation: invites, those let in by them, and the organiser's commands that were carried out.
 * Every change is on disk when its promise resolves, and several nodes may change one store at the same time.
 */
export interface AccessStore {
  addInvite(federation: string, invite: NewInvite): Promise<void>;

  /** Of a federation, in the order in which they were made. */
  invites(federation: string): Promise<Invite[]>;

  /**
   * Takes an invite back, and the admissions by it; nothing where that was done before.
   * @returns false where there is no such invite
   */
  revoke(federation: string, id: string, now: number): Promise<boolean>;

  /** Ids of the invites that were taken back. */
  revoked(federation: string): Promise<string[]>;

  /** Those whose admission rests on an invite. */
  admittedBy(federation: string, id: string): Promise<ParticipantId[]>;

  /** The labels of the invites by which these were let in, revoked ones too; whoever came by none is left out. */
  labelsOf(federation: string, participants: readonly ParticipantId[]): Promise<Map<ParticipantId, string>>;

  /**
   * Lets a participant in who was let in before, whatever became of the link since, unless it was revoked;
   * or by an invite with uses left, of which this takes one.
   * @param token as the link has it; '' for none
   */
  admit(federation: string, participant: ParticipantId, token: string, now: number): Promise<Admission>;

  /** Uses a command's nonce up. Those of `before` and earlier are forgotten. @returns false where it was used already */
  useNonce(federation: string, nonce: string, now: number, before: number): Promise<boolean>;
}

/** Why nobody new is let in by this invite, whoever asks; null where somebody is. */
export function faultOf(
  invite: Pick<Invite, 'expiresAt' | 'limit' | 'used' | 'revokedAt'> | undefined,
  now: number,
): Exclude<Admission, 'admitted' | 'invite-needed'> | null {
  if (!invite) return 'invite-unknown';
  if (invite.revokedAt !== null) return 'invite-revoked';
  if (invite.expiresAt !== null && now >= invite.expiresAt) return 'invite-expired';
  return invite.limit !== null && invite.used >= invite.limit ? 'invite-used-up' : null;
}
