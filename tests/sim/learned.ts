import type { LedgerRound } from './ledger-entry.ts';

/** Rounds that anything is learned from: those of the newest numbers, and at least so many. */
const NEWEST = 32;
const LEAST = 5;

/** What a relay may have learned from past rounds, worked out once more. [C7] */
export class Learned {
  #rounds: { readonly number: number; readonly norms: readonly number[] }[] = [];

  closed({ number, contributions }: LedgerRound): void {
    const norms = contributions.map(({ contribution: { scalars } }) => rootMeanSquare(scalars));
    this.#rounds = [...this.#rounds.filter((round) => round.number > number - NEWEST), { number, norms }];
  }

  /** Rounds after `after` were taken back. */
  forget(after: number): void {
    this.#rounds = this.#rounds.filter(({ number }) => number <= after);
  }

  /** The median size of scalars of late, or null while few rounds are known. */
  get bound(): number | null {
    if (this.#rounds.filter(({ norms }) => norms.length > 0).length < LEAST) return null;
    const norms = this.#rounds.flatMap((round) => round.norms).toSorted((a, b) => a - b);
    const { length } = norms;
    const middle = Math.floor(length / 2);
    return length % 2 === 1 ? norms[middle]! : (norms[middle - 1]! + norms[middle]!) / 2;
  }
}

function rootMeanSquare(scalars: Float32Array): number {
  let sum = 0;
  for (const scalar of scalars) sum += scalar * scalar;
  return scalars.length === 0 ? 0 : Math.sqrt(sum / scalars.length);
}
