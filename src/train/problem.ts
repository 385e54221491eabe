import type { EngineName } from '../engine/index.ts';
import type { GoodbyeReason } from '../protocol/index.ts';
import type { VaultErrorCode } from '../vault/index.ts';
import type { FileFault } from './download/index.ts';

/** Goodbyes after which coming back by itself is all there is to do. */
export type QuietReason = 'state-unknown' | 'too-slow' | 'shutting-down';

/**
 * Everything that can go wrong, by code, and the figures and names in its words; null where there are none. A part of
 * the page has these in each of its languages, and does not compile without all of them. Nothing of a person's is in
 * them: no text, no label, no file's name, no token.
 */
export type ProblemDetails = { readonly [Reason in Exclude<GoodbyeReason, QuietReason>]: null } & {
  readonly [Code in VaultErrorCode as `storage-${Code}`]: null;
} & {
  readonly [Fault in FileFault as `file-${Fault}`]: { readonly host: string };
} & {
  /** This device computes other weights from the same log than the relay does. */
  readonly diverged: null;
  /** The federation's manifest is not the one that a link was made for: first digits of both hashes. */
  readonly 'other-manifest': { readonly pin: string; readonly hash: string };
  readonly 'not-finite': { readonly round: number };
  /** In a dry run. */
  readonly 'diverging-settings': null;
  /** The relay's log ends before a state that this device has seen. */
  readonly rewound: { readonly seen: number; readonly sequence: number };
  readonly rewritten: { readonly sequence: number };
  /** Another engine goes on. */
  readonly 'device-lost': { readonly engine: EngineName; readonly refused: boolean };
  readonly memory: null;
  readonly engine: null;
  /** The model's files do not fit: bytes that are missing, and those that can be kept. */
  readonly room: { readonly needed: number; readonly room: number };
  readonly relay: null;
  readonly manifest: null;
  readonly model: null;
  readonly data: null;
  readonly 'data-gone': null;
  readonly 'data-fields': { readonly fields: readonly string[] };
  readonly 'data-classes': null;
  /** The worker did not start or was ended by the browser; it did not answer. */
  readonly worker: null;
  readonly 'worker-silent': null;
  /** Nobody has thought of it: the error's class. */
  readonly unexpected: { readonly error: string };
};

export type ProblemCode = keyof ProblemDetails;

/** An error as a person should read it, in English. `fatal` ends the work. */
export type Problem = {
  [Code in ProblemCode]: {
    readonly code: Code;
    readonly message: string;
    readonly remedy: string;
    readonly fatal: boolean;
  } & (ProblemDetails[Code] extends null ? unknown : { readonly details: ProblemDetails[Code] });
}[ProblemCode];
