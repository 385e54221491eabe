import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { entryRows } from './million.ts';
import { restarts } from './restart.ts';
import { audit, loadFederation } from './support/index.ts';

let folder: string | null = null;
afterEach(async () => {
  if (folder) await rm(folder, { recursive: true });
  folder = null;
});

test('the log that is built in bulk is one that a relay could have written', async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-load-'));
  const manifest = await loadFederation(folder, {});
  const entries = [...entryRows(manifest, 100)].map(({ bytes }) => bytes);
  expect(audit(manifest, entries, [])).toMatchObject({ entries: 100, duplicated: 0, altered: 0, chainWhole: true });
});

// The long form, a million entries: npm run loadtest -- restart
test('[R7] a relay that starts on a long log serves all of it', async () => {
  const found = await restarts({ entries: 5000, repeats: 1, database: null }, new AbortController().signal);
  expect(found).toMatchObject({ interrupted: false, welcomeSeconds: { count: 1 } });
});
