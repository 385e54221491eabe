import type { BackpropagationMemory, EngineName } from '../engine/index.ts';
import type { Manifest, RefusalReason, RunState, StatusCause } from '../protocol/index.ts';
import type { Brought } from './brought.ts';
import type { NetworkReason, WaitReason } from './allowance.ts';
import type { EngineUse, Trial } from './engines/index.ts';
import type { Problem } from './problem.ts';

/** What the volunteer is doing, and why where it waits. One at a time. */
export type Activity =
  /** Fetching the model's files, or reading them from this device. */
  | { readonly name: 'loading' }
  /** Measuring the model on one engine after another. */
  | { readonly name: 'probing'; readonly engine: EngineName }
  /** Base model on this device's held-out part. */
  | { readonly name: 'evaluating' }
  /** Replaying entries, or reading a snapshot, until this copy is the federation's. */
  | { readonly name: 'catching-up'; readonly sequence: number; readonly target: number }
  /** No connection; the next attempt follows in `retryIn` milliseconds. */
  | { readonly name: 'offline'; readonly attempt: number; readonly retryIn: number }
  /**
   * Connected, no round asks for this client: too few are here, a round is under way without it, or no round opens since
   * the federation is paused or stopped.
   */
  | { readonly name: 'waiting'; readonly reason: 'quorum' | 'next-round' | 'others' | 'paused' | 'stopped' }
  | { readonly name: 'training'; readonly round: number }
  /** Why nothing is computed, and when that is expected to be over: milliseconds since 1970, null where nobody knows. */
  | { readonly name: 'paused'; readonly reasons: readonly WaitReason[]; readonly until: number | null }
  /** So many bytes wait for another network. */
  | { readonly name: 'metered'; readonly reason: NetworkReason; readonly bytes: number }
  /** Another tab of this browser contributes already; this one starts when that one ends. */
  | { readonly name: 'other-tab' }
  | { readonly name: 'left' };

/** Accuracy in [0, 1] and mean cross entropy in nats over `count` held-out examples of this device. */
export interface Evaluation {
  readonly loss: number;
  readonly accuracy: number;
  readonly count: number;
}

/** Everything that the page, the terminal and the tests can learn of a volunteer's work, in order. */
export type TrainEvent =
  | {
      readonly type: 'manifest';
      readonly manifest: Manifest;
      readonly participant: string;
      /** The private key lies on this device as plain bytes (`Identity`). */
      readonly isExtractable: boolean;
    }
  | { readonly type: 'activity'; readonly activity: Activity }
  /** Bytes of the model's files: `loaded` counts up to `total`, over all files together. */
  | {
      readonly type: 'download';
      readonly file: string;
      readonly loaded: number;
      readonly total: number;
      /** Bytes that came in a second, lately; 0 where nothing comes, or too little came yet to tell. */
      readonly perSecond: number;
    }
  | {
      readonly type: 'data';
      readonly training: number;
      readonly heldOut: number;
      readonly truncated: number;
      /** Tokens of the longest training example. */
      readonly longest: number;
    }
  | {
      readonly type: 'presence';
      readonly connected: number;
      readonly ready: number;
      readonly participants: number;
      readonly contributed: number;
      /** Milliseconds to the open round's deadline, or 0. */
      readonly remaining: number;
    }
  | {
      readonly type: 'step';
      readonly round: number;
      /** 1 to `steps`. */
      readonly step: number;
      readonly steps: number;
      /** Mean training loss of the step, nats. */
      readonly loss: number;
      readonly scalars: Float32Array;
      /** Wall seconds of the step, and those of its bare forward passes. */
      readonly seconds: number;
      readonly forwardSeconds: number;
      /** Forward passes of the batch, in those of the whole model, and the tokens that went through them. */
      readonly passes: number;
      readonly tokens: number;
    }
  /** The model after entry `sequence` (0: the base) on this device's held-out part. */
  | { readonly type: 'evaluation'; readonly sequence: number; readonly evaluation: Evaluation }
  /** An entry was applied: this copy is now at `sequence`. */
  | {
      readonly type: 'entry';
      readonly sequence: number;
      readonly participants: number;
      readonly included: boolean;
      /** The rounds that a rollback took back, the first and the last of them; null for other entries. */
      readonly takenBack: { readonly from: number; readonly to: number } | null;
      readonly bytes: number;
      readonly fingerprint: string;
      readonly brought: Brought;
    }
  /** The relay's reconstruction agrees bit for bit, or does not. */
  | { readonly type: 'verified'; readonly sequence: number; readonly fingerprint: string; readonly equal: boolean }
  /** Whether the federation's rounds open, and why not. The words are the organiser's: foreign text, never markup. */
  | { readonly type: 'status'; readonly state: RunState; readonly cause: StatusCause; readonly words: string }
  | { readonly type: 'refused'; readonly round: number; readonly reason: RefusalReason }
  /** One message left this device: its kind, its size on the wire, and every number in it. */
  | {
      readonly type: 'sent';
      readonly message: string;
      readonly bytes: number;
      readonly fields: readonly (readonly [name: string, value: string])[];
      readonly scalars: Float32Array | null;
    }
  /** Bytes so far, frame headers left out; `files` came over HTTP. */
  | { readonly type: 'traffic'; readonly up: number; readonly down: number; readonly files: number }
  | {
      readonly type: 'memory';
      readonly weights: number;
      readonly scratch: number;
      readonly peak: number;
      /** What training by backpropagation would hold, estimated. */
      readonly backpropagation: BackpropagationMemory;
    }
  /** An engine was measured, or was not, for a reason. The last word on an engine counts. */
  | { readonly type: 'trial'; readonly trial: Trial }
  /** What computes from now on, and why it does, in a sentence. */
  | ({ readonly type: 'engine'; readonly reason: string } & EngineUse)
  /** Something went wrong: what, why, and what to do. */
  | { readonly type: 'problem'; readonly problem: Problem };
