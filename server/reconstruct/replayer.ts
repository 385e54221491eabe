import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { Lattice, WasmKernel } from '../../src/lattice/index.ts';
import { type Architecture, firstTensorOf, parseConfig, readCheckpoint } from '../../src/model/index.ts';
import {
  type Hash,
  decodeEntry,
  entryHash,
  manifestHash,
  parseSequence,
  precisionOf,
  readSnapshot,
  snapshotChunks,
} from '../../src/protocol/index.ts';
import { entryUpdates } from '../../src/zo/index.ts';
import type { SnapshotRecord } from '../log/index.ts';
import type { Report, Task } from './messages.ts';
import { prepareFolder, readSnapshotFile, writeSnapshot } from './snapshot-file.ts';

/** The federation's model, rebuilt from base weights or a snapshot and the log: no data, no forward passes. */
export class Replayer {
  readonly #task: Task;
  readonly #architecture: Architecture;
  readonly #lattice: Lattice;
  readonly #hash: Hash;
  #sequence = 0;
  #chain: Hash;

  private constructor(task: Task, architecture: Architecture, lattice: Lattice) {
    this.#task = task;
    this.#architecture = architecture;
    this.#lattice = lattice;
    this.#hash = manifestHash(task.manifest);
    this.#chain = this.#hash;
  }

  /**
   * Starts from the newest snapshot that is whole, else from the base weights.
   * @throws ModelError when the model's files are missing, or not those of the manifest
   */
  static async open(task: Task): Promise<[Replayer, Report]> {
    prepareFolder(task.snapshots);
    const config = await readSmallFile(task, 'config.json');
    const architecture = parseConfig(JSON.parse(config.toString('utf8')));
    const sizes = architecture.tensors.map(({ size }) => size);
    const lattice = new Lattice(sizes, await WasmKernel.create(), precisionOf(task.manifest));
    const replayer = new Replayer(task, architecture, lattice);
    const warnings: string[] = [];
    for (const record of task.known) {
      try {
        return [replayer, await replayer.#restore(record, warnings)];
      } catch (error) {
        warnings.push(`Snapshot ${record.sequence} was passed over: ${String(error)}`);
      }
    }
    await replayer.#load();
    return [replayer, replayer.#report(null, warnings)];
  }

  /** Applies the next entry. @throws when it does not follow. */
  apply(bytes: Uint8Array): Report {
    const entry = decodeEntry(bytes);
    if (entry.sequence !== this.#sequence + 1 || entry.previous !== this.#chain) {
      throw new Error(`Entry ${entry.sequence} does not follow entry ${this.#sequence}.`);
    }
    const { manifest } = this.#task;
    const blocks = { boundary: firstTensorOf(manifest.method.split), end: this.#architecture.tensors.length };
    this.#lattice.apply(entryUpdates(entry, manifest, blocks));
    this.#sequence = entry.sequence;
    this.#chain = entryHash(bytes);
    const isDue = this.#sequence % manifest.round.snapshotEvery === 0;
    return this.#report(isDue ? this.#write() : null, []);
  }

  #report(snapshot: SnapshotRecord | null, warnings: readonly string[]): Report {
    const fingerprint = snapshot?.fingerprint ?? this.#lattice.fingerprint();
    return { sequence: this.#sequence, fingerprint, snapshot, warnings };
  }

  #write(): SnapshotRecord {
    const fingerprint = this.#lattice.fingerprint();
    const sequence = parseSequence(this.#sequence);
    const place = { manifestHash: this.#hash, epoch: this.#task.epoch, sequence, chain: this.#chain, fingerprint };
    const chunks = snapshotChunks(
      place,
      this.#lattice.shifts,
      this.#architecture.tensors.map(({ size }) => size),
      (index) => this.#lattice.integers(index),
      this.#lattice.precision,
    );
    return { sequence, fingerprint, ...writeSnapshot(this.#task.snapshots, sequence, chunks) };
  }

  async #restore(record: SnapshotRecord, warnings: readonly string[]): Promise<Report> {
    const stream = readSnapshotFile(this.#task.snapshots, record.sequence);
    const sizes = this.#architecture.tensors.map(({ size }) => size);
    const { place, tensors } = await readSnapshot(stream, record.sha256, sizes, this.#lattice.precision);
    if (place.manifestHash !== this.#hash || place.epoch !== this.#task.epoch || place.sequence !== record.sequence) {
      throw new Error('It belongs to another log.');
    }
    for await (const { index, integers, shift } of tensors) this.#lattice.restore(index, integers, shift);
    if (this.#lattice.fingerprint() !== record.fingerprint) throw new Error('Its fingerprint is another.');
    this.#sequence = place.sequence;
    this.#chain = place.chain;
    return this.#report(null, warnings);
  }

  async #load(): Promise<void> {
    const { model } = this.#task.manifest;
    const file = model.files.find(({ name }) => name.endsWith('.safetensors'));
    if (!file) throw new Error('The manifest names no .safetensors file.');
    const chunks = await openFile(this.#task, file.name);
    for await (const { index, readInto } of readCheckpoint(chunks, this.#architecture, file.sha256)) {
      await readInto(this.#lattice.staging(index));
      this.#lattice.quantise(index);
    }
  }
}

async function openFile({ model }: Task, name: string): Promise<AsyncIterable<Uint8Array>> {
  const address = new URL(name, model);
  if (address.protocol === 'file:') return createReadStream(address, { highWaterMark: 1 << 20 });
  const response = await fetch(address);
  if (!response.ok || !response.body) throw new Error(`${address.href} answered ${response.status}.`);
  return response.body;
}

async function readSmallFile(task: Task, name: string): Promise<Buffer> {
  const file = task.manifest.model.files.find((candidate) => candidate.name === name);
  if (!file) throw new Error(`The manifest names no ${name}.`);
  const chunks: Uint8Array[] = [];
  for await (const chunk of await openFile(task, name)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) {
    throw new Error(`${name} is not the file that the manifest names.`);
  }
  return bytes;
}
