import { kernelSuite, oracleSuite } from '../../tests/contract/kernel-suite.ts';
import { latticeSuite } from '../../tests/contract/lattice-suite.ts';
import { WasmKernel } from './index.ts';

const makeWasm = () => WasmKernel.create();

kernelSuite('wasm in the browser', makeWasm);
oracleSuite('wasm in the browser', makeWasm);
latticeSuite('wasm in the browser', makeWasm);
