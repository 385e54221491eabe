import fc from 'fast-check';
import { describe, expect, expectTypeOf, test } from 'vitest';
import {
  type ClassName,
  type Example,
  type PrivateText,
  SAMPLES,
  batches,
  conceal,
  countLabels,
  guessChoice,
  loadSample,
  parseTable,
  reveal,
  splitExamples,
  toExamples,
  toJsonLines,
} from './index.ts';

const CLASSES: ClassName[] = [
  { name: 'negative', word: ' terrible' },
  { name: 'positive', word: ' great' },
];
const plain = (examples: readonly Example[]) => examples.map(({ text, label }) => [reveal(text), label]);
const read = (source: string) => {
  const table = parseTable(source, { header: true });
  return toExamples(table, guessChoice(table, CLASSES));
};

describe('examples', () => {
  test('promise 1: the compiler lets no private text pass for a string, so that it fits no message', () => {
    expectTypeOf<PrivateText>().not.toExtend<string>();
    expectTypeOf<PrivateText>().not.toExtend<Uint8Array>();
    expectTypeOf<string>().not.toExtend<PrivateText>();
    expectTypeOf<Example['text']>().toEqualTypeOf<PrivateText>();
  });

  test('every row is an example, an error with its line, or a duplicate', () => {
    const { examples, errors, duplicates } = read(
      'text,label\n good ,1\ngood,pos\n"",1\nbad,\nbad,maybe\ngood,0\nbad,0\nodd,1,x',
    );
    expect(plain(examples)).toEqual([
      ['good', 1],
      ['bad', 0],
    ]);
    expect(duplicates).toBe(1);
    expect(errors.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '4 Its text is empty.',
      '5 Its label is empty.',
      '6 Its label stands for no class.',
      '7 Line 2 has the same text with another label.',
      '9 It has 3 fields where 2 are expected. Text that contains the separator needs quotation marks.',
    ]);
  });

  test('control characters, stray Windows-1252 bytes, zero-width marks and half pairs are cleaned', () => {
    const [example] = read('{"text":"\\u0000 a\\tb\\u0096c\\u200b\\u202ed \\ud800e 👩‍🚀\\u0085 ","label":1}').examples;
    expect(reveal(example!.text)).toBe('a b–cd \ufffde 👩‍🚀…');
  });

  test('a table without labels is refused with a remedy', () => {
    const table = parseTable('text\nonly words here');
    expect(() => guessChoice(table, CLASSES)).toThrow('No column of the data looks like a label.');
    const odd = parseTable('text,label\na,x');
    expect(() => guessChoice(odd, CLASSES)).toThrow('No label of column "label" stands for a class.');
  });

  test('an export is read back as the same examples', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.record({ text, label: fc.constantFrom('0', '1') }), { minLength: 1 }), (items) => {
        const { examples } = read(items.map((item) => JSON.stringify(item)).join('\n'));
        fc.pre(examples.length > 0);
        const exported = toJsonLines(examples, ['negative', 'positive']);
        expect(read(exported)).toEqual({ examples, errors: [], duplicates: 0 });
      }),
    );
  });
});

describe('samples', () => {
  test.each(SAMPLES)('$name has $rows rows, both classes, and no errors', async ({ name, rows }) => {
    const table = await loadSample(name);
    expect(table.rows).toHaveLength(rows);
    const { examples, errors, duplicates } = toExamples(table, guessChoice(table, CLASSES));
    const contradictions = errors.filter(({ reason }) => reason.includes('same text with another label'));
    expect(errors).toEqual(contradictions);
    expect(examples.length + errors.length + duplicates).toBe(rows);
    const [negative, positive] = countLabels(examples, 2);
    expect(Math.abs(negative! - positive!)).toBeLessThan(20);
  });

  test('an unknown name is refused', async () => {
    await expect(loadSample('__proto__')).rejects.toMatchObject({ code: 'unknown-sample' });
  });
});

describe('held-out split', () => {
  const example = (text: string, label: number): Example => ({ text: conceal(text), label });

  test('is about a fifth of a sample set, disjoint and complete', async () => {
    const table = await loadSample('imdb');
    const { examples } = toExamples(table, guessChoice(table, CLASSES));
    const { training, heldOut } = splitExamples(examples);
    expect(new Set([...training, ...heldOut])).toEqual(new Set(examples));
    expect(training.length + heldOut.length).toBe(examples.length);
    // 5 standard deviations of a binomial with 1000 draws at 0.2 are 63.
    expect(Math.abs(heldOut.length - examples.length / 5)).toBeLessThan(63);
  });

  test('a text keeps its side when others are added, and so does its twin in capitals', () => {
    const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 4, maxLength: 12 });
    const texts = fc.uniqueArray(word, { minLength: 60, maxLength: 80 });
    fc.assert(
      fc.property(texts, fc.integer({ min: 40, max: 59 }), (all, some) => {
        const side = (part: readonly string[], of: string) =>
          splitExamples(part.map((text) => example(text, 0))).heldOut.some(({ text }) => reveal(text) === of);
        expect(side(all.slice(0, some), all[5]!)).toBe(side(all, all[5]!));
        expect(side([...all, `${all[5]!.toUpperCase()}!`], `${all[5]!.toUpperCase()}!`)).toBe(side(all, all[5]!));
      }),
      { seed: 1 },
    );
  });

  test('a class with two examples has one on each side; a single one trains', () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1 }), { minLength: 3, maxLength: 3 }), ([a, b, c]) => {
        const { training, heldOut } = splitExamples([example(a!, 0), example(b!, 0), example(c!, 1)]);
        expect(countLabels(training, 2)).toEqual([1, 1]);
        expect(countLabels(heldOut, 2)).toEqual([1, 0]);
      }),
    );
  });
});

describe('batches', () => {
  const take = (items: readonly number[], size: number, count: number, from = 0, seed = 7) => {
    const source = batches(items, size, [seed, 1], from);
    return Array.from({ length: count }, () => source.next().value);
  };

  test('each epoch takes every item once, each in another order', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 50 }), (count, size) => {
        const items = Array.from({ length: count }, (_, i) => i);
        const drawn = take(items, size, 3 * count).flat();
        for (let start = 0; start + count <= drawn.length; start += count) {
          expect(drawn.slice(start, start + count).toSorted((a, b) => a - b)).toEqual(items);
        }
      }),
    );
    const drawn = take(
      Array.from({ length: 40 }, (_, i) => i),
      8,
      10,
    ).flat();
    expect(drawn.slice(0, 40)).not.toEqual(drawn.slice(40, 80));
  });

  test('the same seed repeats, another does not, and a resumed run goes on where it was', () => {
    const items = Array.from({ length: 21 }, (_, i) => i);
    expect(take(items, 8, 10)).toEqual(take(items, 8, 10));
    expect(take(items, 8, 10, 0, 8)).not.toEqual(take(items, 8, 10));
    expect(take(items, 8, 4, 6)).toEqual(take(items, 8, 10).slice(6));
  });

  test('without examples there are no batches', () => {
    expect(() => take([], 8, 1)).toThrow('no examples');
  });
});
