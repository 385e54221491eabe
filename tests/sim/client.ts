import type { Network, World } from '../../simulator/index.ts';
import type { Contribution, Manifest, ParticipantId } from '../../src/protocol/index.ts';
import {
  Control,
  MemoryJournal,
  Replica,
  type RoundName,
  type StepMeasurement,
  type TrainEvent,
  Volunteer,
} from '../../src/train/index.ts';
import type { Transport } from '../../src/relay/index.ts';
import type { Identity } from '../../src/identity/index.ts';
import { AnalyticLearner } from '../support/analytic-learner.ts';
import { testIdentity } from '../support/identity.ts';

/** A journal that never forgets what it was asked to keep, for the invariants. */
class RecordingJournal extends MemoryJournal {
  readonly kept: { readonly name: RoundName; readonly contribution: Contribution }[] = [];

  override async keep(name: RoundName, contribution: Contribution): Promise<Contribution> {
    const stands = await super.keep(name, contribution);
    this.kept.push({ name, contribution: stands });
    return stands;
  }
}

/** Steps take time, so that messages come between them. */
class SlowLearner extends AnalyticLearner {
  readonly #wait: () => Promise<void>;
  constructor(data: number, wait: () => Promise<void>) {
    super(data);
    this.#wait = wait;
  }
  override async measure(...step: Parameters<AnalyticLearner['measure']>): Promise<StepMeasurement> {
    await this.#wait();
    return super.measure(...step);
  }
}

/** One device: its journal outlives every crash of the tab that runs on it. */
export class SimulatedDevice {
  readonly identity: Identity;
  readonly journal: RecordingJournal;
  /** Rounds that the relay has acknowledged, in all lives. */
  readonly acked = new Set<number>();
  readonly problems: string[] = [];
  lives = 0;
  /** Times that it went on with another engine. */
  recoveries = 0;
  #control: Control | null = null;
  #replica: Replica | null = null;
  #learner: SlowLearner | null = null;
  readonly #world: World;
  readonly #network: Network;
  readonly #manifest: Manifest;
  readonly #number: number;

  constructor(world: World, network: Network, manifest: Manifest, number: number) {
    this.#world = world;
    this.#network = network;
    this.#manifest = manifest;
    this.#number = number;
    this.identity = testIdentity(`device ${number}`);
    this.journal = new RecordingJournal(this.identity);
    const mark = this.journal.mark.bind(this.journal);
    this.journal.mark = (name, state) => {
      if (state === 'acknowledged') this.acked.add(name.round);
      return mark(name, state);
    };
  }

  get participant(): ParticipantId {
    return this.identity.participant;
  }

  get name(): string {
    return this.participant;
  }

  /** Null while the tab is closed. */
  get replica(): Replica | null {
    return this.#replica;
  }

  /** Opens the tab: a new volunteer at the base model, with the old journal. */
  async start(): Promise<void> {
    const life = ++this.lives;
    const isAlive = (): boolean => this.lives === life && this.#control === control;
    const control = new Control();
    this.#control = control;
    const world = this.#world;
    const wait = (): Promise<void> =>
      new Promise((resolve) => world.after(world.between(20, 400), () => isAlive() && resolve()));
    const learner = new SlowLearner(this.#number, wait);
    const replica = await Replica.base(learner, this.#manifest);
    if (!isAlive()) return;
    this.#replica = replica;
    this.#learner = learner;
    const volunteer = new Volunteer({
      manifest: this.#manifest,
      identity: this.identity,
      learner,
      replica,
      journal: this.journal,
      transport: this.#transport(isAlive),
      control,
      clock: world.clock(isAlive),
      random: () => world.chance(),
      evaluateEvery: Number.POSITIVE_INFINITY,
      traffic: { up: 0, down: 0 },
      snapshot: () => Promise.resolve(null),
    });
    this.#follow(volunteer.run(), isAlive).catch((error: unknown) => this.problems.push(String(error)));
  }

  /** A tab that is gone opens no more connections, not even one that was on its way. */
  #transport(isAlive: () => boolean): Transport {
    const transport = this.#network.transport(this.name);
    return {
      connect: async (events, signal) => {
        const connection = await transport.connect(events, signal);
        if (isAlive()) return connection;
        connection?.close();
        return new Promise(() => {});
      },
    };
  }

  async #follow(events: AsyncGenerator<TrainEvent>, isAlive: () => boolean): Promise<void> {
    for await (const event of events) {
      if (!isAlive()) return;
      // A network that duplicates frames makes the relay complain of them: that passes.
      if (event.type === 'engine') this.recoveries++;
      if (event.type === 'problem' && event.problem.fatal) this.problems.push(event.problem.code);
    }
  }

  /** The tab is gone, in the middle of whatever it did. */
  crash(): void {
    this.#control = null;
    this.#replica = null;
    this.#learner = null;
    this.#network.cut(this.name);
  }

  /** The graphics device is gone, and the weights with it; the tab stays. */
  loseDevice(): void {
    this.#learner?.lose();
  }

  pause(): void {
    this.#control?.pause();
  }
  resume(): void {
    this.#control?.resume();
  }
}
