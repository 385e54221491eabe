import type { Example } from '../../src/data/index.ts';
import { type Key, foldIn } from '../../src/random/index.ts';
import { type Source, type Task, kShot, splitBySource, splitDirichlet, splitEvenly } from '../../src/tasks/index.ts';
import type { Dataset } from '../datasets/index.ts';
import { UsageError, oneOf, positiveNumber, wholeNumber } from '../options.ts';
import type { Given } from './flags.ts';

/** What one run trains and is judged on. */
export interface Sample {
  readonly clients: readonly (readonly Example[])[];
  readonly heldOut: readonly Example[];
}

/** How a run's examples are drawn and dealt, the same way for every seed. */
export interface SamplePlan {
  readonly clients: number;
  /** Training examples of each class, or null for all. */
  readonly shots: number | null;
  readonly splitBy: 'dirichlet' | 'even' | 'source';
  readonly alpha: number;
  readonly heldOut: number;
  /** Looks at other training examples in place of the held-out ones. */
  readonly development: boolean;
}

/** @param sources of the data, one or more */
export function readPlan(given: Given, clients: number, sources: number): SamplePlan {
  const ways = ['dirichlet', 'even', 'source'] as const;
  const splitBy =
    given['split-by'] === undefined && sources > 1 ? 'source' : oneOf('split-by', given['split-by'], ways);
  if (given.alpha !== undefined && splitBy !== 'dirichlet') {
    throw new UsageError(`--alpha is of the Dirichlet split, and this is ${splitBy}: add --split-by dirichlet.`);
  }
  const shots = given.shots === undefined ? null : wholeNumber('shots', given.shots, 16, 1, 1_000_000);
  if (given.development && shots === null) {
    throw new UsageError('--development looks at as many examples as are trained on: say how many with --shots K.');
  }
  return {
    clients,
    shots,
    splitBy,
    alpha: positiveNumber('alpha', given.alpha, 1),
    heldOut: wholeNumber('held-out', given['held-out'], Number.MAX_SAFE_INTEGER, 1, Number.MAX_SAFE_INTEGER),
    development: given.development !== undefined,
  };
}

/** Draws and deals by the seed alone: whatever is compared on one seed meets the same clients with the same examples. */
export function draw(
  data: Pick<Dataset, 'sources' | 'heldOut'>,
  { labels }: Pick<Task, 'labels'>,
  plan: SamplePlan,
  seed: number,
): Sample {
  const key: Key = [seed, 2];
  const all = data.sources.flatMap(({ examples }) => examples);
  const shots = plan.shots === null ? null : kShot(all, labels, plan.shots, foldIn(key, 0));
  const chosen = new Set(shots?.training ?? all);
  const sources = data.sources
    .map(({ name, examples }) => ({ name, examples: examples.filter((example) => chosen.has(example)) }))
    .filter(({ examples }) => examples.length > 0);
  const training = sources.flatMap(({ examples }) => examples);
  return {
    clients: deal(training, sources, plan, foldIn(key, 1)),
    heldOut: evenly(plan.development && shots ? shots.development : data.heldOut, plan.heldOut),
  };
}

function deal(
  training: readonly Example[],
  sources: readonly Source<Example>[],
  { clients, splitBy, alpha }: SamplePlan,
  key: Key,
): Example[][] {
  switch (splitBy) {
    case 'dirichlet':
      return splitDirichlet(training, clients, alpha, key);
    case 'even':
      return splitEvenly(training, clients, key);
    case 'source':
      return splitBySource(sources, clients, key);
    default:
      return splitBy satisfies never;
  }
}

/** `count` items at most, spread over the whole list. */
function evenly<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
