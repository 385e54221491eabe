import type { TensorSource } from '../engine/index.ts';
import { type Key, WORD_ELEMENTS, signBits } from '../random/index.ts';
import { type Architecture, ADAPTER_TENSORS, firstAdapterOf } from './architecture.ts';

/** The key of the signs that A begins with: a fixed public constant, the ASCII bytes "adapters". */
const ADAPTER_KEY: Key = [0x61646170, 0x74657273];

/**
 * What adapters begin with, the same on every device: B is 0, so that the model is the base model, and A is
 * +-sqrt(1 / (3 in)) with random signs. PEFT draws A evenly from +-1 / sqrt(in): the same variance.
 */
export function* readAdapters(architecture: Architecture): Generator<TensorSource, void> {
  const first = firstAdapterOf(0, architecture);
  for (let index = first; index < architecture.tensors.length; index++) {
    // Query A, query B, value A, value B: A and B take turns.
    const isA = (index - first) % (ADAPTER_TENSORS / 2) === 0;
    const { shape, name, size } = architecture.tensors[index]!;
    const magnitude = Math.fround(Math.sqrt(1 / (3 * shape[1]!)));
    yield {
      index,
      async readInto(target) {
        if (target.length !== size) {
          throw new RangeError(`Tensor ${name} has ${size} elements, its place ${target.length}.`);
        }
        if (isA) fillWithSigns(target, index, magnitude);
        else target.fill(0);
      },
    };
  }
}

/** magnitude * z, z as in `signAt` of `src/random`, in the lattice's element order. */
function fillWithSigns(target: Float32Array, tensor: number, magnitude: number): void {
  for (let base = 0; base < target.length; base += WORD_ELEMENTS) {
    const halves = signBits(ADAPTER_KEY, tensor, base / WORD_ELEMENTS);
    const end = Math.min(WORD_ELEMENTS, target.length - base);
    for (let i = 0; i < end; i++) {
      target[base + i] = (halves[i >> 5]! >>> (i & 31)) & 1 ? magnitude : -magnitude;
    }
  }
}
