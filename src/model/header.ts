import * as v from 'valibot';
import { type Architecture, type TensorSpec, checkpointTensors } from './architecture.ts';
import { ModelError } from './errors.ts';
import { ELEMENT_BYTES, type ElementType, isElementType } from './half.ts';
import { aliasesOf } from './tensors.ts';

/** A tensor that the architecture needs, and where its bytes lie. */
export interface StoredTensor {
  /** Its number in the architecture's list. */
  readonly index: number;
  readonly spec: TensorSpec;
  readonly type: ElementType;
  /** First byte in the file, and the one after the last. */
  readonly begin: number;
  readonly end: number;
}

export interface Layout {
  /** In the file's order; tensors that the architecture does not need are left out. */
  readonly tensors: readonly StoredTensor[];
  /** Bytes of the whole file. */
  readonly bytes: number;
}

/** Bytes before the header: its length. */
export const LENGTH_BYTES = 8;
/** Far above any encoder's header (a few hundred tensors, about 100 bytes each); a wrong file must not fill memory. */
const HEADER_MAXIMUM = 8 * 2 ** 20;

const place = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(Number.MAX_SAFE_INTEGER));
const entrySchema = v.object({
  dtype: v.string(),
  shape: v.array(place),
  data_offsets: v.tuple([place, place]),
});
type Entry = v.InferOutput<typeof entrySchema>;

/** The header's length in bytes, from a file's first eight. @throws ModelError */
export function headerLength(bytes: Uint8Array): number {
  const length = Number(new DataView(bytes.buffer, bytes.byteOffset, LENGTH_BYTES).getBigUint64(0, true));
  if (length < 2 || length > HEADER_MAXIMUM) {
    throw new ModelError(
      `This is not a safetensors file: it announces a header of ${length} bytes, at most ${HEADER_MAXIMUM} are read.`,
    );
  }
  return length;
}

/**
 * Finds an architecture's tensors in a safetensors header (the JSON alone, without its length). Adapters are in none.
 * @throws ModelError naming the tensor that is missing, misshapen, of an unknown type or outside the file.
 */
export function parseHeader(json: Uint8Array, architecture: Architecture): Layout {
  const entries = readEntries(json);
  const start = LENGTH_BYTES + json.length;
  let bytes = start;
  for (const { data_offsets } of entries.values()) bytes = Math.max(bytes, start + data_offsets[1]);
  const tensors = checkpointTensors(architecture).map((spec, index) => {
    const name = [spec.name, ...aliasesOf(spec.name)].find((candidate) => entries.has(candidate));
    const entry = name === undefined ? undefined : entries.get(name);
    if (!entry) throw new ModelError(`The checkpoint lacks the tensor ${spec.name}, which config.json asks for.`);
    return locate(index, spec, entry, start);
  });
  tensors.sort((a, b) => a.begin - b.begin);
  tensors.forEach((tensor, i) => {
    const before = tensors[i - 1];
    if (before && before.end > tensor.begin) {
      throw new ModelError(`The checkpoint's tensors ${before.spec.name} and ${tensor.spec.name} overlap.`);
    }
  });
  return { tensors, bytes };
}

function readEntries(json: Uint8Array): Map<string, Entry> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(json));
  } catch {
    throw new ModelError('This is not a safetensors file: its header is not JSON.');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ModelError('This is not a safetensors file: its header is not an object.');
  }
  const entries = new Map<string, Entry>();
  for (const [name, value] of Object.entries(parsed)) {
    if (name === '__metadata__') continue;
    const result = v.safeParse(entrySchema, value);
    if (!result.success) throw new ModelError(`The checkpoint's header describes the tensor ${name} wrongly.`);
    entries.set(name, result.output);
  }
  return entries;
}

function locate(index: number, spec: TensorSpec, entry: Entry, start: number): StoredTensor {
  const { dtype, shape } = entry;
  if (!isElementType(dtype)) {
    throw new ModelError(
      `Tensor ${spec.name} has the type ${dtype}; ${Object.keys(ELEMENT_BYTES).join(', ')} are read.`,
    );
  }
  if (shape.length !== spec.shape.length || shape.some((side, i) => side !== spec.shape[i])) {
    throw new ModelError(
      `Tensor ${spec.name} has the shape [${shape.join(', ')}]; config.json asks for [${spec.shape.join(', ')}].`,
    );
  }
  const [from, to] = entry.data_offsets;
  if (to - from !== spec.size * ELEMENT_BYTES[dtype]) {
    throw new ModelError(`Tensor ${spec.name} takes ${to - from} bytes, which does not fit its shape and type.`);
  }
  return { index, spec, type: dtype, begin: start + from, end: start + to };
}
