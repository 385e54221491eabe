import { createHash } from 'node:crypto';
import { createReadStream, openAsBlob } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { type Manifest, readLogFile } from '../src/protocol/index.ts';
import { type RebuildOptions, type RebuiltState, checkpointFile, rebuild } from '../src/replay/index.ts';
import { openModel } from '../server/hub/index.ts';

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

/** The model after entry `until` of a log's file, as `rebuild` of src/replay has it. */
export async function rebuildFile(
  file: string,
  { base, until, signal, onProgress }: Omit<RebuildOptions, 'log'>,
): Promise<RebuiltState> {
  const log = await readLogFile(createReadStream(file));
  return rebuild({ log, base, signal, onProgress, ...(until !== undefined && { until }) });
}

async function hashOf(file: Blob): Promise<string> {
  return createHash('sha256')
    .update(new Uint8Array(await file.arrayBuffer()))
    .digest('hex');
}
