import { type Kysely, sql } from 'kysely';
import type { BytesType, StoredBytes } from '../schema.ts';

/** What rounds under real conditions need: status, guard, records of closed rounds, latecomers; and running totals. */
export async function addRounds(db: Kysely<unknown>, bytes: BytesType): Promise<void> {
  await db.schema.alterTable('federations').addColumn('status', 'text').execute();
  await db.schema.alterTable('federations').addColumn('guard', 'text').execute();

  await db.schema
    .alterTable('rounds')
    .addColumn('contributed', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  await sql`update rounds set contributed =
    (select count(*) from contributions where contributions.federation = rounds.federation)`.execute(db);

  await addSignatures(db);

  // Of an old log every total at once: one pass over an index, not a sum for each row.
  await db.schema.alterTable('entries').addColumn('total', 'bigint').execute();
  await sql`update entries set total = running.total from
    (select federation, sequence, sum(size) over (partition by federation order by sequence) as total from entries) running
    where running.federation = entries.federation and running.sequence = entries.sequence`.execute(db);

  await db.schema
    .createTable('closed_rounds')
    .addColumn('federation', 'text', (column) => column.notNull().references('federations.id'))
    .addColumn('number', 'bigint', (column) => column.notNull())
    .addColumn('record', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('closed_rounds_key', ['federation', 'number'])
    .execute();

  await db.schema
    .createTable('late')
    .addColumn('federation', 'text', (column) => column.notNull().references('federations.id'))
    .addColumn('round', 'bigint', (column) => column.notNull())
    .addColumn('participant', 'text', (column) => column.notNull())
    .addColumn('received_at', 'bigint', (column) => column.notNull())
    .addColumn('frame', bytes)
    .addColumn('entry', 'bigint')
    .addPrimaryKeyConstraint('late_key', ['federation', 'round', 'participant'])
    .execute();
  // Finds those that are in no entry yet.
  await db.schema.createIndex('late_by_entry').on('late').columns(['federation', 'entry']).execute();
}

/** Frames of before signatures end 64 bytes earlier. Theirs were never checked, and are not again. */
async function addSignatures(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql<{ federation: string; participant: string; frame: StoredBytes }>`
    select federation, participant, frame from contributions`.execute(db);
  for (const { federation, participant, frame } of rows) {
    const old = new Uint8Array(frame);
    const signed = Buffer.alloc(old.length + 64);
    signed.set(old);
    await sql`update contributions set frame = ${signed}
      where federation = ${federation} and participant = ${participant}`.execute(db);
  }
}
