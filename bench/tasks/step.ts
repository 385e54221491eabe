import * as v from 'valibot';
import { type TokenBatch, createEngine, webgpuAdapter } from '../../src/engine/index.ts';
import { Stock, type StockBlocks, weightsFile } from '../stock/index.ts';
import { MODELS, SETTINGS, fedspzoStep, fullBatch, openModel, rest, secondsOf, spread } from '../workload/index.ts';

const cellSchema = v.object({
  model: v.picklist(MODELS),
  engine: v.picklist(['simd', 'wasm', 'webgpu']),
  threads: v.number(),
  rows: v.number(),
  tokens: v.number(),
  repeats: v.number(),
});

/** Largest difference that two right forward passes of one model may have. */
const TOLERANCE = 1e-2;

/** One FedSPZO step beside the same passes by stock sessions with the weights baked in, in turns, in one process. */
export async function step(input: unknown) {
  const { model: name, engine: engineName, threads, rows, tokens, repeats } = v.parse(cellSchema, input);
  const model = await openModel(name);
  const { architecture, split, labels } = model;
  const batch = fullBatch(architecture, rows, tokens);
  const stock = await Stock.open({ provider: engineName === 'webgpu' ? 'webgpu' : 'wasm', threads });
  const weights = await weightsFile(architecture, model.checkpoint());
  const blocks = await stock.blocks(architecture, weights, { length: tokens, split, labels });
  const engine = await createEngine(engineName, architecture, { threads });
  await engine.load(model.checkpoint());

  const hidden = await engine.first(batch, split, null);
  const ours = await engine.second(hidden, Uint32Array.from(labels), null, null);
  hidden.release();
  const theirs = await blocks.second(await blocks.first(batch), batch);
  const logitDifference = Math.max(...ours.map((logit, i) => Math.abs(logit - theirs[i]!)));
  if (!(logitDifference < TOLERANCE)) throw new Error(`The two models' logits differ by ${logitDifference}.`);

  await fedspzoStep(engine, model, batch, 0);
  await samePasses(blocks, batch);
  const repeatsDone = [];
  for (let repeat = 0; repeat < repeats; repeat++) {
    const times = { step: 0, stock: { first: 0, second: 0 }, layers: 0 };
    const turns = [
      async () => {
        const before = engine.forwardSeconds;
        times.step = await secondsOf(() => fedspzoStep(engine, model, batch, repeat + 1));
        times.layers = engine.forwardSeconds - before;
      },
      async () => {
        times.stock = await samePasses(blocks, batch);
      },
    ];
    for (const turn of repeat % 2 === 0 ? turns : turns.toReversed()) {
      await rest();
      await turn();
    }
    repeatsDone.push(times);
  }
  await engine.close();
  await blocks.close();

  const { p1, p2 } = SETTINGS;
  const stockSeconds = repeatsDone.map((times) => times.stock.first + times.stock.second);
  // Block 1's share of a forward pass, by its time.
  const shares = repeatsDone.map(({ stock: { first, second } }) => first / (first + second / p2));
  const share = spread(shares).median;
  return {
    adapter: engineName === 'webgpu' ? await webgpuAdapter() : null,
    stepOverForward: spread(repeatsDone.map((times, i) => times.step / stockSeconds[i]!)),
    stepSeconds: spread(repeatsDone.map((times) => times.step)),
    stockSeconds: spread(stockSeconds),
    layersShare: spread(repeatsDone.map((times) => times.layers / times.step)).median,
    blockOneShare: share,
    forwards: 2 * p1 * (share + p2 * (1 - share)),
    logitDifference,
  };
}

/** The passes of one step: for each sign block 1 once and block 2 `p2` times. Seconds of each block's. */
async function samePasses(blocks: StockBlocks, batch: TokenBatch) {
  const seconds = { first: 0, second: 0 };
  for (let pass = 0; pass < 2 * SETTINGS.p1; pass++) {
    const start = performance.now();
    const x = await blocks.first(batch);
    seconds.first += (performance.now() - start) / 1000;
    for (let j = 0; j < SETTINGS.p2; j++) seconds.second += await secondsOf(() => blocks.second(x, batch));
    x.dispose();
  }
  return seconds;
}
