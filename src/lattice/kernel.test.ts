import { kernelSuite } from '../../tests/contract/kernel-suite.ts';
import { latticeSuite } from '../../tests/contract/lattice-suite.ts';
import { ReferenceKernel, WasmKernel } from './index.ts';

for (const [name, create] of [
  ['reference', () => Promise.resolve(new ReferenceKernel())],
  ['wasm', () => WasmKernel.create()],
] as const) {
  kernelSuite(name, create);
  latticeSuite(name, create);
}
