import { kernelSuite, oracleSuite } from '../../tests/contract/kernel-suite.ts';
import { latticeSuite } from '../../tests/contract/lattice-suite.ts';
import { roundingSuite } from '../../tests/contract/rounding-suite.ts';
import { WasmKernel } from './index.ts';

const makeWasm = () => WasmKernel.create();

for (const precision of [32, 16] as const) {
  kernelSuite('wasm in the browser', precision, makeWasm);
  oracleSuite('wasm in the browser', precision, makeWasm);
  latticeSuite('wasm in the browser', precision, makeWasm);
}

roundingSuite('wasm in the browser', makeWasm);
