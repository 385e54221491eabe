import type { DeviceKind, Overview, ParticipantId, ParticipantView, Sequence } from '../../src/protocol/index.ts';

/** Participants that a node remembers, here or away: beyond that those are forgotten who were seen longest ago. */
const REMEMBERED = 20_000;
/** Forgotten at a time. */
const FORGOTTEN = 1000;
/** Rounds of which it is known how many scalars were at the clip; and mismatches that are told. */
const RECENT = 10;

/** Bytes that came from a client, or from all of them, and went there. */
export interface Traffic {
  up: number;
  down: number;
}

/** What one node knows of a participant. */
export type RosterEntry = Omit<ParticipantView, 'group' | 'contributed'>;

/** A client said that its state has another fingerprint than was published. */
export interface Mismatch {
  readonly participant: string;
  readonly sequence: number;
  readonly at: number;
}

/** What a node can tell of its clients. */
export interface RosterView {
  readonly since: number;
  readonly traffic: Traffic;
  readonly counts: Overview['counts'];
  /** The newest, by when they were seen. */
  readonly participants: readonly RosterEntry[];
  readonly mismatches: readonly Mismatch[];
  /** Scalars of the newest rounds, and how many of them were at the clip. */
  readonly scalars: number;
  readonly clipped: number;
}

interface Known {
  device: DeviceKind | null;
  readonly joinedAt: number;
  seenAt: number;
  missed: number;
  refused: number;
  /** Of earlier connections. */
  readonly before: Traffic;
  /** Of the connection that it has now; null while it is away. */
  live: Traffic | null;
  isReady: boolean;
}

/** Who takes part on one node, and how: in memory, since the node came up. Nothing of it decides anything. */
export class Roster {
  readonly since: number;
  /** Of all sockets. */
  readonly traffic: Traffic = { up: 0, down: 0 };
  readonly #now: () => number;
  readonly #known = new Map<ParticipantId, Known>();
  #round: {
    readonly number: number;
    readonly asked: Set<ParticipantId>;
    readonly done: Set<ParticipantId>;
    readonly measured: Set<ParticipantId>;
  } | null = null;
  #mismatches: Mismatch[] = [];
  /** By round. */
  readonly #clips = new Map<number, { scalars: number; clipped: number }>();

  /** @param now milliseconds since 1970 */
  constructor(now: () => number) {
    this.#now = now;
    this.since = now();
  }

  joined(participant: ParticipantId, live: Traffic): void {
    const now = this.#now();
    const known = this.#known.get(participant);
    if (known?.live) settle(known);
    const fresh = { device: null, joinedAt: now, missed: 0, refused: 0, before: { up: 0, down: 0 } };
    // Behind everybody else: the first ones are those to forget.
    this.#known.delete(participant);
    this.#known.set(participant, { ...(known ?? fresh), seenAt: now, live, isReady: false });
    if (this.#known.size > REMEMBERED) this.#forget();
  }

  left(participant: ParticipantId): void {
    const known = this.#known.get(participant);
    if (!known) return;
    settle(known);
    known.seenAt = this.#now();
  }

  heard(participant: ParticipantId): void {
    const known = this.#known.get(participant);
    if (known) known.seenAt = this.#now();
  }

  readied(participant: ParticipantId, isReady: boolean): void {
    const known = this.#known.get(participant);
    if (known) known.isReady = isReady;
  }

  told(participant: ParticipantId, device: DeviceKind): void {
    const known = this.#known.get(participant);
    if (known) known.device = device;
  }

  deviceOf(participant: ParticipantId): DeviceKind | null {
    return this.#known.get(participant)?.device ?? null;
  }

  asked(round: Sequence, participants: readonly ParticipantId[]): void {
    if (this.#round?.number !== round) {
      this.#round = { number: round, asked: new Set(), done: new Set(), measured: new Set() };
    }
    for (const participant of participants) this.#round.asked.add(participant);
  }

  acknowledged(participant: ParticipantId, round: Sequence): void {
    if (this.#round?.number === round) this.#round.done.add(participant);
  }

  refused(participant: ParticipantId): void {
    const known = this.#known.get(participant);
    if (known) known.refused++;
  }

  /** The entry is there: whoever was asked and is not in it has missed the round. */
  closed(sequence: Sequence): void {
    if (!this.#round || this.#round.number > sequence) return;
    for (const participant of this.#round.asked) {
      const known = this.#round.done.has(participant) ? undefined : this.#known.get(participant);
      if (known) known.missed++;
    }
    this.#round = null;
  }

  differed(participant: ParticipantId, sequence: number): void {
    this.#mismatches = [...this.#mismatches, { participant, sequence, at: this.#now() }].slice(-RECENT);
  }

  /**
   * Of a contribution; a participant's first to a round that asked it, so that one that says it again counts once.
   * @param clip the manifest's
   */
  measured(participant: ParticipantId, round: number, scalars: Float32Array, clip: number): void {
    const open = this.#round;
    if (open?.number !== round || !open.asked.has(participant) || open.measured.has(participant)) return;
    open.measured.add(participant);
    // As near as a float32 of the clip may be.
    const bound = clip * (1 - 1e-6);
    let clipped = 0;
    for (const scalar of scalars) if (Math.abs(scalar) >= bound) clipped++;
    const before = this.#clips.get(round) ?? { scalars: 0, clipped: 0 };
    this.#clips.set(round, { scalars: before.scalars + scalars.length, clipped: before.clipped + clipped });
    const [oldest] = this.#clips.keys();
    if (this.#clips.size > RECENT && oldest !== undefined) this.#clips.delete(oldest);
  }

  /** @param most participants that are told one by one */
  view(most: number): RosterView {
    const counts = { away: 0, connected: 0, ready: 0, asked: 0, contributed: 0 };
    const all = [...this.#known].toSorted(([, a], [, b]) => b.seenAt - a.seenAt);
    for (const [participant, known] of all) counts[this.#stateOf(participant, known)]++;
    const clips = [...this.#clips.values()];
    return {
      since: this.since,
      traffic: { ...this.traffic },
      counts,
      participants: all.slice(0, most).map(([participant, known]) => this.#entry(participant, known)),
      mismatches: this.#mismatches,
      scalars: clips.reduce((sum, { scalars }) => sum + scalars, 0),
      clipped: clips.reduce((sum, { clipped }) => sum + clipped, 0),
    };
  }

  #entry(participant: ParticipantId, known: Known): RosterEntry {
    const { device, joinedAt, seenAt, missed, refused, before, live } = known;
    const traffic = { up: before.up + (live?.up ?? 0), down: before.down + (live?.down ?? 0) };
    const state = this.#stateOf(participant, known);
    return { participant, device, state, joinedAt, seenAt, missed, refused, ...traffic };
  }

  #stateOf(participant: ParticipantId, { live, isReady }: Known): ParticipantView['state'] {
    if (!live) return 'away';
    if (this.#round?.done.has(participant)) return 'contributed';
    if (this.#round?.asked.has(participant)) return 'asked';
    return isReady ? 'ready' : 'connected';
  }

  #forget(): void {
    let left = FORGOTTEN;
    for (const [participant, { live }] of this.#known) {
      if (live) continue;
      this.#known.delete(participant);
      if (--left === 0) return;
    }
  }
}

function settle(known: Known): void {
  known.before.up += known.live?.up ?? 0;
  known.before.down += known.live?.down ?? 0;
  known.live = null;
  known.isReady = false;
}
