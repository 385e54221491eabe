import type { BaseWeights } from '../engine/index.ts';
import type { Architecture } from './architecture.ts';
import { ModelError } from './errors.ts';
import { ELEMENT_BYTES, elementReader } from './half.ts';
import { LENGTH_BYTES, type StoredTensor, headerLength, parseHeader } from './header.ts';

/** A file that can be read anywhere. */
interface RandomAccess {
  /** Bytes `start` up to `end` (not included); fewer at the file's end. */
  read(start: number, end: number): Promise<Uint8Array>;
}

/** Bytes read at once. */
const PIECE = 2 ** 20;
/** A small read fetches this much, since the next small read often follows close by. */
const AHEAD = 2 ** 16;

/** A file of the browser (from OPFS, IndexedDB or a response), or of Node (`openAsBlob`). */
export function blobBytes(blob: Blob): RandomAccess {
  return { read: async (start, end) => new Uint8Array(await blob.slice(start, end).arrayBuffer()) };
}

/**
 * Random access to a safetensors file, for the base model's answers.
 * @throws ModelError as `readCheckpoint` does; the file's hash is not checked again.
 */
export async function openBaseWeights(file: RandomAccess, architecture: Architecture): Promise<BaseWeights> {
  const length = headerLength(await exactly(file, 0, LENGTH_BYTES));
  const { tensors } = parseHeader(await exactly(file, LENGTH_BYTES, LENGTH_BYTES + length), architecture);
  const stored = new Map(tensors.map((tensor) => [tensor.index, tensor]));
  let ahead: { begin: number; bytes: Uint8Array } = { begin: 0, bytes: new Uint8Array(0) };

  const fetch = async (begin: number, end: number, limit: number): Promise<Uint8Array> => {
    if (end - begin > AHEAD / 2) return exactly(file, begin, end);
    if (begin < ahead.begin || end > ahead.begin + ahead.bytes.length) {
      ahead = { begin, bytes: await exactly(file, begin, Math.min(begin + AHEAD, limit)) };
    }
    return ahead.bytes.subarray(begin - ahead.begin, end - ahead.begin);
  };

  return {
    async read(index, start, out) {
      const tensor = stored.get(index);
      if (!tensor || start < 0 || start + out.length > tensor.spec.size) {
        throw new RangeError(`Elements ${start} to ${start + out.length} of tensor ${index} do not exist.`);
      }
      await (tensor.spec.transposed ? readTransposed(tensor, start, out, fetch) : readRun(tensor, start, out, fetch));
    },
  };
}

type Fetch = (begin: number, end: number, limit: number) => Promise<Uint8Array>;

async function readRun({ type, begin, end }: StoredTensor, start: number, out: Float32Array, fetch: Fetch) {
  const width = ELEMENT_BYTES[type];
  const read = elementReader(type);
  for (let done = 0; done < out.length;) {
    const count = Math.min(out.length - done, PIECE / width);
    const at = begin + (start + done) * width;
    const bytes = await fetch(at, at + count * width, end);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let i = 0; i < count; i++) out[done + i] = read(view, i * width);
    done += count;
  }
}

/** Rows of the checkpoint are columns of the lattice: all rows are passed through, a piece at a time. */
async function readTransposed(tensor: StoredTensor, start: number, out: Float32Array, fetch: Fetch): Promise<void> {
  const { spec, type, begin, end } = tensor;
  const [rows = 0, columns = 0] = spec.shape;
  const width = ELEMENT_BYTES[type];
  const read = elementReader(type);
  const step = Math.max(1, Math.floor(PIECE / (columns * width)));
  for (let first = 0; first < rows; first += step) {
    const count = Math.min(step, rows - first);
    const at = begin + first * columns * width;
    const bytes = await fetch(at, at + count * columns * width, end);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    for (let r = 0; r < count; r++) {
      for (let c = 0; c < columns; c++) {
        const place = c * rows + first + r - start;
        if (place >= 0 && place < out.length) out[place] = read(view, (r * columns + c) * width);
      }
    }
  }
}

async function exactly(file: RandomAccess, start: number, end: number): Promise<Uint8Array> {
  const bytes = await file.read(start, end);
  if (bytes.length < end - start) {
    throw new ModelError(`The checkpoint ends after ${start + bytes.length} bytes, before it should. Fetch it again.`);
  }
  return bytes;
}
