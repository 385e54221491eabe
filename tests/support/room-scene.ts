import { type LogState, RUNNING, UNGUARDED } from '../../server/log/index.ts';
import {
  type Command,
  type Effect,
  type Room,
  type RoomEvent,
  type Rules,
  restore,
  rulesOf,
  step,
} from '../../server/room/index.ts';
import {
  type Contribution,
  type Entry,
  type ParticipantId,
  decodeEntry,
  manifestHash,
  parseParticipantId,
  parseSequence,
} from '../../src/protocol/index.ts';
import { testManifest } from './manifest.ts';

export const manifest = testManifest({ clip: 100 }, { maximum: 3 });
export const base = manifestHash(manifest);
export const rules = rulesOf(manifest);
export const ids = Array.from({ length: 8 }, (_, i) => parseParticipantId(String(i).repeat(32)));

/** A log that nothing was ever written to. */
export const empty: LogState = {
  head: { sequence: parseSequence(0), chain: base },
  round: null,
  fingerprint: null,
  status: RUNNING,
  guard: UNGUARDED,
  recent: [],
  late: [],
};

/** A room with a clock, and everything that followed from its events. */
export class Scene {
  room: Room;
  now = 1000;
  effects: Effect[] = [];
  readonly rules: Rules;

  constructor(room?: Room, changed: Partial<Rules> = {}) {
    this.rules = { ...rules, ...changed };
    this.room = room ?? restore(this.rules, empty, this.now);
  }

  /** What follows from one event. */
  do(event: RoomEvent): Effect[] {
    const [room, effects] = step(this.rules, this.room, event, { now: this.now, seed: [this.now, 7] });
    this.room = room;
    this.effects.push(...effects);
    return [...effects];
  }

  /** Joins, syncs and is ready. */
  arrive(...participants: ParticipantId[]): Effect[] {
    return participants.flatMap((participant) => [
      ...this.do({ type: 'join', participant }),
      ...this.do({ type: 'sync', participant }),
      ...this.do({ type: 'ready', participant, ready: true }),
    ]);
  }

  contribute(participant: ParticipantId, change: Partial<Contribution> = {}): Effect[] {
    return this.do({ type: 'contribute', participant, contribution: this.contribution(change) });
  }

  contribution(change: Partial<Contribution> = {}): Contribution {
    const { round, head } = this.room;
    return {
      type: 'contribution',
      round: round?.number ?? head.sequence,
      chain: round?.chain ?? head.chain,
      examples: 10,
      scalars: Float32Array.of(1, 2, 3, 4),
      signature: new Uint8Array(64),
      ...change,
    };
  }

  wait(milliseconds: number): Effect[] {
    this.now += milliseconds;
    return this.do({ type: 'time' });
  }

  /** A round of all who are asked, one millisecond apart; `but` stay silent. */
  fullRound(but: readonly ParticipantId[] = []): Effect[] {
    return this.asked
      .filter((id) => !but.includes(id))
      .flatMap((id) => {
        this.now++;
        return this.contribute(id);
      });
  }

  command(what: Exclude<Command, { do: 'rollback' }>['do'], words = ''): Effect[] {
    return this.do({ type: 'command', id: 'c', command: { do: what, words } });
  }

  /** Back to the state after entry `to`, as a coordinator has it read. */
  rollback(to: number): Effect[] {
    const undone = this.appended.slice(to);
    return this.do({ type: 'rollback', id: 'r', to: parseSequence(to), undone, head: this.room.head });
  }

  get asked(): ParticipantId[] {
    return [...(this.room.round?.asked ?? [])];
  }

  /** Every entry so far. */
  get appended(): Uint8Array[] {
    return this.effects.filter((effect) => effect.type === 'entry').map(({ bytes }) => bytes);
  }

  get decoded(): Entry[] {
    return this.appended.map(decodeEntry);
  }

  /** Participants of every entry so far; none of a rollback. */
  get entries(): ParticipantId[][] {
    return this.decoded.map((entry) =>
      entry.kind === 'private' ? entry.parts.map(({ participant }) => participant) : [],
    );
  }
}
