import type { TokenBatch } from '../engine.ts';
import { erf } from './erf.ts';

/** x [rows, in] times weight [in, out], plus bias [out]. */
export function linear(x: Float32Array, weight: Float32Array, bias: Float32Array): Float32Array {
  const out = bias.length;
  const into = weight.length / out;
  const rows = x.length / into;
  const y = new Float32Array(rows * out);
  const sum = new Float64Array(out);
  for (let r = 0; r < rows; r++) {
    sum.set(bias);
    for (let i = 0; i < into; i++) {
      const value = x[r * into + i]!;
      const first = i * out;
      for (let o = 0; o < out; o++) sum[o]! += value * weight[first + o]!;
    }
    y.set(sum, r * out);
  }
  return y;
}

export function add(x: Float32Array, y: Float32Array): Float32Array {
  return x.map((value, i) => value + y[i]!);
}

/** Each row to mean 0 and variance 1, then scaled and shifted. Ba, Kiros, Hinton 2016. */
export function layerNorm(x: Float32Array, weight: Float32Array, bias: Float32Array, epsilon: number): Float32Array {
  const width = weight.length;
  const y = new Float32Array(x.length);
  for (let first = 0; first < x.length; first += width) {
    const row = x.subarray(first, first + width);
    const mean = row.reduce((sum, value) => sum + value, 0) / width;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / width;
    const scale = 1 / Math.sqrt(variance + epsilon);
    for (let i = 0; i < width; i++) y[first + i] = (row[i]! - mean) * scale * weight[i]! + bias[i]!;
  }
  return y;
}

/** The exact GELU, by the error function. Hendrycks, Gimpel 2016. */
export function gelu(x: Float32Array): Float32Array {
  return x.map((value) => 0.5 * value * (1 + erf(value / Math.SQRT2)));
}

/**
 * Scaled dot-product attention with heads. query [rows, H]: row i belongs to token at[i] of [B * S];
 * key, value [B * S, H]. Padding is attended to by nobody. Vaswani et al. 2017.
 */
export function attend(
  query: Float32Array,
  key: Float32Array,
  value: Float32Array,
  at: Int32Array,
  { length: S, attention }: TokenBatch,
  heads: number,
): Float32Array {
  const H = query.length / at.length;
  const width = H / heads;
  const y = new Float32Array(query.length);
  at.forEach((token, row) => {
    const first = Math.floor(token / S) * S;
    for (let head = 0; head < heads; head++) {
      const q = row * H + head * width;
      const scores = new Float64Array(S).fill(Number.NEGATIVE_INFINITY);
      for (let s = 0; s < S; s++) {
        if (!attention[first + s]) continue;
        let dot = 0;
        for (let i = 0; i < width; i++) dot += query[q + i]! * key[(first + s) * H + head * width + i]!;
        scores[s] = dot / Math.sqrt(width);
      }
      const shares = softmax(scores);
      for (let i = 0; i < width; i++) {
        let sum = 0;
        for (let s = 0; s < S; s++) sum += shares[s]! * value[(first + s) * H + head * width + i]!;
        y[q + i] = sum;
      }
    }
  });
  return y;
}

function softmax(scores: Float64Array): Float64Array {
  const maximum = Math.max(...scores);
  const powers = scores.map((score) => Math.exp(score - maximum));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
