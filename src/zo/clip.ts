/** Projected gradients as they are sent: float32 within [-clip, clip]. */
export function clipped(gradients: ArrayLike<number>, clip: number): Float32Array {
  return Float32Array.from(gradients, (g) => Math.max(-clip, Math.min(clip, g)));
}
