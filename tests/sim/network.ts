import type { Line, Way, World } from '../../simulator/index.ts';

/** How bad the network is: probabilities for each frame. All zero: a network on a good day. */
export interface FrameFaults {
  /** The frame is lost, and as on every ordered channel all that follow it, until the connection is given up. */
  drop: number;
  duplicate: number;
  /** A frame arrives after some that were sent behind it: worse than TCP allows. */
  reorder: number;
  /** A frame, and all behind it, come seconds late. */
  spike: number;
}

export const NO_FAULTS: FrameFaults = { drop: 0, duplicate: 0, reorder: 0, spike: 0 };

/** Milliseconds of a frame on its way, and of one that is held up. */
const DELAY = [5, 120] as const;
const SPIKE = [500, 9000] as const;

/** Milliseconds until a stuck connection is given up, at most. */
const GIVE_UP = 8000;
/** The same where only the pings that go unanswered tell. */
const UNNOTICED = 45_000;

/** Connections with every fault that a network has. */
export class FaultyLine implements Line {
  readonly faults: FrameFaults = { ...NO_FAULTS };
  readonly counts = { sent: 0, dropped: 0, duplicated: 0, reordered: 0, late: 0 };
  /** Clients who reach nobody. */
  readonly unreachable = new Set<string>();
  /** Clients whose frames get lost one way, unnoticed: of a partition that not everybody sees. */
  readonly deaf = new Set<string>();
  readonly mute = new Set<string>();
  /** Every frame that anybody sent, as it was sent. */
  tap: (frame: Uint8Array, way: Way) => void = () => {};
  /** Frames that never arrive, though the connection goes on: as of a device that gives up after it was asked. */
  loses: (frame: Uint8Array, way: Way) => boolean = () => false;
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
  channel(
    deliver: (frame: Uint8Array) => void,
    giveUp: () => void,
    way: Way,
  ): (frame: Uint8Array<ArrayBuffer>) => void {
    const world = this.#world;
    const blocked = way.to === 'relay' ? this.mute : this.deaf;
    let last = 0;
    let isStuck = false;
    const post = (frame: Uint8Array, inOrder: boolean): void => {
      const isHeldUp = world.chance() < this.faults.spike;
      if (isHeldUp) this.counts.late++;
      const due = world.time + this.delay() + (isHeldUp ? world.between(...SPIKE) : 0);
      const at = inOrder ? Math.max(due, last) : due + world.between(0, 500);
      if (inOrder) last = at;
      world.after(at - world.time, () => deliver(frame.slice()));
    };
    return (frame) => {
      this.counts.sent++;
      this.tap(frame, way);
      if (this.loses(frame, way)) {
        this.counts.dropped++;
        return;
      }
      if (!isStuck && (blocked.has(way.client) || world.chance() < this.faults.drop)) {
        isStuck = true;
        world.after(world.between(100, blocked.has(way.client) ? UNNOTICED : GIVE_UP), giveUp);
      }
      if (isStuck) {
        this.counts.dropped++;
        return;
      }
      const isReordered = world.chance() < this.faults.reorder;
      if (isReordered) this.counts.reordered++;
      post(frame, !isReordered);
      if (world.chance() < this.faults.duplicate) {
        this.counts.duplicated++;
        post(frame, false);
      }
    };
  }
}
