/**
 * The runtime does not tell its heap's size, so the memory that it creates for its first session is remembered.
 * The constructor is put back then.
 */
export function watchHeap(): () => number {
  const original = WebAssembly.Memory;
  let heap: WebAssembly.Memory | undefined;
  WebAssembly.Memory = new Proxy(original, {
    construct(target, [descriptor]: [WebAssembly.MemoryDescriptor]) {
      const memory = new target(descriptor);
      // The runtime's is shared, threads or not; a lattice kernel's is not. An empty one only serves it to find
      // SharedArrayBuffer where the page may not see it.
      if (descriptor.shared && descriptor.initial > 0) {
        heap = memory;
        WebAssembly.Memory = original;
      }
      return memory;
    },
  });
  return () => heap?.buffer.byteLength ?? 0;
}
