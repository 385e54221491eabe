import type { Room } from './room.ts';
import type { Rules } from './rules.ts';

/**
 * A clock that was set back makes times lie in the future that have been, and deadlines further away than the rules allow:
 * they are drawn near, or a round would wait for hours. [R7]
 */
export function drawNear(rules: Rules, room: Room, now: number): Room {
  const { round, guard } = room;
  const latest = now + rules.deadline;
  const isRoundAhead = round !== null && (round.deadline > latest || (round.quorumAt ?? 0) > now);
  const isBallotAhead = [...guard.ballots.values()].some(({ quorumAt }) => (quorumAt ?? 0) > now);
  if (!isRoundAhead && !isBallotAhead) return room;
  const past = (time: number | null): number | null => (time === null ? null : Math.min(time, now));
  const ballots = new Map([...guard.ballots].map(([s, ballot]) => [s, { ...ballot, quorumAt: past(ballot.quorumAt) }]));
  return {
    ...room,
    round: round && { ...round, deadline: Math.min(round.deadline, latest), quorumAt: past(round.quorumAt) },
    guard: { ...guard, ballots },
  };
}
