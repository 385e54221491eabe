/**
 * How fast is the `simd` engine's tile, the innermost part of its matrix products, beside ONNX Runtime's MatMul?
 * `npm run bench -- product [--short] [--json FILE] [--only NAME] [--resume]`
 *
 * 252 rows times [depth, 64 columns] for the tile, its operands packed already and in the cache; 256 rows times
 * [depth, columns] for the runtime, weights baked in or fed. One thread in Node; the best of the repeats, since others use
 * the machine too. What packing, perturbing, attention and norms add, `npm run bench -- step` shows.
 *
 * JSON: { machine, versions, command, short, results: [ { name, what, depth, columns, gigaflops } ], notMeasured }
 */
import * as ort from 'onnxruntime-web';
import * as v from 'valibot';
import { GraphBuilder } from '../src/engine/onnx/index.ts';
import { openMachine } from '../src/engine/simd/index.ts';
import { readOptions, runBench, versionsOf } from './support/index.ts';

const options = readOptions('product');
const REPEATS = options.short ? 3 : 40;
const ROWS = { tile: 252, runtime: 256 };
const BLOCK = 64;

/** Depths and widths of dandelion-mini's, RoBERTa-base's and RoBERTa-large's matrices. */
const SHAPES = [
  [192, 768],
  [768, 192],
  [768, 3072],
  [1024, 4096],
] as const;

/** Seconds of the fastest of some runs. */
async function best(work: () => unknown): Promise<number> {
  let fastest = Number.POSITIVE_INFINITY;
  for (let i = 0; i < REPEATS; i++) {
    const start = performance.now();
    await work();
    fastest = Math.min(fastest, (performance.now() - start) / 1000);
  }
  return fastest;
}

function someFloats(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => Math.sin(i));
}

/** GFLOP/s of a tile of `height` rows. */
async function tile(height: 4 | 6, relaxed: boolean, depth: number): Promise<number> {
  const { exports, kernel } = await openMachine(0, relaxed);
  const multiply = height === 6 ? exports.tile6 : exports.tile4;
  const [a, b, c] = [ROWS.tile * depth, depth * BLOCK, height * BLOCK].map((length) => {
    const region = kernel.allocate(length);
    kernel.floats(region).set(someFloats(length));
    return 4 * region.offset;
  });
  const seconds = await best(() => {
    for (let row = 0; row < ROWS.tile; row += height) {
      for (let column = 0; column < BLOCK; column += 8) {
        multiply(a! + 4 * row * depth, b! + 4 * column * depth, depth, c! + 4 * column, 4 * BLOCK);
      }
    }
  });
  return (2 * ROWS.tile * depth * BLOCK) / seconds / 1e9;
}

/** GFLOP/s of ONNX Runtime's MatMul. */
async function runtime(baked: boolean, depth: number, columns: number): Promise<number> {
  ort.env.wasm.numThreads = 1;
  const graph = new GraphBuilder('product');
  const x = graph.input('x', [ROWS.runtime, depth]);
  const weights = someFloats(depth * columns);
  const w = baked ? graph.stored('w', [depth, columns], 'weights', 0) : graph.input('w', [depth, columns]);
  const model = graph.finish(graph.node('MatMul', [x, w]), [ROWS.runtime, columns]);
  const session = await ort.InferenceSession.create(model, {
    executionProviders: ['wasm'],
    ...(baked && { externalData: [{ path: 'weights', data: new Uint8Array(weights.buffer) }] }),
  });
  const feeds = {
    x: new ort.Tensor('float32', someFloats(ROWS.runtime * depth), [ROWS.runtime, depth]),
    ...(baked ? {} : { w: new ort.Tensor('float32', weights, [depth, columns]) }),
  };
  const seconds = await best(() => session.run(feeds));
  await session.release();
  return (2 * ROWS.runtime * depth * columns) / seconds / 1e9;
}

const WHATS = [
  { what: 'tile 6x8, relaxed SIMD', rate: (depth: number) => tile(6, true, depth) },
  { what: 'tile 4x8, relaxed SIMD', rate: (depth: number) => tile(4, true, depth) },
  { what: 'tile 6x8, plain SIMD', rate: (depth: number) => tile(6, false, depth) },
  { what: 'tile 4x8, plain SIMD', rate: (depth: number) => tile(4, false, depth) },
  { what: 'runtime, weights baked in', rate: (depth: number, columns: number) => runtime(true, depth, columns) },
  { what: 'runtime, weights fed', rate: (depth: number, columns: number) => runtime(false, depth, columns) },
];

await runBench(
  {
    options,
    cells: WHATS.flatMap(({ what, rate }) =>
      SHAPES.map(([depth, columns]) => ({ name: `${what}/${depth}x${columns}`, what, rate, depth, columns })),
    ),
    versions: versionsOf(['onnxruntime-web']),
    measure: async ({ what, rate, depth, columns }) => ({
      what,
      depth,
      columns,
      gigaflops: await rate(depth, columns),
    }),
    summary: () => ({}),
    row: ({ gigaflops }) => ({ 'GFLOP/s': Number(gigaflops.toPrecision(3)) }),
  },
  v.object({ what: v.string(), depth: v.number(), columns: v.number(), gigaflops: v.number() }),
);
