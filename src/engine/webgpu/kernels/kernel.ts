import threefry from './threefry.wgsl?raw';

/** What a binding of a kernel is: integers or lists that it reads, memory that it writes, or its `Parameters`. */
type Binding = 'read' | 'write' | 'parameters';

/** A WGSL kernel: bindings by number, and how many elements a workgroup takes on. */
export interface KernelSource {
  readonly name: string;
  readonly code: string;
  readonly bindings: readonly Binding[];
  readonly elements: number;
}

/** @param code a file with one entry point, `main`; the noise is put before it. */
export function kernelSource(name: string, code: string, bindings: readonly Binding[], elements: number): KernelSource {
  return { name, code: `${threefry}\n${code}`, bindings, elements };
}
