import { type Tensor2D, type Variable, tensor2d, variable, zeros } from '@tensorflow/tfjs-core';
import type { Architecture } from '../model/index.ts';
import { type Key, foldIn, threefry2x32 } from '../random/index.ts';
import { matrix } from './parameters.ts';

/** LoRA's numbers. Rank 8 and alpha 16 on query and value are the reference's. */
export interface LoraSettings {
  readonly rank: number;
  readonly alpha: number;
}

/** An adapter of one linear weight: scale * (x down) up, down [H, r], up [r, H]. */
interface Adapter {
  readonly down: Tensor2D;
  readonly up: Tensor2D;
  /** alpha / r */
  readonly scale: number;
}

/** Low-rank adapters of every layer's query and value. Hu et al. 2021. */
export interface Adapters {
  readonly layers: readonly { readonly query: Adapter; readonly value: Adapter }[];
  /** What is trained and sent, in a fixed order. */
  readonly variables: readonly Variable[];
}

/** Parameters of the adapters: for each layer two of them, H r down and r H up. */
export function adapterCount(
  { layers, hidden }: Pick<Architecture, 'layers' | 'hidden'>,
  { rank }: LoraSettings,
): number {
  return layers * 2 * 2 * hidden * rank;
}

/** Fresh adapters, which change nothing: `down` is uniform in +-1/sqrt(H), `up` is 0. @param key of the random numbers */
export function createAdapters({ layers, hidden }: Architecture, { rank, alpha }: LoraSettings, key: Key): Adapters {
  const variables: Variable[] = [];
  const adapter = (place: number): Adapter => {
    const random = foldIn(key, place);
    const bound = 1 / Math.sqrt(hidden);
    const values = Float32Array.from(
      { length: hidden * rank },
      (_, i) => (threefry2x32(random, i, 0)[0] / 2 ** 31 - 1) * bound,
    );
    const down = variable(tensor2d(values, [hidden, rank]));
    const up = variable(zeros([rank, hidden]));
    variables.push(down, up);
    return { down: matrix(down), up: matrix(up), scale: alpha / rank };
  };
  const made = Array.from({ length: layers }, (_, i) => ({ query: adapter(2 * i), value: adapter(2 * i + 1) }));
  return { layers: made, variables };
}
