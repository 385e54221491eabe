import { expect, test } from 'vitest';
import { architectureOf, randomCheckpoint } from '../../tests/contract/random-checkpoint.ts';
import { readCheckpoint } from '../model/index.ts';
import { createEngine, estimateMemory } from './index.ts';

// Large enough that weights weigh more than what the runtimes take by themselves; two layers, for a software adapter.
const architecture = architectureOf({
  ...{ type: 'roberta', layers: 2, hidden: 256, heads: 4 },
  ...{ feedForward: 1024, vocabulary: 20_000, positions: 90 },
});

test.each([
  { name: 'webgpu', precision: 32 },
  { name: 'webgpu', precision: 16 },
  { name: 'webgl', precision: 32 },
] as const)(
  'promise 2: the memory of $name at $precision bits is as estimated, within a factor of 1.5',
  async ({ name, precision }) => {
    const workload = { precision, threads: 1, batch: 4, length: 40 } as const;
    const engine = await createEngine(name, architecture, workload);
    await engine.load(readCheckpoint(randomCheckpoint(architecture, 3), architecture));
    const cells = workload.batch * workload.length;
    const batch = {
      size: workload.batch,
      length: workload.length,
      ids: new Int32Array(cells).fill(7),
      attention: new Uint8Array(cells).fill(1),
      maskPositions: new Int32Array(workload.batch).fill(3),
    };
    const direction = { key: [1, 2], amount: 1e-3 } as const;
    const hidden = await engine.first(batch, 1, direction);
    await engine.second(hidden, Uint32Array.of(7, 11), direction, direction);
    hidden.release();
    const { peak } = engine.memory();
    await engine.close();
    const share = estimateMemory(name, architecture, workload).peak / peak;
    expect(share).toBeGreaterThan(1 / 1.5);
    expect(share).toBeLessThan(1.5);
  },
);
