import { type IncomingLog, LogFileError, type LogRecord } from '../protocol/index.ts';
import { ReplayError, ReplayedModel, checkpointFile } from './replayed-model.ts';

/** Bytes of entries that are applied in one pass over the weights at most. */
const PASS_BYTES = 1 << 20;
const CONFIG = 'config.json';

/** A state that was rebuilt, and how sure one can be of it. */
export interface RebuiltState {
  readonly model: ReplayedModel;
  readonly fingerprint: string;
  /** Published fingerprints that were compared, all equal; and the last state that had one, or null. */
  readonly compared: number;
  readonly lastCompared: number | null;
}

export interface RebuildOptions {
  readonly log: IncomingLog;
  /** The base model's files by name: config.json and the weights at least. */
  readonly base: ReadonlyMap<string, Blob>;
  /** The last entry to apply; all of them where left out, and the log's end is checked then. */
  readonly until?: number;
  readonly signal: AbortSignal;
  /** Told after each pass. */
  readonly onProgress: (sequence: number) => void;
}

/**
 * The model after entry `until`, from base weights and log alone. Every fingerprint that the log has on the way is
 * compared; entries between two of them go into the weights in one pass.
 * @throws ReplayError naming the entry where the model and the log part; LogFileError where the log is damaged;
 *   ModelError when the base is not the manifest's; the signal's reason
 */
export async function rebuild(options: RebuildOptions): Promise<RebuiltState> {
  const { log, base, until = Infinity, signal, onProgress } = options;
  const [config, weights] = [CONFIG, checkpointFile(log.manifest).name].map((name) => base.get(name));
  if (!config || !weights) throw new Error('The base model has not all of its files.');
  const model = await ReplayedModel.create(log.manifest, JSON.parse(await config.text()));
  await model.load(weights.stream());
  let compared = 0;
  let lastCompared: number | null = null;
  let waiting: Uint8Array[] = [];
  let bytes = 0;
  const pass = async (): Promise<void> => {
    // A turn of the event loop, so that a wish to stop is heard.
    await new Promise((resolve) => setTimeout(resolve));
    signal.throwIfAborted();
    model.apply(waiting);
    waiting = [];
    bytes = 0;
    onProgress(model.sequence);
  };
  for await (const record of log.records) {
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

/** The number of the entry at which a log or its replay went wrong; null where that is not known. */
export function faultyEntry(error: unknown): number | null {
  return error instanceof LogFileError || error instanceof ReplayError ? error.entry : null;
}
