import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { MemoryLogStore, openSqlite } from '../../server/log/index.ts';
import { logSuite } from './log-suite.ts';

const directory = mkdtempSync(join(tmpdir(), 'dandelion-log-'));
afterAll(() => rmSync(directory, { recursive: true }));
let files = 0;

logSuite('memory', async () => {
  const store = new MemoryLogStore();
  return { store, reopen: async () => store };
});

logSuite('sqlite', async () => {
  const path = join(directory, `${files++}.sqlite`);
  return { store: await openSqlite(path), reopen: () => openSqlite(path) };
});

test('[L4] a second relay on the same file is refused, with what to do', async () => {
  const path = join(directory, 'locked.sqlite');
  const store = await openSqlite(path);
  await expect(openSqlite(path)).rejects.toThrow(/Another relay has the log .* open\. Stop it first/);
  await store.close();
  await (await openSqlite(path)).close();
});
