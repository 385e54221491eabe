import { type Example, type Split, batches, reveal } from '../data/index.ts';
import {
  type BackpropagationMemory,
  DeviceLostError,
  type Engine,
  type EngineName,
  type MemoryUse,
  type TokenBatch,
  backpropagationMemory,
} from '../engine/index.ts';
import type { Fingerprint, Update } from '../lattice/index.ts';
import {
  EVALUATION_BATCH,
  type ModelKit,
  type PromptRow,
  accuracy,
  batchesByLength,
  crossEntropy,
  probabilities,
  readCheckpoint,
  shareBefore,
  toBatch,
  trainableBlocks,
} from '../model/index.ts';
import { type Manifest, manifestHash, precisionOf, readSnapshot, splitOf } from '../protocol/index.ts';
import { type Key, keyFromBytes } from '../random/index.ts';
import type { Blocks, TwoBlockLoss, ZeroOrderMethod } from '../zo/index.ts';
import { systemClock } from './clock.ts';
import { EngineSupply, type EngineUse } from './engines/index.ts';
import type { Evaluation, TrainEvent } from './events.ts';
import type { Learner, Place, SnapshotSource, StepMeasurement } from './learner.ts';
import { Mutex } from './mutex.ts';

/** Which engine, and how it runs. */
export interface LearnerOptions {
  readonly name: EngineName;
  readonly threads: number;
}

interface Row extends PromptRow {
  readonly label: number;
}

/** Held-out rows that an evaluation looks at: enough for 3 points of accuracy, few enough to do every quarter minute. */
const EVALUATED = 256;

/** A language model on an engine, with this device's examples as token ids: the real learner. */
export class LanguageLearner implements Learner {
  readonly blocks: Blocks;
  readonly examples: number;
  /** What the training loop is told of the data. */
  readonly counts: Omit<Extract<TrainEvent, { type: 'data' }>, 'type'>;
  readonly #engines: EngineSupply;
  /** Null while another takes its place: it may hold the weights in ordinary memory, which must be free by then. */
  #current: Engine | null;
  #lost: DeviceLostError | null = null;
  readonly #kit: ModelKit;
  readonly #manifest: Manifest;
  readonly #training: readonly Row[];
  readonly #heldOut: readonly Row[];
  readonly #seed: Key;
  /** The page's questions come between two passes of a step. */
  readonly #mutex = new Mutex();

  private constructor(
    engines: EngineSupply,
    engine: Engine,
    kit: ModelKit,
    manifest: Manifest,
    data: Split,
    seed: Key,
  ) {
    this.#engines = engines;
    this.#current = engine;
    this.#kit = kit;
    this.#manifest = manifest;
    this.#training = this.#rows(data.training);
    this.#heldOut = this.#rows(evenly(data.heldOut, EVALUATED));
    this.#seed = seed;
    this.examples = data.training.length;
    const truncated = [...this.#training, ...this.#heldOut].filter((row) => row.truncated).length;
    const longest = this.#training.reduce((most, { ids }) => Math.max(most, ids.length), 0);
    this.counts = { training: this.#training.length, heldOut: data.heldOut.length, truncated, longest };
    this.blocks = trainableBlocks(kit.architecture, splitOf(manifest));
  }

  /**
   * Loads the base weights into a new engine.
   * @param seed orders the batches; the participant's id, so that a reloaded tab repeats its round
   * @throws ModelError on a damaged checkpoint, RangeError without memory for it
   */
  static async open(
    kit: ModelKit,
    manifest: Manifest,
    data: Split,
    seed: Uint8Array,
    { name, threads }: LearnerOptions,
  ): Promise<LanguageLearner> {
    const settings = { kit, precision: precisionOf(manifest), threads };
    return LanguageLearner.on(new EngineSupply(settings, [name], systemClock), kit, manifest, data, seed);
  }

  /** As `open`, on an engine of the supply's choice. Closing the learner closes the engine. */
  static async on(
    engines: EngineSupply,
    kit: ModelKit,
    manifest: Manifest,
    data: Split,
    seed: Uint8Array,
  ): Promise<LanguageLearner> {
    const engine = await engines.open();
    try {
      return new LanguageLearner(engines, engine, kit, manifest, data, keyFromBytes(seed));
    } catch (error) {
      await engines.close();
      throw error;
    }
  }

  get #engine(): Engine {
    if (!this.#current) throw this.#lost ?? new Error('No engine is open: join again.');
    return this.#current;
  }

  get lost(): DeviceLostError | null {
    return this.#lost;
  }

  recover(): Promise<EngineUse> {
    return this.#mutex.run(async () => {
      this.#current = null;
      this.#current = await this.#engines.replace(this.#lost);
      this.#lost = null;
      return this.#engines.use;
    });
  }

  /** One call of the engine at a time; remembers when its device is lost. */
  #alone<T>(job: () => Promise<T>): Promise<T> {
    return this.#mutex.run(async () => {
      try {
        return await job();
      } catch (error) {
        if (error instanceof DeviceLostError) this.#lost = error;
        throw error;
      }
    });
  }

  /** The engine for one job, between two passes; everything else waits until it is done. */
  alone<T>(job: (engine: Engine) => Promise<T>): Promise<T> {
    return this.#alone(() => job(this.#engine));
  }

  /** Trainable weights. */
  get weights(): number {
    return this.#kit.architecture.tensors.reduce((sum, { size, trainable }) => sum + (trainable ? size : 0), 0);
  }

  async measure(round: number, step: number, key: Key, method: ZeroOrderMethod): Promise<StepMeasurement> {
    const { batch: size, localSteps } = this.#manifest.method;
    const rows = batches(this.#training, size, this.#seed, (round - 1) * localSteps + step).next().value;
    const { architecture } = this.#kit;
    const batch = toBatch(rows, architecture);
    const before = this.#engine.forwardSeconds;
    const measurement = await method.measure(this.#loss(rows, batch), key);
    const passes = method.forwards(shareBefore(splitOf(this.#manifest), architecture, batch.length));
    const tokens = passes * rows.reduce((sum, { ids }) => sum + ids.length, 0);
    return { ...measurement, forwardSeconds: this.#engine.forwardSeconds - before, passes, tokens };
  }

  /** Cross entropy over the label words on one batch, in the two blocks of the split. */
  #loss(rows: readonly Row[], batch: TokenBatch): TwoBlockLoss<Awaited<ReturnType<Engine['first']>>> {
    const classes = rows.map(({ label }) => label);
    return {
      first: (direction) => this.#alone(() => this.#engine.first(batch, splitOf(this.#manifest), direction)),
      second: async (hidden, tied, direction) =>
        crossEntropy(await this.#alone(() => this.#engine.second(hidden, this.#kit.labels, tied, direction)), classes),
      release: (hidden) => hidden.release(),
    };
  }

  #rows(examples: readonly Example[]): Row[] {
    return examples.map(({ texts, label }) => ({ ...this.#kit.prompt.encode(texts.map(reveal)), label }));
  }

  async evaluate(signal: AbortSignal): Promise<Evaluation | null> {
    return this.#heldOut.length > 0 ? this.#evaluate(this.#heldOut, signal) : null;
  }

  /** Loss and accuracy on other examples than this learner's own. */
  async evaluateOn(examples: readonly Example[]): Promise<Evaluation> {
    return (await this.#evaluate(this.#rows(examples), null))!;
  }

  /** A probability for each class, in the order of the examples; null when the signal came first. */
  async predict(examples: readonly Example[], signal: AbortSignal): Promise<readonly (readonly number[])[] | null> {
    const rows = this.#rows(examples);
    const chances: (readonly number[])[] = [];
    for (const places of batchesByLength(rows, EVALUATION_BATCH)) {
      if (signal.aborted) return null;
      const logits = await this.#logits(places.map((place) => rows[place]!));
      probabilities(logits, places.length).forEach((row, i) => (chances[places[i]!] = row));
    }
    return chances;
  }

  async #evaluate(rows: readonly Row[], signal: AbortSignal | null): Promise<Evaluation | null> {
    let loss = 0;
    let right = 0;
    for (const places of batchesByLength(rows, EVALUATION_BATCH)) {
      if (signal?.aborted) return null;
      const part = places.map((place) => rows[place]!);
      const logits = await this.#logits(part);
      const classes = part.map(({ label }) => label);
      loss += crossEntropy(logits, classes) * part.length;
      right += accuracy(logits, classes) * part.length;
    }
    return { loss: loss / rows.length, accuracy: right / rows.length, count: rows.length };
  }

  /** Probabilities of the classes for an example's texts, by the base model and by the weights as they are now. */
  async ask(
    texts: readonly string[],
  ): Promise<{ base: readonly number[]; current: readonly number[]; truncated: boolean }> {
    const row = this.#kit.prompt.encode(texts);
    const current = probabilities(await this.#logits([row]), 1)[0]!;
    const batch = toBatch([row], this.#kit.architecture);
    const weights = await this.#kit.openBase();
    const base = await this.#alone(() => this.#engine.base(batch, this.#kit.labels, weights));
    return { base: probabilities(base, 1)[0]!, current, truncated: row.truncated };
  }

  #logits(rows: readonly PromptRow[]): Promise<Float32Array> {
    const batch = toBatch(rows, this.#kit.architecture);
    return this.#alone(async () => {
      const hidden = await this.#engine.first(batch, splitOf(this.#manifest), null);
      try {
        return await this.#engine.second(hidden, this.#kit.labels, null, null);
      } finally {
        hidden.release();
      }
    });
  }

  apply(updates: readonly Update[]): Promise<void> {
    return this.#alone(() => this.#engine.apply(updates));
  }

  fingerprint(): Promise<Fingerprint> {
    return this.#alone(() => this.#engine.fingerprint());
  }

  reload(): Promise<void> {
    const { checkpoint, architecture, checkpointHash } = this.#kit;
    return this.#alone(() => this.#engine.load(readCheckpoint(checkpoint.stream(), architecture, checkpointHash)));
  }

  async restore(snapshot: SnapshotSource): Promise<Place> {
    const sizes = this.#kit.architecture.tensors.map(({ size }) => size);
    try {
      const precision = precisionOf(this.#manifest);
      const { place, tensors } = await readSnapshot(snapshot.stream, snapshot.sha256, sizes, precision);
      if (place.manifestHash !== manifestHash(this.#manifest))
        throw new Error('The snapshot is of another federation.');
      await this.#alone(async () => {
        for await (const { index, integers, shift } of tensors) await this.#engine.restore(index, integers, shift);
      });
      if ((await this.fingerprint()) !== place.fingerprint) throw new Error('The snapshot is not what it says.');
      return place;
    } catch (error) {
      await this.reload();
      throw error;
    }
  }

  memory(): MemoryUse {
    return this.#engine.memory();
  }

  /** What training these examples in the same batches by backpropagation would hold. */
  backpropagation(): BackpropagationMemory {
    const { batch } = this.#manifest.method;
    return backpropagationMemory(this.#kit.architecture, { batch, length: this.counts.longest });
  }

  close(): Promise<void> {
    return this.#mutex.run(() => this.#engines.close());
  }
}

/** `count` items at most, spread over the whole list. */
function evenly<T>(items: readonly T[], count: number): readonly T[] {
  if (items.length <= count) return items;
  return Array.from({ length: count }, (_, i) => items[Math.floor((i * items.length) / count)]!);
}
