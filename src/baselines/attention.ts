import {
  type Rank,
  type Tensor,
  type Tensor2D,
  type Tensor4D,
  add,
  matMul,
  mul,
  reshape,
  softmax,
  sub,
  sum,
  tensor4d,
  transpose,
} from '@tensorflow/tfjs-core';
import type { TokenBatch } from '../engine/index.ts';
import { operation } from './operation.ts';

// Letters of the shapes: B batch, S sequence, T rows that ask (S or 1), H hidden, A heads.

/** Added to the scores of padding: exp of it is 0, and it is far from float32's end. */
const HIDDEN_SCORE = -1e9;

/** Attention of query [B * T, H] over key and value [B * S, H]; padding is attended to by nobody. Vaswani et al. 2017. */
export function attention(
  query: Tensor2D,
  key: Tensor2D,
  value: Tensor2D,
  { size, length, attention: seen }: TokenBatch,
  heads: number,
): Tensor2D {
  const H = query.shape[1];
  const scale = 1 / Math.sqrt(H / heads);
  /** [B * T, H] -> [B, A, T, H / A] */
  const split = (x: Tensor) =>
    transpose<Tensor4D>(reshape<Rank.R4>(x, [size, x.size / (size * H), heads, H / heads]), [0, 2, 1, 3]);
  const merge = (x: Tensor) => reshape<Rank.R2>(transpose(x, [0, 2, 1, 3]), [x.size / H, H]);
  return operation<Tensor2D>(
    [query, key, value],
    (save) => {
      const q = split(mul(query, scale));
      const k = split(key);
      const v = split(value);
      const bias = Float32Array.from(seen, (one) => (one ? 0 : HIDDEN_SCORE));
      const shares = softmax(add(matMul(q, k, false, true), tensor4d(bias, [size, 1, 1, length])));
      save([q, k, v, shares]);
      return merge(matMul(shares, v));
    },
    (dy, [q, k, v, shares]) => {
      const dOut = split(dy);
      const dShares = matMul(dOut, v!, false, true);
      const dScores = mul(shares!, sub(dShares, sum(mul(dShares, shares!), -1, true)));
      return [
        mul(merge(matMul(dScores, k!)), scale),
        merge(matMul(dScores, q!, true)),
        merge(matMul(shares!, dOut, true)),
      ];
    },
  );
}
