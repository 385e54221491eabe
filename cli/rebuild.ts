import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { type Manifest, type LogRecord, readLogFile } from '../src/protocol/index.ts';
import { ReplayError, ReplayedModel, checkpointFile } from '../src/replay/index.ts';
import { openModel } from './hub/index.ts';

/** Bytes of entries that are applied in one pass over the weights at most. */
const PASS_BYTES = 1 << 20;
const CONFIG = 'config.json';

/** What a log's file proves by itself. */
export interface CheckedLog {
  readonly manifest: Manifest;
  readonly manifestHash: string;
  readonly epoch: string;
  /** Entries in the file, and the chain value after the last. */
  readonly entries: number;
  readonly chain: string;
}

/** Reads a log's file to its end. @throws LogFileError naming the entry that is wrong or missing */
export async function checkLog(file: string): Promise<CheckedLog> {
  const { manifest, manifestHash, epoch, records } = await readLogFile(createReadStream(file));
  for (;;) {
    const { done, value } = await records.next();
    if (done) return { manifest, manifestHash, epoch, entries: value.sequence, chain: value.chain };
  }
}

/** A base model's files by name, as the manifest names them. */
export type BaseFiles = ReadonlyMap<string, Blob>;

/**
 * The manifest's files out of a folder, or of a hub's repository. Those of a folder may lack what a replay does not
 * need. The weights' own hash is compared when they are read.
 * @throws Error naming a file that is missing and needed, or that is another one; HubError, ModelFilesError
 */
export async function openBase(manifest: Manifest, model: string): Promise<BaseFiles> {
  const isFolder = (await stat(model).catch(() => null))?.isDirectory() ?? false;
  const contents = isFolder ? await filesOf(manifest, model) : (await openModel(model)).contents;
  const weights = checkpointFile(manifest).name;
  const base = new Map<string, Blob>();
  for (const { name, bytes, sha256 } of manifest.model.files) {
    const file = contents.get(name);
    if (file) {
      const isOther = name !== weights && (await hashOf(file)) !== sha256;
      if (file.size !== bytes || isOther) {
        throw new Error(`${name} of ${model} is not the file that the log's manifest names (SHA-256 ${sha256}).`);
      }
      base.set(name, file);
    } else if (name === weights || name === CONFIG) {
      throw new Error(`${model} has no ${name}. --model takes the files of "${manifest.model.name}".`);
    }
  }
  return base;
}

async function filesOf({ model }: Manifest, folder: string): Promise<BaseFiles> {
  const files = new Map<string, Blob>();
  for (const { name } of model.files) {
    const file = path.join(folder, name);
    if (await stat(file).catch(() => null)) files.set(name, await openAsBlob(file));
  }
  return files;
}

/** A state that was rebuilt, and how sure one can be of it. */
export interface RebuiltState {
  readonly model: ReplayedModel;
  readonly fingerprint: string;
  /** Published fingerprints that were compared, all equal; and the last state that had one, or null. */
  readonly compared: number;
  readonly lastCompared: number | null;
}

export interface RebuildOptions {
  /** File of the log. */
  readonly log: string;
  readonly base: BaseFiles;
  /** The last entry to apply. */
  readonly until: number;
  readonly signal: AbortSignal;
  /** Told after each pass. */
  readonly onProgress: (sequence: number) => void;
}

/**
 * The model after entry `until`, from base weights and log alone. Every fingerprint that the log has on the way is
 * compared; entries between two of them go into the weights in one pass.
 * @throws ReplayError naming the entry where the model and the log part; ModelError when the base is not the manifest's
 */
export async function rebuild({ log, base, until, signal, onProgress }: RebuildOptions): Promise<RebuiltState> {
  const { manifest, records } = await readLogFile(createReadStream(log));
  const [config, weights] = [CONFIG, checkpointFile(manifest).name].map((name) => base.get(name));
  if (!config || !weights) throw new Error('The base model has not all of its files.');
  const model = await ReplayedModel.create(manifest, JSON.parse(await config.text()));
  await model.load(weights.stream());
  let compared = 0;
  let lastCompared: number | null = null;
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const pass = async (): Promise<void> => {
    // A turn of the event loop, so that a Ctrl-C is heard.
    await turn();
    signal.throwIfAborted();
    model.apply(waiting);
    waiting = [];
    bytes = 0;
    onProgress(model.sequence);
  };
  for await (const record of records) {
    if (record.sequence > until) break;
    if (record.type === 'fingerprint') {
      await pass();
      compare(model, record);
      compared++;
      lastCompared = record.sequence;
      continue;
    }
    waiting.push(record.bytes);
    bytes += record.bytes.length;
    if (bytes >= PASS_BYTES) await pass();
  }
  await pass();
  return { model, fingerprint: model.fingerprint(), compared, lastCompared };
}

function compare(model: ReplayedModel, { sequence, fingerprint }: LogRecord & { type: 'fingerprint' }): void {
  const actual = model.fingerprint();
  if (actual === fingerprint) return;
  throw new ReplayError(
    `Entry ${sequence}: the model after it has the fingerprint ${actual}, and ${fingerprint} was published for it. ` +
      'The log is not the one that gave this model, or was replayed by another version of this program.',
    sequence,
  );
}

async function hashOf(file: Blob): Promise<string> {
  return createHash('sha256')
    .update(new Uint8Array(await file.arrayBuffer()))
    .digest('hex');
}
