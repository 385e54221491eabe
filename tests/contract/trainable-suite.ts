import { afterEach, describe, expect, it } from 'vitest';
import { type Engine, type TensorSource, createEngine } from '../../src/engine/index.ts';
import { type Direction, type Precision, type Update, negate } from '../../src/lattice/index.ts';
import {
  type Architecture,
  type TensorRange,
  type Trainable,
  blobBytes,
  crossEntropy,
  firstAdapterOf,
  openBaseWeights,
  readCheckpoint,
  trainableBlocks,
  withTrainable,
} from '../../src/model/index.ts';
import { ODD_SHAPES, expectClose, pass } from './engine-suite.ts';
import { architectureOf, collect, randomCheckpoint } from './random-checkpoint.ts';
import { someRows } from './rows.ts';

const LORA = { set: 'lora', rank: 3, alpha: 7.5 } as const;
const SETS: readonly Trainable[] = [{ set: 'all' }, { set: 'biases' }, { set: 'last', layers: 1 }, LORA];
const labels = Uint32Array.of(7, 11, 13);
const FIRST: Direction = { key: [1, 2], amount: 0.01 };
const SECOND: Direction = { key: [3, 4], amount: -0.02 };
/** Enough to make nonsense of whatever it reaches. */
const HUGE: Direction = { key: [5, 6], amount: 1000 };

/** The updates that move tensors to where a direction reads them. */
const updatesOf = ({ key, amount }: Direction, ranges: readonly TensorRange[]): Update[] =>
  ranges.map((range) => ({ key, ...range, step: -amount }));

/** What an engine owes to trainable sets, beside the `Engine` contract: `create` makes it, with weights of `precision` bits. */
export function describeTrainable(
  name: string,
  precision: Precision,
  create: (architecture: Architecture) => Promise<Engine>,
): void {
  const open: Engine[] = [];
  afterEach(async () => {
    for (const engine of open.splice(0)) await engine.close();
  });

  async function loaded(creating: Promise<Engine>): Promise<Engine> {
    const engine = await creating;
    open.push(engine);
    await engine.load(readCheckpoint(randomCheckpoint(engine.architecture, 5), engine.architecture));
    return engine;
  }
  const oracle = (architecture: Architecture) => loaded(createEngine('cpu', architecture, { threads: 1, precision }));

  describe.each(ODD_SHAPES)(`${name}, ${precision} bits: a random $type with hidden size $hidden`, (shape) => {
    const base = architectureOf(shape);
    const batch = someRows(base, 5);
    const classes = Array.from({ length: batch.size }, (_, b) => b % labels.length);
    const end = (architecture: Architecture) => architecture.tensors.length;
    /** Off the base model: B is not zero any more. */
    const moves = (architecture: Architecture): Update[] => [
      { key: [8, 8], from: 0, to: end(architecture), step: 0.02 },
      { key: [9, 9], from: 40, to: end(architecture), step: -0.013 },
    ];

    describe.each(SETS)('$set', (trainable) => {
      const architecture = withTrainable(base, trainable);

      it('gives the logits of cpu to 1e-4, perturbed or not, at every split', async () => {
        const [engine, cpu] = [await loaded(create(architecture)), await oracle(architecture)];
        for (const one of [engine, cpu]) await one.apply(moves(architecture));
        expect(await engine.fingerprint()).toBe(await cpu.fingerprint());
        expectClose(await pass(engine, batch, labels), await pass(cpu, batch, labels), 1e-4);
        for (let split = 0; split <= shape.layers; split++) {
          const at = { split, first: FIRST, second: SECOND };
          expectClose(await pass(engine, batch, labels, at), await pass(cpu, batch, labels, at), 1e-4);
        }
      });

      it('reads trainable tensors in a direction and frozen ones without, as an update that moves those alone', async () => {
        const engine = await loaded(create(architecture));
        // At 16 bits an update is rounded; amounts that are whole units are not.
        const unit = 2 ** -7;
        const [first, second] = [
          { ...FIRST, amount: unit },
          { ...SECOND, amount: -unit },
        ];
        await engine.apply(moves(architecture));
        const before = await pass(engine, batch, labels);
        const perturbed = await pass(engine, batch, labels, { split: 1, first, second });
        const blocks = trainableBlocks(architecture, 1);
        await engine.apply([...updatesOf(first, blocks.first), ...updatesOf(second, blocks.second)]);
        const moved = await pass(engine, batch, labels);
        expectClose(perturbed, moved, 1e-4);
        expect(Math.max(...moved.map((logit, i) => Math.abs(logit - before[i]!)))).toBeGreaterThan(2e-3);
      });

      it('has a directional derivative: central differences at e and e/2 agree to 2 %', async () => {
        const engine = await loaded(create(architecture));
        const derivative = async (epsilon: number) => {
          const at = async (amount: number) => {
            const direction = { key: [1, 2], amount } as const;
            return crossEntropy(await pass(engine, batch, labels, { first: direction, second: direction }), classes);
          };
          return ((await at(epsilon)) - (await at(-epsilon))) / (2 * epsilon);
        };
        const coarse = await derivative(4e-3);
        const fine = await derivative(2e-3);
        expect(Math.abs(fine)).toBeGreaterThan(1e-3);
        expect(Math.abs(coarse - fine)).toBeLessThan(0.02 * Math.abs(fine));
      });

      it('promise 3: takes updates back exactly, and a fresh engine that restores its integers is the same model', async () => {
        const engine = await loaded(create(architecture));
        const fingerprint = await engine.fingerprint();
        await engine.apply(moves(architecture));
        const copy = await create(architecture);
        open.push(copy);
        for (const [index, shift] of (await engine.shifts()).entries()) {
          await copy.restore(index, await engine.integers(index), shift);
        }
        expect(await copy.fingerprint()).toBe(await engine.fingerprint());
        expect(await pass(copy, batch, labels)).toEqual(await pass(engine, batch, labels));
        await engine.apply(moves(architecture).toReversed().map(negate));
        expect(await engine.fingerprint()).toBe(fingerprint);
      });
    });

    it('last: block 1 has nothing to perturb, so no direction of it changes a bit of the logits', async () => {
      const engine = await loaded(create(withTrainable(base, { set: 'last', layers: 1 })));
      const plain = await pass(engine, batch, labels);
      expect(await pass(engine, batch, labels, { split: 1, first: HUGE })).toEqual(plain);
      // It is not that directions reach nothing.
      expect(await pass(engine, batch, labels, { split: 1, second: HUGE })).not.toEqual(plain);
    });

    it('lora: no direction reaches the embeddings, the decoder or the head', async () => {
      const engine = await loaded(create(withTrainable(base, LORA)));
      const plain = await pass(engine, batch, labels);
      // Block 1 without a layer, and block 2 without one.
      expect(await pass(engine, batch, labels, { split: 0, first: HUGE })).toEqual(
        await pass(engine, batch, labels, { split: 0 }),
      );
      expect(await pass(engine, batch, labels, { split: shape.layers, second: HUGE })).toEqual(
        await pass(engine, batch, labels, { split: shape.layers }),
      );
      expect(await pass(engine, batch, labels, { split: 1, first: HUGE })).not.toEqual(plain);
    });

    it('lora: with B = 0 is the base model to 1e-5, then W + scale * A B on query and value to 1e-4', async () => {
      const architecture = withTrainable(base, LORA);
      const engine = await loaded(create(architecture));
      expectClose(await pass(engine, batch, labels), await pass(await oracle(base), batch, labels), 1e-5);
      await engine.apply(moves(architecture));
      const merged = await createEngine('cpu', base);
      open.push(merged);
      await merged.load(sources(await mergedWeights(engine)));
      expectClose(await pass(engine, batch, labels), await pass(merged, batch, labels), 1e-4);
    });

    it('lora: the base model’s answers know no adapters, to 1e-5', async () => {
      const architecture = withTrainable(base, LORA);
      const engine = await loaded(create(architecture));
      await engine.apply(moves(architecture));
      const stored = new Blob([await collect(randomCheckpoint(base, 5))]);
      const weights = await openBaseWeights(blobBytes(stored), architecture);
      const plain = await loaded(createEngine('cpu', base));
      expectClose(await engine.base(batch, labels, weights), await pass(plain, batch, labels), 1e-5);
    });
  });
}

/** An engine's weights as a model without adapters has them: W + scale * A B, in double precision. */
async function mergedWeights(engine: Engine): Promise<Float32Array[]> {
  const { architecture } = engine;
  const { rank, scale } = architecture.adapters!;
  const shifts = await engine.shifts();
  const weights: Float32Array[] = [];
  for (const [index, shift] of shifts.entries()) {
    weights.push(Float32Array.from(await engine.integers(index), (n) => n * 2 ** -shift));
  }
  // Found by their names, which say what they belong to.
  const places = new Map(architecture.tensors.map(({ name }, index) => [name, index]));
  for (const [name, a] of places) {
    if (!name.endsWith('.lora_A.weight')) continue;
    const b = places.get(name.replace('lora_A', 'lora_B'))!;
    const weight = places.get(name.replace('base_model.model.', '').replace('.lora_A', ''))!;
    weights[weight] = weights[weight]!.map((w, i) => {
      const [row, column] = [Math.floor(i / architecture.hidden), i % architecture.hidden];
      let sum = 0;
      for (let r = 0; r < rank; r++) {
        sum += weights[a]![row * rank + r]! * weights[b]![r * architecture.hidden + column]!;
      }
      return w + scale * sum;
    });
  }
  return weights.slice(0, firstAdapterOf(0, architecture));
}

async function* sources(weights: readonly Float32Array[]): AsyncGenerator<TensorSource> {
  for (const [index, values] of weights.entries()) {
    yield { index, readInto: async (target) => target.set(values) };
  }
}
