/**
 * How fast are forward passes beside what somebody would pick instead, in the same browser?
 * `npm run bench -- forward [--short] [--json FILE] [--only NAME] [--resume]`
 *
 * One architecture with the same weights everywhere, in Chromium, in a worker of a fresh page for each row. Everybody's
 * logits of the label words must be the `simd` engine's in Node, to 1e-2, or the row is no result. What is computed:
 * embeddings, all layers (the last at the mask only), MLM head for two label words. Ours read perturbed weights, as in
 * training. onnxruntime-web runs a graph with its weights baked in; tfjs and jax-js (jitted) keep theirs on their
 * device. transformers.js runs its masked language model, which computes logits of the whole vocabulary at every token
 * (more work: `work` is `vocabulary`), and on `label words` the same graph as onnxruntime-web.
 * On the processor 8 rows of 32 tokens; on WebGL and WebGPU 2 rows of 8, whose adapter may be software (see `adapter`),
 * beside our engine on the processor at that shape: the device probe would choose it.
 * The peers are no dependencies: they are installed into bench/peers/node_modules when this bench first runs.
 *
 * JSON: { machine, versions, adapter, command, short,
 *   fasterPeers        names of rows that do the same work faster than our best row of that shape; the goal is none
 *   fasterInPlace      the same, of ours in the same place only
 *   results: [ {
 *     name             model/shape/subject/backend/threads
 *     model, subject, backend, threads, rows, tokens, repeats
 *     work             labels, or vocabulary
 *     place            processor, or graphics
 *     browser
 *     tokensPerSecond, secondsPerPass    { median, min, max }
 *     logitDifference  largest, from the simd engine's in Node
 *   } ], notMeasured: [ { what, why } ] }
 */
import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import {
  BrowserBench,
  type Named,
  PEERS,
  adapterSchema,
  exportForPeers,
  installPeers,
  readOptions,
  runBench,
  runInNode,
  spreadSchema,
  versionsOf,
} from './support/index.ts';
import { type ModelName, isBundled, spread } from './workload/index.ts';

const measured = v.object({ logits: v.array(v.number()), seconds: v.array(v.number()) });
const result = v.object({
  model: v.picklist(['mini', 'small', 'base']),
  subject: v.string(),
  backend: v.string(),
  threads: v.number(),
  rows: v.number(),
  tokens: v.number(),
  repeats: v.number(),
  work: v.picklist(['labels', 'vocabulary']),
  place: v.picklist(['processor', 'graphics']),
  browser: v.string(),
  tokensPerSecond: spreadSchema,
  secondsPerPass: spreadSchema,
  logitDifference: v.number(),
});
type Result = Named<v.InferOutput<typeof result>>;
type ForwardModel = Result['model'];

/** Largest difference that two right forward passes of one model may have. */
const TOLERANCE = 1e-2;

const options = readOptions('forward');
const threads = Math.min(2, availableParallelism());
const ON_PROCESSOR = [
  ...[
    ['dandelion', 'simd'],
    ['dandelion', 'wasm'],
    ['onnxruntime-web', 'wasm'],
    ['tfjs', 'wasm'],
    ['jax-js', 'wasm'],
  ],
  ...[
    ['transformers.js', 'wasm'],
    ['transformers.js, label words', 'wasm'],
  ],
] as const;
const ON_GRAPHICS = [
  ...[
    ['dandelion', 'webgpu'],
    ['onnxruntime-web', 'webgpu'],
    ['tfjs', 'webgpu'],
    ['jax-js', 'webgpu'],
  ],
  ...[
    ['transformers.js', 'webgpu'],
    ['transformers.js, label words', 'webgpu'],
  ],
  ...[
    ['dandelion', 'webgl'],
    ['tfjs', 'webgl'],
    ['jax-js', 'webgl'],
    ['dandelion', 'simd'],
  ],
] as const;
const isPeer = (subject: string) => subject.startsWith('transformers.js') || subject === 'jax-js';
/** Of rows that nobody waits for without a graphics card. */
const SLOW = 'Meant for a graphics card, since a software adapter takes minutes a pass: name it by --only.';

function cellOf(model: ForwardModel, subject: string, backend: string, shape: { rows: number; tokens: number }) {
  const place = backend.startsWith('web') ? ('graphics' as const) : ('processor' as const);
  const count = place === 'graphics' ? 1 : threads;
  return {
    name: `${model}/${shape.rows}x${shape.tokens}/${subject}/${backend}/${count}`,
    ...{ model, subject, backend, threads: count, ...shape, place },
    repeats: options.short || place === 'graphics' ? 3 : isBundled(model) ? 25 : 7,
    work: subject === 'transformers.js' ? ('vocabulary' as const) : ('labels' as const),
    ...(model === 'base' && shape.rows === 2 && { onRequest: SLOW }),
  };
}

const models: ForwardModel[] = options.short ? ['mini'] : ['mini', 'small', 'base'];
const cells = models.flatMap((model) => [
  ...ON_PROCESSOR.map(([subject, backend]) => cellOf(model, subject, backend, { rows: 8, tokens: 32 })),
  ...ON_GRAPHICS.map(([subject, backend]) => cellOf(model, subject, backend, { rows: 2, tokens: 8 })),
]);
type Cell = (typeof cells)[number];

const pages: { own?: Promise<BrowserBench>; peers?: Promise<BrowserBench> } = {};
const references = new Map<string, readonly number[]>();
let adapter: v.InferOutput<typeof adapterSchema> = null;

function pageFor(subject: string): Promise<BrowserBench> {
  if (!isPeer(subject)) return (pages.own ??= BrowserBench.open());
  return (pages.peers ??= (async () => {
    await installPeers();
    const wanted = cells.filter(({ name }) => options.only === null || name.includes(options.only));
    const lengths = new Map<ModelName, readonly number[]>(
      [...new Set(wanted.map(({ model }) => model))].map((model) => [model, [8, 32]]),
    );
    return BrowserBench.open('peers', (folder) => exportForPeers(folder, lengths));
  })());
}

/** Logits by the `simd` engine in Node. */
async function referenceFor({ model, rows, tokens }: Cell): Promise<readonly number[]> {
  const shape = { model, rows, tokens };
  const key = JSON.stringify(shape);
  const known = references.get(key);
  if (known) return known;
  const cell = { ...shape, subject: 'dandelion', backend: 'simd', threads: 1, repeats: 0 };
  const { logits } = v.parse(measured, await runInNode('forward', cell));
  references.set(key, logits);
  return logits;
}

/** Rows that do the same work on the same batch of the same model faster than the best of ours, anywhere or in one place. */
function fasterPeers(results: readonly Result[], where: 'anywhere' | 'in place'): string[] {
  const isComparable = (one: Result, other: Result) =>
    one.model === other.model && one.rows === other.rows && (where === 'anywhere' || one.place === other.place);
  return results
    .filter((one) => {
      const ours = results.filter((other) => other.subject === 'dandelion' && isComparable(one, other));
      const best = Math.min(...ours.map(({ secondsPerPass }) => secondsPerPass.median));
      return one.subject !== 'dandelion' && one.work === 'labels' && one.secondsPerPass.median < best;
    })
    .map(({ name }) => name);
}

const number = (x: number) => Number(x.toPrecision(3));
const packages = ['onnxruntime-web', '@tensorflow/tfjs-core', 'vite'];
const { results } = await runBench<Cell, v.InferOutput<typeof result>>(
  {
    options,
    cells,
    versions: versionsOf(packages),
    async measure(cell) {
      const reference = await referenceFor(cell);
      const page = await pageFor(cell.subject);
      if (cell.place === 'graphics') adapter ??= v.parse(adapterSchema, await (await pageFor('')).run('adapter', null));
      const { logits, seconds } = v.parse(measured, await page.run('forward', cell));
      const logitDifference = Math.max(...reference.map((logit, i) => Math.abs(logit - (logits[i] ?? Number.NaN))));
      if (!(logitDifference < TOLERANCE)) throw new Error(`Its logits differ from the engine's by ${logitDifference}.`);
      const secondsPerPass = spread(seconds);
      const tokensPerSecond = spread(seconds.map((one) => (cell.rows * cell.tokens) / one));
      return { ...cell, browser: page.browser, tokensPerSecond, secondsPerPass, logitDifference };
    },
    summary: (all) => ({
      adapter,
      ...(pages.peers && {
        peerVersions: versionsOf(['@huggingface/transformers', 'onnxruntime-web', '@jax-js/jax'], PEERS),
      }),
      fasterPeers: fasterPeers(all, 'anywhere'),
      fasterInPlace: fasterPeers(all, 'in place'),
    }),
    row: (one) => ({
      work: one.work,
      place: one.place,
      'tokens/s': number(one.tokensPerSecond.median),
      'from - to': `${number(one.tokensPerSecond.min)} - ${number(one.tokensPerSecond.max)}`,
      's/pass': number(one.secondsPerPass.median),
    }),
  },
  result,
);
for (const page of [pages.own, pages.peers]) await (await page?.catch(() => null))?.close();
console.log(`Faster than ours at the same work: ${fasterPeers(results, 'anywhere').join(', ') || 'none'}.`);
