import type { Architecture } from '../model/index.ts';
import type { TensorSource } from './engine.ts';

/** Which tensors' weights have come: an engine computes with all of them or with none. */
export class Arrivals {
  readonly #tensors: Architecture['tensors'];
  readonly #come = new Set<number>();

  constructor({ tensors }: Architecture) {
    this.#tensors = tensors;
  }

  /**
   * All weights anew, one tensor at a time.
   * @param read brings a source's float32 values to where `quantise` turns them into integers
   * @throws RangeError or Error when a tensor is unknown, comes twice, is missing or not finite.
   */
  async load(
    tensors: AsyncIterable<TensorSource>,
    read: (source: TensorSource, size: number) => Promise<Quantise>,
  ): Promise<void> {
    this.#come.clear();
    for await (const source of tensors) {
      const { index } = source;
      const spec = this.#tensors[index];
      if (!spec) throw new RangeError(`The architecture has no tensor ${index}.`);
      if (this.#come.has(index)) throw new Error(`Tensor ${spec.name} came twice.`);
      const quantise = await read(source, spec.size);
      try {
        quantise();
      } catch (cause) {
        throw new Error(`Tensor ${spec.name} cannot be trained: it has values that are not finite.`, { cause });
      }
      this.#come.add(index);
    }
    this.requireAll();
  }

  add(index: number): void {
    this.#come.add(index);
  }

  /** @throws Error naming the first tensor without weights. */
  requireAll(): void {
    const missing = this.#tensors.find((_, index) => !this.#come.has(index));
    if (missing) throw new Error(`The engine has no weights yet for ${missing.name}: load the checkpoint first.`);
  }
}

/** Turns what was read into integers. @throws RangeError when a weight is not finite. */
type Quantise = () => void;
