import type { Door, Network, World } from '../../simulator/index.ts';
import type { Identity } from '../../src/identity/index.ts';
import type { Manifest } from '../../src/protocol/index.ts';
import type { Connection, ConnectionEvents, Transport } from '../../src/relay/index.ts';
import { Control, Replica, type TrainEvent, Volunteer } from '../../src/train/index.ts';
import type { SimulatedJournal } from './journal.ts';
import type { Life } from './life.ts';
import type { Sabotage } from './sabotage.ts';
import { SlowLearner } from './slow-learner.ts';

/** Where a tab runs, and as whom. */
export interface TabSetup {
  readonly world: World;
  readonly network: Network<Door>;
  readonly manifest: Manifest;
  readonly identity: Identity;
  readonly journal: SimulatedJournal;
  /** Name of its data. */
  readonly data: number;
  /** Milliseconds of a local step, from and to. */
  readonly pace: readonly [number, number];
  readonly sabotage: Sabotage;
}

/** One visit: the real client core on the world's clock and network, from the base model. */
export class Tab {
  readonly life: Life;
  readonly control = new Control();
  readonly #setup: TabSetup;
  readonly #learner: SlowLearner;
  readonly #connections: Connection[] = [];
  /** Seconds that its clock has leapt. */
  leap = 0;
  replica: Replica | null = null;

  constructor(setup: TabSetup, life: Life) {
    this.#setup = setup;
    this.life = life;
    this.#learner = new SlowLearner(setup.data, () => life.pass(setup.world.between(...setup.pace)));
    setup.sabotage.learner?.(this.#learner);
  }

  /** Ends when the volunteer does, never when the tab is gone before. */
  async run(listen: (event: TrainEvent) => void): Promise<void> {
    const { world, manifest, identity, journal } = this.#setup;
    const { life } = this;
    const replica = await Replica.base(this.#learner, manifest);
    if (life.isOver) return;
    this.replica = replica;
    const volunteer = new Volunteer({
      manifest,
      identity,
      learner: this.#learner,
      replica,
      journal: journal.open(life),
      transport: this.#transport(),
      control: this.control,
      clock: {
        now: () => world.time / 1000 + this.leap,
        after: (milliseconds, then) => life.after(milliseconds, then),
      },
      random: () => world.chance(),
      device: () => ({ engine: 'simd', form: 'phone' }),
      evaluateEvery: manifest.guard ? 1 : Number.POSITIVE_INFINITY,
      traffic: { up: 0, down: 0 },
      snapshot: () => Promise.resolve(null),
    });
    for await (const event of volunteer.run()) {
      if (life.isOver) return;
      listen(event);
    }
  }

  /** The graphics device is gone, and the weights with it; the tab stays. */
  loseDevice(): void {
    this.#learner.lose();
  }

  /** A tab that is gone opens no more connections, not even one that was on its way; a frozen one hears nothing. */
  #transport(): Transport {
    const { identity, network } = this.#setup;
    const { life } = this;
    const transport = network.transport(identity.participant);
    return {
      connect: async (events, signal) => {
        const late: ConnectionEvents = {
          frame: (frame) => life.do(() => events.frame(frame)),
          close: () => life.do(() => events.close()),
        };
        const connection = await transport.connect(late, signal);
        if (!life.isOver) return connection && this.#sender(connection);
        connection?.close();
        return new Promise(() => {});
      },
    };
  }

  /** Closed with the tab. */
  #sender(connection: Connection): Connection {
    this.#connections.push(connection);
    return connection;
  }

  close(): void {
    this.life.end();
    for (const connection of this.#connections.splice(0)) connection.close();
  }
}
