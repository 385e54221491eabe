import { describe, expect, it } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { ManifestError, canonicalJson, manifestHash, parseManifest, precisionOf } from './index.ts';

describe('precision', () => {
  it('is 32 where the manifest says nothing, and leaves the hash of such a manifest as it was before there was a choice', () => {
    const manifest = parseManifest(testManifest());
    expect(precisionOf(manifest)).toBe(32);
    expect(canonicalJson(manifest)).not.toContain('precision');
    // Computed by the version of this code that had no such field.
    expect(manifestHash(manifest)).toBe('08798f94ffeb26d83f7a64ef3c1470cd8c1835e80aea3fe7f17c5436f6a4c06a');
  });

  it('is 16 or 32 where it says so, and part of the hash', () => {
    const manifest = parseManifest({ ...testManifest(), precision: 16 });
    expect(precisionOf(manifest)).toBe(16);
    expect(precisionOf(parseManifest({ ...testManifest(), precision: 32 }))).toBe(32);
    expect(manifestHash(manifest)).not.toBe(manifestHash(testManifest()));
  });

  it('is nothing else', () => {
    for (const precision of [8, 64, '16', null, undefined]) {
      expect(() => parseManifest({ ...testManifest(), precision })).toThrow(ManifestError);
    }
  });
});
