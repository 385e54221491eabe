import { type EngineName, createEngine } from '../../src/engine/index.ts';
import { describeTrainable } from './trainable-suite.ts';

const ENGINES: readonly [EngineName, number][] = [
  ['cpu', 1],
  ['wasm', 1],
  ['simd', 3],
];

for (const precision of [32, 16] as const) {
  for (const [name, threads] of ENGINES) {
    describeTrainable(`${name} with ${threads} threads`, precision, (architecture) =>
      createEngine(name, architecture, { threads, precision }),
    );
  }
}
