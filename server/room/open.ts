import { type ParticipantId, parseSequence } from '../../src/protocol/index.ts';
import type { Key } from '../../src/random/index.ts';
import { participantKey } from '../../src/zo/index.ts';
import { type Effect, type Moment, type Step, store } from './events.ts';
import { learnedDeadline, wanted } from './learned.ts';
import type { Room, Round } from './room.ts';
import type { Rules } from './rules.ts';

/** Participants that an entry can count, and latecomers besides. */
export const MAX_PARTS = 0xffff;

/** Opens the next round where there can be one. [R1] [R2] [R8] [R10] */
export function openNext(rules: Rules, room: Room, { now, seed }: Moment): Step {
  const { ready } = room.clients;
  if (room.status.state !== 'running' || ready.size < rules.quorum) return [room, []];
  const asked = choose([...ready], wanted(rules, room.recent), seed);
  const round: Round = {
    number: parseSequence(room.head.sequence + 1),
    chain: room.head.chain,
    openedAt: now,
    deadline: now + learnedDeadline(rules, room.recent),
    asked: new Set(asked),
    contributions: new Map(),
    awaited: new Set(asked),
    quorumAt: null,
  };
  const { number, chain, openedAt, deadline } = round;
  const stored = { number, chain, openedAt, deadline, asked, contributions: [] };
  return [{ ...room, round }, [store({ type: 'open', round: stored }), { type: 'open', to: asked, round }]];
}

/** Nobody who could still bring the quorum is here, but others are who could. [R5] */
export function isStranded(rules: Rules, { clients }: Room, { asked, contributions, awaited }: Round): boolean {
  if (contributions.size >= rules.quorum || awaited.size > 0 || asked.size >= MAX_PARTS) return false;
  for (const id of clients.ready) if (!asked.has(id)) return true;
  return false;
}

/** Contributions stay, a new deadline begins, and others are asked in the places of those who let theirs pass. [R5] */
export function extend(rules: Rules, room: Room, round: Round, { now, seed }: Moment): Step {
  const others = [...room.clients.ready].filter((id) => !round.asked.has(id));
  const left = MAX_PARTS - round.asked.size;
  const more = choose(others, Math.max(0, Math.min(rules.maximum - round.contributions.size, left)), seed);
  for (const id of more) round.awaited.add(id);
  const extended = { ...round, deadline: now + rules.deadline, asked: new Set([...round.asked, ...more]) };
  const open: Effect[] = more.length > 0 ? [{ type: 'open', to: more, round: extended }] : [];
  const write = { type: 'extend', deadline: extended.deadline, asked: [...extended.asked] } as const;
  return [{ ...room, round: extended }, [store(write), ...open]];
}

/** At most `count` of the clients, by chance alone: in whatever order they came, one seed chooses the same ones. */
export function choose(clients: readonly ParticipantId[], count: number, seed: Key): ParticipantId[] {
  return clients
    .map((participant) => ({ participant, rank: participantKey(seed, participant) }))
    .toSorted((a, b) => a.rank[0] - b.rank[0] || a.rank[1] - b.rank[1])
    .slice(0, count)
    .map(({ participant }) => participant);
}
