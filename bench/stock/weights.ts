import type { TensorSource } from '../../src/engine/index.ts';
import type { Architecture } from '../../src/model/index.ts';
import { weightOffsets } from './graph.ts';

/** A checkpoint as the file of weights that the stock graphs name: float32, each tensor read to its place, no copy. */
export async function weightsFile(
  architecture: Architecture,
  checkpoint: AsyncIterable<TensorSource>,
): Promise<Uint8Array<ArrayBuffer>> {
  const offsets = weightOffsets(architecture);
  const all = new Float32Array(architecture.tensors.reduce((sum, { size }) => sum + size, 0));
  for await (const { index, readInto } of checkpoint) {
    const start = offsets[index]! / 4;
    await readInto(all.subarray(start, start + architecture.tensors[index]!.size));
  }
  return new Uint8Array(all.buffer);
}
