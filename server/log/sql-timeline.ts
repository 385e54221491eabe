import type { Kysely, Transaction } from 'kysely';
import { type EvaluationView, parseParticipantId, parseSequence } from '../../src/protocol/index.ts';
import { type Contributors, type TimelineRow, type TimelineTotals, type Write, timelineRow } from './log.ts';
import type { Tables } from './schema.ts';
import { readParticipants } from './sql-values.ts';

type Db = Kysely<Tables>;

/** In the transaction that appends the round's entry: there is a row for each closed round, or neither. */
export async function writeTimeline(
  db: Transaction<Tables>,
  federation: string,
  append: Write & { type: 'append' },
): Promise<void> {
  const row = timelineRow(append);
  if (!row) return;
  const last = await lastRow(db, federation);
  const { openedAt: opened_at, closedAt: closed_at, extended, ...same } = row;
  const totals = {
    rounds: Number(last?.rounds ?? 0) + 1,
    contributions: Number(last?.contributions ?? 0) + row.contributed + row.late,
  };
  await db
    .insertInto('timeline')
    .values({ federation, ...same, opened_at, closed_at, extended: extended ? 1 : 0, ...totals })
    .execute();
}

export async function readTimeline(db: Db, federation: string, after: number, limit: number): Promise<TimelineRow[]> {
  const rows = await db
    .selectFrom('timeline')
    .selectAll()
    .where('federation', '=', federation)
    .where('number', '>', after)
    .orderBy('number', 'desc')
    .limit(limit)
    .execute();
  return rows.toReversed().map((row) => ({
    number: Number(row.number),
    openedAt: Number(row.opened_at),
    closedAt: Number(row.closed_at),
    asked: Number(row.asked),
    contributed: Number(row.contributed),
    silent: Number(row.silent),
    late: Number(row.late),
    refused: Number(row.refused),
    extended: Number(row.extended) === 1,
    bytes: Number(row.bytes),
  }));
}

export async function readTotals(db: Db, federation: string): Promise<TimelineTotals> {
  const last = await lastRow(db, federation);
  const first = await db
    .selectFrom('timeline')
    .select('opened_at')
    .where('federation', '=', federation)
    .orderBy('number')
    .limit(1)
    .executeTakeFirst();
  return {
    rounds: Number(last?.rounds ?? 0),
    contributions: Number(last?.contributions ?? 0),
    firstAt: first ? Number(first.opened_at) : null,
    lastAt: last ? Number(last.closed_at) : null,
  };
}

export async function writeEvaluations(
  db: Transaction<Tables>,
  federation: string,
  evaluations: readonly EvaluationView[],
): Promise<void> {
  for (const { group: label, sequence, ...figures } of evaluations) {
    await db
      .insertInto('evaluations')
      .values({ federation, sequence, label, ...figures })
      .onConflict((conflict) =>
        conflict
          .columns(['federation', 'sequence', 'label'])
          .doUpdateSet(figures)
          .where('evaluations.participants', '<=', figures.participants),
      )
      .execute();
  }
}

export async function readEvaluations(
  db: Db,
  federation: string,
  after: number,
  limit: number,
  group: string | null,
): Promise<EvaluationView[]> {
  let states = db
    .selectFrom('evaluations')
    .select('sequence')
    .distinct()
    .where('federation', '=', federation)
    .where('sequence', '>', after);
  if (group !== null) states = states.where('label', '=', group);
  const newest = await states.orderBy('sequence', 'desc').limit(limit).execute();
  const oldest = newest.at(-1);
  if (!oldest) return [];
  let rows = db
    .selectFrom('evaluations')
    .selectAll()
    .where('federation', '=', federation)
    .where('sequence', '>=', Number(oldest.sequence));
  if (group !== null) rows = rows.where('label', '=', group);
  const found = await rows.orderBy('sequence').execute();
  const views = found.map((row) => ({
    sequence: Number(row.sequence),
    group: row.label,
    loss: Number(row.loss),
    accuracy: row.accuracy === null ? null : Number(row.accuracy),
    participants: Number(row.participants),
    examples: Number(row.examples),
  }));
  // By code units, on either engine: a database's own order of text is its locale's.
  return views.toSorted((a, b) => a.sequence - b.sequence || (a.group < b.group ? -1 : 1));
}

export async function readContributors(
  db: Db,
  federation: string,
  after: number,
  limit: number,
): Promise<Contributors[]> {
  const entries = await db
    .selectFrom('entries')
    .select(['sequence', 'participants'])
    .where('federation', '=', federation)
    .where('sequence', '>', after)
    .where('sequence', '<=', after + limit)
    .orderBy('sequence')
    .execute();
  const late = await db
    .selectFrom('late')
    .select(['entry', 'participant'])
    .where('federation', '=', federation)
    .where('entry', '>', after)
    .where('entry', '<=', after + limit)
    .execute();
  const latecomers = new Map<number, string[]>();
  for (const { entry, participant } of late) {
    latecomers.set(Number(entry), [...(latecomers.get(Number(entry)) ?? []), participant]);
  }
  return entries.flatMap(({ sequence, participants }) => {
    const of = participants === null ? [] : readParticipants(participants);
    const all = [...of, ...(latecomers.get(Number(sequence)) ?? []).map(parseParticipantId)];
    return all.length === 0 ? [] : [{ sequence: parseSequence(Number(sequence)), participants: all }];
  });
}

/** The last of the timeline, with its running totals. */
function lastRow(db: Db, federation: string) {
  return db
    .selectFrom('timeline')
    .select(['closed_at', 'rounds', 'contributions'])
    .where('federation', '=', federation)
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}
