import type { DatasetRow } from './dataset-row.ts';
import type { Example } from './examples.ts';
import type { PrivateText } from './private-text.ts';
import { samenessOf } from './sameness.ts';

/** The part that is held out for evaluation: our choice, one example in five. */
const HELD_OUT_SHARE = 0.2;

export interface Split {
  readonly training: readonly Example[];
  readonly heldOut: readonly Example[];
}

/**
 * Divides examples by what each of them is, and by nothing else: one stays on its side when others come, go, change or
 * are put into another order, on every device. Where it says itself on which side it is, it is there; else a hash of all
 * its texts decides, by which those that differ only in case and punctuation fall on the same side. In a small data set
 * a class may be missing on one side: see `withBothParts`.
 */
export function splitExamples(examples: readonly Example[]): Split {
  return {
    training: examples.filter((example) => !isHeldOut(example)),
    heldOut: examples.filter(isHeldOut),
  };
}

/** Whether a row is, or will be with its label, in the held-out part. */
export function isHeldOut({ texts, heldOut }: DatasetRow): boolean {
  return heldOut ?? placeOf(texts) < HELD_OUT_SHARE;
}

/**
 * The same rows, so that a class of two examples or more has at least one on each side, and a single one trains. A row
 * that has to change sides for it says so from now on; all others stay as they are. For data that is new here: where it
 * was trained on already, an example that changes sides is one that the model has seen.
 */
export function withBothParts<Row extends DatasetRow>(rows: readonly Row[]): Row[] {
  const settled = [...rows];
  const labels = new Set(rows.map(({ label }) => label).filter((label) => label !== null));
  for (const label of labels) {
    const members = settled.map((_, i) => i).filter((i) => settled[i]!.label === label);
    members.sort((a, b) => placeOf(settled[a]!.texts) - placeOf(settled[b]!.texts));
    const [lowest, highest] = [settled[members[0]!]!, settled[members.at(-1)!]!];
    const move = (moved: Row, heldOut: boolean): void => {
      // Its twins in other letters go with it, lest the model be asked what it was taught.
      for (const i of members) {
        const row = settled[i]!;
        if (samenessOf(row.texts) === samenessOf(moved.texts)) settled[i] = { ...row, heldOut };
      }
    };
    const held = members.filter((i) => isHeldOut(settled[i]!)).length;
    if (held === members.length) move(highest, false);
    else if (held === 0 && samenessOf(lowest.texts) !== samenessOf(highest.texts)) move(lowest, true);
  }
  return settled;
}

const places = new WeakMap<readonly PrivateText[], number>();

/** A number in [0, 1) from the texts' words. */
function placeOf(texts: readonly PrivateText[]): number {
  let place = places.get(texts);
  if (place === undefined) {
    place = hash(samenessOf(texts)) / 2 ** 32;
    places.set(texts, place);
  }
  return place;
}

/**
 * FNV-1a over UTF-16 units with the finalizer of MurmurHash3: 32 evenly spread bits. Nobody gains by forging it,
 * and SHA-256 takes ten times as long.
 */
function hash(text: string): number {
  let h = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
