import type { Contribution, ParticipantId, Sequence } from '../../src/protocol/index.ts';
import { type Effect, type Step, store } from './events.ts';
import { MAX_PARTS } from './open.ts';
import { faultOf } from './refusal.ts';
import { type PastRound, type Room, lateKey } from './room.ts';
import type { Rules } from './rules.ts';

/** A contribution to a closed round: counted already, or taken into the next entry, or too late. [C4] [C6] */
export function contributeLate(
  rules: Rules,
  room: Room,
  participant: ParticipantId,
  contribution: Contribution,
  now: number,
): Step {
  const { round } = contribution;
  const ack: Effect = { type: 'ack', to: participant, round, since: now };
  const key = lateKey(round, participant);
  if (room.late.has(key)) return [room, [ack]];
  const past = openToLate(rules, room, round);
  if (!past?.missing.has(participant)) {
    return [room, [{ type: 'look-up', participant, round, reason: past ? 'not-asked' : 'too-late' }]];
  }
  const reason = faultOf(rules, past.chain, contribution);
  if (reason) return [room, [{ type: 'refuse', to: participant, round, reason }]];
  const stored = { participant, contribution, at: now };
  room.late.set(key, stored);
  past.missing.delete(participant);
  return [room, [store({ type: 'late', stored }), ack]];
}

/** The record of a closed round whose latecomers the next entry may still take in. */
function openToLate(rules: Rules, { head, late, recent, round, status }: Room, number: Sequence): PastRound | null {
  const entry = head.sequence + 1;
  if (entry - number > rules.late || late.size >= MAX_PARTS) return null;
  // No other entry will come.
  if ((status.state === 'stopped' || status.state === 'archived') && !round) return null;
  // Every entry since is a round on record: no rollback has taken back the state that it was measured at.
  const past = recent.at(number - entry);
  return past?.number === number ? past : null;
}
