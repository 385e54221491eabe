import type { Federation } from '../../server/federation.ts';
import type { Connection, ConnectionEvents, Transport } from '../../src/relay/index.ts';
import type { World } from './world.ts';

/** How bad the network is: probabilities for each frame. All zero: a network on its best day. */
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

interface Pipe {
  readonly client: string;
  cut(): void;
}

/** Connects simulated clients with whatever relay is up. */
export class Network {
  readonly faults: Faults = { drop: 0, duplicate: 0, reorder: 0 };
  readonly counts = { sent: 0, dropped: 0, duplicated: 0, reordered: 0, cut: 0 };
  readonly unreachable = new Set<string>();
  /** Null while the relay is down. */
  relay: Federation | null = null;
  readonly #world: World;
  #pipes: Pipe[] = [];

  constructor(world: World) {
    this.#world = world;
  }

  /** Ends connections: one client's, or everybody's. What was on its way is lost. */
  cut(client?: string): void {
    for (const pipe of this.#pipes) if (client === undefined || pipe.client === client) pipe.cut();
  }

  transport(client: string): Transport {
    return { connect: (events) => this.#connect(client, events) };
  }

  async #connect(client: string, events: ConnectionEvents): Promise<Connection | null> {
    await new Promise<void>((resolve) => this.#world.after(this.#delay(), resolve));
    const { relay } = this;
    if (!relay || this.unreachable.has(client)) {
      events.close();
      return null;
    }
    let isOpen = true;
    const pipe: Pipe = {
      client,
      cut: () => {
        if (!isOpen) return;
        isOpen = false;
        this.counts.cut++;
        this.#pipes = this.#pipes.filter((other) => other !== pipe);
        far.disconnected();
        events.close();
      },
    };
    const giveUp = (): void => void this.#world.after(this.#world.between(100, GIVE_UP), pipe.cut);
    const down = this.#channel((frame) => isOpen && events.frame(frame), giveUp);
    const up = this.#channel((frame) => isOpen && far.receive(frame), giveUp);
    const far = relay.connect({ send: down, close: () => this.#world.after(DELAY[1], pipe.cut) });
    this.#pipes.push(pipe);
    return { send: up, close: () => this.#world.after(0, pipe.cut) };
  }

  /** One direction of a connection: delayed, in order unless a fault says otherwise. */
  #channel(deliver: (frame: Uint8Array) => void, giveUp: () => void): (frame: Uint8Array<ArrayBuffer>) => void {
    let last = 0;
    let isStuck = false;
    const post = (frame: Uint8Array, inOrder: boolean): void => {
      const due = this.#world.time + this.#delay();
      const at = inOrder ? Math.max(due, last) : due + this.#world.between(0, 500);
      if (inOrder) last = at;
      this.#world.after(at - this.#world.time, () => deliver(frame.slice()));
    };
    return (frame) => {
      this.counts.sent++;
      if (!isStuck && this.#world.chance() < this.faults.drop) {
        isStuck = true;
        giveUp();
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

  #delay(): number {
    return this.#world.between(...DELAY);
  }
}
