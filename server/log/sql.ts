import type { Kysely, Transaction } from 'kysely';
import {
  type Epoch,
  type EvaluationView,
  type Hash,
  type ParticipantId,
  type Sequence,
  decodeEntry,
  parseHash,
  parseSequence,
} from '../../src/protocol/index.ts';
import {
  type Contributors,
  type Head,
  type Log,
  LogError,
  type LogState,
  type PublishedFingerprint,
  type SnapshotRecord,
  type StoredContribution,
  type TimelineRow,
  type TimelineTotals,
  type Write,
} from './log.ts';
import type { Tables } from './schema.ts';
import {
  endRound,
  readLate,
  readOpenRound,
  readRecent,
  writeCancel,
  writeContributions,
  writeLate,
  writeOpen,
} from './sql-rounds.ts';
import {
  readContributors,
  readEvaluations,
  readTimeline,
  readTotals,
  writeEvaluations,
  writeTimeline,
} from './sql-timeline.ts';
import { readGuard, readStatus, toBytes } from './sql-values.ts';

type Db = Kysely<Tables>;

/** One federation's log in SQL, written for SQLite and PostgreSQL alike. */
export class SqlLog implements Log {
  readonly epoch: Epoch;
  readonly #db: Db;
  readonly #federation: string;
  readonly #base: Hash;
  readonly #isShared: boolean;

  constructor(db: Db, federation: string, epoch: Epoch, base: Hash, isShared: boolean) {
    this.#db = db;
    this.#federation = federation;
    this.epoch = epoch;
    this.#base = base;
    this.#isShared = isShared;
  }

  async state(): Promise<LogState> {
    const newest = await this.#db
      .selectFrom('fingerprints')
      .select(['sequence', 'fingerprint'])
      .where('federation', '=', this.#federation)
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    const federation = await this.#db
      .selectFrom('federations')
      .select(['status', 'guard'])
      .where('id', '=', this.#federation)
      .executeTakeFirstOrThrow();
    const { sequence, chain } = await this.#head(this.#db);
    return {
      head: { sequence, chain },
      round: await readOpenRound(this.#db, this.#federation),
      fingerprint: newest
        ? { sequence: parseSequence(Number(newest.sequence)), fingerprint: newest.fingerprint }
        : null,
      status: readStatus(federation.status),
      guard: readGuard(federation.guard),
      recent: await readRecent(this.#db, this.#federation),
      late: await readLate(this.#db, this.#federation),
    };
  }

  async commit(writes: readonly Write[]): Promise<void> {
    await this.#db.transaction().execute((transaction) => this.commitWithin(transaction, writes));
  }

  /** Part of a transaction, which stores all of it or nothing. */
  async commitWithin(transaction: Transaction<Tables>, writes: readonly Write[]): Promise<void> {
    if (this.#isShared && writes.length > 0) {
      // What follows reads before it writes: until this transaction ends, nobody else writes to this log.
      await transaction
        .selectFrom('federations')
        .select('id')
        .where('id', '=', this.#federation)
        .forNoKeyUpdate()
        .execute();
    }
    for (let from = 0; from < writes.length;) {
      const stored = contributionsFrom(writes, from);
      await writeContributions(transaction, this.#federation, stored);
      from += stored.length;
      const write = writes[from];
      if (!write || write.type === 'contribution') continue;
      await this.#write(transaction, write);
      from++;
    }
  }

  async entries(from: Sequence, maxBytes: number): Promise<Uint8Array[]> {
    const sizes = await this.#db
      .selectFrom('entries')
      .select(['sequence', 'size'])
      .where('federation', '=', this.#federation)
      .where('sequence', '>=', from)
      .orderBy('sequence')
      .limit(PAGE_ENTRIES)
      .execute();
    let bytes = 0;
    const fitting = sizes.findIndex(({ size }, i) => (bytes += Number(size)) > maxBytes && i > 0);
    const last = sizes.at(fitting === -1 ? -1 : fitting - 1);
    if (!last) return [];
    const rows = await this.#db
      .selectFrom('entries')
      .select('bytes')
      .where('federation', '=', this.#federation)
      .where('sequence', '>=', from)
      .where('sequence', '<=', Number(last.sequence))
      .orderBy('sequence')
      .execute();
    return rows.map((row) => toBytes(row.bytes));
  }

  async contributed(sequence: Sequence, participant: ParticipantId): Promise<boolean> {
    if (await this.#isInEntry(this.#db, sequence, participant)) return true;
    const late = await this.#db
      .selectFrom('late')
      .select('entry')
      .where('federation', '=', this.#federation)
      .where('round', '=', sequence)
      .where('participant', '=', participant)
      .executeTakeFirst();
    return late !== undefined;
  }

  async entryBytes(after: Sequence): Promise<number> {
    const head = await this.#head(this.#db);
    if (after >= head.sequence) return 0;
    const before = await this.#db
      .selectFrom('entries')
      .select('total')
      .where('federation', '=', this.#federation)
      .where('sequence', '=', after)
      .executeTakeFirst();
    return head.total - Number(before?.total ?? 0);
  }

  async fingerprint(sequence: Sequence): Promise<string | null> {
    const row = await this.#db
      .selectFrom('fingerprints')
      .select('fingerprint')
      .where('federation', '=', this.#federation)
      .where('sequence', '=', sequence)
      .executeTakeFirst();
    return row?.fingerprint ?? null;
  }

  async fingerprints(from: Sequence, to: Sequence): Promise<PublishedFingerprint[]> {
    const rows = await this.#db
      .selectFrom('fingerprints')
      .select(['sequence', 'fingerprint'])
      .where('federation', '=', this.#federation)
      .where('sequence', '>=', from)
      .where('sequence', '<=', to)
      .orderBy('sequence')
      .execute();
    return rows.map(({ sequence, fingerprint }) => ({ sequence: parseSequence(Number(sequence)), fingerprint }));
  }

  async snapshots(): Promise<SnapshotRecord[]> {
    const rows = await this.#db
      .selectFrom('snapshots')
      .select(['sequence', 'bytes', 'sha256', 'fingerprint'])
      .where('federation', '=', this.#federation)
      .orderBy('sequence', 'desc')
      .execute();
    return rows.map((row) => ({
      ...row,
      sequence: parseSequence(Number(row.sequence)),
      bytes: Number(row.bytes),
    }));
  }

  timeline(after: Sequence, limit: number): Promise<TimelineRow[]> {
    return readTimeline(this.#db, this.#federation, after, limit);
  }

  timelineTotals(): Promise<TimelineTotals> {
    return readTotals(this.#db, this.#federation);
  }

  evaluations(after: Sequence, limit: number, group: string | null): Promise<EvaluationView[]> {
    return readEvaluations(this.#db, this.#federation, after, limit, group);
  }

  contributors(after: Sequence, limit: number): Promise<Contributors[]> {
    return readContributors(this.#db, this.#federation, after, limit);
  }

  /** The end of the log, and the bytes of all its entries. */
  async #head(db: Db): Promise<Head & { readonly total: number }> {
    const last = await db
      .selectFrom('entries')
      .select(['sequence', 'chain', 'total'])
      .where('federation', '=', this.#federation)
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    return last
      ? { sequence: parseSequence(Number(last.sequence)), chain: parseHash(last.chain), total: Number(last.total) }
      : { sequence: parseSequence(0), chain: this.#base, total: 0 };
  }

  /** Whether entry `sequence` itself holds the participant; null where there is none. */
  async #isInEntry(db: Db, sequence: Sequence, participant: ParticipantId): Promise<boolean | null> {
    const row = await db
      .selectFrom('entries')
      .select(['participants', 'bytes'])
      .where('federation', '=', this.#federation)
      .where('sequence', '=', sequence)
      .executeTakeFirst();
    if (!row) return null;
    if (row.participants === null) {
      // From before the column, when every entry named its participants.
      const entry = decodeEntry(toBytes(row.bytes));
      return entry.kind === 'private' && entry.parts.some((part) => part.participant === participant);
    }
    const participants: unknown = JSON.parse(row.participants);
    return Array.isArray(participants) && participants.includes(participant);
  }

  async #write(db: Transaction<Tables>, write: Exclude<Write, { type: 'contribution' }>): Promise<void> {
    const federation = this.#federation;
    switch (write.type) {
      case 'open':
        return writeOpen(db, federation, write.round, (await this.#head(db)).sequence);
      case 'extend': {
        const change = { deadline: write.deadline, asked: JSON.stringify(write.asked) };
        const updated = await db
          .updateTable('rounds')
          .set(change)
          .where('federation', '=', federation)
          .executeTakeFirst();
        if (Number(updated.numUpdatedRows) === 0) throw new LogError('No round is open.');
        return;
      }
      case 'late': {
        const { participant, contribution } = write.stored;
        const isIn = await this.#isInEntry(db, contribution.round, participant);
        return writeLate(db, federation, write.stored, isIn);
      }
      case 'cancel':
        return writeCancel(db, federation);
      case 'append': {
        const { sequence, previous, chain, bytes, participants, at, record } = write;
        const head = await this.#head(db);
        if (sequence !== head.sequence + 1 || previous !== head.chain) {
          throw new LogError(`Entry ${sequence} does not follow entry ${head.sequence}.`);
        }
        const size = bytes.length;
        const row = { federation, sequence, chain, bytes, size, closed_at: at, total: head.total + size };
        await db
          .insertInto('entries')
          .values({ ...row, participants: JSON.stringify(participants) })
          .execute();
        await writeTimeline(db, federation, write);
        return endRound(db, federation, sequence, record);
      }
      case 'forget': {
        const undone = db.deleteFrom('closed_rounds').where('federation', '=', federation);
        await undone.where('number', '>', write.after).execute();
        return;
      }
      case 'status': {
        const status = JSON.stringify(write.status);
        await db.updateTable('federations').set({ status }).where('id', '=', federation).execute();
        return;
      }
      case 'guard': {
        const guard = JSON.stringify(write.guard);
        await db.updateTable('federations').set({ guard }).where('id', '=', federation).execute();
        return;
      }
      case 'fingerprint': {
        const { sequence, fingerprint } = write;
        await db
          .insertInto('fingerprints')
          .values({ federation, sequence, fingerprint })
          .onConflict((conflict) => conflict.columns(['federation', 'sequence']).doUpdateSet({ fingerprint }))
          .execute();
        return;
      }
      case 'evaluations':
        return writeEvaluations(db, federation, write.evaluations);
      case 'snapshot': {
        const { sequence, ...snapshot } = write.snapshot;
        await db
          .insertInto('snapshots')
          .values({ federation, sequence, ...snapshot })
          .onConflict((conflict) => conflict.columns(['federation', 'sequence']).doUpdateSet(snapshot))
          .execute();
        const kept = await db
          .selectFrom('snapshots')
          .select('sequence')
          .where('federation', '=', federation)
          .orderBy('sequence', 'desc')
          .limit(write.keep)
          .execute();
        await db
          .deleteFrom('snapshots')
          .where('federation', '=', federation)
          .where('sequence', '<', Math.min(...kept.map((row) => Number(row.sequence))))
          .execute();
        return;
      }
      default:
        write satisfies never;
    }
  }
}

/** The run of contributions to one round that begins there; none where something else does. */
function contributionsFrom(writes: readonly Write[], from: number): StoredContribution[] {
  const run: StoredContribution[] = [];
  for (let at = from; at < writes.length; at++) {
    const write = writes[at]!;
    if (write.type !== 'contribution') break;
    if (run[0] && run[0].contribution.round !== write.stored.contribution.round) break;
    run.push(write.stored);
  }
  return run;
}

/** Entries looked at for one page: bounds the first of its two queries. */
const PAGE_ENTRIES = 1000;
