import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { checkpointBytes } from '../../model/index.ts';
import { readLogFile } from '../../protocol/index.ts';
import { type FederationState, RelayError, fetchFederation } from '../../relay/index.ts';
import { type ReplayedModel, rebuild } from '../../replay/index.ts';
import { readChunks } from '../chunks.ts';
import { type FileStore, obtainFiles } from '../download/index.ts';
import { gather } from '../gather.ts';
import type { PatchOptions, PatchProgress, PatchedModel, VerifiedPatch } from './patch.ts';

type Tell = (progress: PatchProgress) => void;

/**
 * Applies a federation's log to its base model and checks every step of the way: the chain, the base files' hashes,
 * each published fingerprint, and what the relay says now. Nothing of it needs data, an engine, or trust in the relay.
 *
 * @throws LogFileError, ReplayError, ModelError, FileError, RelayError; the signal's reason
 */
export async function verifyPatch(
  { relay, patch }: PatchOptions,
  store: FileStore,
  signal: AbortSignal,
  tell: Tell,
): Promise<{ readonly found: VerifiedPatch; readonly model: ReplayedModel }> {
  const file = 'file' in patch ? patch.file : await fetchPatch(relay, patch.federation, signal, tell);
  const entries = await lastEntry(file);
  const log = await readLogFile(readChunks(file.stream()));
  const { manifest, manifestHash, epoch } = log;
  const obtained = obtainFiles(relay, manifest, store, signal);
  let step = await obtained.next();
  for (; !step.done; step = await obtained.next()) {
    if (step.value.type === 'download') tell({ stage: 'base', done: step.value.loaded, total: step.value.total });
  }
  const base = step.value.files;
  const began = performance.now();
  const onProgress = (sequence: number): void => tell({ stage: 'replay', done: sequence, total: entries });
  onProgress(0);
  const { model, fingerprint, compared, lastCompared } = await rebuild({ log, base, signal, onProgress });
  const found = {
    ...{ manifest, manifestHash, epoch, entries, chain: model.chain, fingerprint, compared, lastCompared },
    patchBytes: file.size,
    baseBytes: [...base.values()].reduce((sum, { size }) => sum + size, 0),
    seconds: (performance.now() - began) / 1000,
    relay: opinionOf(await stateOf(relay, manifest.id, signal), manifestHash, entries, fingerprint),
  };
  return { found, model };
}

/** The model as a safetensors file of float32, with its SHA-256. @throws the signal's reason */
export async function writeModel(model: ReplayedModel, signal: AbortSignal, tell: Tell): Promise<PatchedModel> {
  const total = checkpointBytes(model.architecture);
  const hash = sha256.create();
  const file = await gather(hashed(model.checkpoint('F32'), hash), signal, (done) =>
    tell({ stage: 'writing', done, total }),
  );
  return { file, sha256: bytesToHex(hash.digest()) };
}

async function* hashed<Chunk extends Uint8Array>(
  chunks: AsyncIterable<Chunk>,
  hash: { update(bytes: Uint8Array): unknown },
): AsyncGenerator<Chunk, void> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

async function fetchPatch(relay: string, federation: string, signal: AbortSignal, tell: Tell): Promise<Blob> {
  const address = new URL(`/federations/${encodeURIComponent(federation)}/export/log`, relay);
  const response = await fetch(address, { cache: 'no-store', signal }).catch(() => null);
  signal.throwIfAborted();
  if (!response) throw new RelayError(`The relay at ${address.origin} cannot be reached.`, true);
  if (!response.ok || !response.body) {
    throw new RelayError(`The relay at ${address.origin} answered ${response.status}.`, response.status >= 500);
  }
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let done = 0;
  for await (const part of readChunks(response.body)) {
    parts.push(part);
    done += part.length;
    tell({ stage: 'patch', done, total: null });
  }
  return new Blob(parts);
}

/** Reads a log's file to its end before anything large is fetched for it. @throws LogFileError, ManifestError */
async function lastEntry(file: Blob): Promise<number> {
  const { records } = await readLogFile(readChunks(file.stream()));
  for (;;) {
    const { done, value } = await records.next();
    if (done) return value.sequence;
  }
}

/** Null where the relay does not answer, or has no such federation: the patch stands for itself. */
async function stateOf(relay: string, federation: string, signal: AbortSignal): Promise<FederationState | null> {
  try {
    return await fetchFederation(relay, federation, signal);
  } catch {
    signal.throwIfAborted();
    return null;
  }
}

function opinionOf(
  state: FederationState | null,
  manifestHash: string,
  sequence: number,
  fingerprint: string,
): VerifiedPatch['relay'] {
  if (!state || state.hash !== manifestHash) return 'unknown';
  if (state.fingerprint?.sequence !== sequence) return 'elsewhere';
  return state.fingerprint.fingerprint === fingerprint ? 'equal' : 'other';
}
