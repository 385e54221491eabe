import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { type Engine, type EngineName, createEngine, holdsPrecision } from '../../src/engine/index.ts';
import { type Update, negate } from '../../src/lattice/index.ts';
import { type Architecture, crossEntropy, parseConfig, readCheckpoint, toBatch } from '../../src/model/index.ts';
import golden from '../golden/mlm-logits.json' with { type: 'json' };
import { ODD_SHAPES, expectClose, pass } from './engine-suite.ts';
import { architectureOf, randomCheckpoint } from './random-checkpoint.ts';
import { someRows } from './rows.ts';

const model = new URL('../../public/models/dandelion-mini/', import.meta.url);
const names: readonly EngineName[] = ['cpu', 'wasm', 'simd'];
const labels = Uint32Array.of(7, 11, 13);

const half = (name: EngineName, architecture: Architecture): Promise<Engine> =>
  createEngine(name, architecture, { threads: 1, precision: 16 });

async function loaded(name: EngineName, architecture: Architecture): Promise<Engine> {
  const engine = await half(name, architecture);
  await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
  return engine;
}

describe.each(ODD_SHAPES)('weights of 16 bits: a random $type with hidden size $hidden', (shape) => {
  const architecture = architectureOf(shape);
  const end = architecture.tensors.length;
  const parameters = architecture.tensors.reduce((sum, { size }) => sum + size, 0);
  const updates: Update[] = Array.from({ length: 20 }, (_, i) => ({
    key: [i % 7, i],
    from: i % 3 === 0 ? 0 : 21,
    to: i % 3 === 1 ? 21 : end,
    step: (i - 9.5) * 3.7e-4,
  }));

  it('promise 3: every engine holds the same bits after the same load and the same updates in any grouping', async () => {
    const [cpu, ...others] = await Promise.all(names.map((name) => loaded(name, architecture)));
    await cpu!.apply(updates);
    for (const other of others) {
      const base = await other.fingerprint();
      for (const update of updates.toReversed()) await other.apply([update]);
      expect(await other.shifts()).toEqual(await cpu!.shifts());
      expect(await other.fingerprint()).toBe(await cpu!.fingerprint());
      for (let index = 0; index < end; index++) expect(await other.integers(index)).toEqual(await cpu!.integers(index));
      await other.apply(updates.map(negate));
      expect(await other.fingerprint()).toBe(base);
    }
  });

  it('every engine gives the logits of cpu to 1e-4, perturbed or not, and those of 32 bits to 2e-2', async () => {
    const [cpu, ...others] = await Promise.all(names.map((name) => loaded(name, architecture)));
    const batch = someRows(architecture, 6);
    const at = { split: 1, first: { key: [1, 2], amount: 1e-3 }, second: { key: [3, 4], amount: -2e-3 } } as const;
    for (const other of others) {
      expectClose(await pass(other, batch, labels), await pass(cpu!, batch, labels), 1e-4);
      expectClose(await pass(other, batch, labels, at), await pass(cpu!, batch, labels, at), 1e-4);
    }
    const full = await createEngine('cpu', architecture);
    await full.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
    expectClose(await pass(cpu!, batch, labels, at), await pass(full, batch, labels, at), 2e-2);
  });

  it.each(names)('promise 2: %s holds two bytes a weight', async (name) => {
    const engine = await loaded(name, architecture);
    expect(engine.memory().weights).toBe(2 * parameters);
    expect(engine.memory().peak).toBeGreaterThan(2 * parameters);
  });

  it.each(names)('%s moves by its integers: a fresh engine that restores them is the same model', async (name) => {
    const engine = await loaded(name, architecture);
    await engine.apply(updates);
    const copy = await half(name, architecture);
    for (const [index, shift] of (await engine.shifts()).entries()) {
      await copy.restore(index, await engine.integers(index), shift);
    }
    expect(await copy.fingerprint()).toBe(await engine.fingerprint());
    const wide = Int32Array.from(await engine.integers(0)).fill(2 ** 15);
    await expect(copy.restore(0, wide, 13)).rejects.toThrow('more than 16 bits');
  });
});

it('weights of 16 bits: the default model gives the golden mean loss to 2e-3', async () => {
  const architecture = parseConfig(JSON.parse(await readFile(new URL('config.json', model), 'utf8')));
  const engine = await half('wasm', architecture);
  const weights = new Blob([Uint8Array.from(await readFile(new URL('model.safetensors', model)))]);
  await engine.load(readCheckpoint(weights.stream(), architecture));
  const rows = golden.examples.map(({ ids, maskIndex }) => ({ ids, maskPosition: maskIndex, truncated: false }));
  const words = Uint32Array.of(golden.labelWords.terrible, golden.labelWords.great);
  const logits = await pass(engine, toBatch(rows, architecture), words);
  const classes = golden.examples.map(({ label }) => label);
  expect(Math.abs(crossEntropy(logits, classes) - golden.meanLoss)).toBeLessThanOrEqual(2e-3);
});

it('an engine that cannot hold 16 bits says so, and which ones can', async () => {
  expect(holdsPrecision('webgpu', 16)).toBe(false);
  expect(holdsPrecision('webgpu', 32)).toBe(true);
  await expect(half('webgpu', architectureOf(ODD_SHAPES[0]!))).rejects.toThrow(
    'Choose one of the engines that can: cpu, simd, wasm, webgl.',
  );
});
