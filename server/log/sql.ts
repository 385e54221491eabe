import { type Kysely, type Transaction, sql } from 'kysely';
import {
  type Contribution,
  type Epoch,
  type Hash,
  type Manifest,
  type ParticipantId,
  type Sequence,
  canonicalJson,
  decodeClientMessage,
  decodeEntry,
  encodeClientMessage,
  manifestHash,
  parseEpoch,
  parseHash,
  parseParticipantId,
  parseSequence,
} from '../../src/protocol/index.ts';
import {
  type Head,
  type Log,
  LogError,
  type LogState,
  type LogStore,
  type OpenRound,
  type PublishedFingerprint,
  type SnapshotRecord,
  type Write,
  otherManifest,
} from './log.ts';
import type { StoredBytes, Tables } from './schema.ts';

type Db = Kysely<Tables>;

/**
 * Logs in SQL, written for SQLite and PostgreSQL alike. Numbers pass through `Number`, since PostgreSQL's driver
 * hands out its 64-bit integers as text. Durability is the connection's: see `sqlite.ts`.
 */
export class SqlLogStore implements LogStore {
  readonly #db: Db;

  /** @param db with the schema of `schema.ts`; closed by this store. */
  constructor(db: Db) {
    this.#db = db;
  }

  async open(manifest: Manifest, drawEpoch: () => Epoch): Promise<Log> {
    const hash = manifestHash(manifest);
    const known = await this.#db.selectFrom('federations').selectAll().where('id', '=', manifest.id).executeTakeFirst();
    if (known && known.manifest_hash !== hash) throw otherManifest(manifest.id, known.manifest_hash, hash);
    const epoch = known ? parseEpoch(known.epoch) : drawEpoch();
    if (!known) {
      const row = { id: manifest.id, manifest: canonicalJson(manifest), manifest_hash: hash, epoch };
      await this.#db.insertInto('federations').values(row).execute();
    }
    return new SqlLog(this.#db, manifest.id, epoch, hash);
  }

  async close(): Promise<void> {
    await this.#db.destroy();
  }
}

class SqlLog implements Log {
  readonly epoch: Epoch;
  readonly #db: Db;
  readonly #federation: string;
  readonly #base: Hash;

  constructor(db: Db, federation: string, epoch: Epoch, base: Hash) {
    this.#db = db;
    this.#federation = federation;
    this.epoch = epoch;
    this.#base = base;
  }

  async state(): Promise<LogState> {
    const newest = await this.#db
      .selectFrom('fingerprints')
      .select(['sequence', 'fingerprint'])
      .where('federation', '=', this.#federation)
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    return {
      head: await this.#head(this.#db),
      round: await this.#round(),
      fingerprint: newest
        ? { sequence: parseSequence(Number(newest.sequence)), fingerprint: newest.fingerprint }
        : null,
    };
  }

  async commit(writes: readonly Write[]): Promise<void> {
    await this.#db.transaction().execute(async (transaction) => {
      for (const write of writes) await this.#write(transaction, write);
    });
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
    const row = await this.#db
      .selectFrom('entries')
      .select(['participants', 'bytes'])
      .where('federation', '=', this.#federation)
      .where('sequence', '=', sequence)
      .executeTakeFirst();
    if (!row) return false;
    if (row.participants === null) {
      // From before the column, when every entry named its participants.
      const entry = decodeEntry(toBytes(row.bytes));
      return entry.kind === 'private' && entry.parts.some((part) => part.participant === participant);
    }
    const participants: unknown = JSON.parse(row.participants);
    return Array.isArray(participants) && participants.includes(participant);
  }

  async entryBytes(after: Sequence): Promise<number> {
    const { bytes } = await this.#db
      .selectFrom('entries')
      .select(sql<number | string | null>`sum(size)`.as('bytes'))
      .where('federation', '=', this.#federation)
      .where('sequence', '>', after)
      .executeTakeFirstOrThrow();
    return Number(bytes ?? 0);
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

  async #head(db: Db): Promise<Head> {
    const last = await db
      .selectFrom('entries')
      .select(['sequence', 'chain'])
      .where('federation', '=', this.#federation)
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirst();
    return last
      ? { sequence: parseSequence(Number(last.sequence)), chain: parseHash(last.chain) }
      : { sequence: parseSequence(0), chain: this.#base };
  }

  async #round(): Promise<OpenRound | null> {
    const federation = this.#federation;
    const row = await this.#db.selectFrom('rounds').selectAll().where('federation', '=', federation).executeTakeFirst();
    if (!row) return null;
    const contributions = await this.#db
      .selectFrom('contributions')
      .select(['participant', 'received_at', 'frame'])
      .where('federation', '=', federation)
      .where('round', '=', row.number)
      .orderBy('place')
      .execute();
    const asked: unknown = JSON.parse(row.asked);
    if (!Array.isArray(asked)) throw new LogError(`The clients asked in round ${row.number} are not a list.`);
    return {
      number: parseSequence(Number(row.number)),
      chain: parseHash(row.chain),
      openedAt: Number(row.opened_at),
      deadline: Number(row.deadline),
      asked: asked.map((id) => parseParticipantId(String(id))),
      contributions: contributions.map((stored) => ({
        participant: parseParticipantId(stored.participant),
        contribution: readContribution(stored.frame),
        at: Number(stored.received_at),
      })),
    };
  }

  async #write(db: Transaction<Tables>, write: Write): Promise<void> {
    const federation = this.#federation;
    switch (write.type) {
      case 'open': {
        const { number, chain, openedAt, deadline, asked } = write.round;
        const head = await this.#head(db);
        if (number !== head.sequence + 1) throw new LogError(`Round ${number} does not follow entry ${head.sequence}.`);
        const open = await this.#openNumber(db);
        if (open !== null) throw new LogError(`Round ${open} is open already.`);
        const row = { federation, number, chain, opened_at: openedAt, deadline, asked: JSON.stringify(asked) };
        await db.insertInto('rounds').values(row).execute();
        return;
      }
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
      case 'contribution': {
        const { participant, contribution, at } = write.stored;
        const { round } = contribution;
        if ((await this.#openNumber(db)) !== round) throw new LogError(`Round ${round} is not open.`);
        // Counts up because a round's contributions only ever grow; deleted together when it closes.
        const place = sql<number>`(select count(*) from contributions where federation = ${federation} and round = ${round})`;
        const inserted = await db
          .insertInto('contributions')
          .values({
            federation,
            round,
            participant,
            place,
            received_at: at,
            frame: encodeClientMessage(contribution),
          })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst();
        if (Number(inserted.numInsertedOrUpdatedRows ?? 0) === 0) {
          throw new LogError(`Participant ${participant} has contributed to round ${round} already.`);
        }
        return;
      }
      case 'append': {
        const { sequence, previous, chain, bytes, participants, at } = write;
        const head = await this.#head(db);
        if (sequence !== head.sequence + 1 || previous !== head.chain) {
          throw new LogError(`Entry ${sequence} does not follow entry ${head.sequence}.`);
        }
        const size = bytes.length;
        const row = {
          federation,
          sequence,
          chain,
          bytes,
          size,
          closed_at: at,
          participants: JSON.stringify(participants),
        };
        await db.insertInto('entries').values(row).execute();
        await db.deleteFrom('rounds').where('federation', '=', federation).execute();
        await db.deleteFrom('contributions').where('federation', '=', federation).execute();
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

  async #openNumber(db: Transaction<Tables>): Promise<number | null> {
    const row = await db
      .selectFrom('rounds')
      .select('number')
      .where('federation', '=', this.#federation)
      .executeTakeFirst();
    return row ? Number(row.number) : null;
  }
}

/** Entries looked at for one page: bounds the first of its two queries. */
const PAGE_ENTRIES = 1000;

function toBytes(stored: StoredBytes): Uint8Array {
  return stored instanceof ArrayBuffer ? new Uint8Array(stored) : new Uint8Array(stored);
}

function readContribution(frame: StoredBytes): Contribution {
  const message = decodeClientMessage(toBytes(frame));
  if (message.type !== 'contribution') throw new LogError(`A ${message.type} is stored as a contribution.`);
  return message;
}
