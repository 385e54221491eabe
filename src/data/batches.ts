import { type Key, foldIn, threefry2x32 } from '../random/index.ts';

/**
 * An endless row of batches: each epoch takes every item once, in an order that depends on `seed` and the epoch alone.
 * A batch has `size` items (all of them, where there are fewer) and may reach into the next epoch.
 *
 * @param from number of the batch to begin with, so that a resumed run repeats none and misses none
 */
export function* batches<T>(items: readonly T[], size: number, seed: Key, from = 0): Generator<readonly T[], never> {
  if (items.length === 0) throw new RangeError('There are no examples to draw batches from.');
  const length = Math.min(size, items.length);
  let epoch = -1;
  let order: readonly T[] = [];
  for (let start = from * length; ; start += length) {
    yield Array.from({ length }, (_, i) => {
      const wanted = Math.floor((start + i) / items.length);
      if (wanted !== epoch) {
        epoch = wanted;
        order = shuffled(items, foldIn(seed, epoch));
      }
      return order[(start + i) % items.length]!;
    });
  }
}

/** Fisher and Yates's shuffle, by Threefry: a new array in an order that depends on the key alone. */
export function shuffled<T>(items: readonly T[], key: Key): T[] {
  const order = [...items];
  for (let last = order.length - 1; last > 0; last--) {
    const [random] = threefry2x32(key, last, 0);
    const chosen = Math.floor((random / 2 ** 32) * (last + 1));
    [order[last], order[chosen]] = [order[chosen]!, order[last]!];
  }
  return order;
}
