import type { DemoResult } from './record.ts';

/** Rows of cells as aligned text; the first row is the head, the first column is left-aligned. */
export function alignedTable(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  const line = (row: readonly string[]): string =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  ');
  const rule = widths.map((width) => '-'.repeat(width)).join('  ');
  return [line(rows[0]!), rule, ...rows.slice(1).map(line)].join('\n');
}

export const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
const nats = (loss: number): string => loss.toFixed(3);

/** The demo's closing words: what was gained, what it cost, and that everyone holds the same bits. */
export function demoTable(result: DemoResult): string {
  const { accuracy, loss, sources, fingerprints } = result;
  const held = Object.values(sources).reduce((sum, { base }) => sum + base.count, 0);
  const quality = [
    ['held-out text', 'examples', 'base accuracy', 'finetuned', 'base loss', 'finetuned'],
    ...Object.entries(sources).map(([name, { base, final }]) => [
      name,
      String(base.count),
      percent(base.accuracy),
      percent(final.accuracy),
      nats(base.loss),
      nats(final.loss),
    ]),
    ['all', String(held), percent(accuracy.base), percent(accuracy.final), nats(loss.base), nats(loss.final)],
  ];
  const mebibytes = (bytes: number): string => `${(bytes / 2 ** 20).toFixed(1)} MiB`;
  const cost = [
    ['rounds', String(result.rounds)],
    ['bytes up, per client and round', result.bytesUpPerClientRound.toFixed(0)],
    ['bytes down, per client and round', result.bytesDownPerClientRound.toFixed(0)],
    ['forward passes of a batch, all clients', result.forwardPasses.toFixed(0)],
    ['seconds per step (median)', result.secondsPerStep.toFixed(3)],
    ['step time over its bare forward passes', result.stepOverForward.toFixed(3)],
    ['peak memory of one engine', mebibytes(result.peakBytes)],
    ['of that, the weights', mebibytes(result.weightBytes)],
  ];
  const width = Math.max(
    ...cost.map(([name]) => name!.length),
    ...Object.keys(fingerprints).map((name) => name.length),
  );
  const pairs = (rows: readonly (readonly string[])[]): string =>
    rows.map(([name, value]) => `${name!.padEnd(width)}  ${value}`).join('\n');
  const values = Object.values(fingerprints);
  const verdict =
    new Set(values).size === 1 ? `All ${values.length} fingerprints are equal.` : 'THE FINGERPRINTS DIFFER.';
  return [alignedTable(quality), pairs(cost), pairs(Object.entries(fingerprints)), verdict].join('\n\n');
}
