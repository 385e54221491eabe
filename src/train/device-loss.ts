import { DeviceLostError, DeviceRefusalError } from '../engine/index.ts';
import type { EngineUse } from './engines/index.ts';
import type { TrainEvent } from './events.ts';

/** A copy of the model, or the learner that holds it. */
interface Recoverable {
  recover(): Promise<EngineUse>;
}

/**
 * After a `DeviceLostError`: the base model on another engine, from which the copy follows the log again. Says so.
 * @throws EngineError or the refusal's cause when no engine opens
 */
export async function* recover(holder: Recoverable, lost: DeviceLostError): AsyncGenerator<TrainEvent, void> {
  yield { type: 'activity', activity: { name: 'loading' } };
  // The new device may be lost at once; how often that is worth another attempt is the engines' business.
  const use = await orLoss(() => holder.recover());
  if (use instanceof DeviceLostError) return yield* recover(holder, use);
  const refused = lost instanceof DeviceRefusalError;
  const message = `The graphics device ${refused ? 'refused its work' : 'was lost'}; going on with ${use.engine}.`;
  yield { type: 'engine', ...use, reason: message };
  const remedy = 'Nothing that was sent is lost: this copy is made again from the stored model and the log.';
  yield {
    type: 'problem',
    problem: { code: 'device-lost', message, remedy, fatal: false, details: { engine: use.engine, refused } },
  };
}

/** Does a job again after each loss of the device that it met. It must be one that a loss does not leave half done. */
export async function* surviving<T extends object | null>(
  holder: Recoverable,
  job: () => Promise<T>,
): AsyncGenerator<TrainEvent, T> {
  for (;;) {
    const result = await orLoss(job);
    if (!(result instanceof DeviceLostError)) return result;
    yield* recover(holder, result);
  }
}

/** A job that a loss of the device makes needless. */
export async function unlessLost(job: () => Promise<void>): Promise<void> {
  await orLoss(job);
}

async function orLoss<T>(job: () => Promise<T>): Promise<T | DeviceLostError> {
  try {
    return await job();
  } catch (error) {
    if (error instanceof DeviceLostError) return error;
    throw error;
  }
}
