import '@tensorflow/tfjs-backend-wasm';
import { memory } from '@tensorflow/tfjs-core';
import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { ODD_SHAPES, describeEngine } from '../../../tests/contract/engine-suite.ts';
import { architectureOf } from '../../../tests/contract/random-checkpoint.ts';
import { someRows } from '../../../tests/contract/rows.ts';
import { DEFAULT_MODEL, LAYER_TENSORS, firstTensorOf } from '../../model/index.ts';
import { createEngine, createTfjsEngine, webglProblem } from '../index.ts';
import { createTfjsRunner } from './index.ts';

const model = new URL(`../../../public/models/${DEFAULT_MODEL}/`, import.meta.url);

// The same arithmetic as in the page's webgl engine, on the backend that Node has.
describeEngine('tfjs wasm', {
  create: (architecture) => createTfjsEngine('wasm', architecture),
  file: async (name) => Uint8Array.from(await readFile(new URL(name, model))),
});

it('promise 2: holds one layer at a time, however many run, and no tensor after it', async () => {
  const architecture = architectureOf(ODD_SHAPES[1]!);
  const runner = await createTfjsRunner('wasm', architecture);
  const first = firstTensorOf(0);
  const weights = architecture.tensors
    .slice(first, first + LAYER_TENSORS)
    .map(({ size }, t) => Float32Array.from({ length: size }, (_, i) => Math.sin(i + t) / 8));
  const batch = someRows(architecture, 6);
  const x = Float32Array.from({ length: batch.ids.length * architecture.hidden }, (_, i) => Math.cos(i));
  const before = memory().numTensors;
  await runner.layer(x, batch, weights);
  const once = runner.bytes;
  await runner.layer(await runner.layer(x, batch, weights), batch, weights);
  expect(runner.bytes).toBe(once);
  const layer = weights.reduce((sum, { byteLength }) => sum + byteLength, 0);
  // x, query, key, value, scores and the like: eight of x's size are enough.
  expect(once).toBeLessThan(layer + 8 * x.byteLength);
  expect(memory().numTensors).toBe(before);
  await runner.close();
});

it('says why a device without WebGL cannot run the engine', async () => {
  expect(webglProblem()).toBe('There is no WebGL 2 here.');
  await expect(createEngine('webgl', architectureOf(ODD_SHAPES[0]!))).rejects.toThrow('no WebGL 2');
});
