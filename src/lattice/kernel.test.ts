import { kernelSuite, oracleSuite } from '../../tests/contract/kernel-suite.ts';
import { latticeSuite } from '../../tests/contract/lattice-suite.ts';
import { roundingSuite } from '../../tests/contract/rounding-suite.ts';
import { ReferenceKernel, WasmKernel } from './index.ts';

const makeReference = () => Promise.resolve(new ReferenceKernel());
const makeWasm = () => WasmKernel.create();

for (const precision of [32, 16] as const) {
  kernelSuite('reference', precision, makeReference);
  kernelSuite('wasm', precision, makeWasm);
  oracleSuite('wasm', precision, makeWasm);
  latticeSuite('reference', precision, makeReference);
  latticeSuite('wasm', precision, makeWasm);
}

roundingSuite('reference', makeReference);
roundingSuite('wasm', makeWasm);
