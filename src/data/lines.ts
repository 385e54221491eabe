import { isUsualName } from './columns.ts';
import { type Row, type Table, checkRoom, nameColumns } from './table.ts';

/** Lines that the look at a text's columns takes into account. */
const LOOK = 50;
/** Characters in which separators are counted. */
const SAMPLE = 20_000;
/** Lines of a table that have as many fields as its first one, at least: a few may be broken. */
const SHARE = 0.6;

/**
 * Whether the lines are texts and no table: commas come as prose has them, here two and there none. A first line with
 * the usual names of columns makes a table, and so do quotation marks where a field begins.
 */
export function looksLikeLines(text: string, separator: string): boolean {
  const lines = text.split('\n', LOOK * 2).filter((line) => line.trim() !== '');
  const first = lines[0]?.split(separator) ?? [];
  if (first.length > 1 && first.some(isUsualName)) return false;
  if (lines.some((line) => line.startsWith('"') || line.includes(`${separator}"`))) return false;
  if (first.length === 1) return true;
  // Prose has a blank behind its commas, a table seldom has.
  const [all, spaced] = [separator, `${separator} `].map((mark) => text.slice(0, SAMPLE).split(mark).length - 1);
  if (separator !== '\t' && spaced! > all! / 2) return true;
  const alike = lines.slice(0, LOOK).filter((line) => line.split(separator).length === first.length).length;
  return alike < SHARE * Math.min(lines.length, LOOK);
}

/** Reads lines of which each is one text; blank ones are left out. @param header whether the first names the column */
export function parseLines(text: string, header: boolean | undefined): Table {
  const lines = text.split('\n');
  const rows: Row[] = [];
  lines.forEach((source, i) => {
    if (source.trim() !== '') rows.push({ line: i + 1, lastLine: i + 1, cells: [source] });
  });
  const named = rows[0] !== undefined && (header ?? isUsualName(rows[0].cells[0]!));
  const columns = nameColumns([named ? rows.shift()!.cells[0]! : '']);
  checkRoom(rows.length);
  return { format: 'lines', columns, rows, errors: [], lines: lines.length, skipped: lines.length - rows.length };
}
