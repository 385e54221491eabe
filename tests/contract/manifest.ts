import { type Manifest, parseManifest } from '../../src/protocol/index.ts';

/** A valid manifest of a small federation: K = 2, P1 = 1, P2 = 2, so 4 scalars; quorum 2 of at most 3 clients. */
export function exampleManifest(change: Partial<Manifest> = {}): Manifest {
  return parseManifest({
    version: 1,
    id: 'example',
    title: 'Example',
    purpose: 'Something to test with.',
    model: {
      name: 'Tiny',
      licence: 'Apache-2.0',
      location: '/models/tiny',
      files: [{ name: 'model.safetensors', bytes: 1, sha256: '0'.repeat(64) }],
    },
    task: {
      template: '{text} It was<mask>.',
      labels: [
        { name: 'negative', word: ' terrible' },
        { name: 'positive', word: ' great' },
      ],
      maxTokens: 32,
    },
    method: {
      name: 'fedspzo',
      p1: 1,
      p2: 2,
      split: 1,
      epsilon: 1e-3,
      learningRate: { from: 1e-4, to: 1e-5, rounds: 10 },
      localSteps: 2,
      batch: 4,
      clip: 100,
      noise: 'rademacher',
      directions: 'private',
    },
    round: { quorum: 2, maximum: 3, deadline: 60, grace: 5, snapshotEvery: 2 },
    weighting: { by: 'examples', cap: 100 },
    ...change,
  });
}
