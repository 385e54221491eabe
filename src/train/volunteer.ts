import { DeviceLostError } from '../engine/index.ts';
import { Link } from '../relay/index.ts';
import { Activities } from './activities.ts';
import { Answering } from './answering.ts';
import { Conversation, type Lasting } from './conversation.ts';
import { recover, unlessLost } from './device-loss.ts';
import { DutyCycle } from './duty-cycle.ts';
import { Evaluating } from './evaluating.ts';
import type { TrainEvent } from './events.ts';
import { Following } from './following.ts';
import { Pulse } from './pulse.ts';
import { Returning } from './returning.ts';
import type { VolunteerSetup } from './volunteer-setup.ts';

/**
 * One volunteer in one federation, from the first hello until it leaves: connect, follow the log, train when asked,
 * send the scalars, come back after every kind of trouble. Ends when the volunteer leaves or cannot go on.
 */
export class Volunteer {
  readonly #setup: VolunteerSetup;
  readonly #lasting: Lasting;
  #finished = false;

  constructor(setup: VolunteerSetup) {
    this.#setup = setup;
    const activities = new Activities();
    const answering = new Answering(setup);
    const following = new Following(setup, answering, activities);
    const [evaluating, returning] = [new Evaluating(setup), new Returning(setup.random)];
    const duty = new DutyCycle();
    const state = { replaced: 0, unsettled: 0, isLetIn: false };
    this.#lasting = { activities, answering, duty, evaluating, following, returning, ...state };
  }

  async *run(): AsyncGenerator<TrainEvent, void> {
    const { clock, control, learner, replica } = this.#setup;
    const { activities, returning } = this.#lasting;
    while (!control.left && !this.#finished) {
      try {
        yield* this.#visit();
      } catch (error) {
        if (!(error instanceof DeviceLostError)) throw error;
        if (control.left) break;
        activities.forget();
        yield* recover(replica, error);
        continue;
      }
      // Who wants to stop after the round has no reason to come back once nothing of it is open.
      if (control.finishing && this.#lasting.unsettled === 0) control.leave();
      if (control.left || this.#finished) break;
      const { attempt, retryIn } = returning.next();
      yield* activities.now({ name: 'offline', attempt, retryIn });
      await control.rest(retryIn, clock);
    }
    // What went with a device needs no undoing.
    if (!learner.lost) await unlessLost(() => replica.undo());
  }

  /** One connection, from its beginning to its end. */
  async *#visit(): AsyncGenerator<TrainEvent, void> {
    const { clock, control, replica, traffic, transport } = this.#setup;
    if (replica.position.sequence === 0) yield* this.#skipAhead();
    if (control.left) return;
    const pulse = new Pulse(clock);
    pulse.opened();
    const link = await Link.open(transport, traffic, () => control.wake(), control.signal);
    if (!link) return;
    try {
      this.#finished = yield* new Conversation(this.#setup, this.#lasting, link, pulse).hold();
    } finally {
      link.close();
    }
  }

  /** From the base model straight to a snapshot, where that is cheaper than replaying the log from its start. */
  async *#skipAhead(): AsyncGenerator<TrainEvent, void> {
    const { learner, replica, snapshot } = this.#setup;
    const offer = await snapshot();
    if (!offer) return;
    yield* this.#lasting.activities.now({ name: 'catching-up', sequence: 0, target: offer.sequence });
    try {
      const place = await learner.restore(offer);
      await replica.jump(place.epoch, place.sequence, place.chain);
    } catch (error) {
      if (error instanceof DeviceLostError) throw error;
      // Damaged, or the connection broke on the way: the base weights are back, and replaying always works.
    }
  }
}
