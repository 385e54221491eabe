import type { RoundRow, SimulationEvent, Stop } from '../../simulator/index.ts';
import { type StatusLine, bar } from '../progress.ts';

/** Tells a terminal how far the runs are and how long they will take; where there is none, a line for each look. */
export class Progress {
  readonly #line: StatusLine;
  readonly #stop: Stop;
  readonly #clientsPerRound: number;
  readonly #runs: readonly number[];
  readonly #began = performance.now();
  /** Share of all runs that is done, and of it what was read from checkpoints. */
  #kept = 0;
  #run = 0;
  #row: RoundRow | null = null;
  #accuracy: number | null = null;
  #loss = Number.NaN;
  #steps = 0;

  /** @param runs their seeds */
  constructor(line: StatusLine, stop: Stop, clientsPerRound: number, runs: readonly number[]) {
    this.#line = line;
    this.#stop = stop;
    this.#clientsPerRound = clientsPerRound;
    this.#runs = runs;
  }

  /** A run begins. */
  begin(run: number): void {
    this.#run = run;
    this.#row = null;
    this.#accuracy = null;
    this.#loss = Number.NaN;
    this.#steps = 0;
    this.#show();
  }

  take(event: SimulationEvent): void {
    if (event.type === 'step') {
      this.#loss = event.loss;
      this.#steps += 1 / (event.steps * this.#clientsPerRound);
    } else {
      const { row, resumed } = event;
      const before = this.#shareOfRun();
      this.#row = row;
      this.#steps = 0;
      if (resumed) this.#kept += (this.#shareOfRun() - before) / this.#runs.length;
      if (row.accuracy !== null) {
        this.#accuracy = row.accuracy;
        if (!resumed) this.#line.say(this.#look(row));
      }
    }
    this.#show();
  }

  #show(): void {
    const done = (this.#run + this.#shareOfRun()) / this.#runs.length;
    const accuracy = this.#accuracy === null ? '' : `, accuracy ${(100 * this.#accuracy).toFixed(1)} %`;
    const loss = Number.isNaN(this.#loss) ? '' : `, loss ${this.#loss.toFixed(3)}`;
    const text = `${bar(done, 1)} seed ${this.#runs[this.#run]}, round ${(this.#row?.round ?? -1) + 1}`;
    this.#line.show(`${text}${loss}${accuracy}${this.#left(done)}`);
  }

  #left(done: number): string {
    const computed = done - this.#kept;
    if (computed <= 0.002) return '';
    const seconds = ((performance.now() - this.#began) / 1000) * ((1 - done) / computed);
    return `, ${inWords(seconds)} left`;
  }

  #shareOfRun(): number {
    const stop = this.#stop;
    if ('rounds' in stop) return Math.min(1, ((this.#row?.round ?? 0) + this.#steps) / stop.rounds);
    return Math.min(1, (this.#row?.total.forwards ?? 0) / stop.forwards);
  }

  #look({ round, loss, accuracy, heldOutLoss, total }: RoundRow): string {
    const training = loss === null ? 'the base model' : `training loss ${loss.toFixed(3)}`;
    return (
      `seed ${this.#runs[this.#run]}, round ${round}: ${training}, held-out loss ${heldOutLoss!.toFixed(3)}, ` +
      `accuracy ${(100 * accuracy!).toFixed(1)} %, ${Math.round(total.forwards)} forward passes, ` +
      `${(total.bytesUp / 1000).toFixed(1)} kB up, ${inWords(total.seconds)}`
    );
  }
}

function inWords(seconds: number): string {
  if (seconds < 100) return `${seconds.toFixed(0)} s`;
  return seconds < 6000 ? `${(seconds / 60).toFixed(0)} min` : `${(seconds / 3600).toFixed(1)} h`;
}
