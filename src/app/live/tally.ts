/** After entry `sequence`, this device's numbers are in `count` rounds of the model. */
interface Mark {
  readonly sequence: number;
  readonly count: number;
}

/**
 * In how many rounds of the model this device's numbers are, with what it was at earlier states, which a rollback goes
 * back to: also to one before another rollback. Marks are made where the number changes.
 */
export interface Tally {
  readonly marks: readonly Mark[];
  /** The last entry that was looked at: a copy that is made again passes all of them again. */
  readonly counted: number;
}

export const NO_TALLY: Tally = { marks: [], counted: 0 };

export function countOf({ marks }: Tally): number {
  return marks.at(-1)?.count ?? 0;
}

/** What an entry makes of it. */
export function tallied(
  tally: Tally,
  entry: {
    readonly sequence: number;
    readonly included: boolean;
    readonly takenBack: { readonly from: number } | null;
  },
): Tally {
  const { sequence, included, takenBack } = entry;
  if (sequence <= tally.counted) return tally;
  const before = countOf(tally);
  const count = takenBack ? countAt(tally, takenBack.from - 1) : before + (included ? 1 : 0);
  const marks = count === before ? tally.marks : [...tally.marks, { sequence, count }];
  return { marks, counted: sequence };
}

function countAt({ marks }: Tally, sequence: number): number {
  return marks.findLast((mark) => mark.sequence <= sequence)?.count ?? 0;
}
