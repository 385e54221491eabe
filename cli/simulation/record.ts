import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import type { RoundRow } from '../../simulator/index.ts';
import { alignedTable, percent } from '../table.ts';

/** Mean and spread of one figure over the runs; the deviation is that of a sample, null with one run. */
export interface Spread {
  readonly mean: number;
  readonly deviation: number | null;
  readonly least: number;
  readonly most: number;
}

/** One seed's run. */
export interface Run {
  readonly seed: number;
  /** False where it was ended early. */
  readonly finished: boolean;
  /** Examples in all, and of each client by class. */
  readonly training: number;
  readonly heldOut: number;
  readonly clients: readonly (readonly number[])[];
  /** Share of the commonest class among the held-out examples. */
  readonly majority: number;
  readonly rows: readonly RoundRow[];
}

export function machine() {
  const processors = cpus();
  return {
    processor: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
  };
}

/** A command as a record keeps it: without the queries of addresses, which may hold a key. */
export function commandLine(args: readonly string[]): string {
  const plain = args.map((arg) => arg.replace(/(^|=)(https?:\/\/)(?:[^/@]*@)?([^?#]*).*$/is, '$1$2$3'));
  return `npm run simulate -- ${plain.join(' ')}`;
}

/** What the runs come to: of each the last row that was looked at, and the best. */
export function summaryOf(runs: readonly Run[]) {
  const looked = runs.flatMap(({ rows }) => {
    const seen = rows.filter(({ accuracy }) => accuracy !== null);
    return seen.length > 0
      ? [{ base: seen[0]!, last: seen.at(-1)!, best: Math.max(...seen.map((row) => row.accuracy!)) }]
      : [];
  });
  if (looked.length === 0) return null;
  const of = (figure: (run: (typeof looked)[number]) => number): Spread => spreadOf(looked.map(figure));
  return {
    baseAccuracy: of(({ base }) => base.accuracy!),
    accuracy: of(({ last }) => last.accuracy!),
    bestAccuracy: of(({ best }) => best),
    heldOutLoss: of(({ last }) => last.heldOutLoss!),
    rounds: of(({ last }) => last.round),
    forwards: of(({ last }) => last.total.forwards),
    flops: of(({ last }) => last.total.flops),
    bytesUp: of(({ last }) => last.total.bytesUp),
    bytesDown: of(({ last }) => last.total.bytesDown),
    scalarBytesUp: of(({ last }) => last.total.scalarBytesUp),
    scalarBytesDown: of(({ last }) => last.total.scalarBytesDown),
    seconds: of(({ last }) => last.total.seconds),
  };
}

export function spreadOf(values: readonly number[]): Spread {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    deviation: values.length > 1 ? Math.sqrt(squares / (values.length - 1)) : null,
    least: Math.min(...values),
    most: Math.max(...values),
  };
}

/** The closing table: a line for each seed, then mean and deviation. */
export function summaryTable(runs: readonly Run[]): string {
  const summary = summaryOf(runs);
  if (!summary) return 'Nothing was looked at: no run came as far as its base model.';
  const columns = [
    { head: 'rounds', of: summary.rounds, one: (row: RoundRow) => row.round, show: whole },
    { head: 'accuracy', of: summary.accuracy, one: (row: RoundRow) => row.accuracy!, show: percent },
    { head: 'held-out loss', of: summary.heldOutLoss, one: (row: RoundRow) => row.heldOutLoss!, show: nats },
    { head: 'forward passes', of: summary.forwards, one: (row: RoundRow) => row.total.forwards, show: whole },
    { head: 'TFLOP', of: summary.flops, one: (row: RoundRow) => row.total.flops, show: tera },
    { head: 'kB up', of: summary.bytesUp, one: (row: RoundRow) => row.total.bytesUp, show: kilo },
    { head: 'kB down', of: summary.bytesDown, one: (row: RoundRow) => row.total.bytesDown, show: kilo },
    { head: 'seconds', of: summary.seconds, one: (row: RoundRow) => row.total.seconds, show: whole },
  ];
  const lines = runs.flatMap(({ seed, rows, finished }) => {
    const last = rows.findLast(({ accuracy }) => accuracy !== null);
    const name = `seed ${seed}${finished ? '' : ' (ended early)'}`;
    return last ? [[name, ...columns.map(({ one, show }) => show(one(last)))]] : [];
  });
  const spread = [
    ['mean', ...columns.map(({ of, show }) => show(of.mean))],
    ['deviation', ...columns.map(({ of, show }) => (of.deviation === null ? '' : show(of.deviation)))],
  ];
  return alignedTable([['', ...columns.map(({ head }) => head)], ...lines, ...(lines.length > 1 ? spread : [])]);
}

const whole = (value: number): string => value.toFixed(0);
const nats = (loss: number): string => loss.toFixed(3);
const tera = (flops: number): string => (flops / 1e12).toFixed(3);
const kilo = (bytes: number): string => (bytes / 1000).toFixed(1);

/** Writes beside the file and renames, so that an interrupted write leaves the older file whole. */
export function writeRecord(file: string, record: object): void {
  mkdirSync(path.dirname(path.resolve(file)), { recursive: true });
  writeFileSync(`${file}.part`, `${JSON.stringify(record, null, 2)}\n`);
  renameSync(`${file}.part`, file);
}
