import { type ClientMessage, isMeasured, parseSequence } from '../protocol/index.ts';
import type { TrainEvent } from './events.ts';
import type { VolunteerSetup } from './volunteer-setup.ts';

type Report = ClientMessage & { type: 'evaluation' };

/** Measures states of the model on this device's held-out part, not more often than it was asked for. */
export class Evaluating {
  readonly #setup: VolunteerSetup;
  /** State of the last evaluation; the base model's came before the first connection. */
  #sequence = 0;
  #time = Number.NEGATIVE_INFINITY;

  constructor(setup: VolunteerSetup) {
    this.#setup = setup;
  }

  /**
   * Measures the state that the copy is at, where it is due.
   * @param head the last entry that the relay had when it said welcome: states before it are history
   * @returns what the relay is to hear of it, for the automatic stop or the organiser; null where there is nothing, or neither
   */
  async *latest(head: number): AsyncGenerator<TrainEvent, Report | null> {
    const { clock, control, evaluateEvery, learner, manifest, replica } = this.#setup;
    const { sequence } = replica.position;
    if (sequence === this.#sequence || sequence < head) return null;
    // The relay needs several devices' word on one state, and those that measure now and then would hardly meet on one.
    const isCommon = isMeasured(manifest, sequence);
    if (!isCommon && clock.now() - this.#time < evaluateEvery) return null;
    const evaluation = await learner.evaluate(control.signal);
    this.#sequence = sequence;
    this.#time = clock.now();
    if (!evaluation) return null;
    yield { type: 'evaluation', sequence, evaluation };
    const { loss, accuracy, count } = evaluation;
    // No more is told than the manifest asks for.
    if (!manifest.guard && !(manifest.evaluate && isCommon)) return null;
    const correct = manifest.evaluate ? Math.round(accuracy * count) : null;
    return { type: 'evaluation', sequence: parseSequence(sequence), loss, count, correct };
  }
}
