import type { Identity } from '../src/identity/index.ts';
import type { Manifest, ParticipantId } from '../src/protocol/index.ts';
import type { Traffic } from '../src/relay/index.ts';
import {
  Control,
  type Journal,
  type Learner,
  MemoryJournal,
  type Replica,
  type TrainEvent,
  Volunteer,
} from '../src/train/index.ts';
import type { Network } from './network.ts';
import type { World } from './world.ts';

/** One client's device: the real client core on the world's clock and network. */
export class SimulatedClient {
  readonly participant: ParticipantId;
  readonly replica: Replica;
  readonly control = new Control();
  /** Bytes of its frames so far. */
  readonly traffic: Traffic = { up: 0, down: 0 };
  readonly #volunteer: Volunteer;

  /**
   * @param replica at the state of the log that the client starts from
   * @param journal an honest one where it is left out
   */
  constructor(
    { world, network, manifest }: { world: World; network: Network; manifest: Manifest },
    identity: Identity,
    learner: Learner,
    replica: Replica,
    journal: Journal = new MemoryJournal(identity),
  ) {
    this.participant = identity.participant;
    this.replica = replica;
    this.#volunteer = new Volunteer({
      manifest,
      identity,
      learner,
      replica,
      journal,
      transport: network.transport(identity.participant),
      control: this.control,
      clock: world.clock(() => true),
      random: () => world.chance(),
      evaluateEvery: Number.POSITIVE_INFINITY,
      traffic: this.traffic,
      snapshot: () => Promise.resolve(null),
    });
  }

  /**
   * Connects, and trains when asked, until it leaves.
   * @throws Error with what keeps a client from going on, which on a network without faults is a mistake in the program
   */
  async run(listen: (event: TrainEvent) => void): Promise<void> {
    for await (const event of this.#volunteer.run()) {
      listen(event);
      const trouble = troubleOf(event);
      if (trouble) throw new Error(`Client ${this.participant}: ${trouble}`);
    }
  }
}

function troubleOf(event: TrainEvent): string | null {
  if (event.type === 'problem') return `${event.problem.message} ${event.problem.remedy}`;
  if (event.type === 'refused') return `its contribution to round ${event.round} was refused (${event.reason}).`;
  if (event.type === 'verified' && !event.equal)
    return `its weights differ from the relay's at state ${event.sequence}.`;
  return null;
}
