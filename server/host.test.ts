import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Manifest } from '../src/protocol/index.ts';
import { sentiment } from './federations/index.ts';
import { Host } from './host.ts';
import { type KeptFederation, type Log, MemoryLogStore } from './log/index.ts';
import { Metrics } from './observe.ts';
import { snapshotPlace } from './snapshots/index.ts';
import { StaticFiles } from './static.ts';

/** A disk that is full at one line. */
class FullStore extends MemoryLogStore {
  keeps = 0;
  unreadable = '';
  snapshots = 0;

  override async keep(federation: string): Promise<void> {
    if (this.keeps-- > 0) throw new Error('The disk is full.');
    return super.keep(federation);
  }

  override async kept(but: readonly string[] = []): Promise<KeptFederation[]> {
    const all = await super.kept(but);
    return all.map((one) => (one.id === this.unreadable ? { ...one, manifest: null } : one));
  }

  override async open(...given: Parameters<MemoryLogStore['open']>): Promise<Log> {
    const log = await super.open(...given);
    const read = log.snapshots.bind(log);
    log.snapshots = async () => {
      if (this.snapshots-- > 0) throw new Error('The disk does not answer.');
      return read();
    };
    return log;
  }
}

let folder: string;
let manifest: Manifest;
let logs: FullStore;
let host: Host;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-host-'));
  manifest = await sentiment();
  logs = new FullStore();
});
afterEach(async () => {
  await host.close();
  await rm(folder, { recursive: true });
});

function open(reconstruct: boolean): Host {
  const snapshots = snapshotPlace('', path.join(folder, 'snapshots'), {});
  host = new Host({
    storage: { logs, cluster: null, snapshots, close: async () => {} },
    files: new StaticFiles([path.join(import.meta.dirname, '..', 'public')]),
    ...{ data: folder, metrics: new Metrics(() => 0), logger: pino({ level: 'silent' }) },
    ...{ hub: 'https://hub.example', reconstruct, exportEvery: undefined, failed: () => {} },
  });
  return host;
}

test('[O1] a federation that was opened and could not be kept is kept when the order comes again', async () => {
  open(false);
  logs.keeps = 1;
  await expect(host.create(manifest, 1)).rejects.toThrow('The disk is full.');
  expect(await logs.kept()).toEqual([]);
  await host.create(manifest, 2);
  expect(await logs.kept()).toEqual([{ id: manifest.id, manifest }]);
});

test('[O1] one that the relay was started with is there without being named again, once an order has begun it', async () => {
  open(false);
  await host.start([manifest], false);
  await host.create(manifest, 1);
  expect(await logs.kept()).toEqual([{ id: manifest.id, manifest }]);
});

test('[O1] one that could not be opened to its end is not there, and the next order opens the whole of it', async () => {
  open(true);
  logs.snapshots = 1;
  await expect(host.create(manifest, 1)).rejects.toThrow('The disk does not answer.');
  expect([...host.federations.keys()]).toEqual([]);
  const federation = await host.create(manifest, 2);
  expect(host.rebuilt(federation)).toBeDefined();
});

test('[O1] a relay that goes down begins nothing', async () => {
  open(false);
  await host.close();
  await expect(host.create(manifest, 1)).rejects.toThrow(/going down/);
});

test('[O1] one whose manifest another version has written is a fault, and the others go on', async () => {
  open(false);
  for (const id of ['newer', 'ours']) await host.create({ ...manifest, id }, 1);
  await host.close();
  logs.unreadable = 'newer';
  open(false);
  await host.start([], false);
  expect([...host.federations.keys()]).toEqual(['ours']);
  expect(host.trouble).toContain('federation newer could not be opened');
});
