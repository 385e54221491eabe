import type { ModelKit } from '../src/model/index.ts';
import type { LoraSettings } from '../src/baselines/index.ts';
import type { Example } from '../src/data/index.ts';
import type { Manifest } from '../src/protocol/index.ts';
import type { LearnerOptions } from '../src/train/index.ts';
import type { Attack } from './attack.ts';

/** Backpropagation in place of the manifest's method, with its local steps, batch and clients of a round. */
export interface FirstOrder {
  readonly optimizer: 'sgd' | 'adam';
  readonly learningRate: number;
  /** Null trains every parameter. */
  readonly lora: LoraSettings | null;
}

/** After how many rounds a run is over, or after how many forward passes of all clients together. */
export type Stop = { readonly rounds: number } | { readonly forwards: number };

/** One run. Equal options give equal figures, but for wall time. */
export interface SimulationOptions {
  /** `round.quorum` and `round.maximum` are the clients of a round, or all where there are fewer. */
  readonly manifest: Manifest;
  /** The manifest's model, as `readModelKit` reads it. */
  readonly kit: ModelKit;
  /** Training examples of each client. */
  readonly clients: readonly (readonly Example[])[];
  readonly heldOut: readonly Example[];
  /** What computes forward passes; backpropagation runs on tfjs's WebAssembly backend. */
  readonly engine: LearnerOptions;
  /** Of pseudonyms, and so of directions and batches, and of who takes part in which round. */
  readonly seed: number;
  readonly stop: Stop;
  /** Rounds between two looks at the held-out examples; the base model and the last round are looked at in any case. */
  readonly evaluateEvery: number;
  /** Null: the manifest's own method. */
  readonly firstOrder: FirstOrder | null;
  /** Clients that send other scalars than they measured; null for none. */
  readonly attack: Attack | null;
  /** A file that every closed round is kept in, and that a later run with the same options goes on from; or null. */
  readonly checkpoint: string | null;
}
