import { type Kysely, type Transaction, sql } from 'kysely';
import { type ParticipantId, parseParticipantId } from '../../src/protocol/index.ts';
import { type AccessStore, type Admission, type Invite, type NewInvite, faultOf } from './access.ts';
import type { AccessTables } from './schema.ts';
import { tokenHash } from './token.ts';

/** Participants of one look-up: databases bind thousands of values at most. */
const LOOKED_UP = 500;

/** In the log's database, written for SQLite and PostgreSQL alike: see `server/log/sql.ts` for what that asks. */
export class SqlAccessStore implements AccessStore {
  readonly #db: Kysely<AccessTables>;

  /** @param db with the schema of `schema.ts`; whoever opened it closes it */
  constructor(db: Kysely<AccessTables>) {
    this.#db = db;
  }

  async addInvite(federation: string, invite: NewInvite): Promise<void> {
    const { id, label, tokenHash: token_hash, createdAt, expiresAt, limit } = invite;
    const times = { created_at: createdAt, expires_at: expiresAt, revoked_at: null };
    await this.#db
      .insertInto('invites')
      .values({ federation, id, label, token_hash, uses: limit, used: 0, ...times })
      .execute();
  }

  async invites(federation: string): Promise<Invite[]> {
    const rows = await this.#db
      .selectFrom('invites')
      .selectAll()
      .where('federation', '=', federation)
      .orderBy('created_at')
      .orderBy('id')
      .execute();
    return rows.map(read);
  }

  async revoke(federation: string, id: string, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('invites')
      .set({ revoked_at: sql<number>`coalesce(revoked_at, ${now})` })
      .where('federation', '=', federation)
      .where('id', '=', id)
      .executeTakeFirst();
    return Number(numUpdatedRows) > 0;
  }

  async revoked(federation: string): Promise<string[]> {
    const rows = await this.#db
      .selectFrom('invites')
      .select('id')
      .where('federation', '=', federation)
      .where('revoked_at', 'is not', null)
      .execute();
    return rows.map(({ id }) => id);
  }

  async admittedBy(federation: string, id: string): Promise<ParticipantId[]> {
    const rows = await this.#db
      .selectFrom('admissions')
      .select('participant')
      .where('federation', '=', federation)
      .where('invite', '=', id)
      .execute();
    return rows.map(({ participant }) => parseParticipantId(participant));
  }

  async labelsOf(federation: string, participants: readonly ParticipantId[]): Promise<Map<ParticipantId, string>> {
    const labels = new Map<ParticipantId, string>();
    for (let from = 0; from < participants.length; from += LOOKED_UP) {
      const rows = await this.#db
        .selectFrom('admissions')
        .innerJoin('invites', (join) =>
          join.onRef('invites.federation', '=', 'admissions.federation').onRef('invites.id', '=', 'admissions.invite'),
        )
        .select(['admissions.participant', 'invites.label'])
        .where('admissions.federation', '=', federation)
        .where('admissions.participant', 'in', participants.slice(from, from + LOOKED_UP))
        .execute();
      for (const { participant, label } of rows) labels.set(parseParticipantId(participant), label);
    }
    return labels;
  }

  async admit(federation: string, participant: ParticipantId, token: string, now: number): Promise<Admission> {
    const before = await this.#db
      .selectFrom('admissions')
      .innerJoin('invites', (join) =>
        join.onRef('invites.id', '=', 'admissions.invite').onRef('invites.federation', '=', 'admissions.federation'),
      )
      .select('revoked_at')
      .where('admissions.federation', '=', federation)
      .where('participant', '=', participant)
      .executeTakeFirst();
    if (before && before.revoked_at === null) return 'admitted';
    if (token === '') return before ? 'invite-revoked' : 'invite-needed';
    return this.#db.transaction().execute((db) => redeem(db, federation, participant, tokenHash(token), now));
  }

  async useNonce(federation: string, nonce: string, now: number, before: number): Promise<boolean> {
    await this.#db
      .deleteFrom('used_nonces')
      .where('federation', '=', federation)
      .where('used_at', '<=', before)
      .execute();
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('used_nonces')
      .values({ federation, nonce, used_at: now })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    return Number(numInsertedOrUpdatedRows ?? 0) > 0;
  }
}

async function redeem(
  db: Transaction<AccessTables>,
  federation: string,
  participant: ParticipantId,
  hash: string,
  now: number,
): Promise<Admission> {
  const find = () =>
    db
      .selectFrom('invites')
      .selectAll()
      .where('federation', '=', federation)
      .where('token_hash', '=', hash)
      .executeTakeFirst();
  /** By its other connection, which was faster. */
  const isAdmitted = async (invite: string): Promise<boolean> => {
    const known = await db
      .selectFrom('admissions')
      .select('invite')
      .where('federation', '=', federation)
      .where('participant', '=', participant)
      .executeTakeFirst();
    return known?.invite === invite;
  };
  const row = await find();
  const fault = faultOf(row && read(row), now);
  if (fault === 'invite-used-up' && row && (await isAdmitted(row.id))) return 'admitted';
  if (!row || fault) return fault ?? 'invite-unknown';
  // One statement looks and takes: of two that want the last use, the second waits for the row and finds it used.
  const taken = await db
    .updateTable('invites')
    .set({ used: sql<number>`used + 1` })
    .where('federation', '=', federation)
    .where('id', '=', row.id)
    .where('revoked_at', 'is', null)
    .where((where) => where.or([where('uses', 'is', null), where('used', '<', where.ref('uses'))]))
    .executeTakeFirst();
  if (Number(taken.numUpdatedRows) === 0) {
    const current = await find();
    const why = faultOf(current && read(current), now) ?? 'invite-used-up';
    return why === 'invite-used-up' && (await isAdmitted(row.id)) ? 'admitted' : why;
  }
  const admission = { federation, participant, invite: row.id, admitted_at: now };
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('admissions')
    .values(admission)
    .onConflict((conflict) =>
      conflict
        .columns(['federation', 'participant'])
        .doUpdateSet({ invite: row.id, admitted_at: now })
        .where('admissions.invite', '!=', row.id),
    )
    .executeTakeFirstOrThrow();
  if (Number(numInsertedOrUpdatedRows ?? 0) === 0) {
    // The same participant came by another connection meanwhile: it takes one use, not two.
    await db
      .updateTable('invites')
      .set({ used: sql<number>`used - 1` })
      .where('federation', '=', federation)
      .where('id', '=', row.id)
      .execute();
  }
  return 'admitted';
}

/** Numbers through `Number`: PostgreSQL's driver hands its 64-bit integers out as text. */
function read(row: AccessTables['invites']): Invite {
  const { id, label, created_at, expires_at, uses, used, revoked_at } = row;
  const optional = (value: number | null) => (value === null ? null : Number(value));
  return {
    id,
    label,
    createdAt: Number(created_at),
    expiresAt: optional(expires_at),
    limit: optional(uses),
    used: Number(used),
    revokedAt: optional(revoked_at),
  };
}
