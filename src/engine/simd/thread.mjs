// A thread of the `simd` engine, in a page and in Node alike: an instance of the module over the engine's memory, which
// sits in WebAssembly from then on and waits for jobs (assembly/team.ts). Plain JavaScript, so that Node runs it as it is.
import { instantiate } from './instance.mjs';

/** @type {any} A worker's own side: Node has it in a module, a page has it as the global object. */
const port = globalThis.process?.getBuiltinModule?.('node:worker_threads').parentPort ?? globalThis;

/** @param {{ data: { module: WebAssembly.Module, memory: WebAssembly.Memory, enter: number[] } }} message */
port.onmessage = async ({ data: { module, memory, enter } }) => {
  /** @type {any} */
  let exports;
  try {
    ({ exports } = await instantiate(module, memory));
    exports.enter(...enter);
  } catch (error) {
    port.postMessage(String(error));
    return;
  }
  port.postMessage('ready');
  try {
    exports.serve();
  } catch {
    // Its own fault, or another's, of which it was told.
    exports.abandon();
  }
};
