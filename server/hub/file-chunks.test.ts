import { execFile } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { DirectoryStore } from './file-store.ts';

const BYTES = new Uint8Array(randomBytes(2500));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const FILE = { sha256: sha256(BYTES), name: 'mini/model.safetensors', bytes: BYTES.length, chunkBytes: 1000 };
const chunk = (index: number): Uint8Array<ArrayBuffer> => BYTES.slice(index * 1000, (index + 1) * 1000);

let directory = '';
beforeEach(async () => {
  directory = await mkdtemp(path.join(tmpdir(), 'dandelion-chunks-'));
});
afterEach(() => rm(directory, { recursive: true }));

test('chunks in a directory come in any order, outlive the process, and become the file', async () => {
  const { chunks } = new DirectoryStore(directory);
  expect(await chunks.list(FILE)).toEqual(new Map());
  for (const index of [2, 0]) await chunks.keep(FILE, index, sha256(chunk(index)), chunk(index));
  const again = new DirectoryStore(directory);
  expect(await again.chunks.list(FILE)).toEqual(
    new Map([
      [2, sha256(chunk(2))],
      [0, sha256(chunk(0))],
    ]),
  );
  expect(await again.file(FILE.sha256)).toBeNull();
  expect(new Uint8Array(await (await again.chunks.read(FILE, 2))!.arrayBuffer())).toEqual(chunk(2));
  await again.chunks.keep(FILE, 1, sha256(chunk(1)), chunk(1));
  const whole = await again.chunks.join(FILE);
  expect(sha256(new Uint8Array(await whole.arrayBuffer()))).toBe(FILE.sha256);
  expect((await again.file(FILE.sha256))?.size).toBe(2500);
  expect(await readdir(directory)).toEqual([FILE.sha256]);
});

test('a dropped chunk is not listed; chunks of another size are forgotten; so is a file that is removed', async () => {
  const store = new DirectoryStore(directory);
  for (const index of [0, 1]) await store.chunks.keep(FILE, index, sha256(chunk(index)), chunk(index));
  await store.chunks.drop(FILE, [0]);
  expect([...(await store.chunks.list(FILE)).keys()]).toEqual([1]);
  expect(await store.chunks.list({ ...FILE, chunkBytes: 500 })).toEqual(new Map());
  expect(await readdir(directory)).toEqual([]);
  await store.chunks.keep(FILE, 0, sha256(chunk(0)), chunk(0));
  await store.removeFile(FILE.sha256);
  expect(await readdir(directory)).toEqual([]);
});

/** Does something with the directory's store, in a process of its own. @returns what it printed */
async function elsewhere(job: string): Promise<string> {
  const program = `
    import { DirectoryStore } from ${JSON.stringify(new URL('file-store.ts', import.meta.url).href)};
    const { chunks } = new DirectoryStore(${JSON.stringify(directory)});
    const FILE = ${JSON.stringify(FILE)};
    const keep = (index, hash, bytes) => chunks.keep(FILE, index, hash, Uint8Array.from(bytes));
    ${job}`;
  const flags = ['--import', 'tsx', '--input-type=module', '--eval', program];
  return (await promisify(execFile)(process.execPath, flags)).stdout;
}
const keeping = (index: number): string =>
  `await keep(${index}, '${sha256(chunk(index))}', ${JSON.stringify([...chunk(index)])});`;

test('two processes load one file at once, and neither spoils what the other makes', async () => {
  const store = new DirectoryStore(directory);
  const { chunks } = store;
  for (const index of [0, 1]) await chunks.keep(FILE, index, sha256(chunk(index)), chunk(index));
  // It neither goes on with what a living one has, nor writes there.
  const other = `${[2, 1, 0].map(keeping).join('\n')} console.log((await chunks.join(FILE)).size);`;
  expect(await elsewhere(`console.log((await chunks.list(FILE)).size); ${other}`)).toBe('0\n2500\n');
  await chunks.keep(FILE, 2, sha256(chunk(2)), chunk(2));
  // Whoever has begun to read the first one's file can go on: a blob of a file that was replaced is lost.
  const begun = (await store.file(FILE.sha256))!;
  const whole = await chunks.join(FILE);
  for (const blob of [begun, whole]) expect(sha256(new Uint8Array(await blob.arrayBuffer()))).toBe(FILE.sha256);
  expect(await readdir(directory)).toEqual([FILE.sha256]);
});

test('what a process that has ended left of a file is gone on with, by one', async () => {
  await elsewhere(`${keeping(1)} ${keeping(2)}`);
  const { chunks } = new DirectoryStore(directory);
  expect(new Set((await chunks.list(FILE)).keys())).toEqual(new Set([1, 2]));
  expect(await elsewhere('console.log((await chunks.list(FILE)).size);')).toBe('0\n');
  await chunks.keep(FILE, 0, sha256(chunk(0)), chunk(0));
  expect(sha256(new Uint8Array(await (await chunks.join(FILE)).arrayBuffer()))).toBe(FILE.sha256);
  expect(await readdir(directory)).toEqual([FILE.sha256]);
});

test('the room on the disk is told', async () => {
  expect(await new DirectoryStore(directory).chunks.room()).toBeGreaterThan(0);
});
