import type { Manifest } from '../../protocol/index.ts';
import type { TrainEvent } from '../events.ts';
import { ChunkPlan } from './chunk-plan.ts';
import { RoomError } from './file-error.ts';
import { FileDownload } from './file-download.ts';
import { Pace } from './pace.ts';
import type { ChunkStore, FileStore } from './store.ts';

type Download = Extract<TrainEvent, { type: 'download' }>;
type ModelFile = Manifest['model']['files'][number];

export interface ObtainOptions {
  /** Milliseconds of silence after which a connection counts as broken. */
  readonly patience?: number;
  /** Milliseconds before the first new attempt after a break; doubled before each further one. */
  readonly pause?: number;
  /** Milliseconds between two events at least: a screen shows no more. */
  readonly report?: number;
}

/**
 * The manifest's model files, from the store where they are, else from the network into it, with progress over
 * all of them together. What came of a file stays in the store whatever happens, and is not fetched again.
 * @throws FileError; RoomError before anything is fetched; what the store throws
 */
export async function* obtainFiles(
  relay: string,
  { model }: Manifest,
  store: FileStore,
  signal: AbortSignal,
  { patience = 60_000, pause = 300, report = 100 }: ObtainOptions = {},
): AsyncGenerator<Download, { files: Map<string, Blob>; bytes: number }> {
  const files = new Map<string, Blob>();
  const missing: { file: ModelFile; plan: ChunkPlan; kept: ReadonlyMap<number, string> }[] = [];
  const total = model.files.reduce((sum, file) => sum + file.bytes, 0);
  let here = 0;
  for (const file of model.files) {
    const whole = await store.file(file.sha256);
    if (whole?.size === file.bytes) {
      files.set(file.name, whole);
      here += file.bytes;
      yield { type: 'download', file: file.name, loaded: here, total, perSecond: 0 };
      continue;
    }
    const plan = new ChunkPlan(model.name, file);
    missing.push({ file, plan, kept: plan.count > 1 ? await store.chunks.list(plan.file) : new Map() });
  }
  await checkRoom(missing, store.chunks);
  const pace = new Pace();
  let bytes = 0;
  for (const { file, plan, kept } of missing) {
    const address = new URL(`${model.location.replace(/\/$/, '')}/${file.name}`, relay);
    const sameOrigin = address.origin === new URL(relay).origin;
    const single = new OneChunk();
    const chunks = plan.count > 1 ? store.chunks : single;
    const download = new FileDownload(plan, chunks, { address, sameOrigin, signal, patience, pause }, kept);
    let told = Number.NEGATIVE_INFINITY;
    let chunksTold = 0;
    for await (const _ of download.run()) {
      const now = performance.now();
      // A chunk is told of at once: a server that falls silent behind it would leave it untold.
      if (now - told < report && download.chunks === chunksTold) continue;
      told = now;
      chunksTold = download.chunks;
      pace.add(now, bytes + download.received);
      const loaded = here + download.loaded;
      yield { type: 'download', file: file.name, loaded, total, perSecond: pace.perSecond };
    }
    bytes += download.received;
    here += file.bytes;
    const whole =
      plan.count > 1
        ? await store.chunks.join(plan.file)
        : await store.saveFile(file.sha256, plan.file.name, new Blob(single.parts));
    files.set(file.name, whole);
    yield { type: 'download', file: file.name, loaded: here, total, perSecond: pace.perSecond };
  }
  return { files, bytes };
}

/** The only chunk of a small file: it goes to the store whole, or not at all. */
class OneChunk implements Pick<ChunkStore, 'keep' | 'read' | 'drop'> {
  parts: Uint8Array<ArrayBuffer>[] = [];
  keep(_file: unknown, _index: number, _sha256: string, bytes: Uint8Array<ArrayBuffer>): Promise<void> {
    this.parts = [bytes];
    return Promise.resolve();
  }
  read(): Promise<Blob | null> {
    return Promise.resolve(this.parts.length > 0 ? new Blob(this.parts) : null);
  }
  drop(): Promise<void> {
    this.parts = [];
    return Promise.resolve();
  }
}

/** @throws RoomError where what is missing would not fit, so that nobody waits for a download that must fail */
async function checkRoom(
  missing: readonly { readonly plan: ChunkPlan; readonly kept: ReadonlyMap<number, string> }[],
  chunks: ChunkStore,
): Promise<void> {
  let needed = 0;
  for (const { plan, kept } of missing) {
    needed += plan.file.bytes;
    for (const index of kept.keys()) needed -= plan.lengthOf(index);
  }
  const room = needed > 0 ? await chunks.room() : null;
  if (room !== null && room < needed) throw new RoomError(needed, room);
}
