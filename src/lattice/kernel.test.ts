import { kernelSuite, oracleSuite } from '../../tests/contract/kernel-suite.ts';
import { latticeSuite } from '../../tests/contract/lattice-suite.ts';
import { ReferenceKernel, WasmKernel } from './index.ts';

const makeReference = () => Promise.resolve(new ReferenceKernel());
const makeWasm = () => WasmKernel.create();

kernelSuite('reference', makeReference);
kernelSuite('wasm', makeWasm);
oracleSuite('wasm', makeWasm);
latticeSuite('reference', makeReference);
latticeSuite('wasm', makeWasm);
