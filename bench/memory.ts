/**
 * What does each way of training hold at its peak, beside inference?
 * `npm run bench -- memory [--short] [--json FILE] [--chart FILE.svg] [--only NAME] [--resume]`
 *
 * Every cell is a Node process of its own that loads a model from a stream and works on it: stock inference by
 * onnxruntime-web (weights baked in, 8 rows), FedSPZO on `simd` (32 and 16 bits) and `wasm` (8 rows, two steps with
 * P1 = 1, P2 = 1: more directions hold no more), backpropagation and LoRA in tfjs's WASM backend (4 rows). Rows of 32
 * and 256 tokens. dandelion-mini and dandelion-small have their own weights, the shapes of RoBERTa-base and
 * RoBERTa-large random ones. Where memory does not suffice, that is the result, under `notMeasured` with the error.
 * --short: dandelion-mini alone. --chart draws what the file of --json holds, all cells of it.
 *
 * JSON: { machine, versions, command, short,
 *   parameters           of each model
 *   fedspzoOverStock     [ { model, tokens, ratio } ]: simd's peak over stock inference's; the goal is 1 or less
 *   results: [ {
 *     name               model/tokens/subject
 *     model, tokens, rows, subject, threads, steps
 *     peakBytes          the process's largest resident size, loading included (getrusage)
 *     emptyBytes         that of a Node process with the same imports and nothing done
 *     stepPeakBytes      the same after loading, in passes or steps alone (Linux; null elsewhere)
 *     ownPeakBytes       by its own accounting: heap of the runtime, `engine.memory().peak`, tensors of tfjs
 *   } ], notMeasured: [ { what, why } ] }
 */
import { writeFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import * as v from 'valibot';
import { memoryChart } from './chart/index.ts';
import { SUBJECTS, type SubjectName } from './memory/index.ts';
import { readOptions, runBench, runInNode, versionsOf } from './support/index.ts';
import { type ModelName, openModel, weightsOf } from './workload/index.ts';

const measured = v.object({
  peakBytes: v.number(),
  stepPeakBytes: v.nullable(v.number()),
  ownPeakBytes: v.number(),
});
const result = v.object({
  model: v.picklist(['mini', 'small', 'base', 'large']),
  tokens: v.number(),
  rows: v.number(),
  subject: v.picklist(SUBJECTS),
  threads: v.number(),
  steps: v.number(),
  emptyBytes: v.number(),
  ...measured.entries,
});

const options = readOptions('memory');
const models = options.short ? (['mini'] as const) : (['mini', 'small', 'base', 'large'] as const);
const threads = Math.min(2, availableParallelism());

/** RoBERTa-large takes minutes a step; the second step of the others shows that the first left nothing behind. */
const stepsOf = (model: ModelName) => (model === 'large' ? 1 : 2);
const isFirstOrder = (subject: SubjectName) => ['sgd', 'adam', 'lora'].includes(subject);

const cells = models.flatMap((model) =>
  [32, 256].flatMap((tokens) =>
    SUBJECTS.map((subject) => ({
      name: `${model}/${tokens}/${subject}`,
      ...{ model, tokens, subject, rows: isFirstOrder(subject) ? 4 : 8 },
      ...{ threads: isFirstOrder(subject) ? 1 : threads, steps: stepsOf(model) },
    })),
  ),
);

const empty = new Map<SubjectName, number>();
async function emptyBytes(cell: (typeof cells)[number]): Promise<number> {
  const known = empty.get(cell.subject);
  if (known !== undefined) return known;
  const { peakBytes } = v.parse(
    v.object({ peakBytes: v.number() }),
    await runInNode('memory', { ...cell, model: null }),
  );
  empty.set(cell.subject, peakBytes);
  return peakBytes;
}

const parameters: Record<string, number> = {};
for (const model of models) parameters[model] = weightsOf((await openModel(model)).architecture);

const megabytes = (bytes: number | null) => (bytes === null ? '' : Math.round(bytes / 1e6));
const { results, notMeasured } = await runBench(
  {
    options,
    cells,
    versions: versionsOf(['onnxruntime-web', '@tensorflow/tfjs-core', '@tensorflow/tfjs-backend-wasm']),
    async measure(cell) {
      return { ...cell, emptyBytes: await emptyBytes(cell), ...v.parse(measured, await runInNode('memory', cell)) };
    },
    summary: (all) => ({
      parameters,
      fedspzoOverStock: all
        .filter(({ subject }) => subject === 'simd')
        .flatMap(({ model, tokens, peakBytes }) => {
          const stock = all.find((one) => one.subject === 'stock' && one.model === model && one.tokens === tokens);
          return stock ? [{ model, tokens, ratio: peakBytes / stock.peakBytes }] : [];
        }),
    }),
    row: (one) => ({
      rows: one.rows,
      'peak MB': megabytes(one.peakBytes),
      'over empty MB': megabytes(one.peakBytes - one.emptyBytes),
      'steps MB': megabytes(one.stepPeakBytes),
      'own accounting MB': megabytes(one.ownPeakBytes),
    }),
  },
  result,
);
if (options.chart !== null) {
  const missing = cells.filter(({ name }) =>
    notMeasured.some(({ what, why }) => what === name && why.includes('4 GiB')),
  );
  const bars = [...results, ...missing.map((cell) => ({ ...cell, peakBytes: null }))];
  const place = ({ name }: (typeof bars)[number]) => cells.findIndex((cell) => cell.name === name);
  await writeFile(options.chart, memoryChart(bars.sort((a, b) => place(a) - place(b))));
}
