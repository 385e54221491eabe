import type { Surroundings } from '../surroundings.ts';

/** Milliseconds after which a node looks by itself, whatever it was or was not told. */
const LOOK_EVERY = 1000;

/**
 * Something that is done whenever there is a hint that it should be, and once a second without one; never twice at a time.
 * After a failure it waits for the second to be over.
 */
export class Loop {
  readonly #world: Surroundings;
  readonly #job: (isTick: boolean) => Promise<void>;
  readonly #failed: (error: unknown) => void;
  #isWanted = false;
  #isTick = true;
  #running: Promise<void> | null = null;
  #isStopped = false;
  #cancel: () => void = () => {};

  /** @param job told whether a second has passed */
  constructor(world: Surroundings, job: (isTick: boolean) => Promise<void>, failed: (error: unknown) => void) {
    this.#world = world;
    this.#job = job;
    this.#failed = failed;
  }

  start(): void {
    this.poke();
    this.#wait();
  }

  poke(): void {
    this.#isWanted = true;
    if (!this.#isStopped) this.#running ??= this.#run();
  }

  /** Resolves when what is being done is done; nothing is begun any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#running;
  }

  #wait(): void {
    this.#cancel = this.#world.after(LOOK_EVERY, () => {
      this.#isTick = true;
      this.poke();
      this.#wait();
    });
  }

  async #run(): Promise<void> {
    try {
      while (this.#isWanted && !this.#isStopped) {
        this.#isWanted = false;
        const isTick = this.#isTick;
        this.#isTick = false;
        await this.#job(isTick);
      }
    } catch (error) {
      this.#isWanted = false;
      if (!this.#isStopped) this.#failed(error);
    } finally {
      this.#running = null;
    }
  }
}
