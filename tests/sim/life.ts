import type { World } from '../../simulator/index.ts';

/**
 * A process, or a tab, from its start to its end. When it ends nothing of it happens any more, at whatever `await` it was;
 * while it is frozen nothing happens either, and all of it afterwards.
 */
export class Life {
  readonly name: string;
  readonly #world: World;
  #isOver = false;
  #frozen: (() => void)[] | null = null;
  /** Milliseconds by which its clock is wrong. */
  skew = 0;

  constructor(world: World, name: string) {
    this.#world = world;
    this.name = name;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  end(): void {
    this.#isOver = true;
    this.#frozen = null;
  }

  freeze(): void {
    this.#frozen ??= [];
  }

  thaw(): void {
    const waiting = this.#frozen ?? [];
    this.#frozen = null;
    for (const run of waiting) this.do(run);
  }

  /** Now, or when it is thawed, or never. */
  do(run: () => void): void {
    if (this.#isOver) return;
    if (this.#frozen) this.#frozen.push(run);
    else run();
  }

  after(milliseconds: number, run: () => void): () => void {
    let isCancelled = false;
    const cancel = this.#world.after(milliseconds, () => this.do(() => isCancelled || run()));
    return () => {
      isCancelled = true;
      cancel();
    };
  }

  /** Settles after `milliseconds`; never once it is over. */
  pass(milliseconds: number): Promise<void> {
    return new Promise((resolve) => this.after(milliseconds, resolve));
  }

  /** Milliseconds since 1970, as its own clock has it. */
  now(): number {
    return this.#world.time + this.skew;
  }
}
