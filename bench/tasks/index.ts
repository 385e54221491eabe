import { webgpuAdapter } from '../../src/engine/index.ts';
import { forward } from './forward.ts';
import { noise } from './noise.ts';
import { step } from './step.ts';

/** What a fresh process or page can be asked to measure. Takes a cell, gives its result, both as JSON. */
export const tasks: Readonly<Record<string, (cell: unknown) => Promise<unknown>>> = {
  adapter: webgpuAdapter,
  forward,
  noise,
  step,
};
