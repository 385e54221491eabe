import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { architectureOf, randomCheckpoint } from '../../tests/contract/random-checkpoint.ts';
import { parseConfig, readCheckpoint, withTrainable } from '../model/index.ts';
import { type EngineName, type Workload, createEngine, estimateMemory, memoryProblem } from './index.ts';

const config = new URL('../../public/models/dandelion-mini/config.json', import.meta.url);
const mini = parseConfig(JSON.parse(await readFile(config, 'utf8')));
/** Another relation of layers to embeddings. */
const wide = architectureOf({
  ...{ type: 'roberta', layers: 2, hidden: 512, heads: 8 },
  ...{ feedForward: 2048, vocabulary: 20_000, positions: 300 },
});
const SHAPES = [
  { shape: 'the default model', architecture: mini, batch: 8, length: 88 },
  { shape: 'a wide model', architecture: wide, batch: 8, length: 128 },
  {
    shape: 'adapters of a high rank',
    architecture: withTrainable(wide, { set: 'lora', rank: 256, alpha: 256 }),
    batch: 2,
    length: 16,
  },
] as const;

/** What an engine held at most after a pass at the workload's longest batch. */
async function peakOf(name: EngineName, architecture: typeof mini, workload: Workload): Promise<number> {
  const { batch: size, length } = workload;
  const engine = await createEngine(name, architecture, workload);
  await engine.load(readCheckpoint(randomCheckpoint(architecture, 3), architecture));
  const batch = {
    size,
    length,
    ids: new Int32Array(size * length).fill(7),
    attention: new Uint8Array(size * length).fill(1),
    maskPositions: new Int32Array(size).fill(3),
  };
  const direction = { key: [1, 2], amount: 1e-3 } as const;
  const hidden = await engine.first(batch, 1, direction);
  await engine.second(hidden, Uint32Array.of(7, 11), direction, direction);
  hidden.release();
  const { peak } = engine.memory();
  await engine.close();
  return peak;
}

// The runtime's heap never shrinks and is one for a process: `wasm` at 16 bits would be held to what 32 bits left behind.
describe.each([
  { name: 'simd', precision: 32 },
  { name: 'simd', precision: 16 },
  { name: 'wasm', precision: 32 },
] as const)('promise 2: the memory of $name at $precision bits is as estimated, within a factor of 1.5', (engine) => {
  test.each(SHAPES)('for $shape', async ({ architecture, batch, length }) => {
    const workload = { precision: engine.precision, threads: 2, batch, length };
    const estimate = estimateMemory(engine.name, architecture, workload).peak;
    const share = estimate / (await peakOf(engine.name, architecture, workload));
    expect(share).toBeGreaterThan(1 / 1.5);
    expect(share).toBeLessThan(1.5);
  });
});

describe('whether a model fits', () => {
  const workload = { precision: 32, threads: 1, batch: 8, length: 64 } as const;
  const large = architectureOf({
    ...{ type: 'roberta', layers: 24, hidden: 1024, heads: 16 },
    ...{ feedForward: 4096, vocabulary: 50_265, positions: 514 },
  });
  const nothing = { gibibytes: null, largestBinding: null };

  test('nothing speaks against the default model on a phone of 2 GB', () => {
    const estimate = estimateMemory('simd', mini, workload);
    expect(memoryProblem('simd', estimate, { ...nothing, gibibytes: 2 })).toBeNull();
  });

  test('a device that does not tell its memory is not warned of', () => {
    expect(memoryProblem('simd', estimateMemory('simd', large, workload), nothing)).toBeNull();
  });

  test('half of a small device is too little for RoBERTa-large, though it may be tried', () => {
    const problem = memoryProblem('simd', estimateMemory('simd', large, workload), {
      ...nothing,
      gibibytes: 2,
    });
    expect(problem).toEqual({
      certain: false,
      reason: expect.stringMatching(/^needs 1\.\d GB, and a tab gets about half/),
    });
  });

  test('what lies beyond 4 GiB cannot be tried, whatever the device has', () => {
    const huge = estimateMemory('simd', large, { ...workload, batch: 64, length: 512 });
    const more = { ...huge, peak: 5 * 2 ** 30 };
    expect(memoryProblem('simd', more, { ...nothing, gibibytes: 64 })).toMatchObject({ certain: true });
    expect(memoryProblem('webgpu', more, { ...nothing, gibibytes: 64 })).toBeNull();
  });

  test('a graphics device must bind a layer’s largest weight', () => {
    const estimate = estimateMemory('webgpu', large, workload);
    const device = { gibibytes: 64, largestBinding: 2 ** 23 };
    expect(memoryProblem('webgpu', estimate, device)).toMatchObject({ certain: true });
    expect(memoryProblem('webgpu', estimate, { ...device, largestBinding: 2 ** 27 })).toBeNull();
  });

  test('nor without room for the attention scores of the longest rows in one piece', () => {
    const long = { ...workload, batch: 32, length: 512 };
    const scores = 32 * mini.heads * 512 * 512 * 4;
    const device = { ...nothing, largestBinding: scores };
    expect(memoryProblem('webgpu', estimateMemory('webgpu', mini, long), device)).toBeNull();
    const small = { ...nothing, largestBinding: scores - 1 };
    expect(memoryProblem('webgpu', estimateMemory('webgpu', mini, long), small)).toMatchObject({ certain: true });
    expect(memoryProblem('webgpu', estimateMemory('webgpu', mini, workload), small)).toBeNull();
  });
});
