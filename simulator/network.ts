import type { Federation } from '../server/federation.ts';
import type { Connection as FarEnd, Transport as NearEnd } from '../server/peer.ts';
import type { Connection, ConnectionEvents, Transport } from '../src/relay/index.ts';
import type { World } from './world.ts';

/** Where connections arrive: a federation, or what stands before several nodes of one. */
export interface Door {
  connect(transport: NearEnd): FarEnd;
}

/** One way of a connection. */
export interface Way {
  readonly client: string;
  readonly to: 'client' | 'relay';
}

/** How connections behave: each way of one gets a channel of its own. */
export interface Line {
  /** Whether the relay can be reached from a client's device now. */
  reaches(client: string): boolean;
  /** Milliseconds of something small on its way. */
  delay(): number;
  /**
   * One way of a connection: takes whole frames, and delivers copies of them when they arrive.
   * @param giveUp ends the connection
   */
  channel(deliver: (frame: Uint8Array) => void, giveUp: () => void, way: Way): (frame: Uint8Array<ArrayBuffer>) => void;
}

/** Milliseconds of a frame on a network without faults. */
const DELAY = 20;

/** Milliseconds after which a connection that the relay ends is gone: what it said before has arrived by then. */
const CLOSING = 120;

/** A network on its best day: every frame arrives, in order, after the same time. */
function steadyLine(world: World): Line {
  return {
    reaches: () => true,
    delay: () => DELAY,
    channel: (deliver) => (frame) => {
      const copy = frame.slice();
      world.after(DELAY, () => deliver(copy));
    },
  };
}

interface Pipe {
  readonly client: string;
  cut(): void;
}

/** Connects simulated clients with whatever relay is up, in real frames. */
export class Network<Relay extends Door = Federation> {
  /** Null while the relay is down. */
  relay: Relay | null = null;
  /** Connections that ended. */
  cuts = 0;
  readonly #world: World;
  readonly #line: Line;
  #pipes: Pipe[] = [];

  constructor(world: World, line: Line = steadyLine(world)) {
    this.#world = world;
    this.#line = line;
  }

  /** Ends connections: one client's, or everybody's. What was on its way is lost. */
  cut(client?: string): void {
    for (const pipe of this.#pipes) if (client === undefined || pipe.client === client) pipe.cut();
  }

  transport(client: string): Transport {
    return { connect: (events) => this.#connect(client, events) };
  }

  async #connect(client: string, events: ConnectionEvents): Promise<Connection | null> {
    await this.#world.pass(this.#line.delay());
    const { relay } = this;
    if (!relay || !this.#line.reaches(client)) {
      events.close();
      return null;
    }
    let isOpen = true;
    const pipe: Pipe = {
      client,
      cut: () => {
        if (!isOpen) return;
        isOpen = false;
        this.cuts++;
        this.#pipes = this.#pipes.filter((other) => other !== pipe);
        far.disconnected();
        events.close();
      },
    };
    const down = this.#line.channel((frame) => isOpen && events.frame(frame), pipe.cut, { client, to: 'client' });
    const up = this.#line.channel((frame) => isOpen && far.receive(frame), pipe.cut, { client, to: 'relay' });
    const far = relay.connect({ send: down, close: () => this.#world.after(CLOSING, pipe.cut) });
    this.#pipes.push(pipe);
    return { send: up, close: () => this.#world.after(0, pipe.cut) };
  }
}
