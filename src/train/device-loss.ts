import { DeviceLostError } from '../engine/index.ts';
import type { TrainEvent } from './events.ts';
import type { Replica } from './replica.ts';

/**
 * After a `DeviceLostError`: the base model on another engine, from which the copy follows the log again. Says so.
 * @throws EngineError when no engine opens
 */
export async function* recover(replica: Replica): AsyncGenerator<TrainEvent, void> {
  yield { type: 'activity', activity: { name: 'loading' } };
  // The new device may be lost at once; how often that is worth another attempt is the engines' business.
  const use = await ignoringLoss(() => replica.recover());
  if (!use) return yield* recover(replica);
  const message = `The graphics device was lost; going on with ${use.engine}.`;
  yield { type: 'engine', ...use, reason: message };
  const remedy = 'Nothing that was sent is lost: this copy is made again from the stored model and the log.';
  yield { type: 'problem', problem: { code: 'device-lost', message, remedy, fatal: false } };
}

/** Does a job again after each loss of the device that it met. It must be one that a loss does not leave half done. */
export async function* surviving<T extends object | null>(
  replica: Replica,
  job: () => Promise<T>,
): AsyncGenerator<TrainEvent, T> {
  for (;;) {
    const result = await ignoringLoss(job);
    if (result !== undefined) return result;
    yield* recover(replica);
  }
}

/** @returns undefined when the device was lost */
async function ignoringLoss<T>(job: () => Promise<T>): Promise<T | undefined> {
  try {
    return await job();
  } catch (error) {
    if (error instanceof DeviceLostError) return undefined;
    throw error;
  }
}
