import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll } from 'vitest';
import { type LogStore, MemoryLogStore, openPostgres, openSqlite } from '../../server/log/index.ts';
import { type TestPostgres, startPostgres } from '../support/postgres.ts';
import { accessSuite } from './access-suite.ts';

const directory = mkdtempSync(join(tmpdir(), 'dandelion-access-'));
const opened: LogStore[] = [];
let postgres: TestPostgres;
beforeAll(async () => void (postgres = await startPostgres()));
afterAll(async () => {
  for (const store of opened) await store.close();
  rmSync(directory, { recursive: true });
  await postgres.stop();
});

function accessOf(store: LogStore) {
  opened.push(store);
  return store.access;
}

accessSuite('memory', async () => accessOf(new MemoryLogStore()));
accessSuite('SQLite', async () => accessOf(await openSqlite(join(directory, `${opened.length}.sqlite`))));
accessSuite('PostgreSQL', async () => accessOf((await openPostgres(await postgres.database())).store));
