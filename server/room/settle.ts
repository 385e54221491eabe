import { close } from './close.ts';
import type { Effect, Moment, Step } from './events.ts';
import { extend, isStranded, openNext } from './open.ts';
import type { Room, Round } from './room.ts';
import type { Rules } from './rules.ts';

/** Closes, extends and opens rounds until nothing is due. */
export function settle(rules: Rules, room: Room, moment: Moment): Step {
  const { round } = room;
  if (!round) return openNext(rules, room, moment);
  const { asked, contributions } = round;
  const isDue = moment.now >= closingTime(rules, round);
  const isFull = contributions.size === asked.size;
  const isAtTarget = rules.target !== null && contributions.size >= rules.target;
  if (isFull || isAtTarget || (isDue && contributions.size >= rules.quorum)) {
    const [closed, effects] = close(rules, room, round, moment.now, !isDue);
    const [next, further] = openNext(rules, closed, moment);
    return [next, [...effects, ...further]];
  }
  return isDue || isStranded(rules, room, round) ? extend(rules, room, round, moment) : [room, []];
}

/** The deadline, or the end of the grace after the quorum. [R4] */
export function closingTime(rules: Rules, { quorumAt, deadline }: Round): number {
  return quorumAt === null ? deadline : Math.min(deadline, quorumAt + rules.grace);
}

/**
 * Ends the open round before its time, so that nothing acknowledged stays behind: it closes as it is, quorum or not, with
 * those who came late to earlier ones; without either it is dropped. [R12]
 * @returns words where that cannot be
 */
export function endRound(rules: Rules, room: Room, now: number): Step | string {
  const { round } = room;
  const contributed = round?.contributions.size ?? 0;
  if (rules.isShared && contributed > 0 && contributed < rules.quorum) {
    return (
      `Round ${round?.number} is open and has ${contributed} of the ${rules.quorum} contributions that it needs. With ` +
      'shared directions an entry of fewer would tell what single participants said, and what they were promised to count ' +
      'cannot be dropped. Pause, so that no other round opens, and try again once this one is closed.'
    );
  }
  if (contributed > 0 || room.late.size > 0) return close(rules, room, contributed > 0 ? round : null, now, true);
  const dropped: Effect[] = round ? [{ type: 'store', write: { type: 'cancel' } }] : [];
  return [{ ...room, round: null }, dropped];
}
