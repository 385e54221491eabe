import type { Example } from './examples.ts';
import { reveal } from './private-text.ts';

/** The label's; the second one where a task calls a text so. */
const LABEL_NAMES = ['label', 'class'];

/**
 * Examples as JSON lines such as `{"text": ..., "label": ...}`, each text under its field's name and the label by its
 * class's name: what `parseTable` reads back.
 */
export function toJsonLines(
  examples: readonly Example[],
  fields: readonly string[],
  labels: readonly string[],
): string {
  const labelName = LABEL_NAMES.find((name) => !fields.includes(name)) ?? 'label';
  const lines = examples.map(({ texts, label }) => {
    const named = fields.map((field, i) => [field, reveal(texts[i]!)]);
    return JSON.stringify({ ...Object.fromEntries(named), [labelName]: labels[label] });
  });
  return lines.map((line) => `${line}\n`).join('');
}
