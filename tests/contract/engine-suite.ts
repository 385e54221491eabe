import { describe, expect, it } from 'vitest';
import type { Direction } from '../../src/lattice/index.ts';
import { negate } from '../../src/lattice/index.ts';
import type { Engine, TokenBatch } from '../../src/engine/index.ts';
import {
  type Architecture,
  blobBytes,
  crossEntropy,
  firstTensorOf,
  openBaseWeights,
  parseConfig,
  readCheckpoint,
  toBatch,
} from '../../src/model/index.ts';
import golden from '../golden/mlm-logits.json';
import { someRows } from './rows.ts';
import { type Shape, architectureOf, collect, randomCheckpoint } from './random-checkpoint.ts';

/** What the suite needs of the machine it runs on. */
export interface Machine {
  readonly create: (architecture: Architecture) => Promise<Engine>;
  /** A file of the default model. */
  readonly file: (name: string) => Promise<Uint8Array<ArrayBuffer>>;
  /** Golden examples to look at, where all 24 would take minutes. */
  readonly examples?: number;
}

/** Sides that are multiples of nothing that an implementation may like. */
export const ODD_SHAPES: readonly Shape[] = [
  { type: 'roberta', layers: 3, hidden: 21, heads: 3, feedForward: 37, vocabulary: 61, positions: 23 },
  { type: 'bert', layers: 2, hidden: 40, heads: 5, feedForward: 50, vocabulary: 83, positions: 19 },
];

const PLUS: Direction = { key: [1, 2], amount: 1e-3 };
const OTHER: Direction = { key: [3, 4], amount: -2e-3 };

/** Logits of a pass at w + first (block 1) and w + second (block 2). */
export async function pass(
  engine: Engine,
  batch: TokenBatch,
  labels: Uint32Array,
  { split = 1, first = null as Direction | null, second = null as Direction | null } = {},
): Promise<Float32Array> {
  const hidden = await engine.first(batch, split, first);
  try {
    return await engine.second(hidden, labels, first, second);
  } finally {
    hidden.release();
  }
}

export function expectClose(actual: ArrayLike<number>, expected: ArrayLike<number>, tolerance: number): void {
  expect(actual.length).toBe(expected.length);
  const worst = Math.max(...Array.from(actual, (value, i) => Math.abs(value - expected[i]!)));
  expect(worst).toBeLessThanOrEqual(tolerance);
}

/** The contract of `Engine`, for any implementation of it. */
export function describeEngine(name: string, { create, file, examples = golden.examples.length }: Machine): void {
  const labels = Uint32Array.of(7, 11, 13);

  async function loaded(shape: Shape): Promise<{ engine: Engine; batch: TokenBatch }> {
    const architecture = architectureOf(shape);
    const engine = await create(architecture);
    await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
    return { engine, batch: someRows(architecture, 6) };
  }

  async function defaultModel(): Promise<Engine> {
    const json: unknown = JSON.parse(new TextDecoder().decode(await file('config.json')));
    const architecture = parseConfig(json);
    const engine = await create(architecture);
    const weights = new Blob([await file('model.safetensors')]);
    await engine.load(readCheckpoint(weights.stream(), architecture, golden.checkpoint));
    return engine;
  }

  describe(`${name}: the default model`, () => {
    it('gives the golden logits to 1e-3 and the golden mean loss to 1e-4, one by one and as a padded batch', async () => {
      const engine = await defaultModel();
      const { awful, great } = golden.labelWords;
      const wanted = golden.examples.slice(0, examples);
      const rows = wanted.map(({ ids, maskIndex }) => ({ ids, maskPosition: maskIndex, truncated: false }));
      const found: number[] = [];
      for (const [i, row] of rows.entries()) {
        const { labelWordLogits, top5 } = wanted[i]!;
        const words = Uint32Array.from([awful, great, ...top5.map(([id]) => id!)]);
        const expected = [labelWordLogits.awful, labelWordLogits.great, ...top5.map(([, logit]) => logit!)];
        const logits = await pass(engine, toBatch([row], engine.architecture), words);
        expectClose(logits, expected, 1e-3);
        found.push(logits[0]!, logits[1]!);
      }
      const classes = wanted.map(({ label }) => label);
      const logits = wanted.flatMap(({ labelWordLogits: { awful: no, great: yes } }) => [no, yes]);
      const loss =
        rows.length < golden.examples.length ? crossEntropy(Float32Array.from(logits), classes) : golden.meanLoss;
      expect(Math.abs(crossEntropy(Float32Array.from(found), classes) - loss)).toBeLessThanOrEqual(1e-4);
      const batch = toBatch(rows.slice(0, 6), engine.architecture);
      expect(batch.attention).toContain(0);
      expectClose(await pass(engine, batch, Uint32Array.of(awful, great)), found.slice(0, 12), 2e-4);
      await engine.close();
    }, 60_000);
  });

  describe.each(ODD_SHAPES)(`${name}: a random $type with hidden size $hidden`, (shape) => {
    it('gives a row the same logits to 2e-4 alone and in a padded batch of any size', async () => {
      const { engine, batch } = await loaded(shape);
      const together = await pass(engine, batch, labels);
      // 40 rows are more than fit into the scratch at once.
      const many = await pass(engine, someRows(engine.architecture, 40), labels);
      for (let b = 0; b < batch.size; b++) {
        const from = b * batch.length;
        const count = batch.attention.subarray(from, from + batch.length).reduce((sum, seen) => sum + seen, 0);
        const alone: TokenBatch = {
          size: 1,
          length: count,
          ids: batch.ids.slice(from, from + count),
          attention: new Uint8Array(count).fill(1),
          maskPositions: batch.maskPositions.slice(b, b + 1),
        };
        const row = await pass(engine, alone, labels);
        expectClose(together.subarray(b * labels.length, (b + 1) * labels.length), row, 2e-4);
        expectClose(many.subarray(b * labels.length, (b + 1) * labels.length), row, 2e-4);
      }
      await engine.close();
    });

    it('gives the same logits to 1e-5 wherever it is split, block 2 being the head alone at the last', async () => {
      const { engine, batch } = await loaded(shape);
      const whole = await pass(engine, batch, labels, { split: 0, first: PLUS, second: PLUS });
      for (let split = 1; split <= shape.layers; split++) {
        expectClose(await pass(engine, batch, labels, { split, first: PLUS, second: PLUS }), whole, 1e-5);
      }
      await engine.close();
    });

    it('reads w + e z as an update that moves the weights there does, to 1e-4, the tied decoder with block 1', async () => {
      const { engine, batch } = await loaded(shape);
      const before = await pass(engine, batch, labels);
      const perturbed = await pass(engine, batch, labels, { split: 1, first: PLUS, second: OTHER });
      const boundary = firstTensorOf(1);
      const end = engine.architecture.tensors.length;
      await engine.apply([
        { key: PLUS.key, from: 0, to: boundary, step: -PLUS.amount },
        { key: OTHER.key, from: boundary, to: end, step: -OTHER.amount },
      ]);
      const moved = await pass(engine, batch, labels);
      expectClose(perturbed, moved, 1e-4);
      // The directions do something, or the line above would say nothing.
      expect(Math.max(...moved.map((logit, i) => Math.abs(logit - before[i]!)))).toBeGreaterThan(1e-3);
      await engine.close();
    });

    it('never changes the lattice in a forward pass, and takes updates back exactly', async () => {
      const { engine, batch } = await loaded(shape);
      const fingerprint = await engine.fingerprint();
      await pass(engine, batch, labels, { first: PLUS, second: OTHER });
      expect(await engine.fingerprint()).toBe(fingerprint);
      const end = engine.architecture.tensors.length;
      const updates = [0.1, -0.03, 1e-5].map((step, i) => ({ key: [i, 9] as const, from: i, to: end - i, step }));
      await engine.apply(updates);
      expect(await engine.fingerprint()).not.toBe(fingerprint);
      await engine.apply(updates.toReversed().map(negate));
      expect(await engine.fingerprint()).toBe(fingerprint);
      await engine.close();
    });

    it('answers for the base model as before any update, to 1e-5, and leaves the lattice as it is', async () => {
      const { engine, batch } = await loaded(shape);
      const fresh = await pass(engine, batch, labels);
      await engine.apply([{ key: [5, 6], from: 0, to: engine.architecture.tensors.length, step: 0.05 }]);
      const fingerprint = await engine.fingerprint();
      const stored = new Blob([await collect(randomCheckpoint(engine.architecture, 5))]);
      const weights = await openBaseWeights(blobBytes(stored), engine.architecture);
      expectClose(await engine.base(batch, labels, weights), fresh, 1e-5);
      expect(await engine.fingerprint()).toBe(fingerprint);
      await engine.close();
    });

    it('has a directional derivative: central differences at e and e/2 agree to 2 %', async () => {
      const { engine, batch } = await loaded(shape);
      const classes = Array.from({ length: batch.size }, (_, b) => b % labels.length);
      const derivative = async (epsilon: number) => {
        const at = async (amount: number) => {
          const direction = { key: PLUS.key, amount };
          return crossEntropy(await pass(engine, batch, labels, { first: direction, second: direction }), classes);
        };
        return ((await at(epsilon)) - (await at(-epsilon))) / (2 * epsilon);
      };
      const coarse = await derivative(2e-3);
      const fine = await derivative(1e-3);
      expect(Math.abs(fine)).toBeGreaterThan(0.01);
      expect(Math.abs(coarse - fine)).toBeLessThan(0.02 * Math.abs(fine));
      await engine.close();
    });

    it('moves by its integers: a fresh engine that restores them is the same model', async () => {
      const { engine, batch } = await loaded(shape);
      await engine.apply([{ key: [8, 8], from: 0, to: engine.architecture.tensors.length, step: 0.02 }]);
      const copy = await create(engine.architecture);
      const shifts = await engine.shifts();
      for (const [index, shift] of shifts.entries()) await copy.restore(index, await engine.integers(index), shift);
      expect(await copy.fingerprint()).toBe(await engine.fingerprint());
      expect(await pass(copy, batch, labels)).toEqual(await pass(engine, batch, labels));
      await engine.close();
      await copy.close();
    });

    it('counts its memory and the time of its layers', async () => {
      const { engine, batch } = await loaded(shape);
      const parameters = engine.architecture.tensors.reduce((sum, { size }) => sum + size, 0);
      await pass(engine, batch, labels);
      const { weights, scratch, peak } = engine.memory();
      expect(weights).toBe(4 * parameters);
      expect(peak).toBeGreaterThan(weights + scratch + 4 * batch.ids.length * shape.hidden);
      const seconds = engine.forwardSeconds;
      const start = performance.now();
      await pass(engine, batch, labels);
      expect(engine.forwardSeconds).toBeGreaterThan(seconds);
      expect(engine.forwardSeconds - seconds).toBeLessThanOrEqual((performance.now() - start) / 1000);
      await engine.close();
    });

    it('is the base model again after another load', async () => {
      const { engine } = await loaded(shape);
      const fingerprint = await engine.fingerprint();
      await engine.apply([{ key: [8, 8], from: 0, to: 5, step: 0.02 }]);
      await engine.load(readCheckpoint(randomCheckpoint(engine.architecture, 5), engine.architecture));
      expect(await engine.fingerprint()).toBe(fingerprint);
      await engine.close();
    });
  });

  describe(`${name}: misuse`, () => {
    const shape = ODD_SHAPES[0]!;

    it('says what is missing when it has no weights', async () => {
      const architecture = architectureOf(shape);
      const engine = await create(architecture);
      await expect(engine.first(someRows(architecture, 1), 0, null)).rejects.toThrow('word_embeddings');
      await engine.close();
    });

    it('refuses a second call during the first, a released state, and any call after close', async () => {
      const { engine, batch } = await loaded(shape);
      const running = engine.first(batch, 1, null);
      await expect(engine.first(batch, 1, null)).rejects.toThrow('under way');
      const hidden = await running;
      hidden.release();
      hidden.release();
      await expect(engine.second(hidden, labels, null, null)).rejects.toThrow('released');
      await engine.close();
      await engine.close();
      await expect(engine.fingerprint()).rejects.toThrow('closed');
    });

    it('refuses ids and label words outside the vocabulary, splits and lengths that the model does not have', async () => {
      const { engine, batch } = await loaded(shape);
      const wrong = { ...batch, ids: batch.ids.map(() => shape.vocabulary) };
      await expect(engine.first(wrong, 1, null)).rejects.toThrow('vocabulary');
      await expect(engine.first(batch, shape.layers + 1, null)).rejects.toThrow('split');
      const length = shape.positions - 1;
      const long = { size: 1, length, ids: new Int32Array(length), attention: new Uint8Array(length).fill(1) };
      await expect(engine.first({ ...long, maskPositions: Int32Array.of(0) }, 1, null)).rejects.toThrow('at most');
      const hidden = await engine.first(batch, 1, null);
      await expect(engine.second(hidden, Uint32Array.of(shape.vocabulary), null, null)).rejects.toThrow('label word');
      await engine.close();
    });
  });
}
