import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import { manifestHash, parseSequence, readSnapshot, snapshotChunks } from '../../src/protocol/index.ts';
import { ReplayedModel, checkpointFile } from '../../src/replay/index.ts';
import { request, requireHttps } from '../hub/index.ts';
import type { SnapshotRecord } from '../log/index.ts';
import { type SnapshotStore, openSnapshots } from '../snapshots/index.ts';
import { writeWhole } from '../whole-file.ts';
import type { ExportReport, StateReport, Task } from './messages.ts';
import { exportName, prepareFolder, removeExports, snapshotName } from './snapshot-file.ts';

/** Follows a federation's log with its model, from base weights or a snapshot on, and writes snapshots and exports. */
export class Replayer {
  readonly #task: Task;
  readonly #model: ReplayedModel;
  readonly #snapshots: SnapshotStore;

  private constructor(task: Task, model: ReplayedModel) {
    this.#task = task;
    this.#model = model;
    this.#snapshots = openSnapshots(task.snapshots);
  }

  /**
   * Starts from the newest snapshot that is whole, else from the base weights.
   * @throws ModelError when the model's files are missing, or not those of the manifest
   */
  static async open(task: Task): Promise<[Replayer, StateReport]> {
    prepareFolder(task.exports);
    removeExports(task.exports, 0);
    const config = await readSmallFile(task, 'config.json');
    const model = await ReplayedModel.create(task.manifest, JSON.parse(config.toString('utf8')));
    const replayer = new Replayer(task, model);
    const warnings: string[] = [];
    for (const record of task.known) {
      try {
        return [replayer, await replayer.#restore(record, warnings)];
      } catch (error) {
        warnings.push(`Snapshot ${record.sequence} was passed over: ${String(error)}`);
      }
    }
    await model.load(await openFile(task, checkpointFile(task.manifest).name));
    return [replayer, replayer.#report(null, warnings)];
  }

  /**
   * Applies the next entry, and writes a snapshot where it is to and one is due. One that cannot be written is no reason
   * to stop following.
   * @throws ReplayError when it does not follow.
   */
  async apply(bytes: Uint8Array, isKept: boolean): Promise<StateReport> {
    this.#model.apply([bytes]);
    const isDue = this.#model.sequence % this.#task.manifest.round.snapshotEvery === 0;
    if (!isKept || !isDue) return this.#report(null, []);
    try {
      return this.#report(await this.#write(), []);
    } catch (error) {
      return this.#report(null, [`Snapshot ${this.#model.sequence} was not written: ${String(error)}`]);
    }
  }

  /**
   * Writes the state as a safetensors file, beside the one before it, which somebody may be about to read. A full disk
   * is no reason to stop following.
   */
  async export(): Promise<ExportReport> {
    const { sequence } = this.#model;
    const target = path.join(this.#task.exports, exportName(sequence));
    try {
      // Before, so that the disk never holds three.
      removeExports(this.#task.exports, 1);
      const written = await writeWhole(target, this.#model.checkpoint('F32'));
      return { type: 'export', model: { path: target, sequence, ...written } };
    } catch (error) {
      return { type: 'export', failure: error instanceof Error ? error.message : String(error) };
    }
  }

  #report(snapshot: SnapshotRecord | null, warnings: readonly string[]): StateReport {
    const fingerprint = snapshot?.fingerprint ?? this.#model.fingerprint();
    return { type: 'state', sequence: this.#model.sequence, fingerprint, snapshot, warnings };
  }

  async #write(): Promise<SnapshotRecord> {
    const { lattice, chain } = this.#model;
    const fingerprint = lattice.fingerprint();
    const sequence = parseSequence(this.#model.sequence);
    const { manifest, epoch } = this.#task;
    const chunks = snapshotChunks(
      { manifestHash: manifestHash(manifest), epoch, sequence, chain, fingerprint },
      lattice.shifts,
      this.#sizes,
      (index) => lattice.integers(index),
      lattice.precision,
    );
    const written = await this.#snapshots.write(snapshotName(manifest.id, epoch, sequence), chunks);
    return { sequence, fingerprint, ...written };
  }

  async #restore(record: SnapshotRecord, warnings: readonly string[]): Promise<StateReport> {
    const { manifest, epoch } = this.#task;
    const { lattice } = this.#model;
    const stream = await this.#snapshots.read(snapshotName(manifest.id, epoch, record.sequence));
    if (!stream) throw new Error('It is not there.');
    const { place, tensors } = await readSnapshot(stream, record.sha256, this.#sizes, lattice.precision);
    const isOurs = place.manifestHash === manifestHash(manifest) && place.epoch === epoch;
    if (!isOurs || place.sequence !== record.sequence) throw new Error('It belongs to another log.');
    for await (const { index, integers, shift } of tensors) lattice.restore(index, integers, shift);
    if (lattice.fingerprint() !== record.fingerprint) throw new Error('Its fingerprint is another.');
    this.#model.jump(place.sequence, place.chain);
    return this.#report(null, warnings);
  }

  get #sizes(): number[] {
    return this.#model.architecture.tensors.map(({ size }) => size);
  }
}

async function openFile({ model }: Task, name: string): Promise<AsyncIterable<Uint8Array>> {
  const address = new URL(name, model);
  if (address.protocol === 'file:') return createReadStream(address, { highWaterMark: 1 << 20 });
  const response = await request(address, address.protocol === 'https:' ? { allow: requireHttps } : {});
  if (!response.ok || !response.body) throw new Error(`${address.href} answered ${response.status}.`);
  return response.body;
}

async function readSmallFile(task: Task, name: string): Promise<Buffer> {
  const file = task.manifest.model.files.find((candidate) => candidate.name === name);
  if (!file) throw new Error(`The manifest names no ${name}.`);
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of await openFile(task, name)) {
    chunks.push(chunk);
    length += chunk.length;
    // Another file than the manifest's, whatever comes after.
    if (length > file.bytes) break;
  }
  const bytes = Buffer.concat(chunks);
  if (createHash('sha256').update(bytes).digest('hex') !== file.sha256) {
    throw new Error(`${name} is not the file that the manifest names.`);
  }
  return bytes;
}
