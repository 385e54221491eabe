import type { DatasetRow } from '../../data/index.ts';

/** Rows that were passed over, by their texts: places move when a row is removed. */
export type Skipped = ReadonlySet<DatasetRow['texts']>;

/**
 * The place of the next row to label: the first one without a label from `from` on, then from the start; those that were
 * skipped come when no other is left. Null when all have a label.
 */
export function nextToLabel(rows: readonly DatasetRow[], from: number, skipped: Skipped): number | null {
  const inOrder = (wanted: (row: DatasetRow) => boolean): number | null => {
    const after = rows.findIndex((row, place) => place >= from && wanted(row));
    const any = after >= 0 ? after : rows.findIndex(wanted);
    return any >= 0 ? any : null;
  };
  return inOrder((row) => row.label === null && !skipped.has(row.texts)) ?? inOrder((row) => row.label === null);
}

/** Milliseconds that a decision counts for at most: longer, and somebody went for a coffee. */
const LONGEST = 60_000;
/** Decisions that the pace looks back on. */
const MEMORY = 20;

/** Milliseconds that the last decisions took, each cut to a minute. */
export type Pace = readonly number[];

export function decided(pace: Pace, milliseconds: number): Pace {
  return [...pace, Math.min(milliseconds, LONGEST)].slice(-MEMORY);
}

/** Minutes until all is labelled; null before there is a pace. @param left rows without a label */
export function minutesLeft(pace: Pace, left: number): number | null {
  if (pace.length < 3) return null;
  return (pace.reduce((sum, one) => sum + one, 0) / pace.length / 60_000) * left;
}

/** Milliseconds since it was made or last started anew. */
export class Stopwatch {
  #since = performance.now();

  restart(): void {
    this.#since = performance.now();
  }

  read(): number {
    return performance.now() - this.#since;
  }
}
