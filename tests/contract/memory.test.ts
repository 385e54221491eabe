import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import * as v from 'valibot';
import { expect, it } from 'vitest';

const probe = fileURLToPath(new URL('memory-probe.ts', import.meta.url));
const figures = v.object({ weights: v.number(), peak: v.number() });

/** Peak memory of a process that takes FedSPZO steps on a random RoBERTa of these sides. */
async function peakOf(sides: readonly number[], engine: string, bits: number) {
  const parameters = [...sides, engine, bits].map(String);
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', probe, ...parameters]);
  return v.parse(figures, JSON.parse(stdout));
}

const NOTHING = [1, 64, 100];
const MODEL = [12, 512, 30_000];

// The constant is what the same process takes with next to no weights: Node, the compiled engine (of ONNX Runtime with its
// 16 MiB of heap), and this project's code, together 120 to 250 MB. A second copy of the weights was tried: 1.9 x.
// At 16 bits the largest tensor's float32 weights, a quarter of all here, lie beside the integers while it is loaded.
it.each([
  { engine: 'simd', bits: 32, most: 1.35 },
  { engine: 'simd', bits: 16, most: 1.7 },
  { engine: 'wasm', bits: 32, most: 1.35 },
])(
  'promise 2: steps of $engine at $bits bits take at most $most x the weights above what Node and the engine take',
  async ({ engine, bits, most }) => {
    const nothing = await peakOf(NOTHING, engine, bits);
    const model = await peakOf(MODEL, engine, bits);
    expect(nothing.weights).toBeLessThan(1e6);
    expect(nothing.peak).toBeLessThan(400e6);
    expect(model.weights).toBeGreaterThan((200e6 * bits) / 32);
    expect(model.peak - nothing.peak).toBeLessThan(most * model.weights);
  },
  180_000,
);
