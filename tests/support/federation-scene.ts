import {
  type ClientMessage,
  type Contribution,
  type Epoch,
  type Hello,
  type Manifest,
  PROTOCOL_VERSION,
  type ParticipantId,
  type Sequence,
  type ServerMessage,
  decodeServerMessage,
  encodeClientMessage,
  manifestHash,
  parseEpoch,
  parseFederationId,
} from '../../src/protocol/index.ts';
import type { Federation } from '../../server/federation.ts';
import type { Log, Write } from '../../server/log/index.ts';
import type { Connection } from '../../server/peer.ts';
import type { Surroundings } from '../../server/surroundings.ts';
import { testManifest } from './manifest.ts';
import { type Person, person } from './person.ts';

/** Two are a quorum, three the most. */
export const manifest = testManifest({}, { maximum: 3 });
export const epoch = parseEpoch('0123456789abcdef');
export const [alice, bob, carol] = ['a', 'b', 'c'].map(person) as [Person, Person, Person];

/** A clock that moves when it is told to. */
export class World implements Surroundings {
  time = 0;
  readonly #timers = new Set<{ at: number; run: () => void }>();
  now = () => this.time;
  random = () => 7;
  soon = queueMicrotask;

  after(milliseconds: number, run: () => void): () => void {
    const timer = { at: this.time + milliseconds, run };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  }

  async pass(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      const due = [...this.#timers].filter(({ at }) => at <= end).toSorted((x, y) => x.at - y.at)[0];
      this.time = due?.at ?? end;
      if (!due) return;
      this.#timers.delete(due);
      due.run();
      await settled();
    }
  }
}

/** All microtasks have run. */
export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Commits wait until they are let through. */
export class HeldLog implements Log {
  readonly #log: Log;
  readonly commits: (readonly Write[])[] = [];
  #gate: Promise<void> = Promise.resolve();
  release: () => void = () => {};
  broken = false;

  constructor(log: Log) {
    this.#log = log;
  }
  get epoch(): Epoch {
    return this.#log.epoch;
  }
  hold(): void {
    this.#gate = new Promise((resolve) => (this.release = resolve));
  }
  async commit(writes: readonly Write[]): Promise<void> {
    await this.#gate;
    if (this.broken) throw new Error('The disk is full.');
    this.commits.push(writes);
    await this.#log.commit(writes);
  }
  state = () => this.#log.state();
  entries = (from: Sequence, maxBytes: number) => this.#log.entries(from, maxBytes);
  contributed = (sequence: Sequence, participant: ParticipantId) => this.#log.contributed(sequence, participant);
  entryBytes = (after: Sequence) => this.#log.entryBytes(after);
  fingerprint = (sequence: Sequence) => this.#log.fingerprint(sequence);
  fingerprints = (from: Sequence, to: Sequence) => this.#log.fingerprints(from, to);
  snapshots = () => this.#log.snapshots();
  timeline = (after: Sequence, limit: number) => this.#log.timeline(after, limit);
  timelineTotals = () => this.#log.timelineTotals();
  evaluations = (after: Sequence, limit: number, group: string | null) => this.#log.evaluations(after, limit, group);
  contributors = (after: Sequence, limit: number) => this.#log.contributors(after, limit);
}

/** A client of a federation without a socket: what it says is taken in at once. */
export class FederationClient {
  readonly received: ServerMessage[] = [];
  closed: string | null = null;
  readonly connection: Connection;
  readonly person: Person;

  readonly #manifest: Manifest;

  /** @param own the federation's manifest, where it is not the one above */
  constructor(federation: Pick<Federation, 'connect'>, who: Person, own: Manifest = manifest) {
    this.person = who;
    this.#manifest = own;
    this.connection = federation.connect({
      send: (frame) => void this.received.push(decodeServerMessage(frame)),
      close: (reason) => (this.closed = reason),
    });
  }

  say(message: ClientMessage): this {
    this.connection.receive(encodeClientMessage(message));
    return this;
  }

  /** @param hello changed before it is signed */
  hello(change: Partial<Omit<Hello, 'signature'>> = {}): this {
    const nonce = this.all('challenge')[0]!.nonce;
    return this.say(
      this.person.hello(nonce, {
        type: 'hello',
        version: PROTOCOL_VERSION,
        federation: parseFederationId(manifest.id),
        publicKey: this.person.publicKey,
        epoch: null,
        sequence: 0 as Sequence,
        fingerprint: '0'.repeat(32),
        invite: '',
        ...change,
      }),
    );
  }

  ready(): this {
    return this.say({ type: 'ready', ready: true });
  }

  /** An answer to the newest OPEN. */
  contribution(change: Partial<Omit<Contribution, 'signature'>> = {}): Contribution {
    const open = this.all('open').at(-1);
    return this.person.contribution(manifestHash(this.#manifest), epoch, {
      type: 'contribution',
      round: open?.round ?? (1 as Sequence),
      chain: open?.chain ?? manifestHash(this.#manifest),
      examples: 5,
      scalars: Float32Array.of(1, 2, 3, 4),
      ...change,
    });
  }

  all<T extends ServerMessage['type']>(type: T): (ServerMessage & { type: T })[] {
    return this.received.filter((message): message is ServerMessage & { type: T } => message.type === type);
  }

  /** Types of what was received, presence and the challenge left out. */
  get story(): string[] {
    return this.received.map(({ type }) => type).filter((type) => type !== 'presence' && type !== 'challenge');
  }
}
