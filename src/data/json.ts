import { type Format, type Row, type RowError, type Table, checkColumns, checkRoom, nameColumns } from './table.ts';

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
      errors.push({ line, lastLine, reason: 'It is not a complete JSON object such as {"text": "...", "label": 1}.' });
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
  const opening = text.indexOf('[');
  let line = 1;
  let depth = 0;
  let inString = false;
  let start = opening + 1;
  /** Lines of the item's first and last character that is not blank; 0 before the first. */
  let [first, last] = [0, 0];
  for (let at = 0; at <= text.length; at++) {
    const char = text[at];
    const cut = !inString && ((char === ',' && depth === 1) || (char === ']' && depth === 1));
    if (cut || char === undefined) {
      if (first > 0) items.push({ line: first, lastLine: last, source: text.slice(start, at) });
      start = at + 1;
      first = 0;
    } else if (at !== opening && !BLANK.test(char)) {
      first ||= line;
      last = line;
    }
    if (char === '\n') line++;
    if (inString) {
      if (char === '\\' && text[at + 1] !== '\n') at++;
      else if (char === '"') inString = false;
    } else if (char === '"') inString = true;
    else if (char === '[' || char === '{') depth++;
    else if (char === ']' || char === '}') depth--;
  }
  return items;
}

const BLANK = /\s/;
