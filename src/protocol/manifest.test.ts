import { describe, expect, it } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import {
  ManifestError,
  aggregationOf,
  canonicalJson,
  lateOf,
  manifestHash,
  parseManifest,
  precisionOf,
} from './index.ts';

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

describe('what a manifest need not say', () => {
  const manifest = parseManifest(testManifest());
  it('leaves the hash of a manifest as it was before there was a choice', () => {
    // Computed by the version of this code that had no such fields.
    expect(manifestHash(manifest)).toBe('08798f94ffeb26d83f7a64ef3c1470cd8c1835e80aea3fe7f17c5436f6a4c06a');
    expect(aggregationOf(manifest)).toEqual({ by: 'mean' });
    expect(lateOf(manifest)).toBe(0);
  });

  it('is part of the hash where it is said', () => {
    const said = [
      { round: { ...manifest.round, target: 3 } },
      { round: { ...manifest.round, late: 2 } },
      { aggregation: { by: 'mean' } },
      { aggregation: { by: 'mean', learnedClip: 3 } },
      { aggregation: { by: 'norm-bounded', factor: 2 } },
      { guard: { rise: 0.5, evaluations: 3 } },
      { access: 'open' },
      { access: 'invite' },
    ];
    const hashes = said.map((change) => manifestHash(parseManifest({ ...manifest, ...change })));
    expect(new Set([...hashes, manifestHash(manifest)]).size).toBe(said.length + 1);
    expect(lateOf(parseManifest({ ...manifest, ...said[1] }))).toBe(2);
    expect(aggregationOf(parseManifest({ ...manifest, ...said[3] })).learnedClip).toBe(3);
  });
});

describe('settings that contradict each other are refused in words', () => {
  const shared = testManifest({ directions: 'shared' });
  const own = testManifest();
  const round = { ...own.round, quorum: 3, maximum: 8 };
  it.each<[string, object, string]>([
    ['a target below the quorum', { ...own, round: { ...round, target: 2 } }, 'round.target must lie between'],
    ['a target above the maximum', { ...own, round: { ...round, target: 9 } }, 'round.target must lie between'],
    [
      'late parts on shared directions',
      { ...shared, round: { ...round, late: 1 } },
      'round.late cannot be with shared',
    ],
    [
      'later than a relay keeps records',
      { ...own, round: { ...round, late: 33 } },
      'round.late: must be at most 32, not 33',
    ],
    ['half an entry late', { ...own, round: { ...round, late: 0.5 } }, 'round.late: must be a whole number, not 0.5'],
    [
      'median of private directions',
      { ...own, aggregation: { by: 'median' } },
      'each client has its own: take norm-bounded',
    ],
    [
      'trimmed mean of private directions',
      { ...own, aggregation: { by: 'trimmed', share: 0.2 } },
      'each client has its own: take norm-bounded',
    ],
    [
      'bounded norms on shared directions',
      { ...shared, aggregation: { by: 'norm-bounded', factor: 2 } },
      'names none: take median or trimmed',
    ],
    [
      'a share that leaves nothing',
      { ...shared, aggregation: { by: 'trimmed', share: 0.5 } },
      'aggregation.share: must be below 0.5, not 0.5',
    ],
    [
      'a share of nothing',
      { ...shared, aggregation: { by: 'trimmed', share: 0 } },
      'aggregation.share: must be above 0, not 0',
    ],
    ['no share', { ...shared, aggregation: { by: 'trimmed' } }, 'aggregation.share: is missing'],
    ['a way that is none', { ...shared, aggregation: { by: 'krum' } }, 'aggregation.by: '],
    [
      'a clip of nothing',
      { ...own, aggregation: { by: 'mean', learnedClip: 0 } },
      'aggregation.learnedClip: must be above 0',
    ],
    ['a guard that waits for ever', { ...own, guard: { rise: 0.1, evaluations: 0 } }, 'guard.evaluations: must be'],
    ['a door that is ajar', { ...own, access: 'friends' }, 'access: must be "open" or "invite", not "friends"'],
  ])('%s', (_name, manifest, message) => {
    expect(() => parseManifest(manifest)).toThrow(ManifestError);
    expect(() => parseManifest(manifest)).toThrow(message);
  });

  it('and those at their limits are taken', () => {
    for (const target of [3, 8])
      expect(parseManifest({ ...own, round: { ...round, target } }).round.target).toBe(target);
    parseManifest({ ...shared, round: { ...round, late: 0 } });
    parseManifest({ ...shared, aggregation: { by: 'trimmed', share: 0.49 } });
    parseManifest({
      ...testManifest({}, { quorum: 1, maximum: 1, target: 1 }),
      aggregation: { by: 'norm-bounded', factor: 1 },
    });
  });
});

describe('names and labels are hostile text', () => {
  const manifest = testManifest();
  const why = 'has a control character, or one that turns the direction of text';
  const texts = (text: string): [string, object][] => [
    ['title', { title: text }],
    ['purpose', { purpose: text }],
    ['model.name', { model: { ...manifest.model, name: text } }],
    ['model.licence', { model: { ...manifest.model, licence: text } }],
    ['model.location', { model: { ...manifest.model, location: text } }],
    ['task.template', { task: { ...manifest.task, template: `{text} ${text}<mask>` } }],
    [
      'task.labels.0.name',
      { task: { ...manifest.task, labels: [{ name: text, word: ' a' }, manifest.task.labels[1]] } },
    ],
    [
      'task.labels.0.word',
      { task: { ...manifest.task, labels: [{ name: 'a', word: text }, manifest.task.labels[1]] } },
    ],
  ];
  it.each(['\0', '\u001b[2J', '\r', '\u007f', '\u0085', '\u2028', '\u202e', '\u2066', '\ud800'])(
    '%j is in none of them',
    (bad) => {
      for (const [where, change] of texts(`a${bad}b`))
        expect(() => parseManifest({ ...manifest, ...change }), where).toThrow(`${where}: ${why}`);
    },
  );

  it('a line feed is in a purpose and a template, and in no name', () => {
    for (const [where, change] of texts('a\nb')) {
      const parse = () => parseManifest({ ...manifest, ...change });
      if (where === 'purpose' || where === 'task.template') parse();
      else expect(parse, where).toThrow(why);
    }
  });

  it('words of any script are taken, joiners and marks of direction included', () => {
    for (const title of ['Отзывы', 'משוב \u200f(a)', 'می‌خواهم', '👩\u200d🌾', 'é ≤ ½'])
      expect(parseManifest({ ...manifest, title }).title).toBe(title);
  });
});
