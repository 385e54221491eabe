import { type Kysely, sql } from 'kysely';
import type { BytesType } from '../schema.ts';

/** What organisers are shown, and the federations that they began: see `server/organising`. */
export interface OrganisingTables {
  /** Closed rounds, for good. `rounds` and `contributions` count all up to this one. */
  timeline: {
    federation: string;
    number: number;
    opened_at: number;
    closed_at: number;
    asked: number;
    contributed: number;
    silent: number;
    late: number;
    refused: number;
    /** 0 or 1. */
    extended: number;
    bytes: number;
    rounds: number;
    contributions: number;
  };
  /** What devices held out, by group. */
  evaluations: {
    federation: string;
    sequence: number;
    label: string;
    loss: number;
    accuracy: number | null;
    participants: number;
    examples: number;
  };
}

export async function addOrganising(db: Kysely<unknown>, bytes: BytesType): Promise<void> {
  // Of a federation that an order began: when, milliseconds since 1970. It is opened at every start.
  await db.schema.alterTable('federations').addColumn('created_at', 'bigint').execute();
  const counts = ['opened_at', 'closed_at', 'asked', 'contributed', 'silent', 'late', 'refused', 'extended'] as const;
  let timeline = db.schema
    .createTable('timeline')
    .addColumn('federation', 'text', (column) => column.notNull().references('federations.id'))
    .addColumn('number', 'bigint', (column) => column.notNull());
  for (const name of [...counts, 'bytes', 'rounds', 'contributions'] as const) {
    timeline = timeline.addColumn(name, 'bigint', (column) => column.notNull());
  }
  await timeline.addPrimaryKeyConstraint('timeline_key', ['federation', 'number']).execute();
  await db.schema
    .createTable('evaluations')
    .addColumn('federation', 'text', (column) => column.notNull().references('federations.id'))
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('loss', 'double precision', (column) => column.notNull())
    .addColumn('accuracy', 'double precision')
    .addColumn('participants', 'bigint', (column) => column.notNull())
    .addColumn('examples', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('evaluations_key', ['federation', 'sequence', 'label'])
    .execute();
  if (bytes === 'blob') return;
  // Nodes tell one another which devices their clients are, and what went over their sockets.
  await sql`alter table sessions add column device text not null default ''`.execute(db);
  await sql`create table rosters (
    federation text not null references federations (id), node text not null, body text not null,
    primary key (federation, node))`.execute(db);
}
