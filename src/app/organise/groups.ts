import type { EvaluationView } from '../../protocol/index.ts';

/** By what participants are told apart where their figures are compared. */
export const GROUPINGS = ['invite', 'engine', 'form'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** One group's figures at the states of a table, null where it told none. */
export interface GroupLine {
  /** Without what it is a group by; null for everybody. */
  readonly name: string | null;
  readonly evaluations: readonly (EvaluationView | null)[];
}

export interface Comparison {
  /** States that anybody of these groups told of, in order. */
  readonly sequences: readonly number[];
  /** Everybody first, then the groups by name. */
  readonly lines: readonly GroupLine[];
}

/** Groups that are drawn besides everybody: more lines than these cannot be told apart. */
export const MOST_LINES = 5;

/** Sets the groups of one kind side by side. Of many, those with the most examples. */
export function compare(evaluations: readonly EvaluationView[], grouping: Grouping): Comparison {
  const prefix = `${grouping}:`;
  const ofKind = evaluations.filter(({ group }) => group === 'all' || group.startsWith(prefix));
  const byGroup = new Map<string, EvaluationView[]>();
  for (const one of ofKind) byGroup.set(one.group, [...(byGroup.get(one.group) ?? []), one]);
  const weight = (list: readonly EvaluationView[]): number => list.reduce((sum, { examples }) => sum + examples, 0);
  const chosen = [...byGroup]
    .filter(([group]) => group !== 'all')
    .sort(([, a], [, b]) => weight(b) - weight(a))
    .slice(0, MOST_LINES)
    .sort(([a], [b]) => a.localeCompare(b));
  const all = byGroup.get('all');
  const shown = [...(all ? [['all', all] as const] : []), ...chosen];
  const sequences = [...new Set(shown.flatMap(([, list]) => list.map(({ sequence }) => sequence)))].sort(
    (a, b) => a - b,
  );
  const lines = shown.map(([group, list]) => {
    const bySequence = new Map(list.map((one) => [one.sequence, one]));
    const name = group === 'all' ? null : group.slice(prefix.length);
    return { name, evaluations: sequences.map((sequence) => bySequence.get(sequence) ?? null) };
  });
  return { sequences, lines };
}

/** Everybody's figures at the states where they were told, the newest last. */
export function ofEverybody(evaluations: readonly EvaluationView[]): readonly EvaluationView[] {
  return evaluations.filter(({ group }) => group === 'all').sort((a, b) => a.sequence - b.sequence);
}
