import { MathBackendWebGL } from '@tensorflow/tfjs-backend-webgl/dist/backend_webgl.js';
import { backend } from '@tensorflow/tfjs-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ODD_SHAPES, describeEngine, expectClose, pass } from '../../../tests/contract/engine-suite.ts';
import { architectureOf, randomCheckpoint } from '../../../tests/contract/random-checkpoint.ts';
import { describeTrainable } from '../../../tests/contract/trainable-suite.ts';
import { someRows } from '../../../tests/contract/rows.ts';
import { DEFAULT_MODEL, readCheckpoint } from '../../model/index.ts';
import { DeviceLostError, type Engine, createEngine, webglProblem } from '../index.ts';

const file = async (name: string) => {
  const response = await fetch(`/models/${DEFAULT_MODEL}/${name}`);
  expect(response.ok).toBe(true);
  return new Uint8Array(await response.arrayBuffer());
};

describe('the page', () => {
  it('has WebGL 2 with 32-bit float textures, on a software renderer', () => {
    expect(webglProblem()).toBeNull();
  });
});

// The last engine to close takes the shaders with it: one that stays open spares each test the compiler.
let keeper: Engine;
beforeAll(async () => void (keeper = await createEngine('webgl', architectureOf(ODD_SHAPES[0]!))));
afterAll(() => keeper.close());

describeEngine('webgl', { create: (architecture) => createEngine('webgl', architecture), file });

for (const precision of [32, 16] as const) {
  describeTrainable('webgl', precision, (architecture) =>
    createEngine('webgl', architecture, { threads: 1, precision }),
  );
}

describe.each(ODD_SHAPES)('webgl beside cpu: a random $type with hidden size $hidden', (shape) => {
  it('gives the logits of cpu to 1e-4, perturbed or not, at every split', async () => {
    const architecture = architectureOf(shape);
    const batch = someRows(architecture, 6);
    const labels = Uint32Array.of(7, 11, 13);
    const [webgl, cpu] = await Promise.all([createEngine('webgl', architecture), createEngine('cpu', architecture)]);
    for (const engine of [webgl, cpu]) {
      await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
    }
    for (let split = 0; split <= shape.layers; split++) {
      const at = { split, first: { key: [1, 2], amount: 1e-3 }, second: { key: [3, 4], amount: -1e-3 } } as const;
      expectClose(await pass(webgl, batch, labels, at), await pass(cpu, batch, labels, at), 1e-4);
    }
    expect(await webgl.fingerprint()).toBe(await cpu.fingerprint());
    await webgl.close();
    await cpu.close();
  });
});

it('runs in a worker too, where training runs, and gives the same logits to 1e-4', async () => {
  const worker = new Worker(new URL('../../../tests/contract/logits.worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<unknown>((resolve, reject) => {
    worker.addEventListener('message', ({ data }) => resolve(data));
    worker.addEventListener('error', ({ message }) => reject(new Error(message)));
  });
  const found = await answer.finally(() => worker.terminate());
  expect(found).toBeInstanceOf(Float32Array);
  const architecture = architectureOf(ODD_SHAPES[1]!);
  const cpu = await createEngine('cpu', architecture);
  await cpu.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
  if (found instanceof Float32Array) {
    expectClose(found, await pass(cpu, someRows(architecture, 6), Uint32Array.of(7, 11, 13)), 1e-4);
  }
});

it('says that the context was lost where tfjs waits for ever, and starts anew once all engines are closed', async () => {
  const architecture = architectureOf(ODD_SHAPES[0]!);
  const loaded = async () => {
    const engine = await createEngine('webgl', architecture);
    await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
    return engine;
  };
  const engine = await loaded();
  const batch = someRows(architecture, 2);
  const labels = Uint32Array.of(7, 11);
  const before = await pass(engine, batch, labels);
  const device = backend();
  if (!(device instanceof MathBackendWebGL)) throw new Error('The engine does not run on WebGL.');
  device.gpgpu.gl.getExtension('WEBGL_lose_context')!.loseContext();
  await expect(engine.first(batch, 1, null)).rejects.toBeInstanceOf(DeviceLostError);
  await engine.close();
  await keeper.close();
  const anew = await loaded();
  expect(await pass(anew, batch, labels)).toEqual(before);
  await anew.close();
});
