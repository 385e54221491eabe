import type { Answer } from '../../train/index.ts';
import { words } from './words/index.ts';

/** What the rounds changed about an answer, in a sentence. @param names of the classes, in the answer's order */
export function compareAnswers({ base, current, sequence }: Answer, names: readonly string[]): string {
  const t = words().tryIt;
  if (sequence === 0) return t.same;
  const best = (shares: readonly number[]): number => shares.indexOf(Math.max(...shares));
  const [before, after] = [best(base), best(current)];
  const [from = 0, to = 0] = [base[after], current[after]];
  const name = names[after] ?? '';
  return before === after
    ? t.stays(name, to - from, from, to)
    : t.changes(names[before] ?? '', name, to - from, from, to);
}
