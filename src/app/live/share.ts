import type { TrainEvent } from '../../train/index.ts';

type Entry = Pick<Extract<TrainEvent, { type: 'entry' }>, 'sequence' | 'takenBack' | 'brought'>;

/** What is in the model, as far as this copy has seen the entries go by, and what of it is this device's. */
export interface Share {
  /** The first entry that counts here; 0 before there is one. Above 1 where the copy began with a snapshot. */
  readonly first: number;
  /** The last entry that was looked at: a copy that is made again passes all of them again. */
  readonly last: number;
  readonly contributions: number;
  readonly ownContributions: number;
  /** Null where directions are shared: entries tell none. */
  readonly examples: number | null;
  readonly ownExamples: number;
}

export const NO_SHARE: Share = {
  ...{ first: 0, last: 0, contributions: 0, ownContributions: 0, examples: 0, ownExamples: 0 },
};

/** What an entry makes of it. */
export function shareAfter(share: Share, { sequence, takenBack, brought }: Entry): Share {
  if (sequence <= share.last) return share;
  // Where entries were passed over by a snapshot, or where what was never seen is taken back, counting begins anew.
  const isGap = sequence !== share.last + 1;
  if (takenBack && (isGap || takenBack.from < share.first)) return { ...NO_SHARE, first: sequence + 1, last: sequence };
  const before = isGap ? { ...NO_SHARE, first: sequence } : share;
  const { contributions, examples, ownContributions, ownExamples } = brought;
  return {
    first: before.first || sequence,
    last: sequence,
    contributions: before.contributions + contributions,
    ownContributions: before.ownContributions + ownContributions,
    examples: before.examples === null || examples === null ? null : before.examples + examples,
    ownExamples: before.ownExamples + ownExamples,
  };
}
