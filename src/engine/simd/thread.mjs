// A thread of the `simd` engine, in a page and in Node alike: an instance of the module over the engine's memory, which
// sits in WebAssembly from then on and waits for jobs (assembly/team.ts). Plain JavaScript, so that Node runs it as it is.
import { instantiate } from './instance.mjs';

/** @type {any} A worker's own side: Node has it in a module, a page has it as the global object. */
const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort ?? globalThis;

/** @param {{ data: { module: WebAssembly.Module, memory: WebAssembly.Memory, enter: number[] } }} message */
port.onmessage = async ({ data: { module, memory, enter } }) => {
  const instance = await instantiate(module, memory);
  /** @type {any} */
  const exports = instance.exports;
  exports.enter(...enter);
  port.postMessage('ready');
  exports.serve();
};
