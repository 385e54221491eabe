import { createHash } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { parseManifest } from '../../src/protocol/index.ts';
import { describeFile } from './index.ts';

const MIB = 2 ** 20;
const folder = await mkdtemp(path.join(tmpdir(), 'dandelion-describe-'));
afterAll(() => rm(folder, { recursive: true }));

const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

test.each([1, MIB, MIB + 1, 2 * MIB, 2 * MIB + 7])(
  'a file of %i bytes is described with the hashes of its chunks',
  async (size) => {
    const bytes = Buffer.alloc(size, 'some weights, ');
    const file = path.join(folder, `${size}`);
    await writeFile(file, bytes);
    const described = await describeFile(file, 'model.safetensors');
    const hashes = Array.from({ length: Math.ceil(size / MIB) }, (_, i) =>
      sha256(bytes.subarray(i * MIB, (i + 1) * MIB)),
    );
    expect(described).toEqual({
      name: 'model.safetensors',
      bytes: size,
      sha256: sha256(bytes),
      ...(hashes.length > 1 && { chunks: { bytes: MIB, sha256: hashes } }),
    });
    const manifest = testManifest();
    expect(parseManifest({ ...manifest, model: { ...manifest.model, files: [described] } }).model.files).toEqual([
      described,
    ]);
  },
);
