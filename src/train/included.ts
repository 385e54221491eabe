import type { Entry, ParticipantId } from '../protocol/index.ts';

/**
 * Whether a participant's contribution is in an entry, to its own round or late. One of shared directions names nobody: the
 * relay's word counts. A rollback takes contributions back and brings none.
 * @param acknowledged the last round whose contribution the relay has taken
 */
export function isIncluded(entry: Entry, participant: ParticipantId, acknowledged: number): boolean {
  switch (entry.kind) {
    case 'shared':
      return entry.sequence === acknowledged;
    case 'private':
      return [...entry.parts, ...entry.late].some((part) => part.participant === participant);
    case 'rollback':
      return false;
    default:
      return entry satisfies never;
  }
}
