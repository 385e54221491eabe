import { kernelSuite } from '../../tests/contract/kernel-suite.ts';
import { latticeSuite } from '../../tests/contract/lattice-suite.ts';
import { WasmKernel } from './index.ts';

kernelSuite('wasm in the browser', () => WasmKernel.create());
latticeSuite('wasm in the browser', () => WasmKernel.create());
