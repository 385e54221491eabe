import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { volunteerIdentity } from './volunteer-identity.ts';

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(path.join(tmpdir(), 'dandelion-key-'))));
afterAll(() => rm(folder, { recursive: true }));

test('a key file is made once, for its owner alone, and keeps who one is', async () => {
  const file = path.join(folder, 'key');
  const { participant } = await volunteerIdentity({ key: file });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  const text = await readFile(file, 'utf8');
  expect((await volunteerIdentity({ key: file })).participant).toBe(participant);
  expect(await readFile(file, 'utf8')).toBe(text);
});

test('a seed gives the same one, neither gives a new one, and both are a question', async () => {
  const [a, b, c] = await Promise.all(['1', '1', '2'].map((seed) => volunteerIdentity({ seed })));
  expect(a!.participant).toBe(b!.participant);
  expect(a!.participant).not.toBe(c!.participant);
  const [d, e] = await Promise.all([1, 2].map(() => volunteerIdentity({})));
  expect(d!.participant).not.toBe(e!.participant);
  await expect(volunteerIdentity({ key: 'a', seed: '1' })).rejects.toThrow('not both');
});

test('a file that holds no key is left alone', async () => {
  const file = path.join(folder, 'letter');
  await writeFile(file, 'Dear reader');
  await expect(volunteerIdentity({ key: file })).rejects.toThrow('something other than a key');
  expect(await readFile(file, 'utf8')).toBe('Dear reader');
});
