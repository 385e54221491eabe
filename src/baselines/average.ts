import type { Upload } from './federated.ts';

/**
 * The mean of uploaded float32 parameters, weighted by examples; sums are made in float64.
 * @throws RangeError when there are none, or of different lengths
 */
export function averageOf(uploads: readonly Upload[]): Uint8Array<ArrayBuffer> {
  const total = uploads.reduce((sum, { examples }) => sum + examples, 0);
  const length = uploads[0]?.bytes.length ?? 0;
  if (total === 0 || uploads.some(({ bytes }) => bytes.length !== length)) {
    throw new RangeError('Uploads to be averaged need examples and equal lengths.');
  }
  const sums = new Float64Array(length / 4);
  for (const { bytes, examples } of uploads) {
    const values = new Float32Array(Uint8Array.from(bytes).buffer);
    for (let i = 0; i < sums.length; i++) sums[i]! += (values[i]! * examples) / total;
  }
  return new Uint8Array(Float32Array.from(sums).buffer);
}
