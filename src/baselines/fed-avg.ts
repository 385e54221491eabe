import { type Scalar, type Variable, profile, tidy, variableGrads } from '@tensorflow/tfjs-core';
import type { TensorSource } from '../engine/index.ts';
import { type Architecture, toBatch } from '../model/index.ts';
import type { Key } from '../random/index.ts';
import { type Adapters, type LoraSettings, createAdapters } from './adapters.ts';
import { averageOf } from './average.ts';
import { evaluateRows } from './evaluate.ts';
import type { Cost, Evaluation, FederatedMethod, LabelledRow, LocalTask, Upload } from './federated.ts';
import { crossEntropyOf } from './layers.ts';
import { maskedLm } from './masked-lm.ts';
import { type Optimizer, adam, sgd } from './optimizer.ts';
import { decodeParameters, encodeParameters, loadParameters } from './parameters.ts';

export interface FedAvgSettings {
  readonly optimizer: 'sgd' | 'adam';
  readonly learningRate: number;
  /** Null trains every parameter. */
  readonly lora: LoraSettings | null;
  /** Of the adapters' first values. */
  readonly key: Key;
}

/**
 * Federated averaging by backpropagation: K steps at each client, then the mean of the clients' parameters, weighted by
 * their examples. McMahan et al. 2017. All parameters, or LoRA's factors over a frozen base, each factor averaged.
 *
 * Runs on the backend that `useBackend` chose. An optimiser lives for one client's round: clients keep no state between rounds.
 */
export class FedAvg implements FederatedMethod {
  readonly name: string;
  readonly #architecture: Architecture;
  readonly #labels: Uint32Array;
  readonly #settings: FedAvgSettings;
  readonly #weights: readonly Variable[];
  readonly #adapters: Adapters | null;
  /** The federation's parameters, as the server sent them last. */
  #model: Uint8Array;
  #steps = 0;
  /** A profiled step takes longer: it is not timed. */
  readonly #timed = { steps: 0, seconds: 0 };
  #peakBytes = 0;

  private constructor(
    architecture: Architecture,
    labels: Uint32Array,
    settings: FedAvgSettings,
    weights: readonly Variable[],
  ) {
    const { optimizer, lora, key } = settings;
    this.name = `FedAvg${lora ? ' LoRA' : ''}, ${optimizer === 'adam' ? 'Adam' : 'SGD'}`;
    this.#architecture = architecture;
    this.#labels = labels;
    this.#settings = settings;
    this.#weights = weights;
    this.#adapters = lora ? createAdapters(architecture, lora, key) : null;
    this.#model = encodeParameters(this.#trained);
  }

  /** @param labels token ids of the label words */
  static async create(
    architecture: Architecture,
    checkpoint: AsyncIterable<TensorSource>,
    labels: Uint32Array,
    settings: FedAvgSettings,
  ): Promise<FedAvg> {
    const weights = await loadParameters(checkpoint, architecture, settings.lora === null);
    return new FedAvg(architecture, labels, settings, weights);
  }

  /** What is trained and sent. */
  get #trained(): readonly Variable[] {
    return this.#adapters?.variables ?? this.#weights;
  }

  async client({ participant, batches, examples, onStep }: LocalTask): Promise<Upload> {
    const { optimizer: kind, learningRate } = this.#settings;
    const optimizer = kind === 'adam' ? adam(learningRate) : sgd(learningRate);
    try {
      for (const [step, rows] of batches.entries()) {
        // The last, since Adam's moments begin with the first.
        const isMeasured = step === batches.length - 1;
        const loss = isMeasured ? await this.#measuredStep(rows, optimizer) : this.#timedStep(rows, optimizer);
        this.#steps++;
        await onStep?.(loss);
      }
    } finally {
      optimizer.dispose();
    }
    const bytes = encodeParameters(this.#trained);
    decodeParameters(this.#model, this.#trained);
    return { participant, examples, bytes };
  }

  #timedStep(rows: readonly LabelledRow[], optimizer: Optimizer): number {
    const start = performance.now();
    const loss = this.#step(rows, optimizer);
    this.#timed.steps++;
    this.#timed.seconds += (performance.now() - start) / 1000;
    return loss;
  }

  async #measuredStep(rows: readonly LabelledRow[], optimizer: Optimizer): Promise<number> {
    let loss = Number.NaN;
    const { peakBytes } = await profile(() => {
      loss = this.#step(rows, optimizer);
    });
    this.#peakBytes = Math.max(this.#peakBytes, peakBytes);
    return loss;
  }

  /** @returns the loss before the step */
  #step(rows: readonly LabelledRow[], optimizer: Optimizer): number {
    const { value, grads } = variableGrads(() => this.#loss(rows), [...this.#trained]);
    const loss = value.dataSync()[0]!;
    value.dispose();
    optimizer.step(this.#trained, ({ name }) => grads[name]!);
    return loss;
  }

  #loss(rows: readonly LabelledRow[]): Scalar {
    const batch = toBatch(rows, this.#architecture);
    const logits = maskedLm(this.#architecture, this.#weights, this.#adapters, batch, this.#labels);
    return crossEntropyOf(
      logits,
      rows.map(({ label }) => label),
    );
  }

  async server(_round: number, uploads: readonly Upload[]): Promise<Uint8Array> {
    this.#model = averageOf(uploads);
    decodeParameters(this.#model, this.#trained);
    return this.#model;
  }

  evaluate(rows: readonly LabelledRow[]): Promise<Evaluation> {
    return evaluateRows(rows, (part) => this.logits(part));
  }

  /** [B, N] logits of the label words by the federation's model. */
  async logits(rows: readonly LabelledRow[]): Promise<Float32Array> {
    const batch = toBatch(rows, this.#architecture);
    return tidy(() =>
      maskedLm(this.#architecture, this.#weights, this.#adapters, batch, this.#labels).dataSync<'float32'>(),
    );
  }

  /** The base weights as they are now, float32 in the architecture's order. */
  base(): Uint8Array {
    return encodeParameters(this.#weights);
  }

  cost(): Cost {
    const { steps, seconds } = this.#timed;
    return {
      steps: this.#steps,
      forwards: this.#steps,
      backwards: this.#steps,
      secondsPerStep: seconds / steps,
      peakBytes: this.#peakBytes,
    };
  }

  async close(): Promise<void> {
    for (const variable of [...this.#weights, ...(this.#adapters?.variables ?? [])]) variable.dispose();
  }
}
