import type { TensorSource } from '../engine/index.ts';
import type { Architecture } from './architecture.ts';
import { ByteStream, type Chunks, truncated } from './byte-stream.ts';
import { readAdapters } from './adapters.ts';
import { ModelError } from './errors.ts';
import { ELEMENT_BYTES, elementReader } from './half.ts';
import { LENGTH_BYTES, type StoredTensor, headerLength, parseHeader } from './header.ts';

/**
 * Reads a safetensors file as a stream: an architecture's tensors in the file's order, each converted into the place
 * that the consumer offers. Holds one chunk. What the architecture does not need (pooler, position ids, the copy of
 * a tied decoder) is passed over. The adapters of a LoRA set, which are in no file, come after its end.
 *
 * @param sha256 the file's hash, 64 hexadecimal digits; checked before the iteration ends, so a load that finished
 *   is a load of the right file. Left out: not checked.
 * @throws ModelError on a malformed, truncated or unsuitable file, and on another hash.
 */
export async function* readCheckpoint(
  chunks: Chunks,
  architecture: Architecture,
  sha256?: string,
): AsyncGenerator<TensorSource, void> {
  const stream = new ByteStream(chunks);
  try {
    const length = headerLength(await stream.exactly(LENGTH_BYTES));
    const layout = parseHeader(await stream.exactly(length), architecture);
    for (const tensor of layout.tensors) {
      await stream.skipTo(tensor.begin);
      yield { index: tensor.index, readInto: (target) => decode(stream, tensor, target) };
      if (stream.position !== tensor.end) throw new ModelError(`Tensor ${tensor.spec.name} was not read.`);
    }
    await stream.skipTo(layout.bytes);
    if ((await stream.next(1)).length > 0) throw new ModelError('The checkpoint goes on after its last tensor.');
    const actual = stream.digest();
    if (sha256 !== undefined && actual !== sha256) {
      throw new ModelError(
        `The checkpoint's SHA-256 is ${actual}, the manifest says ${sha256}. ` +
          'The file was changed or damaged on its way: fetch it again.',
      );
    }
    yield* readAdapters(architecture);
  } finally {
    await stream.close();
  }
}

async function decode(stream: ByteStream, { spec, type, end }: StoredTensor, target: Float32Array): Promise<void> {
  if (target.length !== spec.size) {
    throw new RangeError(`Tensor ${spec.name} has ${spec.size} elements, its place ${target.length}.`);
  }
  const width = ELEMENT_BYTES[type];
  const read = elementReader(type);
  const place = placer(spec, target);
  // An element may lie across two chunks: its first bytes wait here.
  const split = new Uint8Array(width);
  let waiting = 0;
  while (stream.position < end) {
    const piece = await stream.next(end - stream.position);
    if (piece.length === 0) throw truncated(stream.position);
    let at = 0;
    if (waiting > 0) {
      at = Math.min(width - waiting, piece.length);
      split.set(piece.subarray(0, at), waiting);
      waiting += at;
      if (waiting < width) continue;
      place(read(new DataView(split.buffer), 0));
    }
    const view = new DataView(piece.buffer, piece.byteOffset, piece.byteLength);
    for (; at + width <= piece.length; at += width) place(read(view, at));
    split.set(piece.subarray(at));
    waiting = piece.length - at;
  }
}

/** Puts a checkpoint's elements, coming one by one, at their places in the lattice's order. */
function placer({ transposed, shape }: StoredTensor['spec'], target: Float32Array): (value: number) => void {
  let next = 0;
  if (!transposed) return (value) => (target[next++] = value);
  const [out = 0, into = 0] = shape;
  let row = 0;
  let column = 0;
  return (value) => {
    target[column * out + row] = value;
    if (++column < into) return;
    column = 0;
    row++;
  };
}
