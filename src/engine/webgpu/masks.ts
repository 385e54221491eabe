import type { TokenBatch } from '../engine.ts';
import { bufferOf } from './buffers.ts';

/** Added to the scores of padding: exp of it is 0, and it is far from float32's end. */
const HIDDEN_SCORE = -1e9;

/** What attention needs to know of a batch, on the device, made once for all its layers. */
export interface Masks {
  readonly batch: TokenBatch;
  /** [B, 1, S, S] and [B, 1, 1, S] */
  readonly square: GPUBuffer;
  readonly row: GPUBuffer;
  /** [B, 1] rows of the masks in [B * S, H]. */
  readonly at: GPUBuffer;
}

export function createMasks(device: GPUDevice, batch: TokenBatch): Masks {
  const { size: B, length: S, attention, maskPositions } = batch;
  const row = Float32Array.from(attention, (seen) => (seen ? 0 : HIDDEN_SCORE));
  const square = new Float32Array(B * S * S);
  for (let b = 0; b < B; b++) {
    for (let s = 0; s < S; s++) square.set(row.subarray(b * S, (b + 1) * S), (b * S + s) * S);
  }
  const at = Int32Array.from(maskPositions, (position, b) => b * S + position);
  return { batch, square: bufferOf(device, square), row: bufferOf(device, row), at: bufferOf(device, at) };
}

export function destroyMasks({ square, row, at }: Masks): void {
  for (const buffer of [square, row, at]) buffer.destroy();
}
