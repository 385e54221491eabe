import type { PromptRow } from '../model/index.ts';
import type { ParticipantId } from '../protocol/index.ts';

/** A text in its prompt as tokens, and the number of its class. */
export interface LabelledRow extends PromptRow {
  readonly label: number;
}

/** What one client does in one round. Who drives the methods draws the batches, so that all see the same ones. */
export interface LocalTask {
  readonly participant: ParticipantId;
  /** 1, 2, 3, ... */
  readonly round: number;
  /** One batch for each of the K local steps. */
  readonly batches: readonly (readonly LabelledRow[])[];
  /** Training examples that the client has, its weight in the average. */
  readonly examples: number;
  /** Told the training loss of each local step, in nats; the next one waits for it, and where it rejects there is none. */
  readonly onStep?: (loss: number) => Promise<void>;
}

/** A client's answer: the very bytes that would leave the device, without frames around them. */
export interface Upload {
  readonly participant: ParticipantId;
  readonly examples: number;
  readonly bytes: Uint8Array;
}

/** Loss in nats and accuracy in [0, 1], by the federation's model. */
export interface Evaluation {
  readonly loss: number;
  readonly accuracy: number;
  readonly count: number;
}

/** What the clients' local steps took so far, all of them together. */
export interface Cost {
  readonly steps: number;
  /** Passes of a whole batch through the whole model; parts of the model count by their arithmetic. */
  readonly forwards: number;
  readonly backwards: number;
  /** Mean wall time of a local step. */
  readonly secondsPerStep: number;
  /** The most that one client held at once, by the method's own accounting: weights, activations and all else. */
  readonly peakBytes: number;
}

/**
 * A way to train one model together. All clients of a simulation run in this process, one after another, on one
 * instance: what a client needs from others reaches it through `server`'s bytes alone.
 *
 * Calls are made one after another. A round is one `client` for each participant, then one `server` with their uploads.
 */
export interface FederatedMethod {
  readonly name: string;
  /** K local steps from the federation's model, which is what it was when they are done. */
  client(task: LocalTask): Promise<Upload>;
  /** Closes the round: the federation's model moves. @returns the bytes that every client is sent */
  server(round: number, uploads: readonly Upload[]): Promise<Uint8Array>;
  evaluate(rows: readonly LabelledRow[]): Promise<Evaluation>;
  cost(): Cost;
  close(): Promise<void>;
}
