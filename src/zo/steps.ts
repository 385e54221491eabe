/** The numbers of local step `step`, of which each has `count`. */
export function ofStep(values: Float32Array, step: number, count: number): Float32Array {
  return values.subarray(step * count, (step + 1) * count);
}
