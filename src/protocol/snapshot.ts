import { ByteSource } from './byte-source.ts';
import { FormatError, Reader, Writer } from './bytes.ts';
import type { Epoch, Hash, Sequence } from './ids.ts';

/** "DNDLSNAP" in ASCII. */
const MAGIC = '444e444c534e4150';
/** Format versions, by the bits of the integers in them. */
const FORMAT_VERSIONS = { 32: 1, 16: 2 } as const;
type Precision = keyof typeof FORMAT_VERSIONS;
/** Bytes before the table of tensors; a multiple of 4, as is the table, so that integers lie aligned in the file. */
const FIXED_BYTES = 8 + 4 + 32 + 8 + 4 + 32 + 16 + 4;
/** Bytes that `snapshotChunks` hands out at a time, at most. */
const CHUNK = 1 << 20;

/** Which state of which log a snapshot is. */
export interface SnapshotPlace {
  readonly manifestHash: Hash;
  readonly epoch: Epoch;
  readonly sequence: Sequence;
  /** The chain value after entry `sequence`. */
  readonly chain: Hash;
  readonly fingerprint: string;
}

/** One tensor of a snapshot: w = n * 2^-shift. */
export interface SnapshotTensor {
  readonly index: number;
  readonly shift: number;
  /** Widened, where the snapshot has 16 bits. */
  readonly integers: Int32Array<ArrayBuffer>;
}

/** Bytes of a snapshot with tensors of these sizes. */
export function snapshotBytes(sizes: readonly number[], precision: Precision = 32): number {
  return sizes.reduce((sum, size) => sum + (size * precision) / 8, FIXED_BYTES + 8 * sizes.length);
}

/**
 * A snapshot's bytes, in order.
 * @param integers the integers of tensor t, asked for in order, for each of its chunks; read before the next is asked for
 */
export function* snapshotChunks(
  place: SnapshotPlace,
  shifts: readonly number[],
  sizes: readonly number[],
  integers: (index: number) => Int32Array | Int16Array,
  precision: Precision = 32,
): Generator<Uint8Array> {
  const header = new Writer().hex(MAGIC).u32(FORMAT_VERSIONS[precision]).hex(place.manifestHash).hex(place.epoch);
  header.u32(place.sequence).hex(place.chain).hex(place.fingerprint).u32(sizes.length);
  sizes.forEach((size, t) => header.u32(shifts[t]! >>> 0).u32(size));
  yield header.done();
  for (let t = 0; t < sizes.length; t++) {
    // Fetched for every chunk: a view of a kernel's memory dies when that memory grows.
    const count = (8 * CHUNK) / precision;
    for (let at = 0; at < sizes[t]!; at += count) {
      const whole = integers(t);
      if (whole.BYTES_PER_ELEMENT * 8 !== precision) throw new TypeError(`Tensor ${t} is not of ${precision} bits.`);
      yield littleEndian(whole.subarray(at, at + count));
    }
  }
}

/** A snapshot on its way in: its place first, then one tensor at a time. */
export interface IncomingSnapshot {
  readonly place: SnapshotPlace;
  /**
   * Every tensor once, in order. Ends with a FormatError where the bytes are not those of the expected SHA-256:
   * tensors handed out before that are worthless then.
   */
  readonly tensors: AsyncGenerator<SnapshotTensor>;
}

/**
 * Reads a snapshot as its bytes arrive, holding one tensor at a time.
 * @param sizes elements of each tensor, in the architecture's order
 * @param precision bits of the federation's integers
 * @throws FormatError when it is no snapshot, or one of another model or precision
 */
export async function readSnapshot(
  stream: AsyncIterable<Uint8Array>,
  hash: string,
  sizes: readonly number[],
  precision: Precision = 32,
): Promise<IncomingSnapshot> {
  const source = new ByteSource(stream, 'The snapshot');
  const fixed = new Reader(await source.take(FIXED_BYTES));
  if (fixed.hex(8) !== MAGIC) throw new FormatError('This is not a snapshot.');
  const version = fixed.u32();
  const found = ([16, 32] as const).find((bits) => FORMAT_VERSIONS[bits] === version);
  if (!found) throw new FormatError(`Snapshot format ${version} is not known here.`);
  if (found !== precision) throw new FormatError(`The snapshot has integers of ${found} bits, not of ${precision}.`);
  const place = {
    manifestHash: fixed.hex(32) as Hash,
    epoch: fixed.hex(8) as Epoch,
    sequence: fixed.u32() as Sequence,
    chain: fixed.hex(32) as Hash,
    fingerprint: fixed.hex(16),
  };
  const count = fixed.u32();
  if (count !== sizes.length) throw new FormatError(`The snapshot has ${count} tensors, the model ${sizes.length}.`);
  const table = new Reader(await source.take(8 * count));
  const shifts = sizes.map((size, t) => {
    const shift = table.u32() | 0;
    const length = table.u32();
    if (length !== size) throw new FormatError(`Tensor ${t} has ${length} elements in the snapshot, not ${size}.`);
    return shift;
  });
  return { place, tensors: readTensors(source, hash, shifts, sizes, precision) };
}

async function* readTensors(
  source: ByteSource,
  hash: string,
  shifts: readonly number[],
  sizes: readonly number[],
  precision: Precision,
): AsyncGenerator<SnapshotTensor> {
  for (let index = 0; index < sizes.length; index++) {
    const bytes = await source.take((sizes[index]! * precision) / 8);
    yield { index, shift: shifts[index]!, integers: fromLittleEndian(bytes, precision) };
  }
  const actual = await source.finish();
  if (actual !== hash) throw new FormatError(`The snapshot's SHA-256 is ${actual}, not ${hash}.`);
}

/** Every platform that runs WebAssembly fast is little-endian; the others pay a copy. */
const IS_LITTLE_ENDIAN = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1;

function littleEndian(integers: Int32Array | Int16Array): Uint8Array {
  if (IS_LITTLE_ENDIAN) return new Uint8Array(integers.buffer, integers.byteOffset, integers.byteLength);
  const width = integers.BYTES_PER_ELEMENT;
  const bytes = new Uint8Array(integers.byteLength);
  integers.forEach((n, i) => {
    for (let byte = 0; byte < width; byte++) bytes[width * i + byte] = n >> (8 * byte);
  });
  return bytes;
}

function fromLittleEndian(bytes: Uint8Array<ArrayBuffer>, precision: Precision): Int32Array<ArrayBuffer> {
  if (IS_LITTLE_ENDIAN)
    return precision === 32 ? new Int32Array(bytes.buffer) : Int32Array.from(new Int16Array(bytes.buffer));
  const view = new DataView(bytes.buffer);
  const length = (8 * bytes.length) / precision;
  return Int32Array.from({ length }, (_, i) =>
    precision === 32 ? view.getInt32(4 * i, true) : view.getInt16(2 * i, true),
  );
}
