import { type Kysely, Migrator } from 'kysely';
import { LogError } from './log.ts';
import { type BytesType, type Tables, migrations } from './schema.ts';

/**
 * Brings a database to this version's schema. Of several nodes that start at once one does it, the others wait:
 * kysely's migrator takes a lock.
 * @param place of the database, for the message
 * @throws LogError, and the database is closed
 */
export async function migrate(db: Kysely<Tables>, bytes: BytesType, place: string): Promise<void> {
  const migrator = new Migrator({ db, provider: { getMigrations: async () => migrations(bytes) } });
  const { error } = await migrator.migrateToLatest();
  if (!error) return;
  await db.destroy();
  throw new LogError(`The log in ${place} could not be brought to this version's schema.`, { cause: error });
}
