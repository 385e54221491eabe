import { type RowError, rowError } from './row-error.ts';
import { type Format, type Row, type Table, checkColumns, checkRoom, nameColumns } from './table.ts';

/** The text of one JSON value and the lines that it takes. */
interface Item {
  readonly line: number;
  readonly lastLine: number;
  readonly source: string;
}

/** Reads JSON lines: one object on each line. */
export function parseJsonLines(text: string): Table {
  const lines = text.split('\n');
  const items = lines.flatMap((source, i) => (source.trim() === '' ? [] : [{ line: i + 1, lastLine: i + 1, source }]));
  const table = tabulate('json-lines', items);
  return { ...table, lines: lines.length, skipped: lines.length - items.length };
}

/** Reads one JSON array of objects. A broken item is an error; a bracket or quotation mark that never closes takes the rest along. */
export function parseJsonArray(text: string): Table {
  const items = arrayItems(text);
  return { ...tabulate('json', items), lines: items.length, skipped: 0 };
}

function tabulate(format: Format, items: readonly Item[]): Pick<Table, 'format' | 'columns' | 'rows' | 'errors'> {
  checkRoom(items.length);
  const columns = new Map<string, number>();
  const rows: Row[] = [];
  const errors: RowError[] = [];
  for (const { line, lastLine, source } of items) {
    const value = parseObject(source);
    if (!value) {
      errors.push(rowError({ line, lastLine }, { code: 'not-json' }));
      continue;
    }
    const cells: string[] = [];
    for (const [name, field] of Object.entries(value)) {
      const at = columns.get(name) ?? columns.size;
      if (at === columns.size) checkColumns(columns.set(name, at).size);
      cells[at] = cellOf(field);
    }
    rows.push({ line, lastLine, cells });
  }
  const names = nameColumns([...columns.keys()]);
  return {
    format,
    columns: names,
    rows: rows.map((row) => ({ ...row, cells: filled(row.cells, names.length) })),
    errors,
  };
}

function parseObject(source: string): object | null {
  try {
    const value: unknown = JSON.parse(source);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : null;
  } catch {
    return null; // The engine's message would quote the text.
  }
}

function cellOf(field: unknown): string {
  if (typeof field === 'string') return field;
  return field === null || field === undefined ? '' : JSON.stringify(field);
}

function filled(cells: readonly string[], count: number): string[] {
  return Array.from({ length: count }, (_, i) => cells[i] ?? '');
}

/** Cuts a JSON array into its items at the commas of its own level. */
function arrayItems(text: string): Item[] {
  const items: Item[] = [];
  const structure = /["[\]{},]/g;
  let start = text.indexOf('[') + 1;
  let line = 1 + countLines(text.slice(0, start));
  let depth = 1;
  const cut = (end: number) => {
    const source = text.slice(start, end);
    const content = source.trimStart();
    const first = line + countLines(source.slice(0, source.length - content.length));
    if (content !== '') items.push({ line: first, lastLine: first + countLines(content.trimEnd()), source });
    line += countLines(source);
    start = end + 1;
  };
  structure.lastIndex = start;
  for (let found = structure.exec(text); found; found = structure.exec(text)) {
    const char = found[0];
    if (char === '"') structure.lastIndex = closingQuote(text, found.index) + 1;
    else if (char === '[' || char === '{') depth++;
    else {
      if (depth === 1 && char !== '}') cut(found.index);
      if (char !== ',') depth--;
    }
  }
  cut(text.length);
  return items;
}

function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at !== -1; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

/** The place of the quotation mark that ends a JSON string, or the end of the text. */
function closingQuote(text: string, opening: number): number {
  for (let at = text.indexOf('"', opening + 1); at !== -1; at = text.indexOf('"', at + 1)) {
    let escapes = 0;
    while (text[at - 1 - escapes] === '\\') escapes++;
    if (escapes % 2 === 0) return at;
  }
  return text.length;
}
