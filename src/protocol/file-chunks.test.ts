import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { chunkBytesFor, manifestHash, parseManifest } from './index.ts';

const MIB = 2 ** 20;
const hash = 'ab'.repeat(32);
const manifest = testManifest();
const parse = (bytes: number, chunks: unknown) =>
  parseManifest({
    ...manifest,
    model: { ...manifest.model, files: [{ name: 'x', bytes, sha256: hash, chunks }] },
  });

test('a file may have the hashes of its chunks, which are part of the manifest’s hash', () => {
  const one = parse(3 * MIB, { bytes: MIB, sha256: [hash, hash, hash] });
  const other = parse(3 * MIB, { bytes: 2 * MIB, sha256: [hash, hash] });
  expect(one.model.files[0]?.chunks?.sha256).toHaveLength(3);
  expect(manifestHash(one)).not.toBe(manifestHash(other));
});

test.each<[string, number, unknown, string]>([
  ['too few', 3 * MIB, { bytes: MIB, sha256: [hash, hash] }, 'must have one hash for every chunks.bytes'],
  ['too many', 3 * MIB, { bytes: MIB, sha256: [hash, hash, hash, hash] }, 'must have one hash for every chunks.bytes'],
  ['none', 3 * MIB, { bytes: MIB, sha256: [] }, 'chunks.sha256: its length must be at least 1'],
  ['no hashes', 1, { bytes: MIB, sha256: ['x'] }, 'model.files.0.chunks.sha256.0: a SHA-256'],
  ['chunks too small', 1, { bytes: MIB - 1, sha256: [hash] }, 'chunks.bytes: must be at least 1048576'],
  ['chunks too large', 1, { bytes: 2 ** 26 + 1, sha256: [hash] }, 'chunks.bytes: must be at most 67108864'],
])('refused: %s', (_, bytes, chunks, fault) => expect(() => parse(bytes, chunks)).toThrow(fault));

test('chunks grow with the file, so that a manifest stays small', () => {
  expect([1, 256 * MIB, 256 * MIB + 1, 1.4e9, 2 ** 38].map(chunkBytesFor)).toEqual([
    MIB,
    MIB,
    2 * MIB,
    8 * MIB,
    64 * MIB,
  ]);
});
