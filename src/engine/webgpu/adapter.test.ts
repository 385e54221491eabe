import { describe, expect, it } from 'vitest';
import { ODD_SHAPES } from '../../../tests/contract/engine-suite.ts';
import { architectureOf } from '../../../tests/contract/random-checkpoint.ts';
import { createEngine, webgpuAdapter } from '../index.ts';

describe('where there is no WebGPU, as in Node', () => {
  it('there is no adapter, and the engine says what to do', async () => {
    expect(await webgpuAdapter()).toBeNull();
    await expect(createEngine('webgpu', architectureOf(ODD_SHAPES[0]!))).rejects.toThrow('Choose another engine');
  });
});
