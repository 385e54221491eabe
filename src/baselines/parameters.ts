import {
  type Rank,
  type Tensor,
  type Tensor1D,
  type Tensor2D,
  type Variable,
  tensor,
  variable,
} from '@tensorflow/tfjs-core';
import type { TensorSource } from '../engine/index.ts';
import type { Architecture } from '../model/index.ts';

/**
 * A checkpoint's tensors on tfjs's current backend, one on its way at a time, in the architecture's order.
 * @param trainable whether gradients by them are wanted
 */
export async function loadParameters(
  tensors: AsyncIterable<TensorSource>,
  architecture: Architecture,
  trainable: boolean,
): Promise<Variable[]> {
  const loaded: Variable[] = [];
  for await (const { index, readInto } of tensors) {
    const { shape, transposed, size } = architecture.tensors[index]!;
    const values = new Float32Array(size);
    await readInto(values);
    const initial = tensor(values, transposed ? shape.toReversed() : [...shape]);
    loaded[index] = variable(initial, trainable);
    initial.dispose();
  }
  return loaded;
}

/** Values of variables one after another, as they are sent: float32, little-endian. */
export function encodeParameters(variables: readonly Variable[]): Uint8Array<ArrayBuffer> {
  const all = new Float32Array(countOf(variables));
  let at = 0;
  for (const one of variables) {
    all.set(one.dataSync<'float32'>(), at);
    at += one.size;
  }
  return new Uint8Array(all.buffer);
}

/** Puts back what `encodeParameters` gave. @throws RangeError when the bytes are not these variables' */
export function decodeParameters(bytes: Uint8Array, variables: readonly Variable[]): void {
  if (bytes.length !== 4 * countOf(variables)) {
    throw new RangeError(`${bytes.length} bytes came for ${countOf(variables)} parameters of 4 bytes each.`);
  }
  const all = new Float32Array(Uint8Array.from(bytes).buffer);
  let at = 0;
  for (const one of variables) {
    const values = tensor(all.slice(at, at + one.size), one.shape);
    one.assign(values);
    values.dispose();
    at += one.size;
  }
}

function countOf(variables: readonly Variable[]): number {
  return variables.reduce((sum, { size }) => sum + size, 0);
}

/** A weight as the matrix that it is. */
export function matrix(weight: Tensor): Tensor2D {
  if (!isRank<Rank.R2>(weight, 2))
    throw new TypeError(`A matrix is needed, not a tensor of shape [${weight.shape.join()}].`);
  return weight;
}

/** A weight as the vector that it is. */
export function vector(weight: Tensor): Tensor1D {
  if (!isRank<Rank.R1>(weight, 1))
    throw new TypeError(`A vector is needed, not a tensor of shape [${weight.shape.join()}].`);
  return weight;
}

function isRank<R extends Rank>(weight: Tensor, rank: number): weight is Tensor<R> {
  return weight.shape.length === rank;
}
