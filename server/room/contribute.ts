import type { Contribution, ParticipantId } from '../../src/protocol/index.ts';
import { type Effect, type Step, store } from './events.ts';
import { contributeLate } from './late.ts';
import { refusal } from './refusal.ts';
import type { Room } from './room.ts';
import type { Rules } from './rules.ts';

/** A contribution is refused, or stored and then acknowledged. [C1] [C2] [C3] */
export function contribute(
  rules: Rules,
  room: Room,
  participant: ParticipantId,
  contribution: Contribution,
  now: number,
): Step {
  const { round } = room;
  if (contribution.round <= room.head.sequence) return contributeLate(rules, room, participant, contribution, now);
  const ack: Effect = { type: 'ack', to: participant, round: contribution.round, since: now };
  // [C3] Whatever it says this time: the first one stands.
  if (contribution.round === round?.number && round.contributions.has(participant)) return [room, [ack]];
  const reason = refusal(rules, round, participant, contribution);
  if (!round || reason) {
    return [room, [{ type: 'refuse', to: participant, round: contribution.round, reason: reason ?? 'round-not-open' }]];
  }
  const stored = { participant, contribution, at: now };
  round.contributions.set(participant, stored);
  round.awaited.delete(participant);
  const quorumAt = round.contributions.size === rules.quorum ? now : round.quorumAt;
  return [{ ...room, round: { ...round, quorumAt } }, [store({ type: 'contribution', stored }), ack]];
}
