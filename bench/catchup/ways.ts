import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdtemp, open, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Engine } from '../../src/engine/index.ts';
import { trainableBlocks } from '../../src/model/index.ts';
import {
  type Manifest,
  decodeEntry,
  entryHash,
  manifestHash,
  parseEpoch,
  parseSequence,
  readSnapshot,
  snapshotChunks,
  splitOf,
} from '../../src/protocol/index.ts';
import { entryUpdates } from '../../src/zo/index.ts';
import { secondsOf } from '../workload/index.ts';

/** Entries of one message of the relay, which are applied in one pass and checked by one fingerprint. */
const GROUP = 50;

/** What a way to the log's end took. */
interface Way {
  readonly seconds: number;
  /** That a client is sent, frames around them left out. */
  readonly bytes: number;
}

/** From the base model through a log, as a replica follows it. */
export async function replay(engine: Engine, manifest: Manifest, log: readonly Uint8Array[]): Promise<Way> {
  const blocks = trainableBlocks(engine.architecture, splitOf(manifest));
  let chain = manifestHash(manifest);
  const seconds = await secondsOf(async () => {
    for (let first = 0; first < log.length; first += GROUP) {
      const updates = log.slice(first, first + GROUP).flatMap((bytes) => {
        const entry = decodeEntry(bytes);
        if (entry.previous !== chain) throw new Error(`Entry ${entry.sequence} does not follow.`);
        chain = entryHash(bytes);
        return entryUpdates(entry, manifest, blocks);
      });
      await engine.apply(updates);
      await engine.fingerprint();
    }
  });
  return { seconds, bytes: log.reduce((sum, { length }) => sum + length, 0) };
}

/** From a snapshot in a file, checked by its hash and by its fingerprint. */
export async function restore(engine: Engine, manifest: Manifest): Promise<Way> {
  const folder = await mkdtemp(path.join(tmpdir(), 'dandelion-bench-'));
  const file = path.join(folder, 'snapshot');
  try {
    const { hash, bytes } = await writeSnapshot(engine, manifest, file);
    const sizes = engine.architecture.tensors.map(({ size }) => size);
    const seconds = await secondsOf(async () => {
      const { place, tensors } = await readSnapshot(createReadStream(file), hash, sizes);
      for await (const { index, integers, shift } of tensors) await engine.restore(index, integers, shift);
      if ((await engine.fingerprint()) !== place.fingerprint) throw new Error('The snapshot is not what it says.');
    });
    return { seconds, bytes };
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function writeSnapshot(engine: Engine, manifest: Manifest, file: string) {
  const { tensors } = engine.architecture;
  const integers: Int32Array[] = [];
  for (const index of tensors.keys()) integers.push(await engine.integers(index));
  const place = {
    manifestHash: manifestHash(manifest),
    epoch: parseEpoch('00'.repeat(8)),
    sequence: parseSequence(1),
    chain: manifestHash(manifest),
    fingerprint: await engine.fingerprint(),
  };
  const sizes = tensors.map(({ size }) => size);
  const hash = createHash('sha256');
  let bytes = 0;
  const output = await open(file, 'w');
  for (const chunk of snapshotChunks(place, await engine.shifts(), sizes, (index) => integers[index]!)) {
    hash.update(chunk);
    bytes += chunk.length;
    await output.write(chunk);
  }
  await output.close();
  return { hash: hash.digest('hex'), bytes };
}
