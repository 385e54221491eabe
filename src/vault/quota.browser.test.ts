import { expect, test } from 'vitest';
import { cdp } from 'vitest/browser';
import { conceal } from '../data/index.ts';
import { parseHash } from '../protocol/index.ts';
import { openVault } from './index.ts';

const HASH = parseHash('ab'.repeat(32));
const SMALL = {
  name: 'Mine',
  source: 'paste',
  labels: ['negative', 'positive'],
  examples: [{ text: conceal('short'), label: 0 }],
};

// In a file of its own: Chromium remembers for a while how much room an origin has once it has used IndexedDB.
test('a full disk is an error with a remedy, and loses nothing', async () => {
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin, quotaSize: 1_000_000 });
  const vault = await openVault({ name: `full ${performance.timeOrigin}` });
  const { id } = await vault.datasets.put(SMALL);
  const noise = crypto.getRandomValues(new Uint8Array(65_536));
  const file = new Blob(Array.from({ length: 80 }, () => noise));
  const saved = vault.files.save(HASH, 'model.safetensors', file);
  await expect(saved).rejects.toMatchObject({ name: 'VaultError', code: 'quota', remedy: /free space/ });
  const long = { text: conceal('x'.repeat(5_000_000)), label: 0 };
  await expect(vault.datasets.put({ ...SMALL, examples: [long] })).rejects.toMatchObject({ code: 'quota' });
  expect(await vault.files.list()).toEqual([]);
  expect(await vault.files.get(HASH)).toBeNull();
  expect(await vault.datasets.list()).toMatchObject([{ id, name: 'Mine' }]);
  expect(await vault.datasets.get(id)).toMatchObject({ examples: SMALL.examples });
  await cdp().send('Storage.overrideQuotaForOrigin', { origin: location.origin });
  await vault.wipe();
});
