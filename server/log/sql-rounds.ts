import { type Kysely, type Transaction, sql } from 'kysely';
import { encodeClientMessage, parseHash, parseParticipantId, parseSequence } from '../../src/protocol/index.ts';
import { type ClosedRound, LogError, type OpenRound, RECENT_ROUNDS, type StoredContribution } from './log.ts';
import type { Tables } from './schema.ts';
import { readContribution, readParticipants, readRecord } from './sql-values.ts';

type Db = Kysely<Tables>;

/** Rows of one statement: SQLite and PostgreSQL bind tens of thousands of values at most, and each row has six. */
const ROWS = 1000;

/** The open round with its contributions. */
export async function readOpenRound(db: Db, federation: string): Promise<OpenRound | null> {
  const row = await db.selectFrom('rounds').selectAll().where('federation', '=', federation).executeTakeFirst();
  if (!row) return null;
  const contributions = await db
    .selectFrom('contributions')
    .select(['participant', 'received_at', 'frame'])
    .where('federation', '=', federation)
    .where('round', '=', row.number)
    .orderBy('place')
    .execute();
  return {
    number: parseSequence(Number(row.number)),
    chain: parseHash(row.chain),
    openedAt: Number(row.opened_at),
    deadline: Number(row.deadline),
    asked: readParticipants(row.asked),
    contributions: contributions.map((stored) => ({
      participant: parseParticipantId(stored.participant),
      contribution: readContribution(stored.frame),
      at: Number(stored.received_at),
    })),
  };
}

/** Records of the newest rounds, less those who came late to them since. */
export async function readRecent(db: Db, federation: string): Promise<ClosedRound[]> {
  const rows = await db
    .selectFrom('closed_rounds')
    .select(['number', 'record'])
    .where('federation', '=', federation)
    .orderBy('number', 'desc')
    .limit(RECENT_ROUNDS)
    .execute();
  const recent = rows.map((row) => readRecord(Number(row.number), row.record)).toReversed();
  const [oldest] = recent;
  if (!oldest) return [];
  const late = await db
    .selectFrom('late')
    .select(['round', 'participant'])
    .where('federation', '=', federation)
    .where('round', '>=', oldest.number)
    .execute();
  const came = new Set(late.map(({ round, participant }) => `${round} ${participant}`));
  return recent.map((closed) => ({
    ...closed,
    missing: closed.missing.filter((participant) => !came.has(`${closed.number} ${participant}`)),
  }));
}

/** Late contributions that are in no entry yet. */
export async function readLate(db: Db, federation: string): Promise<StoredContribution[]> {
  const rows = await db
    .selectFrom('late')
    .select(['participant', 'received_at', 'frame'])
    .where('federation', '=', federation)
    .where('entry', 'is', null)
    .orderBy('round')
    .orderBy('participant')
    .execute();
  return rows.map(({ participant, received_at: at, frame }) => {
    if (frame === null) throw new LogError(`A late contribution of participant ${participant} has no bytes.`);
    return { participant: parseParticipantId(participant), contribution: readContribution(frame), at: Number(at) };
  });
}

/** @param head number of the last entry */
export async function writeOpen(db: Transaction<Tables>, federation: string, round: OpenRound, head: number) {
  const { number, chain, openedAt, deadline, asked } = round;
  if (number !== head + 1) throw new LogError(`Round ${number} does not follow entry ${head}.`);
  const open = await db.selectFrom('rounds').select('number').where('federation', '=', federation).executeTakeFirst();
  if (open) throw new LogError(`Round ${open.number} is open already.`);
  const place = { federation, number, chain, opened_at: openedAt };
  await db
    .insertInto('rounds')
    .values({ ...place, deadline, asked: JSON.stringify(asked), contributed: 0 })
    .execute();
}

/** @param all of one round, in the order of arrival: thousands that come at once are few statements */
export async function writeContributions(
  db: Transaction<Tables>,
  federation: string,
  all: readonly StoredContribution[],
) {
  const [first] = all;
  if (!first) return;
  const { round } = first.contribution;
  // One statement finds the round, checks it and counts: whatever a round has, a contribution costs the same.
  const counted = await db
    .updateTable('rounds')
    .set({ contributed: sql<number>`contributed + ${all.length}` })
    .where('federation', '=', federation)
    .where('number', '=', round)
    .returning('contributed')
    .executeTakeFirst();
  if (!counted) throw new LogError(`Round ${round} is not open.`);
  const before = Number(counted.contributed) - all.length;
  const rows = all.map(({ participant, contribution, at }, i) => {
    const place = { federation, round, participant, place: before + i + 1 };
    return { ...place, received_at: at, frame: encodeClientMessage(contribution) };
  });
  for (let from = 0; from < rows.length; from += ROWS) {
    const some = rows.slice(from, from + ROWS);
    const inserted = await db
      .insertInto('contributions')
      .values(some)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst();
    if (Number(inserted.numInsertedOrUpdatedRows ?? 0) < some.length) {
      const who = some.length === 1 ? `Participant ${some[0]!.participant}` : `One of ${some.length} participants`;
      throw new LogError(`${who} has contributed to round ${round} already.`);
    }
  }
}

/** @param isIn whether the round is closed, and its entry holds the participant; null where it is not closed */
export async function writeLate(
  db: Transaction<Tables>,
  federation: string,
  stored: StoredContribution,
  isIn: boolean | null,
): Promise<void> {
  const { participant, contribution, at } = stored;
  const { round } = contribution;
  if (isIn === null) throw new LogError(`Round ${round} is not closed.`);
  if (isIn) throw hasContributed(stored);
  const row = {
    federation,
    round,
    participant,
    received_at: at,
    frame: encodeClientMessage(contribution),
    entry: null,
  };
  const inserted = await db
    .insertInto('late')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  if (Number(inserted.numInsertedOrUpdatedRows ?? 0) === 0) throw hasContributed(stored);
}

export async function writeCancel(db: Transaction<Tables>, federation: string): Promise<void> {
  const round = await db
    .deleteFrom('rounds')
    .where('federation', '=', federation)
    .returning(['number', 'contributed'])
    .executeTakeFirst();
  if (!round) throw new LogError('No round is open.');
  if (Number(round.contributed) > 0) throw new LogError(`Round ${round.number} has contributions.`);
}

/** What an entry ends: the open round, and the waiting of those who came late. */
export async function endRound(db: Transaction<Tables>, federation: string, entry: number, record: ClosedRound | null) {
  await db.deleteFrom('rounds').where('federation', '=', federation).execute();
  await db.deleteFrom('contributions').where('federation', '=', federation).execute();
  const taken = db.updateTable('late').set({ entry, frame: null });
  await taken.where('federation', '=', federation).where('entry', 'is', null).execute();
  if (!record) return;
  const { number, ...rest } = record;
  await db
    .insertInto('closed_rounds')
    .values({ federation, number, record: JSON.stringify(rest) })
    .execute();
  const old = db.deleteFrom('closed_rounds').where('federation', '=', federation);
  await old.where('number', '<=', number - RECENT_ROUNDS).execute();
}

function hasContributed({ participant, contribution }: StoredContribution): LogError {
  return new LogError(`Participant ${participant} has contributed to round ${contribution.round} already.`);
}
