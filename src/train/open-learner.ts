import type { Split } from '../data/index.ts';
import { ModelError, readModelKit } from '../model/index.ts';
import type { Manifest } from '../protocol/index.ts';
import type { Clock } from './clock.ts';
import { type EnginePolicy, chooseEngine } from './engines/index.ts';
import type { TrainEvent } from './events.ts';
import type { FileStore } from './download/index.ts';
import { LanguageLearner } from './language-learner.ts';

interface OpenSetup {
  readonly manifest: Manifest;
  readonly data: Split;
  /** Orders the batches. */
  readonly seed: Uint8Array;
  readonly engine: EnginePolicy;
  /** Where the model's files are kept. */
  readonly files: FileStore;
  readonly clock: Clock;
  readonly signal: AbortSignal;
}

/**
 * The model on its engine; null when the signal came first. Files that turn out to be damaged are forgotten, so that the
 * next visit fetches them anew.
 * @param files of the model, by name
 */
export async function* openLearner(
  { engine, files: store, clock, signal, manifest, data, seed }: OpenSetup,
  files: ReadonlyMap<string, Blob>,
): AsyncGenerator<TrainEvent, LanguageLearner | null> {
  try {
    const kit = await readModelKit(manifest, files);
    const engines = yield* chooseEngine(engine, { kit, manifest, examples: data.training, clock, signal });
    return engines && (await LanguageLearner.on(engines, kit, manifest, data, seed));
  } catch (error) {
    if (error instanceof ModelError)
      await Promise.all(manifest.model.files.map(({ sha256 }) => store.removeFile(sha256)));
    throw error;
  }
}
