import { expect, test } from 'vitest';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'libsql';
import { testManifest } from '../../tests/support/manifest.ts';
import { parseEpoch } from '../../src/protocol/index.ts';
import { openSqlite } from './sqlite.ts';

test('[O1] a manifest that another version has written is told of, and hides no other', async () => {
  const folder = await mkdtemp(path.join(tmpdir(), 'dandelion-kept-'));
  const file = path.join(folder, 'relay.sqlite');
  try {
    const before = await openSqlite(file);
    const manifest = testManifest();
    for (const id of ['newer', 'ours']) {
      await before.open({ ...manifest, id }, () => parseEpoch('0'.repeat(16)));
      await before.keep(id, 1);
    }
    await before.close();
    const database = new Database(file);
    database.exec(
      `update federations set manifest = replace(manifest, '"version":1', '"version":2') where id = 'newer'`,
    );
    database.close();
    const after = await openSqlite(file);
    const ours = { id: 'ours', manifest: { ...manifest, id: 'ours' } };
    expect(await after.kept()).toEqual([{ id: 'newer', manifest: null }, ours]);
    await after.close();
  } finally {
    await rm(folder, { recursive: true });
  }
});
