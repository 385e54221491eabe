/**
 * An instance of the engine's module over its memory, with the sleep that its threads' waiting needs. Plain JavaScript,
 * since a thread in Node runs it as it is.
 *
 * @param {WebAssembly.Module} module
 * @param {WebAssembly.Memory} memory shared, which may grow: views of it are taken anew
 */
export function instantiate(module, memory) {
  const words = () => new Int32Array(memory.buffer);
  const maySleep = canSleep();
  return WebAssembly.instantiate(module, {
    env: {
      memory,
      sleep: (/** @type {number} */ address, /** @type {number} */ seen) => {
        if (maySleep) Atomics.wait(words(), address >>> 2, seen);
      },
      wake: (/** @type {number} */ address) => void Atomics.notify(words(), address >>> 2),
    },
  });
}

/** A page's own thread may not sleep; it goes on looking instead. Engines belong into workers anyway. */
function canSleep() {
  try {
    // The word is 0, so that this returns at once where it is allowed.
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 1);
    return true;
  } catch {
    return false;
  }
}
