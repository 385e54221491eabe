import type { DatasetRow } from './dataset-row.ts';
import { countLabels } from './examples.ts';
import { isHeldOut } from './split.ts';

/** What keeps a split from telling how well the model does, the gravest first. */
export type SplitFault =
  /** No example of the class trains, and so it is not learned here; or none of any class. */
  | { readonly code: 'no-training'; readonly label: number | null }
  /** No example of the class is held out, although it has some. */
  | { readonly code: 'no-held-out'; readonly label: number }
  /** So few are held out that each counts for this share of the accuracy. */
  | { readonly code: 'few-held-out'; readonly count: number; readonly share: number }
  /** One class makes up so much of the held-out part that always answering it looks good. */
  | { readonly code: 'one-sided'; readonly label: number; readonly share: number };

export interface SplitReport {
  /** Examples of each class. */
  readonly training: readonly number[];
  readonly heldOut: readonly number[];
  readonly faults: readonly SplitFault[];
}

/** Held-out examples below which an accuracy is hardly more than a guess; ours. */
const FEW = 20;
/** Share of one class in the held-out part from which it is called one-sided, where shares would be equal: ours. */
const ONE_SIDED = 0.8;

/** How rows with a label are divided, and what is wrong with that. @param classes how many there are */
export function reportSplit(rows: readonly DatasetRow[], classes: number): SplitReport {
  const all = countLabels(rows, classes);
  const heldOut = countLabels(rows.filter(isHeldOut), classes);
  const training = all.map((count, label) => count - heldOut[label]!);
  const [trained, held] = [sum(training), sum(heldOut)];
  const faults: SplitFault[] = [];
  if (trained === 0) faults.push({ code: 'no-training', label: null });
  else {
    training.forEach((count, label) => {
      if (count === 0) faults.push({ code: 'no-training', label });
    });
  }
  heldOut.forEach((count, label) => {
    if (count === 0 && all[label]! > 1) faults.push({ code: 'no-held-out', label });
  });
  if (held > 0 && held < FEW) faults.push({ code: 'few-held-out', count: held, share: 1 / held });
  const most = heldOut.indexOf(Math.max(...heldOut));
  const share = held > 0 ? heldOut[most]! / held : 0;
  if (share >= ONE_SIDED && held >= FEW) faults.push({ code: 'one-sided', label: most, share });
  return { training, heldOut, faults };
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
