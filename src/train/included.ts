import type { Entry, ParticipantId } from '../protocol/index.ts';

/**
 * Whether a participant's contribution is in an entry. One of shared directions names nobody: the relay's word counts.
 * @param acknowledged the last round whose contribution the relay has taken
 */
export function isIncluded(entry: Entry, participant: ParticipantId, acknowledged: number): boolean {
  if (entry.kind === 'shared') return entry.sequence === acknowledged;
  return entry.parts.some((part) => part.participant === participant);
}
