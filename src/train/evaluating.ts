import { type ClientMessage, parseSequence } from '../protocol/index.ts';
import type { TrainEvent } from './events.ts';
import type { VolunteerSetup } from './volunteer-setup.ts';

/**
 * Where there is an automatic stop, everybody measures the states with these multiples as numbers: the relay needs a
 * quorum's word on one state, and devices that measure now and then would hardly meet on one.
 */
const GUARD_EVERY = 8;

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
   * @returns what the relay is to hear of it, for the automatic stop; null where there is nothing, or no such stop
   */
  async *latest(head: number): AsyncGenerator<TrainEvent, Report | null> {
    const { clock, control, evaluateEvery, learner, manifest, replica } = this.#setup;
    const { sequence } = replica.position;
    if (sequence === this.#sequence || sequence < head) return null;
    const isCommon = manifest.guard !== undefined && sequence % GUARD_EVERY === 0;
    if (!isCommon && clock.now() - this.#time < evaluateEvery) return null;
    const evaluation = await learner.evaluate(control.signal);
    this.#sequence = sequence;
    this.#time = clock.now();
    if (!evaluation) return null;
    yield { type: 'evaluation', sequence, evaluation };
    const { loss, count } = evaluation;
    return manifest.guard ? { type: 'evaluation', sequence: parseSequence(sequence), loss, count } : null;
  }
}
