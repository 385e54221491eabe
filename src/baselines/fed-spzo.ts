import type { Engine } from '../engine/index.ts';
import { type Update, negate } from '../lattice/index.ts';
import { crossEntropy, shareBefore, toBatch, trainableBlocks } from '../model/index.ts';
import {
  type Hash,
  type Manifest,
  encodeEntry,
  entryHash,
  inOrder,
  manifestHash,
  parseSequence,
  splitOf,
} from '../protocol/index.ts';
import {
  type Blocks,
  type TwoBlockLoss,
  type ZeroOrderMethod,
  closedRound,
  createMethod,
  entryUpdates,
  learningRate,
  roundKey,
  stepKey,
  updates,
} from '../zo/index.ts';
import { evaluateRows } from './evaluate.ts';
import type { Cost, Evaluation, FederatedMethod, LabelledRow, LocalTask, Upload } from './federated.ts';

type Hidden = Awaited<ReturnType<Engine['first']>>;

/** The project's own method on an engine, as the clients and the relay of a federation run it. */
export class FedSpzo implements FederatedMethod {
  readonly name = 'FedSPZO';
  readonly #engine: Engine;
  readonly #manifest: Manifest;
  readonly #labels: Uint32Array;
  readonly #method: ZeroOrderMethod;
  readonly #blocks: Blocks;
  #chain: Hash;
  #steps = 0;
  #forwards = 0;
  #seconds = 0;

  /**
   * @param engine at the base model; the method closes it
   * @param labels token ids of the label words
   */
  constructor(engine: Engine, manifest: Manifest, labels: Uint32Array) {
    this.#engine = engine;
    this.#manifest = manifest;
    this.#labels = labels;
    this.#method = createMethod(manifest);
    this.#blocks = trainableBlocks(engine.architecture, splitOf(manifest));
    this.#chain = manifestHash(manifest);
  }

  async client({ participant, round, batches, examples }: LocalTask): Promise<Upload> {
    const method = this.#method;
    const key = roundKey(manifestHash(this.#manifest), parseSequence(round), this.#chain);
    const rate = learningRate(this.#manifest, round);
    const scalars: number[] = [];
    const taken: Update[] = [];
    for (const [step, rows] of batches.entries()) {
      const start = performance.now();
      const own = stepKey(key, this.#manifest.method.directions, participant, step);
      const measured = await method.measure(this.#loss(rows), own);
      const made = updates(method, method.coefficients(measured.scalars), own, this.#blocks, rate);
      await this.#engine.apply(made);
      taken.push(...made);
      scalars.push(...measured.scalars);
      this.#seconds += (performance.now() - start) / 1000;
      this.#count(rows);
    }
    await this.#engine.apply(taken.map(negate));
    return { participant, examples, bytes: new Uint8Array(Float32Array.from(scalars).buffer) };
  }

  #loss(rows: readonly LabelledRow[]): TwoBlockLoss<Hidden> {
    const batch = toBatch(rows, this.#engine.architecture);
    const classes = rows.map(({ label }) => label);
    return {
      first: (direction) => this.#engine.first(batch, splitOf(this.#manifest), direction),
      second: async (hidden, tied, direction) =>
        crossEntropy(await this.#engine.second(hidden, this.#labels, tied, direction), classes),
      release: (hidden) => hidden.release(),
    };
  }

  #count(rows: readonly LabelledRow[]): void {
    const share = shareBefore(
      splitOf(this.#manifest),
      this.#engine.architecture,
      toBatch(rows, this.#engine.architecture).length,
    );
    this.#steps++;
    this.#forwards += this.#method.forwards(share);
  }

  async server(round: number, uploads: readonly Upload[]): Promise<Uint8Array> {
    const parts = uploads.map(({ participant, examples, bytes }) => ({
      participant,
      examples,
      scalars: new Float32Array(Uint8Array.from(bytes).buffer),
    }));
    const place = { sequence: parseSequence(round), previous: this.#chain };
    const entry = closedRound(place, inOrder(parts), [], this.#manifest, null);
    const bytes = encodeEntry(entry);
    await this.#engine.apply(entryUpdates(entry, this.#manifest, this.#blocks));
    this.#chain = entryHash(bytes);
    return bytes;
  }

  evaluate(rows: readonly LabelledRow[]): Promise<Evaluation> {
    return evaluateRows(rows, async (part) => {
      const batch = toBatch(part, this.#engine.architecture);
      const hidden = await this.#engine.first(batch, splitOf(this.#manifest), null);
      try {
        return await this.#engine.second(hidden, this.#labels, null, null);
      } finally {
        hidden.release();
      }
    });
  }

  cost(): Cost {
    return {
      steps: this.#steps,
      forwards: this.#forwards,
      backwards: 0,
      secondsPerStep: this.#seconds / this.#steps,
      peakBytes: this.#engine.memory().peak,
    };
  }

  close(): Promise<void> {
    return this.#engine.close();
  }
}
