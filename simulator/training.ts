import type { Evaluation } from '../src/train/index.ts';

/** What a piece of work took, all its clients together. */
export interface Cost {
  /** Forward passes of one batch through the whole model; parts of a pass count by their arithmetic. */
  readonly forwards: number;
  /** Floating-point operations, by the batches' real shapes. */
  readonly flops: number;
  /** Bytes of whole frames, from the clients to the relay and back. */
  readonly bytesUp: number;
  readonly bytesDown: number;
  /** Bytes of the numbers alone that a method has to send: scalars, or parameters. */
  readonly scalarBytesUp: number;
  readonly scalarBytesDown: number;
}

/** A client has taken a local step. */
export interface StepDone {
  readonly type: 'step';
  readonly round: number;
  /** Its place in the list of clients. */
  readonly client: number;
  /** 1 to `steps`. */
  readonly step: number;
  readonly steps: number;
  /** Training loss of its batch, nats. */
  readonly loss: number;
}

/** A round is closed, and the federation's model has moved. */
export interface RoundDone {
  /** Mean training loss over all local steps of the round, nats. */
  readonly loss: number;
  /** Places of the clients that took part, ascending. */
  readonly participants: readonly number[];
  readonly cost: Cost;
  /** Of the federation's weights; null where they are floating point. */
  readonly fingerprint: string | null;
  /** The log's entry; null where a method has no log. */
  readonly entry: Uint8Array | null;
  /** The whole model, where there is no log to replay. */
  readonly model: Uint8Array | null;
}

/** One way to train one model together, all clients in this process, a round at a time. */
export interface Training {
  /**
   * The next round, to its end. A consumer that stops earlier ends the training after the step under way; then only
   * `close` is left.
   */
  next(): AsyncGenerator<StepDone, RoundDone, void>;
  /** The federation's model on the held-out examples. Between two rounds. */
  evaluate(): Promise<Evaluation>;
  /** Safe to call twice. */
  close(): Promise<void>;
}
