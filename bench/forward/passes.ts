import { rest, secondsOf } from '../workload/index.ts';

/** What every contestant gives: logits to be compared, and the time of each pass. */
export interface Passes {
  /** [B, N] of the label words at the mask. */
  readonly logits: readonly number[];
  readonly seconds: readonly number[];
}

/** One pass for the logits, one to warm up, then those that count. @param pass until its logits are on the processor */
export async function timePasses(repeats: number, pass: () => Promise<ArrayLike<number>>): Promise<Passes> {
  const logits = Array.from(await pass());
  await pass();
  const seconds: number[] = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    await rest();
    seconds.push(await secondsOf(pass));
  }
  return { logits, seconds };
}
