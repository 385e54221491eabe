import type { FirstOrder } from '../../simulator/index.ts';
import { UsageError, oneOf, positiveNumber, wholeNumber } from '../options.ts';
import type { Given } from './flags.ts';

export const METHODS = ['fedspzo', 'fedzo', 'decomfl', 'mezo', 'fedkseed', 'fedavg', 'fedavg-lora'] as const;
export type MethodName = (typeof METHODS)[number];

/** Learning rates for the default model: ours (docs/DEFAULTS.md, docs/BASELINES.md). Larger models want smaller ones. */
const RATES: Readonly<Record<MethodName, number>> = {
  fedspzo: 1e-4,
  fedzo: 1e-4,
  decomfl: 1e-4,
  mezo: 1e-4,
  fedkseed: 5e-5,
  fedavg: 3e-5,
  'fedavg-lora': 2e-3,
};
const SGD_RATE = 5e-4;

/** Flags that belong to some methods only. */
const OWN: Readonly<Partial<Record<keyof Given, readonly MethodName[]>>> = {
  p1: ['fedspzo'],
  p2: ['fedspzo'],
  split: ['fedspzo'],
  loo: ['fedspzo'],
  normalized: ['fedspzo'],
  'second-rate': ['fedspzo'],
  p: ['fedzo', 'decomfl'],
  difference: ['decomfl'],
  pool: ['fedkseed'],
  directions: ['fedspzo', 'fedzo'],
  optimizer: ['fedavg', 'fedavg-lora'],
  epsilon: ['fedspzo', 'fedzo', 'decomfl', 'mezo', 'fedkseed'],
  clip: ['fedspzo', 'fedzo', 'decomfl', 'mezo', 'fedkseed'],
  'rate-to': ['fedspzo', 'fedzo', 'decomfl', 'mezo'],
  'rate-rounds': ['fedspzo', 'fedzo', 'decomfl', 'mezo'],
};

/** @throws UsageError when a flag was given that the method does not have */
export function readMethodName(given: Given): MethodName {
  const name = oneOf('method', given.method, METHODS);
  for (const [flag, methods] of Object.entries(OWN)) {
    if (flag in given && !methods.includes(name)) {
      throw new UsageError(`--${flag} says nothing to ${name}: it is a flag of ${methods.join(', ')}.`);
    }
  }
  return name;
}

/** Backpropagation, where the method is; null otherwise. */
export function readFirstOrder(name: MethodName, given: Given): FirstOrder | null {
  if (name !== 'fedavg' && name !== 'fedavg-lora') return null;
  const optimizer = oneOf('optimizer', given.optimizer, ['adam', 'sgd']);
  const learningRate = positiveNumber('rate', given.rate, optimizer === 'sgd' ? SGD_RATE : RATES[name]);
  const trainable = readTrainable(given.trainable);
  const isLora = trainable?.set === 'lora';
  if (trainable && !(name === 'fedavg-lora' && isLora)) {
    throw new UsageError(
      'Backpropagation trains all weights (fedavg) or adapters (fedavg-lora --trainable lora:R:ALPHA).',
    );
  }
  if (name === 'fedavg') return { optimizer, learningRate, lora: null };
  return {
    optimizer,
    learningRate,
    lora: isLora ? { rank: trainable.rank, alpha: trainable.alpha } : { rank: 8, alpha: 16 },
  };
}

/** What a manifest calls the weights that train; null for all of them. */
export function readTrainable(text: string | undefined) {
  if (text === undefined || text === 'all') return null;
  const [set, first, second, ...rest] = text.split(':');
  if (set === 'biases' && first === undefined) return { set } as const;
  if (set === 'last' && first !== undefined && second === undefined) {
    return { set, layers: wholeNumber('trainable last:', first, 1, 1, 128) } as const;
  }
  if (set === 'lora' && second !== undefined && rest.length === 0) {
    const rank = wholeNumber('trainable lora:', first, 8, 1, 1024);
    return { set, rank, alpha: positiveNumber('trainable lora:RANK:', second, 16) } as const;
  }
  throw new UsageError(`--trainable must be all, biases, last:N or lora:RANK:ALPHA, not "${text}".`);
}

/**
 * A manifest's `method`. Backpropagation has none of its own: there it stands for local steps and batch alone.
 * @param layers of the model
 * @param rounds over which the learning rate falls
 */
export function readMethod(name: MethodName, given: Given, layers: number, rounds: (passes: number) => number): object {
  const isFirstOrder = name === 'fedavg' || name === 'fedavg-lora';
  const own = ownNumbers(isFirstOrder ? 'fedspzo' : name, given, layers);
  const from = isFirstOrder ? RATES.fedspzo : positiveNumber('rate', given.rate, RATES[name]);
  const to = name === 'fedkseed' ? from : positiveNumber('rate-to', given['rate-to'], from / 10);
  const fall = wholeNumber('rate-rounds', given['rate-rounds'], rounds(own.passes), 1, 1_000_000);
  return {
    ...own.numbers,
    epsilon: positiveNumber('epsilon', given.epsilon, 1e-3),
    learningRate: { from, to, rounds: fall },
    localSteps: wholeNumber('local-steps', given['local-steps'], 10, 1, 1000),
    batch: wholeNumber('batch', given.batch, 8, 1, 1024),
    clip: positiveNumber('clip', given.clip, 1000),
    noise: 'rademacher',
  };
}

/** @returns the method's own part of a manifest, and about how many forward passes a step takes */
function ownNumbers(name: Exclude<MethodName, 'fedavg' | 'fedavg-lora'>, given: Given, layers: number) {
  const directions = oneOf('directions', given.directions, ['private', 'shared']);
  switch (name) {
    case 'fedspzo': {
      const p1 = wholeNumber('p1', given.p1, 1, 1, 64);
      const p2 = wholeNumber('p2', given.p2, 4, 1, 64);
      const split = wholeNumber('split', given.split, Math.round(0.75 * layers), 0, layers);
      const flags = { ...(given.loo && { loo: true }), ...(given.normalized && { normalized: true }) };
      const rate = given['second-rate'] && { secondRate: positiveNumber('second-rate', given['second-rate'], 1) };
      const share = split / layers;
      const passes = 2 * p1 * (share + p2 * (1 - share));
      return { numbers: { name, p1, p2, split, directions, ...flags, ...rate }, passes };
    }
    case 'fedzo': {
      const p = wholeNumber('p', given.p, 1, 1, 1024);
      return { numbers: { name, p, directions }, passes: 2 * p };
    }
    case 'decomfl': {
      const p = wholeNumber('p', given.p, 1, 1, 1024);
      const difference = oneOf('difference', given.difference, ['forward', 'central']);
      return {
        numbers: { name, p, difference, directions: 'shared' },
        passes: difference === 'forward' ? p + 1 : 2 * p,
      };
    }
    case 'mezo':
      return { numbers: { name, directions: 'private' }, passes: 2 };
    case 'fedkseed':
      return {
        numbers: { name, pool: wholeNumber('pool', given.pool, 4096, 1, 2 ** 20), directions: 'pool' },
        passes: 2,
      };
    default:
      return name satisfies never;
  }
}
