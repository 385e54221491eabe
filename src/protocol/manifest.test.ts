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

describe('what is wrong with a manifest is said in words', () => {
  const manifest = testManifest();
  const { p2: _, ...misspelt } = { ...manifest.method, P2: 4, p2: 4 };
  it.each<[string, object, string]>([
    ['no name', { title: undefined }, 'title: is missing'],
    [
      'a setting that is missing, and one that is misspelt',
      { method: misspelt },
      'method.p2: is missing; method.P2: is no setting here',
    ],
    [
      'a method that is none',
      { method: { ...manifest.method, name: 'fedspozo' } },
      'method.name: "fedspozo" is none of fedspzo',
    ],
    [
      'directions that the method has not',
      { method: { ...manifest.method, directions: 'pool' } },
      'method.directions: must be "private" or "shared", not "pool"',
    ],
    [
      'one class',
      { task: { ...manifest.task, labels: manifest.task.labels.slice(1) } },
      'task.labels: its length must be at least 2, not 1',
    ],
    [
      'a template without a field',
      { task: { ...manifest.task, template: 'It was<mask>.' } },
      'has no field such as {text}.',
    ],
    ...['.', '..', '.git', '-rf', '_x', '', 'a/b', 'a'.repeat(101)].map((name): [string, object, string] => [
      `a file's name of ${JSON.stringify(name)}`,
      { model: { ...manifest.model, files: [{ ...manifest.model.files[0]!, name }] } },
      'model.files.0.name: a plain file name, which begins with a letter or digit',
    ]),
    ['an id with blanks', { id: 'My reviews' }, 'id: lower-case letters, digits and hyphens.'],
  ])('%s', (_name, change, message) => {
    expect(() => parseManifest({ ...manifest, ...change })).toThrow(message);
  });
});
