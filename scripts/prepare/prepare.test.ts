import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { satisfies } from './dependencies.mjs';
import { hashFiles } from './stale.mjs';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stale-'));
  mkdirSync(join(folder, 'deep'));
  writeFileSync(join(folder, 'a.ts'), 'a');
  writeFileSync(join(folder, 'deep', 'b.ts'), 'b');
});
afterEach(() => rmSync(folder, { recursive: true }));

test('the hash of inputs changes with a content, a name and a new file, and with nothing else', () => {
  const before = hashFiles([folder]);
  expect(hashFiles([folder])).toBe(before);
  writeFileSync(join(folder, 'a.ts'), 'a');
  expect(hashFiles([folder])).toBe(before);
  writeFileSync(join(folder, 'deep', 'b.ts'), 'c');
  const changed = hashFiles([folder]);
  expect(changed).not.toBe(before);
  writeFileSync(join(folder, 'deep', 'c.ts'), '');
  expect(hashFiles([folder])).not.toBe(changed);
});

test('files that do not count change nothing', () => {
  const counts = (path: string) => !path.endsWith('.test.ts');
  const before = hashFiles([folder], counts);
  writeFileSync(join(folder, 'a.test.ts'), '');
  expect(hashFiles([folder], counts)).toBe(before);
});

test('dependencies are installed anew for another version or a missing package, not for another system', () => {
  const lock = {
    '': {},
    'node_modules/ws': { version: '8.0.0' },
    'node_modules/mac': { version: '1', optional: true },
  };
  expect(satisfies(lock, { 'node_modules/ws': { version: '8.0.0' } })).toBe(true);
  expect(satisfies(lock, { 'node_modules/ws': { version: '8.0.1' } })).toBe(false);
  expect(satisfies(lock, { 'node_modules/mac': { version: '1' } })).toBe(false);
});
