import {
  type Architecture,
  type TensorSpec,
  checkpointTensors,
  firstAdapterOf,
  firstTensorOf,
} from './architecture.ts';
import { ModelError } from './errors.ts';
import { ELEMENT_BYTES, halfBits } from './half.ts';
import { LENGTH_BYTES } from './header.ts';

/** Number types that are written. */
export type CheckpointType = 'F32' | 'F16';

/** One tensor in the lattice's element order: integers n with w = n * 2^-shift, or the weights themselves. */
export type TensorValues = { readonly integers: Int32Array | Int16Array; readonly shift: number } | Float32Array;

/** Gives tensor `index`, which must stay as it is until the next one is asked for. */
export type WeightSource = (index: number) => TensorValues | Promise<TensorValues>;

/** Bytes handed out at a time, about. */
const CHUNK = 1 << 20;

/**
 * A model as a safetensors file that Hugging Face's `from_pretrained` loads, tensor by tensor: of the model itself no
 * more than one tensor and one chunk is ever held. Linear weights are [out, in] again, adapters are merged into the
 * weights that they belong to (W + scale * B A), and a decoder tied to the embeddings is left out, as Hugging Face's own
 * `save_pretrained` does: `from_pretrained` ties its weight to the word embeddings, and its bias to the head's.
 * Source: `_tied_weights_keys` of transformers' RobertaForMaskedLM and BertForMaskedLM.
 *
 * What is exact: every weight is the nearest number of the type to n * 2^-shift. A base model that came from float16 is
 * written as it was, and read back gives the same integers. A float32 has 24 significant bits and a trained integer up
 * to 31, so a finetuned model of 32 bits is equal to float32 rounding, no better; read back, its integers and its
 * fingerprint are others. The exact form of a finetuned model is the base model and the log.
 * @throws ModelError when a weight does not fit the type
 */
export async function* writeCheckpoint(
  architecture: Architecture,
  weights: WeightSource,
  type: CheckpointType = 'F32',
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  yield header(architecture, type);
  for (const [index, spec] of checkpointTensors(architecture).entries()) {
    const adapter = await adapterOf(architecture, index, weights);
    const values = await weights(index);
    const { numbers, unit } = scaled(values);
    if (numbers.length !== spec.size) {
      throw new RangeError(`Tensor ${spec.name} has ${spec.size} elements, ${numbers.length} came.`);
    }
    const [rows, columns] = spec.transposed ? [spec.shape[0]!, spec.shape[1]!] : [spec.size, 1];
    const step = Math.max(1, Math.floor(CHUNK / (columns * ELEMENT_BYTES[type])));
    for (let row = 0; row < rows; row += step) {
      const chunk = new Float64Array(Math.min(step, rows - row) * columns);
      if (spec.transposed) transpose(numbers, unit, chunk, row, rows, columns);
      else for (let i = 0; i < chunk.length; i++) chunk[i] = numbers[row + i]! * unit;
      if (adapter) merge(adapter, chunk, row, rows, columns);
      yield encode(chunk, type, spec);
    }
  }
}

/** Bytes of the file that `writeCheckpoint` makes. */
export function checkpointBytes(architecture: Architecture, type: CheckpointType = 'F32'): number {
  const elements = checkpointTensors(architecture).reduce((sum, { size }) => sum + size, 0);
  return header(architecture, type).length + elements * ELEMENT_BYTES[type];
}

function header(architecture: Architecture, type: CheckpointType): Uint8Array<ArrayBuffer> {
  const entries: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const { name, shape, size } of checkpointTensors(architecture)) {
    const begin = end;
    end += size * ELEMENT_BYTES[type];
    entries[name] = { dtype: type, shape, data_offsets: [begin, end] };
  }
  // Spaces at its end put the tensors at multiples of 8, as the format's own writer does.
  const text = JSON.stringify(entries);
  const json = new TextEncoder().encode(text.padEnd(Math.ceil(text.length / 8) * 8));
  const bytes = new Uint8Array(LENGTH_BYTES + json.length);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(json.length), true);
  bytes.set(json, LENGTH_BYTES);
  return bytes;
}

/** The numbers of a tensor, and what one of them is worth. */
function scaled(values: TensorValues): { numbers: Int32Array | Int16Array | Float32Array; unit: number } {
  if (values instanceof Float32Array) return { numbers: values, unit: 1 };
  return { numbers: values.integers, unit: 2 ** -values.shift };
}

/** Rows row, row + 1, ... of [rows, columns] into `chunk`, out of numbers that lie [columns, rows]. */
function transpose(
  numbers: Int32Array | Int16Array | Float32Array,
  unit: number,
  chunk: Float64Array,
  row: number,
  rows: number,
  columns: number,
): void {
  const count = chunk.length / columns;
  for (let column = 0; column < columns; column++) {
    const from = column * rows + row;
    for (let r = 0; r < count; r++) chunk[r * columns + column] = numbers[from + r]! * unit;
  }
}

/** A [in, r] and B [r, out] of one weight, and what their product is multiplied by. */
interface Adapter {
  readonly rank: number;
  readonly scale: number;
  readonly a: Float64Array;
  readonly b: Float64Array;
}

/** The adapter of a weight, or null where it has none. Adapters are small: both halves are held at once. */
async function adapterOf(architecture: Architecture, index: number, weights: WeightSource): Promise<Adapter | null> {
  const { adapters, layers } = architecture;
  if (!adapters) return null;
  for (let layer = 0; layer < layers; layer++) {
    // Query's weight is a layer's first tensor, value's its fifth; their adapters come in that order.
    const place = [firstTensorOf(layer), firstTensorOf(layer) + 4].indexOf(index);
    if (place < 0) continue;
    const first = firstAdapterOf(layer, architecture) + 2 * place;
    const a = toNumbers(await weights(first));
    const b = toNumbers(await weights(first + 1));
    return { ...adapters, a, b };
  }
  return null;
}

function toNumbers(values: TensorValues): Float64Array {
  const { numbers, unit } = scaled(values);
  return Float64Array.from(numbers, (n) => n * unit);
}

/** Adds scale * (A B)^T to rows row, row + 1, ... of a weight. */
function merge(adapter: Adapter, chunk: Float64Array, row: number, rows: number, columns: number): void {
  const { rank, scale, a, b } = adapter;
  const count = chunk.length / columns;
  for (let r = 0; r < count; r++) {
    for (let column = 0; column < columns; column++) {
      let sum = 0;
      for (let k = 0; k < rank; k++) sum += a[column * rank + k]! * b[k * rows + row + r]!;
      chunk[r * columns + column]! += scale * sum;
    }
  }
}

/** The nearest numbers of the type, little-endian. */
function encode(chunk: Float64Array, type: CheckpointType, { name }: TensorSpec): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(chunk.length * ELEMENT_BYTES[type]);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < chunk.length; i++) {
    const value = chunk[i]!;
    // A float16 ends at 65,504, and what lies half a step beyond rounds to infinity.
    if (!(Math.abs(value) < (type === 'F16' ? 65_520 : 2 ** 128))) {
      throw new ModelError(`Tensor ${name} has the weight ${value}, which does not fit ${type}. Write F32 instead.`);
    }
    if (type === 'F32') view.setFloat32(4 * i, value, true);
    else view.setUint16(2 * i, halfBits(value), true);
  }
  return bytes;
}
