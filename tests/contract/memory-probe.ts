/**
 * A process of its own for the test of promise 2: loads a random RoBERTa from a stream, makes FedSPZO steps on it as
 * a volunteer does, and prints the bytes of the weights and of the process at its peak.
 * Arguments: layers, hidden size, vocabulary, engine, bits of the weights.
 */
import { createEngine } from '../../src/engine/index.ts';
import { crossEntropy, readCheckpoint, trainableBlocks } from '../../src/model/index.ts';
import { foldIn } from '../../src/random/index.ts';
import { FedSpzo, updates } from '../../src/zo/index.ts';
import { someRows } from './rows.ts';
import { architectureOf, randomCheckpoint } from './random-checkpoint.ts';

const [layers = 1, hidden = 64, vocabulary = 100] = process.argv.slice(2, 5).map(Number);
const name = process.argv[5] === 'simd' ? 'simd' : 'wasm';
const precision = process.argv[6] === '16' ? 16 : 32;
const architecture = architectureOf({
  type: 'roberta',
  layers,
  hidden,
  heads: hidden / 64,
  feedForward: 4 * hidden,
  vocabulary,
  positions: 130,
});
const engine = await createEngine(name, architecture, { threads: 1, precision });
await engine.load(readCheckpoint(randomCheckpoint(architecture, 3), architecture));

const method = new FedSpzo({ p1: 1, p2: 2, epsilon: 1e-3, clip: 100 });
const split = Math.ceil(layers * 0.75);
const blocks = trainableBlocks(architecture, split);
const labels = Uint32Array.of(7, 11);
const batch = someRows(architecture, 4);
for (let step = 0; step < 3; step++) {
  const key = foldIn([1, 2], step);
  const { scalars } = await method.measure(
    {
      first: (direction) => engine.first(batch, split, direction),
      second: async (y, z1, z2) => crossEntropy(await engine.second(y, labels, z1, z2), [0, 1, 0, 1]),
      release: (y) => y.release(),
    },
    key,
  );
  await engine.apply(updates(method, method.coefficients(scalars), key, blocks, 1e-4));
}

// The kernel counts in KiB.
const peak = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ weights: engine.memory().weights, peak }));
await engine.close();
