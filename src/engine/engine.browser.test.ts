import { describe, expect, it } from 'vitest';
import { describeEngine } from '../../tests/contract/engine-suite.ts';
import { describeTrainable } from '../../tests/contract/trainable-suite.ts';
import { DEFAULT_MODEL } from '../model/index.ts';
import { createEngine } from './index.ts';

const file = async (name: string) => {
  const response = await fetch(`/models/${DEFAULT_MODEL}/${name}`);
  expect(response.ok).toBe(true);
  return new Uint8Array(await response.arrayBuffer());
};

describe('the page', () => {
  it('is cross-origin isolated, so that the suite below really runs with threads', () => {
    expect(crossOriginIsolated).toBe(true);
  });
});

describeEngine('simd in the browser, 3 threads', {
  create: (architecture) => createEngine('simd', architecture, { threads: 3 }),
  file,
});

describeEngine('simd in the browser without relaxed SIMD', {
  create: (architecture) => createEngine('simd', architecture, { threads: 1, relaxed: false }),
  file,
});

describeEngine('wasm in the browser', {
  create: (architecture) => createEngine('wasm', architecture, { threads: 2 }),
  file,
});

describeTrainable('simd in the browser, 3 threads', 32, (architecture) =>
  createEngine('simd', architecture, { threads: 3 }),
);
