import {
  type Contribution,
  type Entry,
  type EntryPart,
  type Hash,
  MAX_CLIENT_FRAME,
  type Manifest,
  ManifestError,
  type ParticipantId,
  type RefusalReason,
  type Sequence,
  contributionBytes,
  encodeEntry,
  entryHash,
  inOrder,
  parseSequence,
  scalarCount,
} from '../../src/protocol/index.ts';
import type { Key } from '../../src/random/index.ts';
import { closedRound, participantKey } from '../../src/zo/index.ts';
import type { Head, LogState, OpenRound, StoredContribution, Write } from '../log/index.ts';

/** Parts that an entry can count. */
const MAX_PARTS = 0xffff;

/** The numbers of a manifest that a round needs. Times in milliseconds. */
export interface Rules {
  readonly quorum: number;
  readonly maximum: number;
  readonly deadline: number;
  readonly grace: number;
  readonly scalars: number;
  /** The largest float32 that a client which clips to the manifest's number can send. */
  readonly clip: number;
  /** What a round comes to, of parts in order. */
  readonly entry: (place: Pick<Entry, 'sequence' | 'previous'>, parts: readonly EntryPart[]) => Entry;
}

/** @throws ManifestError when no round could ever close. */
export function rulesOf(manifest: Manifest): Rules {
  const { quorum, maximum, deadline, grace } = manifest.round;
  const faults = [];
  if (quorum > maximum) faults.push(`round.quorum: ${quorum} cannot be reached with ${maximum} clients asked at most`);
  if (contributionBytes(manifest) > MAX_CLIENT_FRAME) {
    faults.push(`method: ${scalarCount(manifest)} scalars do not fit a frame of ${MAX_CLIENT_FRAME} bytes`);
  }
  if (faults.length > 0) throw new ManifestError(faults);
  return {
    quorum,
    maximum,
    deadline: deadline * 1000,
    grace: grace * 1000,
    scalars: scalarCount(manifest),
    clip: Math.fround(manifest.method.clip),
    entry: (place, parts) => closedRound(place, parts, [], manifest, null),
  };
}

/** A connected client. It counts for the next round once it has the whole log and says that it is ready. */
export interface Client {
  readonly synced: boolean;
  readonly ready: boolean;
}

/** The open round, with its clients to look up. */
export interface Round extends Omit<OpenRound, 'asked' | 'contributions'> {
  readonly asked: ReadonlySet<ParticipantId>;
  /** In the order of arrival. */
  readonly contributions: ReadonlyMap<ParticipantId, StoredContribution>;
}

export interface Room {
  readonly head: Head;
  readonly clients: ReadonlyMap<ParticipantId, Client>;
  readonly round: Round | null;
}

export type RoomEvent =
  | { readonly type: 'join'; readonly participant: ParticipantId }
  /** The client was sent every entry of the log. */
  | { readonly type: 'sync'; readonly participant: ParticipantId }
  | { readonly type: 'ready'; readonly participant: ParticipantId; readonly ready: boolean }
  | { readonly type: 'leave'; readonly participant: ParticipantId }
  | { readonly type: 'contribute'; readonly participant: ParticipantId; readonly contribution: Contribution }
  /** Time has passed. */
  | { readonly type: 'time' };

/** When an event happens, and what chance it brings along. */
export interface Moment {
  /** Milliseconds since 1970. */
  readonly now: number;
  readonly seed: Key;
}

/** What follows from an event. In order: nothing is said before everything stored ahead of it is on disk. */
export type Effect =
  | { readonly type: 'store'; readonly write: Write }
  /** Entry and chain value for everybody who is synced. */
  | { readonly type: 'entry'; readonly head: Head; readonly bytes: Uint8Array; readonly round: Round }
  | { readonly type: 'open'; readonly to: readonly ParticipantId[]; readonly round: Round }
  | { readonly type: 'ack'; readonly to: ParticipantId; readonly round: Sequence; readonly since: number }
  | {
      readonly type: 'refuse';
      readonly to: ParticipantId;
      readonly round: Sequence;
      readonly reason: RefusalReason;
    }
  /** The round is closed: acknowledge if its entry holds the participant, else refuse. */
  | { readonly type: 'look-up'; readonly participant: ParticipantId; readonly round: Sequence };

type Step = readonly [Room, readonly Effect[]];

/** A room as its log left it: nobody is connected. A deadline that a changed clock put far away is drawn near. */
export function restore(rules: Rules, { head, round }: Pick<LogState, 'head' | 'round'>, now: number): Room {
  const open = round && {
    ...round,
    deadline: Math.min(round.deadline, now + rules.deadline),
    asked: new Set(round.asked),
    contributions: new Map(round.contributions.map((stored) => [stored.participant, stored])),
  };
  return { head, clients: new Map(), round: open };
}

/** The rules R and C of PROTOCOL.md: a pure function. */
export function step(rules: Rules, room: Room, event: RoomEvent, moment: Moment): Step {
  const [next, effects] = take(rules, room, event, moment);
  const [settled, further] = settle(rules, next, moment);
  return [settled, [...effects, ...further]];
}

/** When the room wants a `time` event, in milliseconds since 1970. */
export function wakeTime(rules: Rules, { round }: Room): number | null {
  return round && closingTime(rules, round);
}

/** Clients that count for the next round, in the order in which they connected. */
export function readyClients({ clients }: Room): ParticipantId[] {
  return [...clients].filter(([, client]) => client.synced && client.ready).map(([participant]) => participant);
}

/** The deadline, or the end of the grace after the quorum. [R4] */
function closingTime(rules: Rules, { contributions, deadline }: Round): number {
  const last = [...contributions.values()][rules.quorum - 1];
  return last ? Math.min(deadline, last.at + rules.grace) : deadline;
}

function take(rules: Rules, room: Room, event: RoomEvent, moment: Moment): Step {
  switch (event.type) {
    case 'join':
      return [withClient(room, event.participant, { synced: false, ready: false }), []];
    case 'sync': {
      const next = changeClient(room, event.participant, { synced: true });
      // [R6]
      const isAsked = room.round?.asked.has(event.participant) ?? false;
      return [next, isAsked ? [{ type: 'open', to: [event.participant], round: room.round! }] : []];
    }
    case 'ready':
      return [changeClient(room, event.participant, { ready: event.ready }), []];
    case 'leave': {
      const clients = new Map(room.clients);
      clients.delete(event.participant);
      return [{ ...room, clients }, []];
    }
    case 'contribute':
      return contribute(rules, room, event.participant, event.contribution, moment);
    case 'time':
      return [room, []];
    default:
      return event satisfies never;
  }
}

function contribute(
  rules: Rules,
  room: Room,
  participant: ParticipantId,
  contribution: Contribution,
  { now }: Moment,
): Step {
  const { round } = room;
  if (contribution.round <= room.head.sequence) {
    return [room, [{ type: 'look-up', participant, round: contribution.round }]];
  }
  // [C3] Whatever it says this time: the first one stands.
  const isAgain = contribution.round === round?.number && round.contributions.has(participant);
  const reason = isAgain ? null : refusal(rules, round, participant, contribution);
  if (reason) return [room, [{ type: 'refuse', to: participant, round: contribution.round, reason }]];
  const ack: Effect = { type: 'ack', to: participant, round: contribution.round, since: now };
  if (isAgain || !round) return [room, [ack]];
  const stored = { participant, contribution, at: now };
  const contributions = new Map(round.contributions).set(participant, stored);
  return [{ ...room, round: { ...round, contributions } }, [store({ type: 'contribution', stored }), ack]];
}

/** [C1] */
function refusal(
  rules: Rules,
  round: Round | null,
  participant: ParticipantId,
  { round: number, chain, examples, scalars }: Contribution,
): RefusalReason | null {
  if (number !== round?.number) return 'round-not-open';
  if (!round.asked.has(participant)) return 'not-asked';
  if (chain !== round.chain) return 'wrong-chain';
  if (scalars.length !== rules.scalars) return 'wrong-count';
  if (!scalars.every(Number.isFinite)) return 'not-finite';
  if (scalars.some((scalar) => Math.abs(scalar) > rules.clip)) return 'beyond-clip';
  if (examples < 1) return 'no-examples';
  return null;
}

/** Closes, extends and opens rounds until nothing is due. */
function settle(rules: Rules, room: Room, moment: Moment): Step {
  const { round } = room;
  if (!round) return openNext(rules, room, moment);
  const { asked, contributions } = round;
  const isDue = moment.now >= closingTime(rules, round);
  if (contributions.size === asked.size || (isDue && contributions.size >= rules.quorum)) {
    const [closed, effects] = close(rules, room, round, moment);
    const [next, further] = openNext(rules, closed, moment);
    return [next, [...effects, ...further]];
  }
  return isDue || isStranded(rules, room, round) ? extend(rules, room, round, moment) : [room, []];
}

/** Nobody who could still bring the quorum is here, but others are who could. [R5] */
function isStranded(rules: Rules, room: Room, { asked, contributions }: Round): boolean {
  if (contributions.size >= rules.quorum || asked.size >= MAX_PARTS) return false;
  const isAwaited = [...asked].some((id) => room.clients.has(id) && !contributions.has(id));
  return !isAwaited && readyClients(room).some((id) => !asked.has(id));
}

/** [R1] [R2] */
function openNext(rules: Rules, room: Room, moment: Moment): Step {
  const ready = readyClients(room);
  if (ready.length < rules.quorum) return [room, []];
  const asked = choose(ready, rules.maximum, moment.seed);
  const round: Round = {
    number: parseSequence(room.head.sequence + 1),
    chain: room.head.chain,
    openedAt: moment.now,
    deadline: moment.now + rules.deadline,
    asked: new Set(asked),
    contributions: new Map(),
  };
  const write: Write = { type: 'open', round: { ...round, asked, contributions: [] } };
  return [{ ...room, round }, [store(write), { type: 'open', to: asked, round }]];
}

/** [R5] */
function extend(rules: Rules, room: Room, round: Round, { now, seed }: Moment): Step {
  const places = [...round.asked].filter((id) => round.contributions.has(id) || room.clients.has(id)).length;
  const others = readyClients(room).filter((id) => !round.asked.has(id));
  const left = MAX_PARTS - round.asked.size;
  const more = choose(others, Math.max(0, Math.min(rules.maximum - places, left)), seed);
  const asked = new Set([...round.asked, ...more]);
  const extended = { ...round, deadline: now + rules.deadline, asked };
  const write: Write = { type: 'extend', deadline: extended.deadline, asked: [...asked] };
  const open: Effect[] = more.length > 0 ? [{ type: 'open', to: more, round: extended }] : [];
  return [{ ...room, round: extended }, [store(write), ...open]];
}

/** [R3] [R4] */
function close(rules: Rules, room: Room, round: Round, { now }: Moment): Step {
  const parts = inOrder(
    [...round.contributions.values()].map(({ participant, contribution: { examples, scalars } }) => {
      return { participant, examples, scalars };
    }),
  );
  const bytes = encodeEntry(rules.entry({ sequence: round.number, previous: round.chain }, parts));
  const head = { sequence: round.number, chain: entryHash(bytes) satisfies Hash };
  const participants = parts.map(({ participant }) => participant);
  const write: Write = { type: 'append', ...head, previous: round.chain, bytes, participants, at: now, record: null };
  return [{ ...room, head, round: null }, [store(write), { type: 'entry', head, bytes, round }]];
}

/** At most `count` of the clients, by chance alone: in whatever order they came, one seed chooses the same ones. */
export function choose(clients: readonly ParticipantId[], count: number, seed: Key): ParticipantId[] {
  return clients
    .map((participant) => ({ participant, rank: participantKey(seed, participant) }))
    .toSorted((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
    .slice(0, count)
    .map(({ participant }) => participant);
}

function store(write: Write): Effect {
  return { type: 'store', write };
}

function withClient(room: Room, participant: ParticipantId, client: Client): Room {
  return { ...room, clients: new Map(room.clients).set(participant, client) };
}

function changeClient(room: Room, participant: ParticipantId, change: Partial<Client>): Room {
  const client = room.clients.get(participant);
  return client ? withClient(room, participant, { ...client, ...change }) : room;
}
