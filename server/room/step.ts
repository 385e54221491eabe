import type { LogState } from '../log/index.ts';
import { Clients } from './clients.ts';
import { drawNear } from './clock.ts';
import { pastRound } from './close.ts';
import { command } from './command.ts';
import { contribute } from './contribute.ts';
import type { Effect, Moment, RoomEvent, Step } from './events.ts';
import { evaluate, judge, judgementTime } from './guard.ts';
import { rollback } from './rollback.ts';
import { type Room, type Round, lateKey } from './room.ts';
import type { Rules } from './rules.ts';
import { closingTime, settle } from './settle.ts';

/** What a room needs of a log. */
export type RoomState = Omit<LogState, 'fingerprint'>;

/** A room as its log left it: nobody is connected. A deadline that a changed clock put far away is drawn near. [R7] */
export function restore(rules: Rules, state: RoomState, now: number): Room {
  const { head, status, guard } = state;
  const round: Round | null = state.round && {
    ...state.round,
    deadline: Math.min(state.round.deadline, now + rules.deadline),
    asked: new Set(state.round.asked),
    contributions: new Map(state.round.contributions.map((stored) => [stored.participant, stored])),
    awaited: new Set(),
    quorumAt: state.round.contributions[rules.quorum - 1]?.at ?? null,
  };
  return {
    turn: { own: 0, newest: { number: 0 } },
    head,
    clients: new Clients(),
    round,
    status,
    recent: state.recent.map(pastRound),
    late: new Map(state.late.map((stored) => [lateKey(stored.contribution.round, stored.participant), stored])),
    guard: { ...guard, ballots: new Map() },
  };
}

/**
 * The rules R and C of PROTOCOL.md: what an event makes of a room depends on the two and the moment alone.
 * Uses the room up: see `Room`.
 */
export function step(rules: Rules, room: Room, event: RoomEvent, moment: Moment): Step {
  const { own, newest } = room.turn;
  if (own !== newest.number) throw new Error('This room was stepped already: go on with the one that step returned.');
  newest.number++;
  const near = drawNear(rules, room, moment.now);
  const [taken, effects] = take(rules, { ...near, turn: { own: newest.number, newest } }, event, moment);
  const [judged, further] = judge(rules, taken, moment.now);
  const [settled, rest] = settle(rules, judged, moment);
  return [settled, [...effects, ...further, ...rest]];
}

/** When the room wants a `time` event, in milliseconds since 1970. */
export function wakeTime(rules: Rules, room: Room): number | null {
  const times = [room.round && closingTime(rules, room.round), judgementTime(rules, room)];
  const known = times.filter((time) => time !== null);
  return known.length === 0 ? null : Math.min(...known);
}

function take(rules: Rules, room: Room, event: RoomEvent, { now }: Moment): Step {
  const { clients, round } = room;
  switch (event.type) {
    case 'join':
      clients.join(event.participant);
      if (isOwing(round, event)) round?.awaited.add(event.participant);
      return [room, []];
    case 'sync': {
      clients.change(event.participant, { synced: true });
      // [R6]
      const open: Effect[] = round?.asked.has(event.participant)
        ? [{ type: 'open', to: [event.participant], round }]
        : [];
      return [room, open];
    }
    case 'ready':
      clients.change(event.participant, { ready: event.ready });
      return [room, []];
    case 'leave':
      clients.leave(event.participant);
      round?.awaited.delete(event.participant);
      return [room, []];
    case 'contribute':
      return contribute(rules, room, event.participant, event.contribution, now);
    case 'evaluate':
      return [evaluate(rules, room, event, now), []];
    case 'command':
      return command(rules, room, event, now);
    case 'rollback':
      return rollback(rules, room, event, now);
    case 'time':
      return [room, []];
    default:
      return event satisfies never;
  }
}

/** Asked, and yet to contribute. */
function isOwing(round: Round | null, { participant }: RoomEvent & { type: 'join' }): boolean {
  return round !== null && round.asked.has(participant) && !round.contributions.has(participant);
}
