import type { DatasetRow } from './dataset-row.ts';
import { reveal } from './private-text.ts';

/** The label's; the second one where a task calls a text so. */
const LABEL_NAMES = ['label', 'class'];

function labelName(fields: readonly string[]): string {
  return LABEL_NAMES.find((name) => !fields.includes(name)) ?? 'label';
}

/**
 * Rows as JSON lines such as `{"text": ..., "label": ...}`, each text under its field's name and the label by its
 * class's name, null where it has none: what `parseTable` reads back.
 */
export function toJsonLines(rows: readonly DatasetRow[], fields: readonly string[], labels: readonly string[]): string {
  const name = labelName(fields);
  const lines = rows.map(({ texts, label }) => {
    const named = fields.map((field, i) => [field, reveal(texts[i]!)]);
    return JSON.stringify({ ...Object.fromEntries(named), [name]: label === null ? null : labels[label] });
  });
  return lines.map((line) => `${line}\n`).join('');
}

/**
 * Rows as CSV (RFC 4180) with a header, the label's cell empty where there is none: what `parseTable` reads back.
 * Texts are written as they are, also where a spreadsheet would take one for a formula.
 */
export function toCsv(rows: readonly DatasetRow[], fields: readonly string[], labels: readonly string[]): string {
  const records = rows.map(({ texts, label }) => [...texts.map(reveal), label === null ? '' : labels[label]!]);
  return [[...fields, labelName(fields)], ...records].map((cells) => `${cells.map(cellOf).join(',')}\r\n`).join('');
}

function cellOf(text: string): string {
  return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
