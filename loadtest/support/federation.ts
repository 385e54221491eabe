import { sentiment } from '../../server/federations/index.ts';
import { type Manifest, parseManifest } from '../../src/protocol/index.ts';
import { tinyFederation } from '../../tests/support/tiny-model.ts';

/** Round numbers travel among the scalars, and no round of a run has a number beyond it. */
const CLIP = 1_000_000;

/**
 * The default federation's method on a model of a few thousand weights, so that what is measured is the relay and not
 * the replay of a large model. Writes the model below `folder`.
 */
export async function loadFederation(
  folder: string,
  round: Partial<Manifest['round']>,
  changes: { readonly localSteps?: number } = {},
): Promise<Manifest> {
  const { method } = await sentiment();
  if (method.name !== 'fedspzo') throw new Error('The default federation trains by another method than it did.');
  const { localSteps = method.localSteps } = changes;
  // The tiny model has two layers: one before the split, one after it.
  const tiny = await tinyFederation(folder, { snapshotEvery: 50, ...round });
  return parseManifest({ ...tiny, id: 'load', method: { ...method, localSteps, split: 1, clip: CLIP } });
}

/** Limits of a relay whose rounds take milliseconds: nobody who trains sends so much, nor comes back so often. */
export const hurried = {
  ...{ connectionsPerSecond: 100_000, connectionsPerMinute: 100_000 },
  ...{ frameBurst: 100_000, framesPerSecond: 100_000, contributionBurst: 100_000, contributionsPerSecond: 100_000 },
} as const;
