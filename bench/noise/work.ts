import { type Spread, spread } from '../workload/index.ts';

/** One thing that a kernel does; done when the promise settles. */
export interface Work {
  readonly name: string;
  /** Weights that one run touches. */
  readonly weights: number;
  run(): void | Promise<void>;
}

export interface Measured {
  readonly task: string;
  readonly weights: number;
  readonly nanosecondsPerWeight: Spread;
  readonly weightsPerSecond: number;
  readonly overCopy: Spread;
}

/** Updates that are applied in one pass: one direction, a step's five, a round's fifty. */
export const UPDATES = [1, 5, 50];

/**
 * Times of one machine drift, so every repeat times each kind of work in turn, and ratios are taken within a repeat.
 * @param work the copy first
 */
export async function measureWork(work: readonly Work[], repeats: number): Promise<Measured[]> {
  for (const one of work) await one.run();
  const times: number[][] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const row: number[] = [];
    for (const { weights, run } of work) {
      const start = performance.now();
      await run();
      row.push(((performance.now() - start) * 1e6) / weights);
    }
    times.push(row);
  }
  return work.map(({ name, weights }, t) => {
    const nanosecondsPerWeight = spread(times.map((row) => row[t]!));
    return {
      task: name,
      weights,
      nanosecondsPerWeight,
      weightsPerSecond: 1e9 / nanosecondsPerWeight.median,
      overCopy: spread(times.map((row) => row[t]! / row[0]!)),
    };
  });
}
