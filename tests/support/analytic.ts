import type { Direction, Lattice } from '../../src/lattice/index.ts';
import { signAt } from '../../src/random/index.ts';
import type { Blocks, TwoBlockLoss } from '../../src/zo/index.ts';

/**
 * A loss whose gradient is known, in two blocks over a lattice of two tensors u and v:
 *
 *     y = A u        L = 1/2 |y - t|^2 + 1/2 |v - c|^2 + y . B v
 *
 * Central differences of it are exact up to rounding, which is what the method's tests and the simulator need.
 */
export class AnalyticLoss implements TwoBlockLoss<Float64Array> {
  readonly #lattice: Lattice;
  readonly #parts: QuadraticParts;

  constructor(lattice: Lattice, parts: QuadraticParts) {
    this.#lattice = lattice;
    this.#parts = parts;
  }

  /** Block 1 is tensor 0, block 2 tensor 1. */
  static readonly blocks: Blocks = { first: [{ from: 0, to: 1 }], second: [{ from: 1, to: 2 }] };

  first(direction: Direction | null): Promise<Float64Array> {
    const u = this.#read(0, direction);
    return Promise.resolve(matrixTimes(this.#parts.a, u));
  }

  second(y: Float64Array, _first: Direction | null, direction: Direction | null): Promise<number> {
    return Promise.resolve(this.#loss(y, this.#read(1, direction)));
  }

  release(): void {}

  /** L at the lattice's own weights. */
  value(): number {
    return this.#loss(matrixTimes(this.#parts.a, this.#read(0, null)), this.#read(1, null));
  }

  /** The gradient with respect to u and v at the lattice's own weights. */
  gradient(): { u: Float64Array; v: Float64Array } {
    const { a, b, t, c } = this.#parts;
    const y = matrixTimes(a, this.#read(0, null));
    const v = this.#read(1, null);
    const bv = matrixTimes(b, v);
    const atY = y.map((value, i) => value - t[i]! + bv[i]!);
    return {
      u: transposedTimes(a, atY),
      v: transposedTimes(b, y).map((value, i) => value + v[i]! - c[i]!),
    };
  }

  #loss(y: Float64Array, v: Float64Array): number {
    const { b, t, c } = this.#parts;
    const bv = matrixTimes(b, v);
    let loss = 0;
    y.forEach((value, i) => (loss += (value - t[i]!) ** 2 / 2 + value * bv[i]!));
    v.forEach((value, i) => (loss += (value - c[i]!) ** 2 / 2));
    return loss;
  }

  /** Weights in double precision, so that the finite difference shows the method's error and not float32's. */
  #read(tensor: number, direction: Direction | null): Float64Array {
    const { shift } = this.#lattice.tensor(tensor);
    return Float64Array.from(this.#lattice.integers(tensor), (n, i) => {
      const noise = direction ? direction.amount * signAt(direction.key, tensor, i) : 0;
      return n * 2 ** -shift + noise;
    });
  }
}

/** a: [rows, u], b: [rows, v], row-major; t: [rows]; c: [v]. */
export interface QuadraticParts {
  readonly a: Float64Array;
  readonly b: Float64Array;
  readonly t: Float64Array;
  readonly c: Float64Array;
}

function matrixTimes(matrix: Float64Array, x: Float64Array): Float64Array {
  const rows = matrix.length / x.length;
  return Float64Array.from({ length: rows }, (_, r) => {
    let sum = 0;
    for (let i = 0; i < x.length; i++) sum += matrix[r * x.length + i]! * x[i]!;
    return sum;
  });
}

function transposedTimes(matrix: Float64Array, y: Float64Array): Float64Array {
  const columns = matrix.length / y.length;
  return Float64Array.from({ length: columns }, (_, i) => {
    let sum = 0;
    for (let r = 0; r < y.length; r++) sum += matrix[r * columns + i]! * y[r]!;
    return sum;
  });
}
