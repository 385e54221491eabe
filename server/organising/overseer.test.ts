import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { type Manifest, parseEpoch, parseManifest } from '../../src/protocol/index.ts';
import { MemoryAccessStore } from '../access/index.ts';
import { MemoryLogStore } from '../log/index.ts';
import { Overseer } from './overseer.ts';

test('[O7] however many ask for the summary, it is read once a second; one that could not be read is read again', async () => {
  const manifest: Manifest = parseManifest(testManifest());
  const log = await new MemoryLogStore().open(manifest, () => parseEpoch('0'.repeat(16)));
  let reads = 0;
  let isAway = true;
  const read = log.timelineTotals.bind(log);
  log.timelineTotals = async () => {
    reads++;
    if (isAway) throw new Error('The database is away.');
    return read();
  };
  const { head, status } = await log.state();
  const attendance = { connected: 0, ready: 0, round: null };
  const roster = async () => expect.unreachable();
  const overseen = { manifest, log, head, status, attendance, fingerprint: null, roster };
  const overseer = new Overseer(overseen, new MemoryAccessStore(), () => ({ lag: null, stopped: null, fault: null }));
  await expect(overseer.summary(5000)).rejects.toThrow('away');
  isAway = false;
  const [one, two] = await Promise.all([overseer.summary(5000), overseer.summary(5001)]);
  expect(two).toEqual(one);
  await overseer.summary(5999);
  expect(reads).toBe(2);
  await overseer.summary(6000);
  expect(reads).toBe(3);
});
