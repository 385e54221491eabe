import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import type { Update } from '../../src/lattice/index.ts';
import { type Engine, type EngineName, createEngine } from '../../src/engine/index.ts';
import { DEFAULT_MODEL, readCheckpoint, toBatch } from '../../src/model/index.ts';
import { ODD_SHAPES, describeEngine, expectClose, pass } from './engine-suite.ts';
import { someRows } from './rows.ts';
import { type Shape, architectureOf, randomCheckpoint } from './random-checkpoint.ts';

const model = new URL(`../../public/models/${DEFAULT_MODEL}/`, import.meta.url);
const file = async (name: string) => Uint8Array.from(await readFile(new URL(name, model)));
const names: readonly EngineName[] = ['cpu', 'wasm', 'simd'];

for (const name of names) {
  describeEngine(name, { create: (architecture) => createEngine(name, architecture), file });
}
describeEngine('simd with 3 threads', {
  create: (architecture) => createEngine('simd', architecture, { threads: 3 }),
  file,
});
describeEngine('simd without relaxed SIMD', {
  create: (architecture) => createEngine('simd', architecture, { threads: 2, relaxed: false }),
  file,
});

/** Beside the odd ones: sides that blocks of 64 columns divide, products too deep for one packed block, long rows. */
const SHAPES: readonly Shape[] = [
  ...ODD_SHAPES,
  { type: 'roberta', layers: 2, hidden: 64, heads: 4, feedForward: 1100, vocabulary: 61, positions: 90 },
];

describe.each(SHAPES)('engines together: a random $type with hidden size $hidden', (shape) => {
  const architecture = architectureOf(shape);
  const end = architecture.tensors.length;
  const labels = Uint32Array.of(7, 11, 13);

  async function loaded(engine: Promise<Engine>): Promise<Engine> {
    await (await engine).load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
    return engine;
  }
  const engines = () => Promise.all(names.map((name) => loaded(createEngine(name, architecture))));
  const directions = [1e-3, -1e-3, 0].map((amount) => ({
    first: { key: [1, 2], amount } as const,
    second: { key: [3, 4], amount } as const,
  }));

  it.each(names.slice(1))('%s gives the logits of cpu to 1e-4, perturbed or not, at every split', async (name) => {
    const [cpu, other] = await Promise.all(
      ['cpu' as const, name].map((one) => loaded(createEngine(one, architecture))),
    );
    const batch = someRows(architecture, 6);
    for (let split = 0; split <= shape.layers; split++) {
      for (const at of directions) {
        const expected = await pass(cpu!, batch, labels, { split, ...at });
        expectClose(await pass(other!, batch, labels, { split, ...at }), expected, 1e-4);
      }
    }
    expectClose(await pass(other!, batch, labels), await pass(cpu!, batch, labels), 1e-4);
    await other!.close();
  });

  it('simd gives the same bits with any number of threads, for batches that need more memory than the last', async () => {
    const threads = await Promise.all(
      [1, 2, 5].map((count) => loaded(createEngine('simd', architecture, { threads: count }))),
    );
    for (const rows of [1, 7, 40]) {
      const batch = someRows(architecture, rows);
      const [one, ...more] = await Promise.all(threads.map((engine) => pass(engine, batch, labels, directions[0])));
      for (const logits of more) expect(logits).toEqual(one);
    }
    for (const engine of threads) await engine.close();
  });

  it('simd without relaxed SIMD gives the logits of simd with it to 1e-5', async () => {
    const [relaxed, plain] = await Promise.all(
      [true, false].map((wants) => loaded(createEngine('simd', architecture, { threads: 1, relaxed: wants }))),
    );
    const batch = someRows(architecture, 9);
    const logits = await pass(plain!, batch, labels, directions[1]);
    expectClose(logits, await pass(relaxed!, batch, labels, directions[1]), 1e-5);
    // Multiplication and addition apart round otherwise: equal bits would mean one build twice.
    expect(logits).not.toEqual(await pass(relaxed!, batch, labels, directions[1]));
  });

  it('wasm counts the heap of its runtime, 16 MiB at least', async () => {
    const wasm = await loaded(createEngine('wasm', architecture));
    expect(wasm.memory().peak).toBeGreaterThan(16 * 2 ** 20 + wasm.memory().weights);
  });

  it('promise 3: engines hold the same bits after the same load and the same updates in any grouping', async () => {
    const [cpu, ...others] = await engines();
    const updates: Update[] = Array.from({ length: 20 }, (_, i) => ({
      key: [i % 7, i],
      from: i % 3 === 0 ? 0 : 21,
      to: i % 3 === 1 ? 21 : end,
      step: (i - 9.5) * 3.7e-4,
    }));
    const before = await cpu!.fingerprint();
    await cpu!.apply(updates);
    for (const engine of others) {
      expect(await engine.shifts()).toEqual(await cpu!.shifts());
      expect(await engine.fingerprint()).toBe(before);
      for (const update of updates.toReversed()) await engine.apply([update]);
      expect(await engine.fingerprint()).toBe(await cpu!.fingerprint());
      for (let index = 0; index < end; index++)
        expect(await engine.integers(index)).toEqual(await cpu!.integers(index));
    }
  });
});

describe('simd at its edges', () => {
  const shape = {
    type: 'roberta',
    layers: 1,
    hidden: 12,
    heads: 3,
    feedForward: 48,
    vocabulary: 64,
    positions: 16,
  } as const;
  const architecture = architectureOf(shape);

  it('answers for the base model whatever the batch: weights are read by eights, at the end of its memory too', async () => {
    const engine = await createEngine('simd', architecture);
    const weights = { read: async (_: number, __: number, out: Float32Array) => void out.fill(0.1) };
    for (let size = 1; size < 60; size++) {
      const row = { ids: [3, 4], maskPosition: 0, truncated: false };
      const batch = toBatch(
        Array.from({ length: size }, () => row),
        architecture,
      );
      expect((await engine.base(batch, Uint32Array.of(1, 2), weights)).length).toBe(2 * size);
    }
  });

  it('closes after the call under way, and says so to whoever comes later', async () => {
    const engine = await createEngine('simd', architecture, { threads: 3 });
    await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
    let go = (): void => {};
    const gate = new Promise<void>((resolve) => (go = resolve));
    const slow = { read: (_: number, __: number, out: Float32Array) => gate.then(() => void out.fill(0.1)) };
    const call = engine.base(someRows(architecture, 2), Uint32Array.of(1), slow);
    const closed = engine.close();
    go();
    expect((await call).length).toBe(2);
    await closed;
    await expect(engine.fingerprint()).rejects.toThrow('closed');
  });
});
