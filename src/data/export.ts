import type { Example } from './examples.ts';
import { reveal } from './private-text.ts';

/** Examples as JSON lines `{"text": ..., "label": ...}`, the label by its class's name: what `parseTable` reads back. */
export function toJsonLines(examples: readonly Example[], labels: readonly string[]): string {
  const lines = examples.map(({ text, label }) => JSON.stringify({ text: reveal(text), label: labels[label] }));
  return lines.map((line) => `${line}\n`).join('');
}
