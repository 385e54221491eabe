import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, createEngine } from '../../src/engine/index.ts';
import { type Update, negate } from '../../src/lattice/index.ts';
import { type Architecture, crossEntropy, parseConfig, readCheckpoint, toBatch } from '../../src/model/index.ts';
import golden from '../golden/mlm-logits.json' with { type: 'json' };
import { type Machine, ODD_SHAPES, expectClose, pass } from './engine-suite.ts';
import { architectureOf, randomCheckpoint } from './random-checkpoint.ts';
import { someRows } from './rows.ts';

const labels = Uint32Array.of(7, 11, 13);

/** What an engine owes whose weights have 16 bits, beside the `Engine` contract: `create` makes it so. */
export function describeHalf(name: string, { create, file, examples = golden.examples.length }: Machine): void {
  const open: Engine[] = [];

  afterEach(async () => {
    for (const engine of open.splice(0)) await engine.close();
  });

  async function made(engine: Promise<Engine>): Promise<Engine> {
    open.push(await engine);
    return engine;
  }

  async function loaded(creating: Promise<Engine>): Promise<Engine> {
    const engine = await made(creating);
    await engine.load(readCheckpoint(randomCheckpoint(engine.architecture, 5), engine.architecture));
    return engine;
  }

  const oracle = (architecture: Architecture) =>
    loaded(createEngine('cpu', architecture, { threads: 1, precision: 16 }));

  describe.each(ODD_SHAPES)(`${name}, weights of 16 bits: a random $type with hidden size $hidden`, (shape) => {
    const architecture = architectureOf(shape);
    const end = architecture.tensors.length;
    const parameters = architecture.tensors.reduce((sum, { size }) => sum + size, 0);
    const updates: Update[] = Array.from({ length: 20 }, (_, i) => ({
      key: [i % 7, i],
      from: i % 3 === 0 ? 0 : 21,
      to: i % 3 === 1 ? 21 : end,
      step: (i - 9.5) * 3.7e-4,
    }));

    it('promise 3: holds the bits of cpu after the same load and the same updates in any grouping', async () => {
      const cpu = await oracle(architecture);
      const engine = await loaded(create(architecture));
      const base = await engine.fingerprint();
      expect(base).toBe(await cpu.fingerprint());
      await cpu.apply(updates);
      for (const update of updates.toReversed()) await engine.apply([update]);
      expect(await engine.shifts()).toEqual(await cpu.shifts());
      expect(await engine.fingerprint()).toBe(await cpu.fingerprint());
      for (let index = 0; index < end; index++) expect(await engine.integers(index)).toEqual(await cpu.integers(index));
      await engine.apply(updates.map(negate));
      expect(await engine.fingerprint()).toBe(base);
    });

    it('gives the logits of cpu to 1e-4, perturbed or not, and those of 32 bits to 2e-2', async () => {
      const cpu = await oracle(architecture);
      const engine = await loaded(create(architecture));
      const batch = someRows(architecture, 6);
      const at = { split: 1, first: { key: [1, 2], amount: 1e-3 }, second: { key: [3, 4], amount: -2e-3 } } as const;
      expectClose(await pass(engine, batch, labels), await pass(cpu, batch, labels), 1e-4);
      const logits = await pass(engine, batch, labels, at);
      expectClose(logits, await pass(cpu, batch, labels, at), 1e-4);
      const full = await loaded(createEngine('cpu', architecture));
      expectClose(logits, await pass(full, batch, labels, at), 2e-2);
    });

    it('promise 2: holds two bytes a weight', async () => {
      const { weights, peak } = (await loaded(create(architecture))).memory();
      expect(weights).toBe(2 * parameters);
      expect(peak).toBeGreaterThan(2 * parameters);
    });

    it('moves by its integers: a fresh engine that restores them is the same model', async () => {
      const engine = await loaded(create(architecture));
      await engine.apply(updates);
      const copy = await made(create(architecture));
      for (const [index, shift] of (await engine.shifts()).entries()) {
        await copy.restore(index, await engine.integers(index), shift);
      }
      expect(await copy.fingerprint()).toBe(await engine.fingerprint());
      const wide = Int32Array.from(await engine.integers(0)).fill(2 ** 15);
      await expect(copy.restore(0, wide, 13)).rejects.toThrow('more than 16 bits');
    });
  });

  it(`${name}, weights of 16 bits: the default model gives the golden mean loss to 2e-3`, async () => {
    const config: unknown = JSON.parse(new TextDecoder().decode(await file('config.json')));
    const engine = await made(create(parseConfig(config)));
    const weights = new Blob([await file('model.safetensors')]);
    await engine.load(readCheckpoint(weights.stream(), engine.architecture));
    const wanted = golden.examples.slice(0, examples);
    const rows = wanted.map(({ ids, maskIndex }) => ({ ids, maskPosition: maskIndex, truncated: false }));
    const { awful, great } = golden.labelWords;
    const logits = await pass(engine, toBatch(rows, engine.architecture), Uint32Array.of(awful, great));
    const classes = wanted.map(({ label }) => label);
    const exact = Float32Array.from(wanted.flatMap(({ labelWordLogits: of }) => [of.awful, of.great]));
    const loss = wanted.length < golden.examples.length ? crossEntropy(exact, classes) : golden.meanLoss;
    expect(Math.abs(crossEntropy(logits, classes) - loss)).toBeLessThanOrEqual(2e-3);
  });
}
