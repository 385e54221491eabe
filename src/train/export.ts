import type { Engine } from '../engine/index.ts';
import { type Fingerprint, negate } from '../lattice/index.ts';
import { checkpointBytes, writeCheckpoint } from '../model/index.ts';
import { gather } from './gather.ts';
import type { OpenModel } from './join.ts';

/** A state of the federation as a safetensors file. */
export interface ModelFile {
  readonly file: Blob;
  readonly sequence: number;
  readonly fingerprint: Fingerprint;
}

/** Bytes of the file so far, and of all of it. */
export type ExportProgress = (done: number, total: number) => void;

/** Looks at the weights, each after whatever the training did next. */
const ATTEMPTS = 20;

/**
 * Writes the model of the last entry, out of the engine that trains: between two passes, with the local steps of the
 * open round taken back exactly and put on again afterwards. Training and questions wait meanwhile. Of the weights no
 * more than a copy of one tensor and one piece of the file is held here (promise 2); the file itself is the browser's,
 * which keeps large ones on disk.
 * @throws the signal's reason when it comes; DeviceLostError; Error where no state of the log could be caught
 */
export async function exportModel(
  { learner, replica }: OpenModel,
  signal: AbortSignal,
  tell: ExportProgress,
): Promise<ModelFile> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const written = await learner.alone(async (engine): Promise<ModelFile | null> => {
      const local = [...replica.local];
      await engine.apply(local.map(negate));
      try {
        const { sequence, fingerprint } = replica.position;
        // Otherwise an entry is half taken in: the weights are there, and the copy's place in the log is not yet.
        if ((await engine.fingerprint()) !== fingerprint) return null;
        return { file: await writeFile(engine, signal, tell), sequence, fingerprint };
      } finally {
        await engine.apply(local);
      }
    });
    if (written) return written;
  }
  throw new Error('The model changed too often to be written. Pause, and try again.');
}

async function writeFile(engine: Engine, signal: AbortSignal, tell: ExportProgress): Promise<Blob> {
  const shifts = await engine.shifts();
  const total = checkpointBytes(engine.architecture);
  const weights = async (index: number) => ({ integers: await engine.integers(index), shift: shifts[index]! });
  return gather(writeCheckpoint(engine.architecture, weights), signal, (done) => tell(done, total));
}
