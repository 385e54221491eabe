import type { Manifest, Method } from '../../src/protocol/index.ts';

/** A small valid manifest for tests that need no model; fields of the method can be replaced. */
export function testManifest(
  method: Partial<Method & { name: 'fedspzo' }> = {},
  round: Partial<Manifest['round']> = {},
): Manifest {
  return {
    version: 1,
    id: 'test',
    title: 'Test',
    purpose: 'A federation that exists in tests.',
    model: {
      name: 'none',
      licence: 'Apache-2.0',
      location: '/models/none',
      files: [{ name: 'model.safetensors', bytes: 1, sha256: '00'.repeat(32) }],
    },
    task: {
      template: '{text} It was<mask>.',
      labels: [
        { name: 'negative', word: ' terrible' },
        { name: 'positive', word: ' great' },
      ],
      maxTokens: 64,
    },
    method: {
      name: 'fedspzo',
      p1: 1,
      p2: 2,
      split: 1,
      epsilon: 1e-3,
      learningRate: { from: 1e-2, to: 1e-3, rounds: 100 },
      localSteps: 2,
      batch: 4,
      clip: 1000,
      noise: 'rademacher',
      directions: 'private',
      ...method,
    },
    round: { quorum: 2, maximum: 100, deadline: 60, grace: 5, snapshotEvery: 10, ...round },
    weighting: { by: 'examples', cap: 1000 },
  };
}
