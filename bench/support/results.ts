import { existsSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as v from 'valibot';
import { machine } from './environment.ts';
import type { Options } from './options.ts';

/** One line of a bench: measured by itself, and again when asked for by its name. */
export interface Cell {
  /** Stable and unique, such as `node/mini/simd/2`. */
  readonly name: string;
  /** Why the cell is measured only when `--only` is its very name. */
  readonly onRequest?: string;
}

/** What could not be measured, and why. */
export interface Unmeasured {
  readonly what: string;
  readonly why: string;
}

export interface Bench<C extends Cell, R extends object> {
  readonly options: Options;
  readonly cells: readonly C[];
  readonly versions: Readonly<Record<string, string>>;
  measure(cell: C): Promise<R>;
  /** Top-level keys from all results. Called after every cell. */
  summary(results: readonly Named<R>[]): object;
  /** Things known beforehand that this run cannot measure. */
  readonly notMeasured?: readonly Unmeasured[];
  /** A result as a line of the table. */
  row(result: Named<R>): Readonly<Record<string, string | number>>;
}

export type Named<R> = R & Cell;

const fileSchema = v.object({
  results: v.array(v.looseObject({ name: v.string() })),
  notMeasured: v.optional(v.array(v.object({ what: v.string(), why: v.string() })), []),
});

/**
 * Measures a bench's cells one after another, prints a table and writes the file after every cell, so that an
 * interrupted run keeps what it has. A cell that fails is a result too: what could not be measured, and why.
 */
export async function runBench<C extends Cell, R extends object>(
  bench: Bench<C, R>,
  result: v.GenericSchema<unknown, R>,
) {
  const { options, cells, versions } = bench;
  const earlier = readEarlier(options, cells, result);
  const chosen = cells.filter(({ name, onRequest }) =>
    onRequest ? name === options.only : options.only === null || name.includes(options.only),
  );
  const todo = chosen.filter(({ name }) => !(options.resume && earlier.results.has(name)));
  if (chosen.length === 0)
    throw new Error(`No cell's name contains "${options.only}". ${cells.map((c) => c.name).join(' ')}`);
  const results = new Map(earlier.results);
  const failed = new Map(
    earlier.notMeasured
      .filter(({ what }) => cells.some(({ name, onRequest }) => name === what && !onRequest))
      .map((one) => [one.what, one]),
  );
  for (const cell of todo) {
    const start = performance.now();
    results.delete(cell.name);
    failed.delete(cell.name);
    try {
      results.set(cell.name, { ...v.parse(result, await bench.measure(cell)), name: cell.name });
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      failed.set(cell.name, { what: cell.name, why });
    }
    const failure = failed.get(cell.name);
    console.error(`${cell.name}: ${failure ? failure.why : 'measured'} (${seconds(start)} s)`);
    await write();
  }
  const kept = inOrder();
  console.table(kept.map((one) => ({ cell: one.name, ...bench.row(one) })));
  for (const { what, why } of unmeasured()) console.log(`Not measured: ${what}: ${why}`);
  const { processor, cores, node, platform } = machine();
  console.log(`${processor}, ${cores} cores, Node ${node}, ${platform}; ${options.command}`);
  return { results: kept, notMeasured: unmeasured() };

  function inOrder(): Named<R>[] {
    const place = (name: string) => cells.findIndex((cell) => cell.name === name);
    return [...results.values()].sort((a, b) => place(a.name) - place(b.name));
  }

  function unmeasured(): Unmeasured[] {
    const unasked = cells.flatMap(({ name, onRequest }) =>
      onRequest && !results.has(name) && !failed.has(name) ? [{ what: name, why: onRequest }] : [],
    );
    return [...(bench.notMeasured ?? []), ...unasked, ...failed.values()];
  }

  async function write(): Promise<void> {
    if (options.json === null) return;
    const ordered = inOrder();
    const record = {
      machine: machine(),
      versions,
      command: options.command,
      short: options.short,
      ...bench.summary(ordered),
      results: ordered,
      notMeasured: unmeasured(),
    };
    await mkdir(path.dirname(options.json), { recursive: true });
    await writeFile(options.json, `${JSON.stringify(record, null, 2)}\n`);
  }
}

function seconds(start: number): string {
  return ((performance.now() - start) / 1000).toFixed(1);
}

/** What the file has already, where only some cells are measured now. */
function readEarlier<R extends object>(
  { json, only, resume }: Options,
  cells: readonly Cell[],
  schema: v.GenericSchema<unknown, R>,
) {
  const results = new Map<string, Named<R>>();
  if (json === null || (only === null && !resume) || !existsSync(json)) return { results, notMeasured: [] };
  const file = v.parse(fileSchema, JSON.parse(readFileSync(json, 'utf8')));
  const known = new Set(cells.map(({ name }) => name));
  for (const one of file.results.filter(({ name }) => known.has(name)))
    results.set(one.name, { ...v.parse(schema, one), name: one.name });
  return { results, notMeasured: file.notMeasured };
}
