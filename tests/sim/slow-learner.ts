import type { StepMeasurement } from '../../src/train/index.ts';
import { AnalyticLearner } from '../support/analytic-learner.ts';

/** Steps take time, so that messages come between them. */
export class SlowLearner extends AnalyticLearner {
  readonly #wait: () => Promise<void>;
  constructor(data: number, wait: () => Promise<void>) {
    super(data);
    this.#wait = wait;
  }
  override async measure(...step: Parameters<AnalyticLearner['measure']>): Promise<StepMeasurement> {
    await this.#wait();
    return super.measure(...step);
  }
}
