import type { Contribution, Hash, ParticipantId, RefusalReason } from '../../src/protocol/index.ts';
import { type Effect, type Step, store } from './events.ts';
import { contributeLate } from './late.ts';
import type { Room, Round } from './room.ts';
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

/** [C1] */
function refusal(
  rules: Rules,
  round: Round | null,
  participant: ParticipantId,
  contribution: Contribution,
): RefusalReason | null {
  if (contribution.round !== round?.number) return 'round-not-open';
  if (!round.asked.has(participant)) return 'not-asked';
  return faultOf(rules, round.chain, contribution);
}

/** What is wrong with a contribution of somebody who was asked for it. */
export function faultOf(rules: Rules, opened: Hash, { chain, examples, scalars }: Contribution): RefusalReason | null {
  if (chain !== opened) return 'wrong-chain';
  if (scalars.length !== rules.scalars) return 'wrong-count';
  if (!scalars.every(Number.isFinite)) return 'not-finite';
  if (scalars.some((scalar) => Math.abs(scalar) > rules.clip)) return 'beyond-clip';
  if (examples < 1) return 'no-examples';
  return null;
}
