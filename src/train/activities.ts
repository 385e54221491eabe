import type { Activity, TrainEvent } from './events.ts';

/** Says what the volunteer is doing, once for each change. */
export class Activities {
  #last = '';

  *now(activity: Activity): Generator<TrainEvent, void> {
    const name = JSON.stringify(activity);
    if (name === this.#last) return;
    this.#last = name;
    yield { type: 'activity', activity };
  }

  /** Somebody else has reported an activity: the next one is news in any case. */
  forget(): void {
    this.#last = '';
  }
}
