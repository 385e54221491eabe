import type { DeviceKind } from '../protocol/index.ts';
import type { TrainEvent } from './events.ts';

/** The engine that computes here, as the events that pass by say. */
export class EngineSeen {
  #engine: DeviceKind['engine'] = 'unknown';

  get engine(): DeviceKind['engine'] {
    return this.#engine;
  }

  /** @returns the same events */
  async *in<T>(events: AsyncGenerator<TrainEvent, T>): AsyncGenerator<TrainEvent, T> {
    for (;;) {
      const { done, value } = await events.next();
      if (done) return value;
      if (value.type === 'engine') this.#engine = value.engine;
      yield value;
    }
  }
}
