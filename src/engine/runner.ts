import type { TokenBatch } from './engine.ts';

/**
 * The arithmetic of one kind of layer at a time: where engines differ. B batch, S sequence, H hidden, N label words.
 *
 * Weights come in the architecture's order, linear ones [in, out], as views that live until the call settles.
 * Results belong to the caller.
 */
export interface LayerRunner {
  /** Layer norm of word [B, S, H] + position [S, H] + type [1, H]; `weights` = word, position, type, norm (2). */
  embed(size: number, length: number, weights: readonly Float32Array[]): Promise<Float32Array>;
  /** [B, S, H] -> [B, S, H] through an encoder layer of 16 weights; padding is attended to by nobody. */
  layer(x: Float32Array, batch: TokenBatch, weights: readonly Float32Array[]): Promise<Float32Array>;
  /** The same at the mask position only: [B, S, H] -> [B, H]. */
  lastLayer(x: Float32Array, batch: TokenBatch, weights: readonly Float32Array[]): Promise<Float32Array>;
  /** [B, H] -> [B, N]; `weights` = dense (2), norm (2), the label words' decoder rows [N, H] and biases [N]. */
  head(x: Float32Array, weights: readonly Float32Array[]): Promise<Float32Array>;
  /** Bytes that the runner's own runtime holds; it may grow and never shrinks. */
  readonly bytes: number;
  close(): Promise<void>;
}
