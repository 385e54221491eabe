import code from './apply.wgsl?raw';
import { kernelSource } from './kernel.ts';

/** Updates are applied in groups of this size; a list is filled up with updates that do nothing. */
const GROUP = 16;
/** Words of an update: key, delta, nothing. */
const WORDS = 4;

/** Bindings: integers, updates, parameters. */
export const apply = kernelSource('apply', code, ['write', 'read', 'parameters'], 256);

/** Updates as the kernel reads them; `keys` has two words for each delta. */
export function packUpdates(keys: Uint32Array, deltas: Int32Array): { words: Uint32Array<ArrayBuffer>; count: number } {
  const count = Math.ceil(deltas.length / GROUP) * GROUP;
  const words = new Uint32Array(count * WORDS);
  deltas.forEach((delta, j) => words.set([keys[2 * j]!, keys[2 * j + 1]!, delta], j * WORDS));
  return { words, count };
}
