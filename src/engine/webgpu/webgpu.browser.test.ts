import { afterAll, beforeAll } from 'vitest';
import { type Machine, ODD_SHAPES, describeEngine } from '../../../tests/contract/engine-suite.ts';
import { describeHalf } from '../../../tests/contract/precision-suite.ts';
import { describeTrainable } from '../../../tests/contract/trainable-suite.ts';
import { architectureOf } from '../../../tests/contract/random-checkpoint.ts';
import { DEFAULT_MODEL } from '../../model/index.ts';
import type { Engine } from '../index.ts';
import { openDevice } from './adapter.ts';
import { WebGpuEngine } from './index.ts';

// One device for all engines of the suite, and an engine that is never closed: the runtime compiles its shaders once
// for a device and forgets them with its last session. On a software adapter that is most of the time.
let device: GPUDevice;
let keeper: Engine;

beforeAll(async () => {
  device = await openDevice();
  keeper = await WebGpuEngine.create(architectureOf(ODD_SHAPES[0]!), { device });
});

afterAll(async () => {
  await keeper.close();
  device.destroy();
});

const machine: Machine = {
  create: (architecture) => WebGpuEngine.create(architecture, { device }),
  file: async (name) => {
    const response = await fetch(`/models/${DEFAULT_MODEL}/${name}`);
    if (!response.ok) throw new Error(`${name} is not served: ${response.status}`);
    return new Uint8Array(await response.arrayBuffer());
  },
  examples: 6,
};

describeEngine('webgpu', machine);
describeHalf('webgpu', {
  ...machine,
  create: (architecture) => WebGpuEngine.create(architecture, { device, precision: 16 }),
});

for (const precision of [32, 16] as const) {
  describeTrainable('webgpu', precision, (architecture) => WebGpuEngine.create(architecture, { device, precision }));
}
