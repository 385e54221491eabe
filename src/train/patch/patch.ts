import type { Manifest } from '../../protocol/index.ts';

/** Whose patch, and from where. */
export interface PatchOptions {
  /** Origin of the relay, such as `https://relay.example`. */
  readonly relay: string;
  /** The relay's federation whose patch is fetched; or the file of one, whose manifest says where its base model is. */
  readonly patch: { readonly federation: string } | { readonly file: Blob };
}

/** How far it is: bytes of the patch, bytes of the base model's files, entries, bytes of the model's file. */
export interface PatchProgress {
  readonly stage: 'patch' | 'base' | 'replay' | 'writing';
  readonly done: number;
  /** Null while it is not known. */
  readonly total: number | null;
}

/** What was found: the model that base and patch give, and all that speaks for its being the federation's. */
export interface VerifiedPatch {
  readonly manifest: Manifest;
  readonly manifestHash: string;
  readonly epoch: string;
  /** Entries, the chain value after the last, and the state's fingerprint. */
  readonly entries: number;
  readonly chain: string;
  readonly fingerprint: string;
  /** Published fingerprints on the way, all equal, and the last state that had one; null: none had. */
  readonly compared: number;
  readonly lastCompared: number | null;
  readonly patchBytes: number;
  readonly baseBytes: number;
  /** Of the replay alone, without the downloads. */
  readonly seconds: number;
  /**
   * What the relay says of the same state now: `equal` where its fingerprint is this one, `other` where it is not,
   * `elsewhere` where the relay is at another state by now or rebuilds no model, `unknown` where it has no such federation.
   */
  readonly relay: 'equal' | 'other' | 'elsewhere' | 'unknown';
}

/** A model's file as it was written here. */
export interface PatchedModel {
  readonly file: Blob;
  readonly sha256: string;
}

/** The worker's face to the page, through comlink. */
export interface PatchWorker {
  /** Null where it was stopped. Rejects with a message for a person. */
  verify(options: PatchOptions, tell: (progress: PatchProgress) => void): Promise<VerifiedPatch | null>;
  /** The model of the last `verify` as a safetensors file of float32; null where it was stopped. */
  write(tell: (progress: PatchProgress) => void): Promise<PatchedModel | null>;
  stop(): Promise<void>;
}
