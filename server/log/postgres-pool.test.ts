import { Kysely, PostgresDialect, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type TestPostgres, startPostgres } from '../../tests/support/postgres.ts';
import { ConnectionPool } from './postgres-pool.ts';

let postgres: TestPostgres;
let url: string;
beforeAll(async () => {
  postgres = await startPostgres();
  url = await postgres.database();
});
afterAll(() => postgres.stop());

test('promise 4: what a transaction did that was not answered in time is not committed by the next one', async () => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new ConnectionPool(url, 1, 300) }) });
  await sql`create table kept (what text)`.execute(db);
  const unanswered = db.transaction().execute(async (transaction) => {
    await sql`insert into kept values ('half')`.execute(transaction);
    await sql`select pg_sleep(2)`.execute(transaction);
  });
  await expect(unanswered).rejects.toThrow(/timeout/);
  const whole = (): Promise<unknown> =>
    db.transaction().execute((transaction) => sql`insert into kept values ('whole')`.execute(transaction));
  while (
    (await whole().then(
      () => true,
      () => false,
    )) === false
  );
  const { rows } = await sql`select what from kept`.execute(db);
  expect(rows).toEqual([{ what: 'whole' }]);
  await db.destroy();
});

test('a statement that the database refuses costs nobody the connection', async () => {
  const db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool: new ConnectionPool(url, 1) }) });
  const backend = async () => (await sql`select pg_backend_pid() as pid`.execute(db)).rows;
  const before = await backend();
  await expect(sql`select nonsense`.execute(db)).rejects.toThrow(/nonsense/);
  expect(await backend()).toEqual(before);
  await db.destroy();
});
