import { describe, expect, test } from 'vitest';
import { architectureOf } from '../../../tests/contract/random-checkpoint.ts';
import { type Surroundings, planTrials } from './index.ts';

const architecture = architectureOf({
  ...{ type: 'roberta', layers: 2, hidden: 64, heads: 2 },
  ...{ feedForward: 256, vocabulary: 100, positions: 90 },
});
const workload = { precision: 32, threads: 4, batch: 8, length: 64 } as const;
const around: Surroundings = {
  adapter: null,
  saveData: false,
  sharesMemory: true,
  gibibytes: null,
  browser: 'A browser 1.0',
  webgl: () => 'hardware',
};
const adapter = { description: 'A GPU', software: false, largestBinding: 2 ** 27, timestamps: true };

/** What is tried, and why an engine is not. */
function plan(changes: Partial<Surroundings> = {}) {
  const { candidates, leftOut } = planTrials(architecture, workload, { ...around, ...changes });
  return { candidates, why: Object.fromEntries(leftOut.map(({ engine, reason }) => [engine, reason])) };
}

describe('the rule of docs/ENGINES.md', () => {
  test('without a graphics device simd alone is tried, and nothing is loaded for another', () => {
    const { candidates, why } = plan();
    expect(candidates).toEqual(['simd']);
    expect(why).toEqual({
      webgpu: 'is not there',
      webgl: 'is for pages on which simd can have one thread only',
      wasm: 'would load 3.8 MB, and simd does the same faster',
    });
  });

  test('a graphics device is tried beside simd', () => {
    expect(plan({ adapter }).candidates).toEqual(['simd', 'webgpu']);
  });

  test('one that runs on the processor is not, nor is anything loaded over a metered network', () => {
    expect(plan({ adapter: { ...adapter, software: true } }).why['webgpu']).toContain('on the processor');
    const metered = plan({ adapter, saveData: true });
    expect(metered.candidates).toEqual(['simd']);
    expect(metered.why['webgpu']).toBe('would load 6.7 MB, and this network is metered');
  });

  test('one that cannot bind a layer of the model is not tried, and says why', () => {
    const small = plan({ adapter: { ...adapter, largestBinding: 65_000 } });
    expect(small.candidates).toEqual(['simd']);
    expect(small.why['webgpu']).toContain('the graphics device binds');
  });

  test('webgl is tried where simd has one thread and there is no webgpu', () => {
    expect(plan({ sharesMemory: false }).candidates).toEqual(['simd', 'webgl']);
    expect(plan({ sharesMemory: false, webgl: () => 'none' }).candidates).toEqual(['simd']);
    expect(plan({ sharesMemory: false, webgl: () => 'software' }).why['webgl']).toContain('on the processor');
    expect(plan({ sharesMemory: false, adapter }).candidates).toEqual(['simd', 'webgpu']);
  });

  test('a page that shares memory makes no WebGL context', () => {
    const webgl = () => {
      throw new Error('asked');
    };
    expect(plan({ webgl }).candidates).toEqual(['simd']);
  });
});
