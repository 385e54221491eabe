import type { Engine, TokenBatch } from '../../src/engine/index.ts';
import { crossEntropy, trainableBlocks } from '../../src/model/index.ts';
import { foldIn } from '../../src/random/index.ts';
import { FedSpzo, type FedSpzoSettings, updates } from '../../src/zo/index.ts';
import type { Model } from './models.ts';

/** As in the default federation. */
export const SETTINGS: FedSpzoSettings = { p1: 1, p2: 4, epsilon: 1e-3, clip: 1000 };
const RATE = 1e-4;

/** Local step number `step` of FedSPZO on an engine, as a volunteer takes it: measured, then applied. */
export async function fedspzoStep(
  engine: Engine,
  { split, labels }: Pick<Model, 'split' | 'labels'>,
  batch: TokenBatch,
  step: number,
  settings: FedSpzoSettings = SETTINGS,
): Promise<void> {
  const key = foldIn([1, 2], step);
  const words = Uint32Array.from(labels);
  const classes = Array.from({ length: batch.size }, (_, b) => b % labels.length);
  const method = new FedSpzo(settings);
  const { scalars } = await method.measure(
    {
      first: (direction) => engine.first(batch, split, direction),
      second: async (y, z1, z2) => crossEntropy(await engine.second(y, words, z1, z2), classes),
      release: (y) => y.release(),
    },
    key,
  );
  const blocks = trainableBlocks(engine.architecture, split);
  await engine.apply(updates(method, method.coefficients(scalars), key, blocks, RATE));
}
