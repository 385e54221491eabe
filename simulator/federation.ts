import { Federation } from '../server/federation.ts';
import { type Log, MemoryLogStore } from '../server/log/index.ts';
import { silentObserver } from '../server/observer.ts';
import { choose } from '../server/room/index.ts';
import { type Epoch, type Manifest, decodeEntry, entryHash, parseSequence } from '../src/protocol/index.ts';
import type { Identity } from '../src/identity/index.ts';
import { type Evaluation, type Learner, Replica, type TrainEvent } from '../src/train/index.ts';
import { type Attack, AttackingJournal } from './attack.ts';
import { attackKey, choiceWord, epochOf } from './chance.ts';
import { SimulatedClient } from './client.ts';
import { Mailbox } from './mailbox.ts';
import { Network } from './network.ts';
import { RoundMeter, type StepCost } from './round-meter.ts';
import { SharedLearner } from './shared-learner.ts';
import type { RoundDone, StepDone, Training } from './training.ts';
import { World } from './world.ts';

/** Milliseconds of virtual time after which something is wrong: a round takes a few frames' time. */
const PATIENCE = 600_000;
/** Entries replayed in one pass. */
const ENTRIES_PER_PASS = 16;

/** What a simulated federation is made of. */
export interface FederationParts {
  readonly manifest: Manifest;
  /** Decides who is asked in which round. */
  readonly seed: number;
  /** The clients. */
  readonly identities: readonly Identity[];
  /** One for each client with its data, and last the relay's own, without data: all of them on one engine. */
  readonly members: readonly Learner[];
  /** The log that the run goes on from; empty at the base model, which the engine holds in any case. */
  readonly entries: readonly Uint8Array[];
  /** Of the engine as it is. */
  readonly evaluate: () => Promise<Evaluation>;
  readonly cost: (client: number, round: number, step: number) => StepCost;
  readonly close: () => Promise<void>;
  /** Null: everybody is honest. */
  readonly attack: Attack | null;
}

/**
 * A federation in one process: the relay's core on a log in memory, the clients' cores, and between them a network that
 * carries real frames and loses none. Computing takes no virtual time. The relay's reconstruction is here too, and
 * every client compares its fingerprint with it after every round.
 */
export class SimulatedFederation implements Training {
  readonly #parts: FederationParts;
  readonly #world: World;
  readonly #network: Network;
  readonly #shared: SharedLearner;
  readonly #log: Log;
  /** The relay's copy of the model. */
  readonly #copy: Replica;
  readonly #clients: readonly SimulatedClient[];
  readonly #meter: RoundMeter;
  readonly #steps = new Mailbox<StepDone>();
  #running: Promise<unknown> = Promise.resolve();
  #failure: { readonly error: unknown } | null = null;
  #isLeaving = false;

  /** @throws Error when the manifest's rounds are not such as a simulation has, or the log is not the manifest's */
  static async open(parts: FederationParts): Promise<SimulatedFederation> {
    checkRounds(parts);
    const { manifest, members, identities, entries, seed, attack } = parts;
    const world = new World(seed);
    const network = new Network(world);
    const epoch = epochOf(seed);
    const log = await logOf(manifest, epoch, entries);
    const { sequence, chain } = await replay(members.at(-1)!, manifest, epoch, entries);
    const shared = new SharedLearner(members, (job) => world.work(job));
    const replicas: Replica[] = [];
    for (const view of shared.views) {
      const replica = await Replica.base(view, manifest);
      if (sequence > 0) await replica.jump(epoch, sequence, chain);
      replicas.push(replica);
    }
    const clients = identities.map(
      (identity, i) =>
        new SimulatedClient(
          { world, network, manifest },
          identity,
          shared.views[i]!,
          replicas[i]!,
          attack && i < attack.clients
            ? new AttackingJournal(identity, manifest, attack.name, attackKey(seed, i))
            : undefined,
        ),
    );
    const federation = new SimulatedFederation(parts, { world, network, shared, log, copy: replicas.at(-1)!, clients });
    await federation.#start();
    return federation;
  }

  private constructor(
    parts: FederationParts,
    made: {
      world: World;
      network: Network;
      shared: SharedLearner;
      log: Log;
      copy: Replica;
      clients: readonly SimulatedClient[];
    },
  ) {
    this.#parts = parts;
    this.#world = made.world;
    this.#network = made.network;
    this.#shared = made.shared;
    this.#log = made.log;
    this.#copy = made.copy;
    this.#clients = made.clients;
    this.#meter = new RoundMeter(made.clients.map(({ traffic }) => traffic));
  }

  /**
   * Everybody connects, and the first round opens with clients chosen among all of them. A relay by itself would open it
   * as soon as its quorum is there, and ask whoever came first.
   */
  async #start(): Promise<void> {
    const { manifest, identities, seed } = this.#parts;
    const participants = identities.map(({ participant }) => participant);
    const federation = await this.#relay();
    this.#network.relay = federation;
    this.#clients.forEach((client, place) => {
      client.control.pause();
      client.run((event) => this.#hear(place, event)).catch((error: unknown) => this.#fail(error));
    });
    await this.#until(() => {
      const here = [...federation.room.clients.values()];
      return here.length === participants.length && here.every(({ synced }) => synced);
    });
    const word = choiceWord(seed, federation.head.sequence + 1);
    const first = new Set(choose(participants, manifest.round.maximum, [word, word]));
    for (const client of this.#clients) if (first.has(client.participant)) client.control.resume();
    await this.#until(() => federation.room.round !== null);
    for (const client of this.#clients) client.control.resume();
  }

  async #relay(): Promise<Federation> {
    const { manifest, seed } = this.#parts;
    const world = this.#world;
    let federation: Federation | null = null;
    // The round that a choice made now would be for.
    const next = (): number => {
      if (!federation) return 0;
      const { head, round } = federation.room;
      return (round?.number ?? head.sequence) + 1;
    };
    federation = await Federation.load({
      manifest,
      log: this.#log,
      surroundings: {
        now: () => world.time,
        after: (milliseconds, run) => world.after(milliseconds, run),
        random: () => choiceWord(seed, next()),
        soon: (run) => void world.after(0, run),
      },
      observer: { ...silentObserver, failed: (error) => this.#fail(error) },
    });
    federation.onEntry(() => {
      world.work(() => this.#reconstruct(federation)).catch((error: unknown) => this.#fail(error));
    });
    return federation;
  }

  /** As the relay's worker thread does: follows the log, and says what fingerprint it comes to. */
  async #reconstruct(federation: Federation): Promise<void> {
    const entries = await this.#log.entries(parseSequence(this.#copy.position.sequence + 1), Number.POSITIVE_INFINITY);
    await this.#copy.follow(this.#log.epoch, entries);
    federation.publish(this.#copy.position.sequence, this.#copy.position.fingerprint);
  }

  #hear(client: number, event: TrainEvent): void {
    if (event.type === 'step') {
      const { round, step, steps, loss } = event;
      this.#meter.step(client, loss, this.#parts.cost(client, round, step - 1));
      this.#steps.put({ type: 'step', round, client, step, steps, loss });
    }
    if (event.type === 'sent' && event.scalars) this.#meter.sent(event.scalars.length);
  }

  #fail(error: unknown): void {
    this.#failure ??= { error };
  }

  /** @throws whatever went wrong meanwhile */
  async #until(isDone: () => boolean): Promise<void> {
    const isOver = await this.#world.run(PATIENCE, () => this.#isLeaving || this.#failure !== null || isDone());
    if (this.#failure) throw this.#failure.error;
    if (this.#isLeaving) throw new Error('The training was ended.');
    if (!isOver) throw new Error('The simulated federation does not go on: a round does not close.');
  }

  async *next(): AsyncGenerator<StepDone, RoundDone, void> {
    const round = this.#copy.position.sequence + 1;
    // Entries reach everybody before the next round's OPEN does, so nobody has begun it by then.
    const closed = this.#until(() => this.#replicas.every(({ position }) => position.sequence === round));
    this.#running = closed.catch(() => {});
    yield* this.#steps.until(closed);
    const { fingerprint } = this.#copy.position;
    const odd = this.#clients.find(({ replica }) => replica.position.fingerprint !== fingerprint);
    if (odd) throw new Error(`Client ${odd.participant} and the relay differ after round ${round}.`);
    const [entry] = await this.#log.entries(parseSequence(round), 0);
    const { loss, participants, cost } = this.#meter.close(decodeEntry(entry!));
    return { loss, participants, cost, fingerprint, entry: entry!, model: null };
  }

  get #replicas(): readonly Replica[] {
    return [this.#copy, ...this.#clients.map(({ replica }) => replica)];
  }

  evaluate(): Promise<Evaluation> {
    return this.#shared.at(this.#clients.length, this.#parts.evaluate);
  }

  async close(): Promise<void> {
    this.#isLeaving = true;
    // A client that takes local steps ends after the one under way.
    for (const { control } of this.#clients) control.leave();
    await this.#running;
    this.#network.relay?.abandon();
    await this.#parts.close();
  }
}

function checkRounds({ manifest: { round }, identities, members }: FederationParts): void {
  const asked = Math.min(round.maximum, identities.length);
  if (members.length !== identities.length + 1) throw new Error('Each client needs a learner, and so does the relay.');
  if (round.quorum !== asked) {
    throw new Error(
      `A simulation has no stragglers: a round closes when all who are asked have answered. Its quorum must be the ` +
        `${asked} clients of a round, not ${round.quorum}.`,
    );
  }
}

async function logOf(manifest: Manifest, epoch: Epoch, entries: readonly Uint8Array[]): Promise<Log> {
  const log = await new MemoryLogStore().open(manifest, () => epoch);
  for (const bytes of entries) {
    const { sequence, previous } = decodeEntry(bytes);
    // Nobody asks again whether a round of the past has counted a contribution, so nobody's name is needed.
    const write = {
      type: 'append',
      sequence,
      previous,
      chain: entryHash(bytes),
      bytes,
      participants: [],
      at: 0,
      record: null,
    } as const;
    await log.commit([write]);
  }
  return log;
}

async function replay(learner: Learner, manifest: Manifest, epoch: Epoch, entries: readonly Uint8Array[]) {
  const replica = await Replica.base(learner, manifest);
  for (let from = 0; from < entries.length; from += ENTRIES_PER_PASS) {
    await replica.follow(epoch, entries.slice(from, from + ENTRIES_PER_PASS));
  }
  return replica.position;
}
