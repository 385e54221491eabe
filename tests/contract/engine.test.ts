import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Update } from '../../src/lattice/index.ts';
import { type EngineName, createEngine } from '../../src/engine/index.ts';
import { readCheckpoint } from '../../src/model/index.ts';
import { ODD_SHAPES, describeEngine, expectClose, pass } from './engine-suite.ts';
import { someRows } from './rows.ts';
import { architectureOf, randomCheckpoint } from './random-checkpoint.ts';

const model = new URL('../../public/models/dandelion-mini/', import.meta.url);
const file = async (name: string) => Uint8Array.from(await readFile(new URL(name, model)));
const names: readonly EngineName[] = ['cpu', 'wasm'];

for (const name of names) {
  describeEngine(name, { create: (architecture) => createEngine(name, architecture), file });
}

describe.each(ODD_SHAPES)('engines together: a random $type with hidden size $hidden', (shape) => {
  const architecture = architectureOf(shape);
  const end = architecture.tensors.length;
  const labels = Uint32Array.of(7, 11, 13);

  const engines = () =>
    Promise.all(
      names.map(async (name) => {
        const engine = await createEngine(name, architecture);
        await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
        return engine;
      }),
    );

  it('wasm gives the logits of cpu to 1e-4, perturbed or not, at every split', async () => {
    const [cpu, wasm] = await engines();
    const batch = someRows(architecture, 6);
    for (let split = 0; split <= shape.layers; split++) {
      for (const amount of [1e-3, -1e-3, 0]) {
        const at = { split, first: { key: [1, 2], amount }, second: { key: [3, 4], amount } } as const;
        expectClose(await pass(wasm!, batch, labels, at), await pass(cpu!, batch, labels, at), 1e-4);
      }
    }
    expectClose(await pass(wasm!, batch, labels), await pass(cpu!, batch, labels), 1e-4);
  });

  it('wasm counts the heap of its runtime, 16 MiB at least', async () => {
    const [, wasm] = await engines();
    expect(wasm!.memory().peak).toBeGreaterThan(16 * 2 ** 20 + wasm!.memory().weights);
  });

  it('promise 3: cpu and wasm hold the same bits after the same load and the same updates in any grouping', async () => {
    const [cpu, wasm] = await engines();
    expect(await wasm!.shifts()).toEqual(await cpu!.shifts());
    expect(await wasm!.fingerprint()).toBe(await cpu!.fingerprint());
    const updates: Update[] = Array.from({ length: 20 }, (_, i) => ({
      key: [i % 7, i],
      from: i % 3 === 0 ? 0 : 21,
      to: i % 3 === 1 ? 21 : end,
      step: (i - 9.5) * 3.7e-4,
    }));
    await cpu!.apply(updates);
    for (const update of updates.toReversed()) await wasm!.apply([update]);
    expect(await wasm!.fingerprint()).toBe(await cpu!.fingerprint());
    for (let index = 0; index < end; index++) expect(await wasm!.integers(index)).toEqual(await cpu!.integers(index));
  });
});
