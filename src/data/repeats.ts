import type { DatasetRow } from './dataset-row.ts';
import { samenessOf } from './sameness.ts';

/** Rows, by their places, whose texts say the same as those of others. */
export interface Repeats {
  /** Rows that may go: they say what an earlier row says, and have its label or none. In order. */
  readonly duplicates: readonly number[];
  /** Rows of which another says the same under another label, both of them. In order. */
  readonly conflicts: readonly number[];
}

/** Texts are the same where they differ only in case, punctuation and blanks: the split sees them as one, too. */
export function findRepeats(rows: readonly DatasetRow[]): Repeats {
  const groups = new Map<string, number[]>();
  rows.forEach(({ texts }, place) => {
    const key = samenessOf(texts);
    const group = groups.get(key);
    if (group) group.push(place);
    else groups.set(key, [place]);
  });
  const duplicates: number[] = [];
  const conflicts: number[] = [];
  for (const group of groups.values()) {
    if (group.length === 1) continue;
    const labels = new Set(group.map((place) => rows[place]!.label).filter((label) => label !== null));
    // The first of each label stays; one without a label only where no other has one.
    const kept = new Set<number | null>();
    for (const place of [
      ...group.filter((p) => rows[p]!.label !== null),
      ...group.filter((p) => rows[p]!.label === null),
    ]) {
      const { label } = rows[place]!;
      if (label === null ? kept.size > 0 : kept.has(label)) duplicates.push(place);
      else kept.add(label);
      if (label !== null && labels.size > 1) conflicts.push(place);
    }
  }
  return { duplicates: duplicates.sort((a, b) => a - b), conflicts: conflicts.sort((a, b) => a - b) };
}
