import { afterEach, expect, test } from 'vitest';
import { forgetOldShares, takeSharedFiles } from './shared-files.ts';

const SHARED = 'dandelion-shared';
const HOUR = 3_600_000;

afterEach(() => caches.delete(SHARED));

/** As the service worker does. */
async function share(key: string, text: string, name: string): Promise<void> {
  const cache = await caches.open(SHARED);
  await cache.put(key, new Response(text, { headers: { 'x-name': name } }));
}
const left = async () => (await (await caches.open(SHARED)).keys()).map(({ url }) => new URL(url).pathname);

test('what was shared is taken once; one that cannot be read takes no other along, and is not left behind', async () => {
  await share('/shared/1-0', 'first', 'a%20b.txt');
  await share('/shared/1-1', 'second', '%E0%A4%A');
  await share('/shared/1-2', 'third', '');
  const files = await takeSharedFiles();
  expect(files.map(({ name }) => name)).toEqual(['a b.txt', 'shared.txt']);
  expect(await Promise.all(files.map((file) => file.text()))).toEqual(['first', 'third']);
  expect(await left()).toEqual([]);
  expect(await takeSharedFiles()).toEqual([]);
});

test('promise 1: a shared text that no page came for is deleted after an hour; one that has just come is not', async () => {
  const now = 1_800_000_000_000;
  await share(`/shared/${now - HOUR - 1}-0`, 'old', 'old.txt');
  await share(`/shared/${now - HOUR / 2}-0`, 'new', 'new.txt');
  await forgetOldShares(now);
  expect(await left()).toEqual([`/shared/${now - HOUR / 2}-0`]);
});
