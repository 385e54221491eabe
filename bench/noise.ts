/**
 * How many weights a second does each kernel perturb, apply and fingerprint, against a plain copy of as many bytes?
 * `npm run bench -- noise [--short] [--json FILE] [--only NAME] [--resume]`
 *
 * TypeScript (the reference, on a small tensor: it is slow, and its time per weight does not depend on the size), WASM
 * (in Node, one thread) and WGSL (in Chromium, on the adapter that the result names), weights of 32 and 16 bits. A copy
 * and each kind of work in turn within a repeat; ratios are taken within it.
 *
 * JSON: { machine, versions, command, short,
 *   results: [ {
 *     name               kernel/bits/weights
 *     kernel, bits, weights, repeats
 *     browser, adapter   null but for WGSL; adapter: { description, software, ... }
 *     tasks: [ { task                 copy, perturb, read, gather, apply 1, apply 5, apply 50, fingerprint
 *                weights              that one run touches
 *                nanosecondsPerWeight, overCopy   { median, min, max }
 *                weightsPerSecond } ]
 *   } ], notMeasured: [ { what, why } ] }
 */
import * as v from 'valibot';
import {
  BrowserBench,
  adapterSchema,
  readOptions,
  runBench,
  runInNode,
  spreadSchema,
  versionsOf,
} from './support/index.ts';

const measured = v.object({
  adapter: adapterSchema,
  tasks: v.array(
    v.object({
      task: v.string(),
      weights: v.number(),
      nanosecondsPerWeight: spreadSchema,
      weightsPerSecond: v.number(),
      overCopy: spreadSchema,
    }),
  ),
});
const result = v.object({
  kernel: v.string(),
  bits: v.number(),
  weights: v.number(),
  repeats: v.number(),
  browser: v.nullable(v.string()),
  ...measured.entries,
});

const options = readOptions('noise');
/** dandelion-mini's size, and one that no cache holds. */
const SIZES = {
  typescript: [65_536],
  wasm: [3_500_000, 30_000_000],
  wgsl: [options.short ? 65_536 : 3_500_000],
} as const;
const REPEATS = { typescript: 3, wasm: options.short ? 3 : 9, wgsl: options.short ? 1 : 5 } as const;

const cells = ([32, 16] as const).flatMap((bits) =>
  (['typescript', 'wasm', 'wgsl'] as const).flatMap((kernel) =>
    SIZES[kernel]
      .filter((_, i) => !options.short || i === 0)
      .map((weights) => ({ name: `${kernel}/${bits}/${weights}`, kernel, bits, weights, repeats: REPEATS[kernel] })),
  ),
);

let browser: BrowserBench | undefined;
const number = (x: number) => Number(x.toPrecision(3));
await runBench(
  {
    options,
    cells,
    versions: versionsOf(['assemblyscript']),
    async measure(cell) {
      if (cell.kernel !== 'wgsl')
        return { ...cell, browser: null, ...v.parse(measured, await runInNode('noise', cell)) };
      browser ??= await BrowserBench.open();
      return { ...cell, browser: browser.browser, ...v.parse(measured, await browser.run('noise', cell)) };
    },
    summary: () => ({}),
    notMeasured: [{ what: 'a graphics card', why: 'WGSL ran on the adapter that its result names; see "software".' }],
    row: ({ tasks, adapter }) => ({
      'copy, ns/weight': number(tasks[0]!.nanosecondsPerWeight.median),
      ...Object.fromEntries(tasks.slice(1).map(({ task, overCopy }) => [`${task}, x copy`, number(overCopy.median)])),
      'perturb, M/s': number((tasks.find(({ task }) => task === 'perturb')?.weightsPerSecond ?? 0) / 1e6),
      adapter: adapter ? `${adapter.description}${adapter.software ? ' (software)' : ''}` : '',
    }),
  },
  result,
);
await browser?.close();
