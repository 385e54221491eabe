import type { TrainEvent } from '../../train/index.ts';
import type { Progress } from '../progress.ts';
import { Pace } from './pace.ts';
import { Series } from './series.ts';
import { RollingSpread, wilson } from './statistics.ts';
import { countOf } from './tally.ts';

/** Points that a chart draws at most: more than a phone has pixels for. */
const POINTS = 1024;
/** Steps that the mean and the spread of the loss look back on. */
export const WINDOW = 20;
/** Milliseconds between two points of the timeline at least. */
const TIMELINE_EVERY = 1000;

/** The lines of the charts: what the events told, over the visit. Beside the store since they grow in place. */
export class Measures {
  /** Step; its loss; mean of the last WINDOW losses, less and plus their standard deviation. Nats. */
  readonly losses = new Series({ capacity: POINTS, columns: 5, merge: 'mean' });
  /** State of the model; accuracy there, with the lower and upper end of its interval, in per cent. */
  readonly accuracies = new Series({ capacity: POINTS, columns: 4, merge: 'mean' });
  /** Minutes since the first; rounds with this device's numbers; bytes up and down; median milliseconds of a step. */
  readonly timeline = new Series({ capacity: POINTS, columns: 5, merge: 'last' });
  readonly pace = new Pace();
  readonly #spread = new RollingSpread(WINDOW);
  #began = 0;
  #told = Number.NEGATIVE_INFINITY;
  #engine = '';

  /** @param state the store after this event @param time milliseconds since 1970 */
  take(event: TrainEvent, state: Progress, time: number): void {
    switch (event.type) {
      case 'step': {
        const { mean, deviation } = this.#spread.push(event.loss);
        this.losses.push(state.steps, event.loss, mean, mean - deviation, mean + deviation);
        this.pace.take({ time, seconds: event.seconds, tokens: event.tokens });
        break;
      }
      case 'evaluation': {
        const { accuracy, count } = event.evaluation;
        const { low, high } = wilson(accuracy, count);
        this.accuracies.push(event.sequence, 100 * accuracy, 100 * low, 100 * high);
        break;
      }
      case 'engine': {
        const engine = `${event.engine} ${event.threads}`;
        if (engine !== this.#engine) this.pace.clear();
        this.#engine = engine;
        break;
      }
      case 'traffic':
        this.#atTime(state, time);
        break;
      default:
    }
  }

  clear(): void {
    for (const series of [this.losses, this.accuracies, this.timeline]) series.clear();
    this.pace.clear();
    this.#spread.clear();
    this.#told = Number.NEGATIVE_INFINITY;
    this.#engine = '';
  }

  #atTime({ tally, traffic }: Progress, time: number): void {
    const { stepSeconds } = this.pace.figures();
    if (stepSeconds === 0 || time - this.#told < TIMELINE_EVERY) return;
    if (this.timeline.length === 0) this.#began = time;
    this.#told = time;
    this.timeline.push((time - this.#began) / 60_000, countOf(tally), traffic.up, traffic.down, 1000 * stepSeconds);
  }
}
