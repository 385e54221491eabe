import type { Kysely } from 'kysely';
import {
  type Epoch,
  type Hash,
  type Manifest,
  ManifestError,
  canonicalJson,
  manifestHash,
  parseEpoch,
  parseManifest,
} from '../../src/protocol/index.ts';
import { type AccessStore, type AccessTables, SqlAccessStore } from '../access/index.ts';
import { type KeptFederation, type LogStore, otherManifest } from './log.ts';
import type { Tables } from './schema.ts';
import { SqlLog } from './sql.ts';

type Db = Kysely<Tables>;

/**
 * Logs in SQL, written for SQLite and PostgreSQL alike. Numbers pass through `Number`, since PostgreSQL's driver
 * hands out its 64-bit integers as text. Durability is the connection's: see `sqlite.ts` and `postgres.ts`.
 */
export class SqlLogStore implements LogStore {
  readonly access: AccessStore;
  readonly #db: Db;
  readonly #shared: Db | null;

  /**
   * @param db with the schema of `schema.ts`; closed by this store.
   * @param shared where other processes may write too, for what they share, and closed along with it: a commit then waits
   *   for theirs to the same federation.
   */
  constructor(db: Db, shared: Db | null = null) {
    this.#db = db;
    this.#shared = shared;
    this.access = new SqlAccessStore(db.withTables<AccessTables>());
  }

  async open(manifest: Manifest, drawEpoch: () => Epoch): Promise<SqlLog> {
    const hash = manifestHash(manifest);
    const known = (await this.#known(manifest.id)) ?? (await this.#begin(manifest, hash, drawEpoch()));
    if (known.manifest_hash !== hash) throw otherManifest(manifest.id, known.manifest_hash, hash);
    return new SqlLog(this.#db, manifest.id, parseEpoch(known.epoch), hash, this.#shared !== null);
  }

  async #begin(manifest: Manifest, hash: Hash, epoch: Epoch): Promise<Tables['federations']> {
    const text = canonicalJson(manifest);
    const row = {
      id: manifest.id,
      manifest: text,
      manifest_hash: hash,
      epoch,
      status: null,
      guard: null,
      created_at: null,
    };
    await this.#db
      .insertInto('federations')
      .values(row)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    // Another node may have begun it in the same moment.
    return (await this.#known(manifest.id)) ?? row;
  }

  #known(id: string): Promise<Tables['federations'] | undefined> {
    return this.#db.selectFrom('federations').selectAll().where('id', '=', id).executeTakeFirst();
  }

  async keep(federation: string, now: number): Promise<void> {
    await this.#db
      .updateTable('federations')
      .set({ created_at: now })
      .where('id', '=', federation)
      .where('created_at', 'is', null)
      .execute();
  }

  async kept(but: readonly string[] = []): Promise<KeptFederation[]> {
    const all = this.#db.selectFrom('federations').select(['id', 'manifest']).where('created_at', 'is not', null);
    // Nodes look every few seconds, and a manifest with the hashes of many pieces is long: only those that are new.
    const wanted = but.length > 0 ? all.where('id', 'not in', but) : all;
    const rows = await wanted.orderBy('created_at').orderBy('id').execute();
    return rows.map(({ id, manifest }) => ({ id, manifest: readManifest(manifest) }));
  }

  async close(): Promise<void> {
    await Promise.all([this.#db.destroy(), this.#shared?.destroy()]);
  }
}

function readManifest(text: string): Manifest | null {
  try {
    return parseManifest(JSON.parse(text));
  } catch (error) {
    if (error instanceof ManifestError) return null;
    throw error;
  }
}
