import type { Precision } from '../../../lattice/index.ts';
import int16 from './int16.wgsl?raw';
import int32 from './int32.wgsl?raw';
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

/**
 * A kernel for integers of either width.
 * @param code a file with one entry point, `main`; the noise and the integers' form are put before it.
 */
export function kernelSource(
  name: string,
  code: string,
  bindings: readonly Binding[],
  elements: number,
): Readonly<Record<Precision, KernelSource>> {
  const source = (integers: string) => ({ name, code: `${threefry}\n${integers}\n${code}`, bindings, elements });
  return { 16: source(int16), 32: source(int32) };
}
