import type { Integers, Precision } from '../../lattice/index.ts';
import { read, storageBuffer, write } from './buffers.ts';

/** A run of a tensor's integers in one buffer. It begins at a multiple of 64, where a word of noise does. */
export interface Segment {
  readonly buffer: GPUBuffer;
  readonly start: number;
  readonly length: number;
}

/** A tensor's integers, zeros: as many segments as it takes for each to fit one binding. */
export function createSegments(
  device: GPUDevice,
  size: number,
  precision: Precision,
  bindingBytes: number,
): readonly Segment[] {
  const most = Math.floor(bindingBytes / (8 * precision)) * 64;
  return Array.from({ length: Math.ceil(size / most) }, (_, i) => {
    const start = i * most;
    const length = Math.min(most, size - start);
    return { buffer: storageBuffer(device, wordsOf(length, precision)), start, length };
  });
}

/** Replaces all integers of a tensor. Those of 16 bits may come in 32, which is what a snapshot's reader gives. */
export function writeIntegers(
  device: GPUDevice,
  segments: readonly Segment[],
  precision: Precision,
  integers: Integers,
): void {
  for (const { buffer, start, length } of segments) {
    const part = integers.subarray(start, start + length);
    write(device, buffer, precision === 32 ? part : pairs(part));
  }
}

/** A copy of all integers of a tensor, once everything that was submitted has run. */
export async function readIntegers(
  device: GPUDevice,
  segments: readonly Segment[],
  precision: Precision,
): Promise<Int32Array<ArrayBuffer>> {
  const integers = new Int32Array(segments.reduce((sum, { length }) => sum + length, 0));
  for (const { buffer, start, length } of segments) {
    const words = await read(device, buffer, 4 * wordsOf(length, precision));
    integers.set(precision === 32 ? new Int32Array(words) : new Int16Array(words, 0, length), start);
  }
  return integers;
}

/** Words that hold so many integers. */
function wordsOf(length: number, precision: Precision): number {
  return Math.ceil((length * precision) / 32);
}

/** Integers of 16 bits as whole words: a last one without a neighbour gets 0 for it. */
function pairs(integers: Integers): Int16Array {
  if (integers instanceof Int16Array && integers.length % 2 === 0) return integers;
  const words = new Int16Array(2 * wordsOf(integers.length, 16));
  words.set(integers);
  return words;
}
