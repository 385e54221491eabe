import { type ParticipantId, parseSequence } from '../../src/protocol/index.ts';
import type { Log } from '../log/index.ts';

/** Entries that are looked at in one go. */
const PAGE = 1000;
/** Pseudonyms that are told apart, at most. */
const MOST = 1_000_000;

/** In how many entries each participant is: from the log, so it is the same after a restart. Rollbacks do not change it. */
export class Census {
  readonly #log: Log;
  readonly #counts = new Map<ParticipantId, number>();
  #upTo = 0;
  #counting: Promise<void> = Promise.resolve();

  constructor(log: Log) {
    this.#log = log;
  }

  /** Distinct participants. */
  get size(): number {
    return this.#counts.size;
  }

  of(participant: ParticipantId): number {
    return this.#counts.get(participant) ?? 0;
  }

  /** Counts up to an entry; a page at a time, so that nothing else waits for a long log. */
  count(upTo: number): Promise<void> {
    this.#counting = this.#counting.then(
      () => this.#count(upTo),
      () => this.#count(upTo),
    );
    return this.#counting;
  }

  async #count(upTo: number): Promise<void> {
    while (this.#upTo < upTo) {
      const page = await this.#log.contributors(parseSequence(this.#upTo), Math.min(PAGE, upTo - this.#upTo));
      for (const { participants } of page) for (const participant of participants) this.#add(participant);
      this.#upTo = Math.min(this.#upTo + PAGE, upTo);
      await new Promise<void>((resolve) => setImmediate(resolve));
    }
  }

  #add(participant: ParticipantId): void {
    const before = this.#counts.get(participant);
    if (before !== undefined || this.#counts.size < MOST) this.#counts.set(participant, (before ?? 0) + 1);
  }
}
