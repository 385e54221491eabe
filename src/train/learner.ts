import type { Fingerprint, Update } from '../lattice/index.ts';
import type { Blocks, Measurement, ZeroOrderMethod } from '../zo/index.ts';
import type { Epoch, Hash, Sequence } from '../protocol/index.ts';
import type { Key } from '../random/index.ts';
import type { DeviceLostError } from '../engine/index.ts';
import type { EngineUse } from './engines/index.ts';
import type { Evaluation } from './events.ts';

/** What a measured step cost. */
export interface StepMeasurement extends Measurement {
  /** Seconds of the bare forward passes in it. */
  readonly forwardSeconds: number;
  /** Forward passes of the batch, in those of the whole model, and the tokens that went through them. */
  readonly passes: number;
  readonly tokens: number;
}

/**
 * A model with this device's data: what the training loop asks of both. `LanguageLearner` is the real one;
 * the simulator brings a small analytic one on the same lattice.
 */
export interface Learner {
  readonly blocks: Blocks;
  /** Training examples here: this client's weight in the average. */
  readonly examples: number;
  /**
   * The step's projected gradients on the batch of local step `step` (0, 1, ...) of round `round`.
   * The batch is a pure function of data, round and step, so that an interrupted round repeats exactly.
   */
  measure(round: number, step: number, key: Key, method: ZeroOrderMethod): Promise<StepMeasurement>;
  /** Loss and accuracy on the held-out part, or null where there is none or the signal came first. */
  evaluate(signal: AbortSignal): Promise<Evaluation | null>;
  apply(updates: readonly Update[]): Promise<void>;
  fingerprint(): Promise<Fingerprint>;
  /** Back to the base weights, from where they are stored. */
  reload(): Promise<void>;
  /** Set from when the graphics device is lost, and every call rejects, until `recover` has opened another engine. */
  readonly lost: DeviceLostError | null;
  /** Opens another engine with the base weights. @returns what goes on from there */
  recover(): Promise<EngineUse>;
  /**
   * Replaces the weights by a snapshot's.
   * @returns where in which log it stands
   * @throws when its bytes are not what its hash says; the weights are the base's then.
   */
  restore(snapshot: SnapshotSource): Promise<Place>;
}

/** A state of a federation's log. */
export interface Place {
  readonly epoch: Epoch;
  readonly sequence: Sequence;
  readonly chain: Hash;
}

/** A snapshot's bytes on their way in. */
export interface SnapshotSource {
  readonly sequence: number;
  readonly sha256: string;
  readonly bytes: number;
  readonly stream: AsyncIterable<Uint8Array>;
}
