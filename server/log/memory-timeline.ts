import type { EvaluationView } from '../../src/protocol/index.ts';
import { type TimelineRow, type TimelineTotals, type Write, timelineRow } from './log.ts';

/** A log's timeline and evaluations in memory. What changes it returns how to undo that. */
export class MemoryTimeline {
  readonly #rounds: TimelineRow[] = [];
  /** By state, then by group. */
  readonly #evaluations = new Map<number, Map<string, EvaluationView>>();

  close(append: Write & { type: 'append' }): () => void {
    const row = timelineRow(append);
    if (!row) return () => {};
    this.#rounds.push(row);
    return () => void this.#rounds.pop();
  }

  evaluate(evaluations: readonly EvaluationView[]): () => void {
    const undo: (() => void)[] = [];
    for (const view of evaluations) {
      const groups = this.#evaluations.get(view.sequence) ?? new Map<string, EvaluationView>();
      this.#evaluations.set(view.sequence, groups);
      const before = groups.get(view.group);
      if (before && before.participants > view.participants) continue;
      groups.set(view.group, view);
      undo.push(() => (before ? groups.set(view.group, before) : groups.delete(view.group)));
    }
    return () => undo.toReversed().forEach((one) => one());
  }

  rounds(after: number, limit: number): TimelineRow[] {
    return this.#rounds.filter(({ number }) => number > after).slice(-limit);
  }

  totals(): TimelineTotals {
    return {
      rounds: this.#rounds.length,
      contributions: this.#rounds.reduce((sum, { contributed, late }) => sum + contributed + late, 0),
      firstAt: this.#rounds[0]?.openedAt ?? null,
      lastAt: this.#rounds.at(-1)?.closedAt ?? null,
    };
  }

  evaluations(after: number, limit: number, group: string | null): EvaluationView[] {
    const of = (groups: ReadonlyMap<string, EvaluationView>): EvaluationView[] =>
      [...groups.values()].filter((view) => group === null || view.group === group);
    const states = [...this.#evaluations]
      .filter(([sequence, groups]) => sequence > after && of(groups).length > 0)
      .toSorted(([a], [b]) => a - b)
      .slice(-limit);
    return states.flatMap(([, groups]) => of(groups).toSorted((a, b) => (a.group < b.group ? -1 : 1)));
  }
}
