import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Architecture, TensorSpec } from './architecture.ts';
import { blobBytes, openBaseWeights } from './base-weights.ts';
import { readCheckpoint } from './safetensors.ts';

/** Two tensors: a linear weight [out 2, in 3] and a bias [2]. */
const weight: TensorSpec = { name: 'a.weight', shape: [2, 3], transposed: true, size: 6, trainable: true };
const bias: TensorSpec = { name: 'LayerNorm.bias', shape: [2], transposed: false, size: 2, trainable: true };
const architecture: Architecture = {
  family: 'bert',
  layers: 1,
  hidden: 1,
  heads: 1,
  feedForward: 1,
  vocabulary: 1,
  positions: 1,
  tokenTypes: 1,
  normEpsilon: 1,
  padToken: 0,
  firstPosition: 0,
  tensors: [weight, bias],
  adapters: null,
};

interface Entry {
  readonly dtype?: string;
  readonly shape: readonly number[];
  readonly bytes: Uint8Array;
}

function file(entries: Record<string, Entry>): Uint8Array<ArrayBuffer> {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, { dtype = 'F32', shape, bytes }] of Object.entries(entries)) {
    header[name] = { dtype, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  }
  const json = new TextEncoder().encode(JSON.stringify(header));
  const result = new Uint8Array(8 + json.length + end);
  new DataView(result.buffer).setBigUint64(0, BigInt(json.length), true);
  result.set(json, 8);
  let at = 8 + json.length;
  for (const { bytes } of Object.values(entries)) {
    result.set(bytes, at);
    at += bytes.length;
  }
  return result;
}

const floats = (...values: number[]) => new Uint8Array(Float32Array.from(values).buffer);
const words = (...values: number[]) => new Uint8Array(Uint16Array.from(values).buffer);
const good: Record<string, Entry> = {
  'pooler.weight': { shape: [3], bytes: floats(9, 9, 9) },
  'LayerNorm.beta': { shape: [2], bytes: floats(7, 8) },
  position_ids: { dtype: 'I64', shape: [1], bytes: new Uint8Array(8) },
  'a.weight': { shape: [2, 3], bytes: floats(1, 2, 3, 4, 5, 6) },
};

async function* pieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

async function read(bytes: Uint8Array, size = 1000, hash?: string): Promise<number[][]> {
  const result: number[][] = [];
  for await (const source of readCheckpoint(pieces(bytes, size), architecture, hash)) {
    const target = new Float32Array(architecture.tensors[source.index]!.size);
    await source.readInto(target);
    result[source.index] = [...target];
  }
  return result;
}

describe('readCheckpoint', () => {
  const transposed = [
    [1, 4, 2, 5, 3, 6],
    [7, 8],
  ];

  it('reads what the architecture needs, linear weights as [in, out], in chunks of any size', async () => {
    const bytes = file(good);
    const sizes = fc.integer({ min: 1, max: bytes.length });
    await fc.assert(
      fc.asyncProperty(sizes, async (size) => {
        expect(await read(bytes, size)).toEqual(transposed);
      }),
    );
  });

  it('reads float16 (subnormals and signed zero too) and bfloat16', async () => {
    const halves = { dtype: 'F16', shape: [2, 3], bytes: words(0x3c00, 0xc000, 0x0001, 0x8000, 0x7bff, 0x3555) };
    const brains = { dtype: 'BF16', shape: [2], bytes: words(0x3f80, 0xc2f7) };
    const [a, b] = await read(file({ 'a.weight': halves, 'LayerNorm.bias': brains }), 3);
    expect(a).toEqual([1, -0, -2, 65504, 2 ** -24, 0.333251953125]);
    expect(b).toEqual([1, -123.5]);
  });

  it('accepts the file with its hash and refuses it with another', async () => {
    const bytes = file(good);
    const hash = bytesToHex(sha256(bytes));
    expect(await read(bytes, 7, hash)).toEqual(transposed);
    bytes[bytes.length - 1]! ^= 1;
    await expect(read(bytes, 7, hash)).rejects.toThrow(`the manifest says ${hash}`);
  });

  it('refuses a file that ends early, wherever', async () => {
    const bytes = file(good);
    for (let length = 0; length < bytes.length; length++) {
      await expect(read(bytes.subarray(0, length), 5)).rejects.toThrow('before it should');
    }
  });

  it.each([
    ['a missing tensor', { 'LayerNorm.beta': good['LayerNorm.beta']! }, 'lacks the tensor a.weight'],
    [
      'another shape',
      { ...good, 'a.weight': { ...good['a.weight']!, shape: [3, 2] } },
      'a.weight has the shape [3, 2]',
    ],
    ['another type', { ...good, 'a.weight': { ...good['a.weight']!, dtype: 'I8' } }, 'a.weight has the type I8'],
    ['too few bytes', { ...good, 'a.weight': { shape: [2, 3], bytes: floats(1) } }, 'a.weight takes 4 bytes'],
  ])('names %s', async (_, entries, message) => {
    await expect(read(file(entries))).rejects.toThrow(message);
  });

  it('refuses what is no safetensors file', async () => {
    await expect(read(new TextEncoder().encode('<!doctype html> not found'))).rejects.toThrow('not a safetensors file');
    const broken = file(good);
    broken[8] = 0x5b;
    await expect(read(broken)).rejects.toThrow('not JSON');
    await expect(read(Uint8Array.from([...file(good), 0]))).rejects.toThrow('goes on after its last tensor');
  });

  it('reads a ReadableStream and cancels it when the reader stops', async () => {
    let cancelled = false;
    const stream = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(file(good)),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const source of readCheckpoint(stream, architecture)) {
      await source.readInto(new Float32Array(2));
      break;
    }
    expect(cancelled).toBe(true);
  });
});

describe('openBaseWeights', () => {
  it('reads any run of any tensor as the stream does', async () => {
    const weights = await openBaseWeights(blobBytes(new Blob([file(good)])), architecture);
    const whole = await read(file(good));
    for (const [index, expected] of whole.entries()) {
      for (let start = 0; start < expected.length; start++) {
        for (let end = start + 1; end <= expected.length; end++) {
          const out = new Float32Array(end - start);
          await weights.read(index, start, out);
          expect([...out]).toEqual(expected.slice(start, end));
        }
      }
    }
    await expect(weights.read(0, 5, new Float32Array(2))).rejects.toThrow('do not exist');
  });
});
