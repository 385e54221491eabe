import type { Sequence } from '../../src/protocol/index.ts';
import { weightedMedian } from '../../src/zo/index.ts';
import type { GuardState } from '../log/index.ts';
import { type Effect, type RoomEvent, type Step, store } from './events.ts';
import type { Ballot, Guard, Room } from './room.ts';
import type { Rules } from './rules.ts';

/** States whose losses are collected at the same time, at most: bounds what clients can make the relay remember. */
const OPEN_STATES = 16;

type Evaluation = RoomEvent & { type: 'evaluate' };

/** Notes a held-out loss. The first of a participant for a state stands; what makes no sense is passed over. [R14] */
export function evaluate(rules: Rules, room: Room, evaluation: Evaluation, now: number): Room {
  const { participant, sequence, loss, count } = evaluation;
  const { guard, head, clients } = room;
  const isExpected =
    rules.guard !== null &&
    clients.has(participant) &&
    sequence <= head.sequence &&
    sequence > Math.max(guard.judged ?? -1, head.sequence - OPEN_STATES);
  if (!isExpected || !Number.isFinite(loss) || loss < 0 || count < 1) return room;
  const ballot = guard.ballots.get(sequence) ?? { losses: new Map(), quorumAt: null };
  if (ballot.losses.has(participant)) return room;
  ballot.losses.set(participant, { loss, weight: rules.weight(count) });
  const quorumAt = ballot.losses.size === rules.quorum ? now : ballot.quorumAt;
  const open = [...guard.ballots].filter(([other]) => other > head.sequence - OPEN_STATES);
  const ballots = new Map(open).set(sequence, { ...ballot, quorumAt });
  return { ...room, guard: { ...guard, ballots } };
}

/** Judges the states whose reporters have had their time, and pauses where held-out loss has risen for too long. [R14] */
export function judge(rules: Rules, room: Room, now: number): Step {
  if (!rules.guard || room.guard.ballots.size === 0) return [room, []];
  const due = [...room.guard.ballots].filter(([, ballot]) => isDue(rules, ballot, now)).toSorted(([a], [b]) => a - b);
  if (due.length === 0) return [room, []];
  let next = room;
  const effects: Effect[] = [];
  for (const [sequence, { losses }] of due) {
    const [judged, further] = judgeState(rules, next, sequence, losses);
    next = judged;
    effects.push(...further);
  }
  return [next, effects];
}

/** When the next state is judged. */
export function judgementTime(rules: Rules, { guard }: Room): number | null {
  const times = [...guard.ballots.values()].flatMap(({ quorumAt }) => (quorumAt === null ? [] : [quorumAt]));
  return times.length === 0 ? null : Math.min(...times) + rules.grace;
}

function isDue(rules: Rules, { quorumAt }: Ballot, now: number): boolean {
  return quorumAt !== null && now >= quorumAt + rules.grace;
}

function judgeState(rules: Rules, room: Room, sequence: Sequence, losses: Ballot['losses']): Step {
  const { rise, evaluations } = rules.guard!;
  const given = [...losses.values()];
  const loss = weightedMedian(
    given.map((one) => one.loss),
    given.map((one) => one.weight),
  );
  const best = room.guard.best;
  const isAbove = best !== null && loss > best + rise;
  const above = isAbove ? room.guard.above + 1 : 0;
  const isToPause = above >= evaluations && room.status.state === 'running';
  const state = { best: best === null ? loss : Math.min(best, loss), above, judged: sequence };
  const [next, effects] = setGuard(room, state);
  if (!isToPause) return [next, effects];
  const words =
    `Held-out loss ${loss.toFixed(3)} is above the best, ${state.best.toFixed(3)}, by more than ${rise}; ` +
    `${evaluations} in a row, last after entry ${sequence}.`;
  const status = { state: 'paused', cause: 'guard', words } as const;
  return [{ ...next, status }, [...effects, store({ type: 'status', status }), { type: 'status', status }]];
}

/** Goes on from other losses; states up to the last one judged are done with. */
export function setGuard(room: Room, state: GuardState): Step {
  const judged = state.judged ?? -1;
  const ballots = new Map([...room.guard.ballots].filter(([sequence]) => sequence > judged));
  const guard: Guard = { ...state, ballots };
  return [{ ...room, guard }, [store({ type: 'guard', guard: state })]];
}
