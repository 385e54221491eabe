import type { Direction } from '../lattice/index.ts';

/**
 * A loss in two blocks, on one batch. A method knows no more of a network than this.
 * `second` gets block 1's direction too: a decoder tied to the embeddings keeps its perturbation.
 * A direction of null is the weights themselves.
 */
export interface TwoBlockLoss<Y> {
  first(direction: Direction | null): Promise<Y>;
  second(y: Y, first: Direction | null, second: Direction | null): Promise<number>;
  /** Called once for every y, when it is needed no more, also after an error. */
  release(y: Y): void;
}

/** The loss at w + direction, all weights in one direction: one forward pass. */
export async function lossAt<Y>(loss: TwoBlockLoss<Y>, direction: Direction | null): Promise<number> {
  const y = await loss.first(direction);
  try {
    return await loss.second(y, direction, direction);
  } finally {
    loss.release(y);
  }
}
