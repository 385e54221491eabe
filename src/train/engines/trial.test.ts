import { expect, test } from 'vitest';
import { describeTrials } from './index.ts';

test('the words put the fastest first and give every other its figure or its reason', () => {
  const words = describeTrials([
    { engine: 'webgpu', passesPerSecond: null, reason: 'is not there' },
    { engine: 'wasm', passesPerSecond: 8.96, reason: '' },
    { engine: 'simd', passesPerSecond: 21.4, reason: '' },
  ]);
  expect(words).toBe('simd 21 passes a second; wasm 9.0; webgpu is not there');
});
