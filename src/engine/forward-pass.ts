import type { TokenBatch } from './engine.ts';
import type { WeightReader } from './weights.ts';

/**
 * A forward pass in its parts, on weights that come from a reader. B batch, S sequence, H hidden, N label words.
 * Inputs are the caller's and are not changed; results are the caller's own.
 */
export interface ForwardPass {
  /** Embeddings: [B, S, H]. */
  embed(batch: TokenBatch, weights: WeightReader): Promise<Float32Array>;
  /** Layers from <= i < to. [B, S, H] -> [B, S, H], or [B, H] at the mask when the last layer is among them. */
  layers(x: Float32Array, batch: TokenBatch, from: number, to: number, weights: WeightReader): Promise<Float32Array>;
  /** The MLM head: [B, H] -> [B, N]. The tied decoder's rows come from `tied`, all else from `weights`. */
  head(x: Float32Array, labels: Uint32Array, weights: WeightReader, tied: WeightReader): Promise<Float32Array>;
  /** Bytes of what it needs beside weights and activations; part of the kernel's memory. */
  readonly scratchBytes: number;
  /** Bytes outside the kernel's memory, now and at most so far. */
  readonly bytes: number;
  readonly activationBytes: number;
  /** Seconds in layers so far. */
  readonly seconds: number;
  close(): Promise<void>;
}
