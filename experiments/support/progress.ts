import { type StatusLine, bar } from '../../cli/progress.ts';
import type { Job } from './pool.ts';
import type { RunResult } from './run-file.ts';
import { duration, percent } from './words.ts';

/** How far all runs are together, by the seconds that they were expected to take. */
export class Progress {
  readonly #line: StatusLine;
  readonly #jobs: number;
  readonly #began = performance.now();
  /** Expected seconds of runs under way that are behind them. */
  readonly #under = new Map<string, number>();
  #total = 0;
  #closed = 0;
  #runs = 0;
  #count = 0;

  /** @param jobs runs at once */
  constructor(line: StatusLine, jobs: number) {
    this.#line = line;
    this.#jobs = jobs;
  }

  /** More is to be done. */
  expect(count: number, seconds: number): void {
    this.#count += count;
    this.#total += seconds;
    this.#show();
  }

  advance(key: string, seconds: number): void {
    this.#under.set(key, seconds);
    this.#show();
  }

  finish({ key, name, seconds }: Job, { looks }: RunResult): void {
    this.#close(key, seconds);
    const last = looks.at(-1)!;
    const figures = `accuracy ${percent(last.accuracy)} after ${Math.round(last.forwards)} forward passes`;
    this.#line.say(`${this.#runs} of ${this.#count}: ${name}: ${figures}${this.#left()}`);
    this.#show();
  }

  fail({ key, name, seconds }: Job, why: string): void {
    this.#close(key, seconds);
    this.#line.say(`${this.#runs} of ${this.#count}: ${name} FAILED: ${why}`);
    this.#show();
  }

  #close(key: string, seconds: number): void {
    this.#under.delete(key);
    this.#closed += seconds;
    this.#runs++;
  }

  #show(): void {
    this.#line.show(`${bar(this.#done(), this.#total)} ${this.#runs} of ${this.#count} runs${this.#left()}`);
  }

  #done(): number {
    return [...this.#under.values()].reduce((sum, seconds) => sum + seconds, this.#closed);
  }

  #left(): string {
    const done = this.#done();
    const left = Math.max(0, this.#total - done);
    const elapsed = (performance.now() - this.#began) / 1000;
    // What was expected, until enough has been seen.
    const pace = done > 20 ? elapsed / done : 1 / this.#jobs;
    return left === 0 ? '' : `, ${duration(left * pace)} left`;
  }
}
