import { type Generated, type Kysely, sql } from 'kysely';

/** What the nodes of a relay share besides the log; PostgreSQL only. Times are the database's own. */
export interface ClusterTables {
  /** `birth` is drawn when a node comes, and again when it comes back after it was given up. */
  nodes: { id: string; birth: Generated<number>; expires_at: Date };
  /** `attendance` is JSON, as `server/cluster/wire.ts` writes it. */
  leases: { federation: string; holder: string; fence: number; expires_at: Date; attendance: string | null };
  sessions: {
    federation: string;
    participant: string;
    node: string;
    connection: number;
    synced: boolean;
    ready: boolean;
    /** `wire.ts` writes it; '' where the client has not said. */
    device: string;
  };
  /** What each node knows of its clients, as JSON. */
  rosters: { federation: string; node: string; body: string };
  /** To the coordinator. */
  mail: { id: Generated<number>; federation: string; node: string; participant: string | null; bytes: Uint8Array };
  /** To gateways; `body` is JSON. */
  notices: { id: Generated<number>; federation: string; node: string; body: string };
}

export async function addCluster(db: Kysely<unknown>): Promise<void> {
  const statements = [
    sql`create table nodes (id text primary key, birth bigserial not null, expires_at timestamptz not null)`,
    sql`create table leases (
      federation text primary key references federations (id),
      holder text not null, fence bigint not null, expires_at timestamptz not null, attendance text)`,
    sql`create table sessions (
      federation text not null references federations (id), participant text not null,
      node text not null, connection bigint not null, synced boolean not null, ready boolean not null,
      primary key (federation, participant))`,
    sql`create index sessions_of_node on sessions (node, federation)`,
    sql`create table mail (
      id bigserial primary key, federation text not null references federations (id),
      node text not null, participant text, bytes bytea not null)`,
    sql`create index mail_of_federation on mail (federation, id)`,
    sql`create table notices (
      id bigserial primary key, federation text not null references federations (id), node text not null, body text not null)`,
    sql`create index notices_of_node on notices (node, federation, id)`,
  ];
  for (const statement of statements) await statement.execute(db);
}
