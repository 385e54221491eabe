import { expect, test } from 'vitest';
import { testManifest } from '../../../tests/support/manifest.ts';
import { rehearsal, rehearse, stopRehearsal } from './rehearsal.ts';

test('a dry run that is over makes place for another; one that was stopped, too', async () => {
  const status = () => rehearsal.peek()?.status;
  // A model without files: each run is over as soon as its worker has seen that.
  for (const _ of ['first', 'second']) {
    await rehearse(testManifest(), 'own');
    expect(status()).toBe('running');
    await expect.poll(status, { timeout: 30_000 }).toBe('failed');
  }
  await rehearse(testManifest(), 'own');
  stopRehearsal();
  stopRehearsal();
  expect(status()).toBe('stopped');
});
