import type { Contribution, Hash, ParticipantId, RefusalReason } from '../../src/protocol/index.ts';
import type { Round } from './room.ts';
import type { Rules } from './rules.ts';

/** Why a contribution is not taken into the open round: the first reason that applies. [C1] */
export function refusal(
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
