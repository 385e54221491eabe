import { keyOf } from './cache.ts';
import { isFirstOrder, lookRounds, passesOfRun } from './cost.ts';
import type { Arm, Flags, Plan } from './experiment.ts';
import type { Job } from './pool.ts';
import type { DataSource, ModelSource } from './sources.ts';

/** Seconds until a run has loaded what it needs, about. */
const START = 4;

/** Names and flags of the runs of one experiment. */
export class Jobs {
  readonly #plan: Plan;
  readonly #model: ModelSource;
  readonly #sources: ReadonlyMap<string, DataSource>;
  /** Seconds of a forward pass by what was measured. */
  readonly #pace = new Map<string, number>();

  constructor(plan: Plan, model: ModelSource, sources: ReadonlyMap<string, DataSource>) {
    this.#plan = plan;
    this.#model = model;
    this.#sources = sources;
  }

  /** One seed of an arm; `development` looks at the development examples in place of the held-out ones. */
  of(arm: Arm, rate: number, seed: number, development: boolean): Job {
    const flags = this.#flags(arm, rate, seed, development);
    const source = this.#sources.get(arm.task)!;
    const { training, looks } = passesOfRun(flags, this.#model.architecture, source.heldOut);
    const seconds = (training + looks) * (this.#pace.get(paceOf(arm)) ?? 0) + START;
    const name = `${arm.name}, rate ${rate}, seed ${seed}${development ? ', development' : ''}`;
    return { ...this.#job(source, flags), name, training, seconds };
  }

  /** A few steps of an arm, to see how long they take. */
  trial(arm: Arm): Job {
    const { budget: _, ...flags } = this.#flags(arm, arm.rates[0]!, this.#plan.seeds[0]!, false);
    const short = {
      ...flags,
      rounds: 1,
      'local-steps': 4,
      'per-round': arm.flags.method === 'mezo' ? 1 : 2,
      'held-out': 8,
    };
    const name = `${arm.name}, a few steps to see how long they take`;
    return { ...this.#job(this.#sources.get(arm.task)!, short), name, training: 1, seconds: START };
  }

  /** Arms of which one was not timed yet, one for each kind that takes its own time. */
  untimed(): Arm[] {
    return [...new Map(this.#plan.arms.map((arm) => [paceOf(arm), arm])).values()].filter(
      (arm) => !this.#pace.has(paceOf(arm)),
    );
  }

  timed(arm: Arm, secondsOfPass: number): void {
    this.#pace.set(paceOf(arm), secondsOfPass);
  }

  #flags({ flags: own, task }: Arm, rate: number, seed: number, development: boolean): Flags {
    const { flags: common, selection, lookEvery } = this.#plan;
    const flags = {
      ...{ ...common, ...own, rate, seeds: seed, ...this.#sources.get(task)!.flags },
      ...(development && { ...selection.flags, development: 'yes' }),
    };
    const every = (development && selection.lookEvery) || lookEvery;
    return { 'evaluate-every': lookRounds(flags, this.#model.architecture, every), ...flags };
  }

  #job({ hash }: DataSource, flags: Flags): Pick<Job, 'key' | 'flags'> {
    // Where data and model lie says nothing; what they are does.
    const { data: _, ...rest } = flags;
    const key = keyOf({ flags: rest, model: this.#model.hash, data: hash });
    return { key, flags: { ...flags, model: this.#model.place } };
  }
}

function paceOf(arm: Arm): string {
  return `${arm.task} ${isFirstOrder(arm.flags) ? 'backward' : 'forward'}`;
}
