import { spawnVolunteer } from '../../../cli/spawn.ts';
import type { TrainEvent } from '../../../src/train/index.ts';

/** A headless volunteer in a process of its own, and what its events told. */
export class NodeVolunteer {
  /** Fingerprint by sequence, of every state that it was at. */
  readonly fingerprints = new Map<number, string>();
  /** States that the relay's reconstruction disagreed with. */
  readonly unequal: number[] = [];
  readonly problems: string[] = [];
  readonly #process;

  constructor(relay: string, federation: string, data: string) {
    this.#process = spawnVolunteer({
      name: 'volunteer',
      relay,
      federation,
      data,
      threads: 1,
      onEvent: (event) => this.#take(event),
    });
  }

  #take(event: TrainEvent): void {
    if (event.type === 'entry' && event.fingerprint) this.fingerprints.set(event.sequence, event.fingerprint);
    if (event.type === 'verified' && !event.equal) this.unequal.push(event.sequence);
    if (event.type === 'problem') this.problems.push(event.problem.message);
  }

  get round(): number {
    return Math.max(0, ...this.fingerprints.keys());
  }

  leave(): Promise<void> {
    return this.#process.leave();
  }
}
