import type { Line, World } from '../../simulator/index.ts';

/** How bad the network is: probabilities for each frame. All zero: a network on a good day. */
export interface Faults {
  /** The frame is lost, and as on every ordered channel all that follow it, until the connection is given up. */
  drop: number;
  duplicate: number;
  /** A frame arrives after some that were sent behind it: worse than TCP allows. */
  reorder: number;
}

/** Milliseconds of a frame on its way. */
const DELAY = [5, 120] as const;

/** Milliseconds until a stuck connection is given up, at most. */
const GIVE_UP = 8000;

/** Connections with every fault that a network has. */
export class FaultyLine implements Line {
  readonly faults: Faults = { drop: 0, duplicate: 0, reorder: 0 };
  readonly counts = { sent: 0, dropped: 0, duplicated: 0, reordered: 0 };
  readonly unreachable = new Set<string>();
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  reaches(client: string): boolean {
    return !this.unreachable.has(client);
  }

  delay(): number {
    return this.#world.between(...DELAY);
  }

  /** Delayed, in order unless a fault says otherwise. */
  channel(deliver: (frame: Uint8Array) => void, giveUp: () => void): (frame: Uint8Array<ArrayBuffer>) => void {
    let last = 0;
    let isStuck = false;
    const post = (frame: Uint8Array, inOrder: boolean): void => {
      const due = this.#world.time + this.delay();
      const at = inOrder ? Math.max(due, last) : due + this.#world.between(0, 500);
      if (inOrder) last = at;
      this.#world.after(at - this.#world.time, () => deliver(frame.slice()));
    };
    return (frame) => {
      this.counts.sent++;
      if (!isStuck && this.#world.chance() < this.faults.drop) {
        isStuck = true;
        this.#world.after(this.#world.between(100, GIVE_UP), giveUp);
      }
      if (isStuck) {
        this.counts.dropped++;
        return;
      }
      const isReordered = this.#world.chance() < this.faults.reorder;
      if (isReordered) this.counts.reordered++;
      post(frame, !isReordered);
      if (this.#world.chance() < this.faults.duplicate) {
        this.counts.duplicated++;
        post(frame, false);
      }
    };
  }
}
