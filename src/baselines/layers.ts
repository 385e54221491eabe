import {
  type Rank,
  type Scalar,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  add,
  clone,
  erf,
  exp,
  fused,
  gather,
  log,
  matMul,
  max,
  mean,
  mul,
  neg,
  pad,
  reshape,
  rsqrt,
  scatterND,
  slice,
  softmax,
  square,
  sub,
  sum,
  tensor1d,
  tensor2d,
  transpose,
} from '@tensorflow/tfjs-core';
import type { TokenBatch } from '../engine/index.ts';
import { isFrozen, operation } from './operation.ts';

// Letters of the shapes: B batch, S sequence, R rows, H hidden, N label words, V vocabulary, r the adapter's rank.

// tfjs 4.22's WASM backend has a fast matrix product for factors as they lie, and a slow one (20 times and more) for
// factors that its operation is told to transpose.

function byTransposed(a: Tensor, b: Tensor): Tensor2D {
  return matMul(a, transpose(b));
}

function transposedBy(a: Tensor, b: Tensor): Tensor2D {
  return matMul(transpose(a), b);
}

/** x [R, in] times weight [in, out], plus bias [out]. */
export function linear(x: Tensor2D, weight: Tensor2D, bias: Tensor1D): Tensor2D {
  const forward = () => reshape<Rank.R2>(fused.matMul({ a: x, b: weight, bias }), [x.shape[0], bias.shape[0]]);
  if (isFrozen(weight)) return operation([x], forward, (dy) => [byTransposed(dy, weight)]);
  return operation(
    [x, weight, bias],
    (save) => {
      save([x]);
      return forward();
    },
    (dy, [input]) => [byTransposed(dy, weight), transposedBy(input!, dy), sum(dy, 0)],
  );
}

/** A frozen linear weight with an adapter: x W + b + scale (x A) B, A [in, r], B [r, out]. LoRA, Hu et al. 2021. */
export function adapted(
  x: Tensor2D,
  weight: Tensor2D,
  bias: Tensor1D,
  { down, up, scale }: { readonly down: Tensor2D; readonly up: Tensor2D; readonly scale: number },
): Tensor2D {
  return operation<Tensor2D>(
    [x, down, up],
    (save) => {
      save([x]);
      return add(fused.matMul({ a: x, b: weight, bias }), mul(matMul(matMul(x, down), up), scale));
    },
    (dy, [input]) => {
      const scaled = mul<Tensor2D>(dy, scale);
      const narrow = byTransposed(scaled, up);
      return [
        add(byTransposed(dy, weight), byTransposed(narrow, down)),
        transposedBy(input!, narrow),
        transposedBy(matMul(input!, down), scaled),
      ];
    },
  );
}

/** Layer norm of x + skip, scaled and shifted. Ba, Kiros, Hinton 2016. */
export function addNorm(
  x: Tensor2D,
  skip: Tensor2D | null,
  weight: Tensor1D,
  bias: Tensor1D,
  epsilon: number,
): Tensor2D {
  const trainable = !isFrozen(weight);
  return operation<Tensor2D>(
    [x, ...(skip ? [skip] : []), ...(trainable ? [weight, bias] : [])],
    (save) => {
      const total = skip ? add<Tensor2D>(x, skip) : x;
      const centred = sub(total, mean(total, 1, true));
      const scale = rsqrt(add(mean(square(centred), 1, true), epsilon));
      const normal = mul(centred, scale);
      save([normal, scale]);
      return add(mul(normal, weight), bias);
    },
    (dy, [normal, scale]) => {
      const dn = mul(dy, weight);
      const along = mul(normal!, mean(mul(dn, normal!), 1, true));
      const dx = mul(scale!, sub(sub(dn, mean(dn, 1, true)), along));
      return [dx, ...(skip ? [clone(dx)] : []), ...(trainable ? [sum(mul(dy, normal!), 0), sum(dy, 0)] : [])];
    },
  );
}

/** The exact GELU, x P(X <= x). Hendrycks, Gimpel 2016. */
export function gelu(x: Tensor2D): Tensor2D {
  const below = (value: Tensor) => mul(add(erf(mul(value, Math.SQRT1_2)), 1), 0.5);
  return operation<Tensor2D>(
    [x],
    (save) => {
      save([x]);
      return mul(x, below(x));
    },
    (dy, [input]) => {
      const density = mul(exp(mul(square(input!), -0.5)), 1 / Math.sqrt(2 * Math.PI));
      return [mul(dy, add(below(input!), mul(input!, density)))];
    },
  );
}

/** Rows (or elements, of a vector) of x, by their numbers. */
export function gatherRows<T extends Tensor>(x: T, rows: Int32Array): T {
  return operation<T>(
    isFrozen(x) ? [] : [x],
    () => gather(x, tensor1d(rows, 'int32')),
    (dy) => [scatter(rows, dy, x.shape)],
  );
}

/** Sum of word, position and type rows: [B * S, H]. */
export function embed(
  [words, positions, types]: readonly [Tensor2D, Tensor2D, Tensor2D],
  { ids, size, length }: TokenBatch,
  firstPosition: number,
): Tensor2D {
  const H = words.shape[1];
  return operation<Tensor2D>(
    isFrozen(words) ? [] : [words, positions, types],
    () => {
      const word = reshape(gather(words, tensor1d(ids, 'int32')), [size, length, H]);
      const rest = add(slice(positions, [firstPosition, 0], [length, H]), slice(types, [0, 0], [1, H]));
      return reshape(add(word, rest), [size * length, H]);
    },
    (dy) => {
      const overBatch = sum(reshape(dy, [size, length, H]), 0);
      const after = positions.shape[0] - firstPosition - length;
      return [
        scatter(ids, dy, words.shape),
        pad(overBatch, [
          [firstPosition, after],
          [0, 0],
        ]),
        pad(sum(dy, 0, true), [
          [0, types.shape[0] - 1],
          [0, 0],
        ]),
      ];
    },
  );
}

/** Rows of values added up at their places among zeros. */
function scatter(rows: Int32Array, values: Tensor, shape: number[]): Tensor {
  return scatterND(tensor2d(rows, [rows.length, 1], 'int32'), values, shape);
}

/** Logits of the label words: x [R, H], rows [N, H], bias [N] -> [R, N]. */
export function decode(x: Tensor2D, rows: Tensor2D, bias: Tensor1D): Tensor2D {
  return operation<Tensor2D>(
    [x, rows, bias],
    (save) => {
      save([x, rows]);
      return add(byTransposed(x, rows), bias);
    },
    (dy, [input, words]) => [matMul(dy, words!), transposedBy(dy, input!), sum(dy, 0)],
  );
}

/** Mean cross entropy in nats: logits [B, N], classes [B]. */
export function crossEntropyOf(logits: Tensor2D, classes: readonly number[]): Scalar {
  const [B, N] = logits.shape;
  const chosen = () =>
    tensor2d(
      Float32Array.from({ length: B * N }, (_, i) => +(classes[Math.floor(i / N)] === i % N)),
      [B, N],
    );
  return operation<Scalar>(
    [logits],
    (save) => {
      save([softmax(logits)]);
      const shifted = sub(logits, max(logits, 1, true));
      const picked = sum(mul(shifted, chosen()), 1);
      return neg(mean(sub(picked, log(sum(exp(shifted), 1)))));
    },
    (dy, [shares]) => [mul(sub(shares!, chosen()), mul(dy, 1 / B))],
  );
}
