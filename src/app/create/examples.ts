import { computed } from '@preact/signals';
import { DataError, type Example, parseTable, reveal, toExamples } from '../../data/index.ts';
import { chooseColumns, taskOf } from '../../tasks/index.ts';
import { FormatError } from '../../protocol/index.ts';
import { draft } from './store.ts';
import { TEMPLATES } from './templates.ts';

/** Rows to look at and to try on: the organiser's own, or the template's where there are none. */
export interface Rows {
  readonly own: boolean;
  readonly examples: readonly Example[];
  /** Rows that cannot be used. */
  readonly faulty: number;
  /** Why there are none, as the reader says it. */
  readonly problem: { readonly message: string; readonly remedy: string } | null;
}

export const rows = computed<Rows>(() => {
  const { examples: pasted, template, prompt, labels, maxTokens } = draft.value;
  const own = pasted.trim() !== '';
  const source = own ? pasted : TEMPLATES[template].examples;
  const none = { own, examples: [], faulty: 0, problem: null };
  if (source.trim() === '') return none;
  try {
    const task = taskOf({ template: prompt, labels: [...labels], maxTokens: maxTokens ?? 0 });
    const table = parseTable(source);
    const { examples, errors } = toExamples(table, chooseColumns(table, task));
    return { own, examples, faulty: errors.length, problem: null };
  } catch (error) {
    if (error instanceof DataError) return { ...none, problem: own ? error : null };
    // A template that is not whole yet; its own field says so.
    if (error instanceof FormatError) return none;
    throw error;
  }
});

/** The texts of the first rows. Own ones are shown to nobody but their owner. */
export function firstTexts(count: number): { readonly texts: readonly string[]; readonly label: number }[] {
  return rows.value.examples.slice(0, count).map(({ texts, label }) => ({ texts: texts.map(reveal), label }));
}
