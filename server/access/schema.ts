import type { Kysely } from 'kysely';

/** A type, not an interface: kysely wants to know that there are no other tables. */
export type AccessTables = {
  invites: {
    federation: string;
    id: string;
    token_hash: string;
    label: string;
    created_at: number;
    expires_at: number | null;
    /** Participants at most. */
    uses: number | null;
    used: number;
    revoked_at: number | null;
  };
  admissions: { federation: string; participant: string; invite: string; admitted_at: number };
  used_nonces: { federation: string; nonce: string; used_at: number };
};

/** Migration 0004 of the relay's database. */
export async function addAccess(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('invites')
    .addColumn('federation', 'text', (column) => column.notNull())
    .addColumn('id', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'text', (column) => column.notNull().unique())
    .addColumn('label', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('uses', 'bigint')
    .addColumn('used', 'bigint', (column) => column.notNull())
    .addColumn('revoked_at', 'bigint')
    .addPrimaryKeyConstraint('invites_key', ['federation', 'id'])
    .execute();
  await db.schema
    .createTable('admissions')
    .addColumn('federation', 'text', (column) => column.notNull())
    .addColumn('participant', 'text', (column) => column.notNull())
    .addColumn('invite', 'text', (column) => column.notNull())
    .addColumn('admitted_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('admissions_key', ['federation', 'participant'])
    .execute();
  await db.schema
    .createTable('used_nonces')
    .addColumn('federation', 'text', (column) => column.notNull())
    .addColumn('nonce', 'text', (column) => column.notNull())
    .addColumn('used_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('used_nonces_key', ['federation', 'nonce'])
    .execute();
}
