import { shuffled } from '../data/index.ts';
import { type Key, foldIn } from '../random/index.ts';
import { type Labelled, byClass } from './classes.ts';
import { type Label, TaskError } from './task.ts';

export interface Shots<T> {
  readonly training: readonly T[];
  /** To choose learning rates and stopping by, so that the held-out set stays unseen. */
  readonly development: readonly T[];
}

/**
 * `k` examples of each class for training and `development` others of each, as many by default: the setting of LM-BFF
 * and MeZO. The same examples in the same order and the same key give the same shots, and a larger k contains the
 * training shots of a smaller one.
 * @throws TaskError when a class has too few
 */
export function kShot<T extends Labelled>(
  examples: readonly T[],
  labels: readonly Pick<Label, 'name'>[],
  k: number,
  key: Key,
  development = k,
): Shots<T> {
  const classes = byClass(examples, labels.length);
  const fewest = classes.reduce(
    (least, members, label) => (members.length < classes[least]!.length ? label : least),
    0,
  );
  const have = classes[fewest]!.length;
  if (have < k + development) {
    throw new TaskError(
      `The class "${labels[fewest]?.name ?? fewest}" has ${have} examples; ${k} for training and ${development} for ` +
        `development take ${k + development}. Choose a smaller k, or bring more examples of it.`,
    );
  }
  const drawn = classes.map((members, label) => shuffled(members, foldIn(key, label)));
  return {
    training: drawn.flatMap((members) => members.slice(0, k)),
    development: drawn.flatMap((members) => members.slice(k, k + development)),
  };
}
