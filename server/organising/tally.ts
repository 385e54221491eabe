import type { DeviceKind, EvaluationView, ParticipantId, Sequence } from '../../src/protocol/index.ts';
import { weightedMedian } from '../../src/zo/index.ts';
import type { Rules } from '../room/index.ts';

/** States that reports are taken for at the same time, as the guard's. [R15] */
const OPEN_STATES = 16;
/** Reports of one state that are kept, at most: the first. */
const MOST_REPORTS = 2000;
/** Labels of invites that a state's reports are told apart by, at most: those with the most reports. */
const MOST_LABELS = 32;
/** Times the median of all reports that one of them counts as, at most; and reports from which there is such a bound. */
const FAR = 3;
const ENOUGH = 3;
/** Examples that any report is said to be of, at most. */
const MOST_EXAMPLES = 10_000;
/** Nats that any report counts as, at most: far beyond a loss over a handful of label words. */
const MOST_LOSS = 20;

/** What a client says of a state. */
export interface Told {
  readonly participant: ParticipantId;
  readonly sequence: Sequence;
  /** Nats. */
  readonly loss: number;
  readonly count: number;
  readonly correct: number | null;
}

interface Reported extends Omit<Told, 'sequence' | 'participant'> {
  readonly device: DeviceKind | null;
}

/** How states do on what devices hold out, by group: from what clients tell, with bounds on what one of them can do. */
export class Tally {
  readonly #rules: Pick<Rules, 'isMeasured' | 'weight'>;
  readonly #devices = new Map<ParticipantId, DeviceKind>();
  readonly #states = new Map<Sequence, Map<ParticipantId, Reported>>();
  /** States of which something was told since they were last looked at. */
  readonly #changed = new Set<Sequence>();

  constructor(rules: Pick<Rules, 'isMeasured' | 'weight'>) {
    this.#rules = rules;
  }

  told(participant: ParticipantId, device: DeviceKind): void {
    this.#devices.set(participant, device);
  }

  left(participant: ParticipantId): void {
    this.#devices.delete(participant);
  }

  /** @param head the last entry @returns whether it counts; a participant's first for a state stands */
  take({ participant, sequence, loss, count, correct }: Told, head: number): boolean {
    const isSound = Number.isFinite(loss) && loss >= 0 && count >= 1;
    if (!isSound || !this.#rules.isMeasured(sequence) || sequence > head || sequence <= head - OPEN_STATES)
      return false;
    for (const old of this.#states.keys())
      if (old <= head - OPEN_STATES && !this.#changed.has(old)) this.#states.delete(old);
    const reports = this.#states.get(sequence) ?? new Map<ParticipantId, Reported>();
    if (reports.has(participant) || reports.size >= MOST_REPORTS) return false;
    reports.set(participant, { loss, count, correct, device: this.#devices.get(participant) ?? null });
    this.#states.set(sequence, reports);
    this.#changed.add(sequence);
    return true;
  }

  /** Whose groups `views` has to know. */
  reporters(): ParticipantId[] {
    const all = [...this.#changed].flatMap((sequence) => [...(this.#states.get(sequence)?.keys() ?? [])]);
    return [...new Set(all)];
  }

  /** Of the states that changed since this was last asked. @param labels of invites */
  views(labels: ReadonlyMap<ParticipantId, string>): EvaluationView[] {
    const views = [...this.#changed].flatMap((sequence) => this.#viewsOf(sequence, labels));
    this.#changed.clear();
    return views;
  }

  #viewsOf(sequence: Sequence, labels: ReadonlyMap<ParticipantId, string>): EvaluationView[] {
    const reports = this.#states.get(sequence);
    if (!reports) return [];
    const all = [...reports.values()];
    const bound = this.#bound(all);
    const groups = new Map<string, Reported[]>([['all', all]]);
    const invited = new Map<string, Reported[]>();
    for (const [participant, report] of reports) {
      const label = labels.get(participant);
      if (label !== undefined) append(invited, `invite:${label}`, report);
      if (!report.device) continue;
      append(groups, `engine:${report.device.engine}`, report);
      append(groups, `form:${report.device.form}`, report);
    }
    const largest = [...invited].toSorted(([, a], [, b]) => b.length - a.length).slice(0, MOST_LABELS);
    return [...groups, ...largest].map(([group, of]) => ({ sequence, group, ...this.#mean(of, bound) }));
  }

  /** So far from the others a report cannot pull the mean: one device that says anything moves it a little. */
  #bound(reports: readonly Reported[]): number {
    if (reports.length < ENOUGH) return MOST_LOSS;
    // One each, whatever the weighting: how many examples a device has is its own word, and may be most of the weight.
    const median = weightedMedian(
      reports.map(({ loss }) => loss),
      reports.map(() => 1),
    );
    return Math.min(MOST_LOSS, FAR * median);
  }

  #mean(reports: readonly Reported[], bound: number): Omit<EvaluationView, 'sequence' | 'group'> {
    let [weights, losses, told, right] = [0, 0, 0, 0];
    for (const { loss, count, correct } of reports) {
      const weight = this.#rules.weight(count);
      weights += weight;
      losses += weight * Math.min(loss, bound);
      if (correct === null) continue;
      told += weight;
      right += weight * (correct / count);
    }
    return {
      loss: losses / weights,
      accuracy: told > 0 ? right / told : null,
      participants: reports.length,
      examples: reports.reduce((sum, { count }) => sum + Math.min(count, MOST_EXAMPLES), 0),
    };
  }
}

function append<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const list = map.get(key) ?? [];
  list.push(value);
  map.set(key, list);
}
