/**
 * What does a FedSPZO step cost beyond its forward passes?
 * `npm run bench -- step [--short] [--json FILE] [--only NAME] [--resume]`
 *
 * A step (measured, then applied: `src/zo`, P1 = 1, P2 = 4) on one of our engines, over the same passes by stock
 * onnxruntime-web sessions of the same model, same shapes and threads, weights baked in as initializers: block 1 and
 * block 2 as a graph each, the last layer at the mask only, label words only. Both in one process, in turns; the ratio
 * is taken within each repeat. 8 rows of 32 tokens; on WebGPU 2 rows of 8.
 *
 * JSON: { machine, versions, command, short,
 *   stepOverForward      median ratio of simd in Node with all threads on the default model: what the probe would choose
 *   goal                 1.05
 *   results: [ {
 *     name               host/model/engine/threads
 *     host, model, engine, threads, rows, tokens, repeats
 *     browser            null in Node
 *     adapter            null, or the WebGPU adapter: { description, software, ... }
 *     stepOverForward    { median, min, max } of the repeats' ratios
 *     stepSeconds, stockSeconds                  { median, min, max }
 *     layersShare        of the step's time, in layers, by the engine's own clock
 *     blockOneShare      a: of a forward pass's time, by the stock sessions
 *     forwards           2 P1 (a + P2 (1 - a)): whole forward passes that the step's passes are worth
 *     logitDifference    largest, between engine and stock
 *   } ], notMeasured: [ { what, why } ] }
 */
import { availableParallelism } from 'node:os';
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
import { type ModelName, isBundled } from './workload/index.ts';

const measured = v.object({
  adapter: adapterSchema,
  stepOverForward: spreadSchema,
  stepSeconds: spreadSchema,
  stockSeconds: spreadSchema,
  layersShare: v.number(),
  blockOneShare: v.number(),
  forwards: v.number(),
  logitDifference: v.number(),
});
const cell = v.object({
  host: v.picklist(['node', 'chromium']),
  model: v.string(),
  engine: v.string(),
  threads: v.number(),
  rows: v.number(),
  tokens: v.number(),
  repeats: v.number(),
});
const result = v.object({ ...cell.entries, browser: v.nullable(v.string()), ...measured.entries });

const options = readOptions('step');
const threads = availableParallelism() > 1 ? [1, 2] : [1];
const models: ModelName[] = options.short ? ['small', 'base-2'] : ['mini', 'small', 'base'];

function cellOf(host: 'node' | 'chromium', model: ModelName, engine: 'simd' | 'wasm' | 'webgpu', count: number) {
  const gpu = engine === 'webgpu';
  const repeats = options.short || gpu ? 3 : isBundled(model) ? 15 : 5;
  const shape = gpu ? { rows: 2, tokens: 8 } : { rows: 8, tokens: 32 };
  return { name: `${host}/${model}/${engine}/${count}`, host, model, engine, threads: count, ...shape, repeats };
}

const cells = [
  ...(['node', 'chromium'] as const).flatMap((host) =>
    models.flatMap((model) =>
      (['simd', 'wasm'] as const).flatMap((engine) => threads.map((count) => cellOf(host, model, engine, count))),
    ),
  ),
  ...models.filter(isBundled).map((model) => cellOf('chromium', model, 'webgpu', 1)),
];
/** Whose ratio stands at the top: the default model's. */
const best = `node/small/simd/${threads.at(-1)!}`;

let browser: BrowserBench | undefined;
const number = (x: number) => Number(x.toPrecision(3));
const { results } = await runBench(
  {
    options,
    cells,
    versions: versionsOf(['onnxruntime-web', 'vite']),
    async measure(one) {
      if (one.host === 'node') return { ...one, browser: null, ...v.parse(measured, await runInNode('step', one)) };
      browser ??= await BrowserBench.open();
      return { ...one, browser: browser.browser, ...v.parse(measured, await browser.run('step', one)) };
    },
    summary: (all) => ({
      stepOverForward: all.find(({ name }) => name === best)?.stepOverForward.median ?? null,
      goal: 1.05,
    }),
    notMeasured: [{ what: 'a graphics card', why: 'WebGPU ran on the adapter that its result names; see "software".' }],
    row: (one) => ({
      'step / forward': number(one.stepOverForward.median),
      'from - to': `${number(one.stepOverForward.min)} - ${number(one.stepOverForward.max)}`,
      'step s': number(one.stepSeconds.median),
      'passes s': number(one.stockSeconds.median),
      forwards: number(one.forwards),
      adapter: one.adapter ? `${one.adapter.description}${one.adapter.software ? ' (software)' : ''}` : '',
    }),
  },
  result,
);
await browser?.close();
const goal = results.find(({ name }) => name === best);
if (goal) console.log(`stepOverForward = ${number(goal.stepOverForward.median)} (${best}); the goal is 1.05 or less.`);
