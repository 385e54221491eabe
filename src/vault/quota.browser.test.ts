import { afterEach, expect, test, vi } from 'vitest';
import { conceal } from '../data/index.ts';
import { parseHash } from '../protocol/index.ts';
import { openVault } from './index.ts';

/** Chromium's Storage Buckets: an IndexedDB with a quota of its own. The compiler's library does not know them yet. */
declare global {
  interface Navigator {
    readonly storageBuckets: {
      open(name: string, options: { quota: number }): Promise<{ readonly indexedDB: IDBFactory }>;
      delete(name: string): Promise<void>;
    };
  }
}

const HASH = parseHash('ab'.repeat(32));
const SMALL = {
  name: 'Mine',
  source: 'paste',
  fields: ['text'],
  labels: ['negative', 'positive'],
  examples: [{ texts: [conceal('short')], label: 0 }],
};

afterEach(async () => {
  vi.unstubAllGlobals();
  await navigator.storageBuckets.delete('full');
});

/** 65,536 characters that no compression makes much shorter. */
function randomText(): string {
  return Array.from(crypto.getRandomValues(new Uint16Array(32_768)), (n) =>
    String.fromCharCode(33 + (n % 94), 33 + ((n >> 8) % 94)),
  ).join('');
}

test('a full disk is an error with a remedy, and loses nothing', async () => {
  const { indexedDB: small } = await navigator.storageBuckets.open('full', { quota: 1_000_000 });
  vi.stubGlobal('indexedDB', small);
  const vault = await openVault();
  const { id } = await vault.datasets.put(SMALL);
  const noise = crypto.getRandomValues(new Uint8Array(65_536));
  const file = new Blob(Array.from({ length: 80 }, () => noise));
  const saved = vault.files.save(HASH, 'model.safetensors', file);
  await expect(saved).rejects.toMatchObject({ name: 'VaultError', code: 'quota', remedy: /free space/ });
  // Of random characters: a browser may compress what it keeps.
  const long = { texts: [conceal(Array.from({ length: 80 }, randomText).join(''))], label: 0 };
  await expect(vault.datasets.put({ ...SMALL, examples: [long] })).rejects.toMatchObject({ code: 'quota' });
  expect(await vault.files.list()).toEqual([]);
  expect(await vault.files.get(HASH)).toBeNull();
  expect(await vault.datasets.list()).toMatchObject([{ id, name: 'Mine' }]);
  expect(await vault.datasets.get(id)).toMatchObject({ examples: SMALL.examples });
  await vault.wipe(); // Works on a full disk too, and lets every transaction end before the bucket goes.
});
