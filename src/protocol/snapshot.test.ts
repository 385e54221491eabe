import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, concatBytes } from '@noble/hashes/utils.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Epoch,
  FormatError,
  type Hash,
  type Sequence,
  type SnapshotPlace,
  type SnapshotTensor,
  readSnapshot,
  snapshotBytes,
  snapshotChunks,
} from './index.ts';

const place: SnapshotPlace = {
  manifestHash: '11'.repeat(32) as Hash,
  epoch: '22'.repeat(8) as Epoch,
  sequence: 300 as Sequence,
  chain: '33'.repeat(32) as Hash,
  fingerprint: '44'.repeat(16),
};
// The last one is longer than one chunk of the writer.
const tensors = [[1, -2, 2 ** 31 - 1, -(2 ** 31)], [7], [], Array.from({ length: 300_000 }, (_, i) => i * 7919)].map(
  (values) => Int32Array.from(values),
);
const sizes = tensors.map((tensor) => tensor.length);
const shifts = [29, -3, 0, 178];

function snapshot(): Uint8Array {
  return concatBytes(...snapshotChunks(place, shifts, sizes, (index) => tensors[index]!));
}

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function read(bytes: Uint8Array, hash: string, piece = 65_536, bits: 16 | 32 = 32): Promise<SnapshotTensor[]> {
  const incoming = await readSnapshot(inPieces(bytes, piece), hash, sizes, bits);
  expect(incoming.place).toEqual(place);
  const all: SnapshotTensor[] = [];
  for await (const tensor of incoming.tensors) all.push(tensor);
  return all;
}

test('[S1] a snapshot has the bytes of PROTOCOL.md', () => {
  const bytes = snapshot();
  expect(bytes.length).toBe(snapshotBytes(sizes));
  const head =
    `444e444c534e4150 00000001 ${'11'.repeat(32)} ${'22'.repeat(8)} 0000012c ${'33'.repeat(32)} ${'44'.repeat(16)}
    00000004 0000001d 00000004 fffffffd 00000001 00000000 00000000 000000b2 000493e0
    01000000 feffffff ffffff7f 00000080 07000000`.replaceAll(/\s/g, '');
  expect(bytesToHex(bytes.subarray(0, head.length / 2))).toBe(head);
});

test('[S1] a snapshot comes back however its bytes are cut', async () => {
  const bytes = snapshot();
  // Compared as digests: an assertion on 300,000 elements takes seconds.
  const digest = (tensor: Int32Array<ArrayBuffer>) => bytesToHex(sha256(new Uint8Array(tensor.buffer)));
  const expected = tensors.map((integers, index) => ({ index, shift: shifts[index], integers: digest(integers) }));
  for (const piece of [1009, 65_536, bytes.length]) {
    const all = await read(bytes, bytesToHex(sha256(bytes)), piece);
    expect(all.map((tensor) => ({ ...tensor, integers: digest(tensor.integers) }))).toEqual(expected);
  }
});

test('[S1] integers of 16 bits take two bytes each, and come back widened', async () => {
  const short = tensors.map((tensor) => Int16Array.from(tensor));
  const bytes = concatBytes(...snapshotChunks(place, shifts, sizes, (index) => short[index]!, 16));
  expect(bytes.length).toBe(snapshotBytes(sizes, 16));
  expect(snapshotBytes(sizes) - bytes.length).toBe(2 * sizes.reduce((sum, size) => sum + size, 0));
  const head = `444e444c534e4150 00000002 ${'11'.repeat(32)}`.replaceAll(' ', '');
  expect(bytesToHex(bytes.subarray(0, head.length / 2))).toBe(head);
  const first = snapshotBytes([0, 0, 0, 0], 16);
  expect(bytesToHex(bytes.subarray(first, first + 10))).toBe('0100feffffff00000700');
  for (const piece of [1009, bytes.length]) {
    const all = await read(bytes, bytesToHex(sha256(bytes)), piece, 16);
    all.forEach(({ integers }, t) => expect(integers.every((n, i) => n === short[t]![i])).toBe(true));
    expect(all.map(({ integers }) => integers.length)).toEqual(sizes);
  }
});

test('[S2] a snapshot of another width than the federation has is refused before its tensors are read', async () => {
  const bytes = snapshot();
  const hash = bytesToHex(sha256(bytes));
  await expect(readSnapshot(inPieces(bytes, 4096), hash, sizes, 16)).rejects.toThrow('integers of 32 bits, not of 16');
  bytes[11] = 2;
  await expect(readSnapshot(inPieces(bytes, 4096), hash, sizes)).rejects.toThrow('integers of 16 bits, not of 32');
  bytes[11] = 3;
  await expect(readSnapshot(inPieces(bytes, 4096), hash, sizes)).rejects.toThrow('format 3');
  expect(() => [...snapshotChunks(place, shifts, sizes, (index) => tensors[index]!, 16)]).toThrow(TypeError);
});

test('[S2] a changed, cut or lengthened snapshot is a FormatError', async () => {
  const bytes = snapshot();
  const hash = bytesToHex(sha256(bytes));
  const changed = bytes.slice();
  changed[5000]! ^= 1;
  await expect(read(changed, hash)).rejects.toThrow(/SHA-256/);
  await expect(read(bytes.subarray(0, -1), hash)).rejects.toThrow(FormatError);
  await expect(read(concatBytes(bytes, Uint8Array.of(0)), hash)).rejects.toThrow(FormatError);
});

test('[S2] a snapshot of another model is refused before its tensors are read', async () => {
  const bytes = snapshot();
  const hash = bytesToHex(sha256(bytes));
  await expect(readSnapshot(inPieces(bytes, 4096), hash, sizes.slice(1))).rejects.toThrow(/4 tensors, the model 3/);
  await expect(readSnapshot(inPieces(bytes, 4096), hash, [5, 1, 0, 300_000])).rejects.toThrow(/Tensor 0 has 4/);
});

test('[S2] arbitrary bytes are a FormatError', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async (bytes) => {
      await expect(readSnapshot(inPieces(bytes, 50), '', sizes)).rejects.toThrow(FormatError);
    }),
  );
});
