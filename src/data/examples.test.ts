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
  withBothParts,
} from './index.ts';

const CLASSES: ClassName[] = [
  { name: 'negative', word: ' terrible' },
  { name: 'positive', word: ' great' },
];
const plain = (examples: readonly Example[]) => examples.map(({ texts, label }) => [...texts.map(reveal), label]);
const read = (source: string, fields = ['text']) => {
  const table = parseTable(source, { header: true });
  return toExamples(table, guessChoice(table, fields, CLASSES));
};

describe('examples', () => {
  test('promise 1: the compiler lets no private text pass for a string, so that it fits no message', () => {
    expectTypeOf<PrivateText>().not.toExtend<string>();
    expectTypeOf<PrivateText>().not.toExtend<Uint8Array>();
    expectTypeOf<string>().not.toExtend<PrivateText>();
    expectTypeOf<Example['texts']>().toEqualTypeOf<readonly PrivateText[]>();
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
    expect(reveal(example!.texts[0]!)).toBe('a b–cd \ufffde 👩‍🚀…');
  });

  test('a table without labels is refused with a remedy', () => {
    const table = parseTable('text\nonly words here');
    expect(() => guessChoice(table, ['text'], CLASSES)).toThrow('No column of the data looks like a label.');
    const odd = parseTable('text,label\na,x');
    expect(() => guessChoice(odd, ['text'], CLASSES)).toThrow('No label of column "label" stands for a class.');
  });

  test('an export is read back as the same examples', () => {
    const text = fc.string({ unit: 'grapheme', minLength: 1 });
    fc.assert(
      fc.property(fc.array(fc.record({ text, label: fc.constantFrom('0', '1') }), { minLength: 1 }), (items) => {
        const { examples } = read(items.map((item) => JSON.stringify(item)).join('\n'));
        fc.pre(examples.length > 0);
        const exported = toJsonLines(examples, ['text'], ['negative', 'positive']);
        expect(read(exported)).toEqual({ examples, errors: [], duplicates: 0 });
      }),
    );
  });
});

describe('examples of several texts', () => {
  const RTE = ['premise', 'hypothesis'];

  test('need each of them, and only all of them together make a duplicate', () => {
    const { examples, errors, duplicates } = read(
      'premise,hypothesis,label\nIt rains.,It is wet.,yes\nIt rains.,It is dry.,no\n It rains.,It is wet. ,1\n' +
        'It rains.,,yes\n,It is wet.,no\nIt rains.,It is wet.,no\nIt rains. It is,wet.,no',
      RTE,
    );
    expect(plain(examples)).toEqual([
      ['It rains.', 'It is wet.', 1],
      ['It rains.', 'It is dry.', 0],
      ['It rains. It is', 'wet.', 0],
    ]);
    expect(duplicates).toBe(1);
    expect(errors.map(({ line, reason }) => `${line} ${reason}`)).toEqual([
      '5 Its hypothesis is empty.',
      '6 Its premise is empty.',
      '7 Line 2 has the same premise and hypothesis with another label.',
    ]);
  });

  test('a table without one of them is refused by its name', () => {
    const table = parseTable('premise,label\nIt rains.,yes\nIt snows.,no');
    expect(() => guessChoice(table, RTE, CLASSES)).toThrow('No column of the data looks like the hypothesis.');
    expect(() => guessChoice(table, RTE, CLASSES)).toThrow(
      expect.objectContaining({ remedy: 'Name the columns "premise", "hypothesis" and "label" in the first line.' }),
    );
  });

  test('an export is read back as the same examples, also where a text is called label', () => {
    for (const fields of [RTE, ['word', 'label']]) {
      const { examples } = read('a,b,class\nIt rains.,It is wet.,1\nIt rains.,It is dry.,0', fields);
      expect(examples).toHaveLength(2);
      expect(read(toJsonLines(examples, fields, ['negative', 'positive']), fields).examples).toEqual(examples);
    }
  });

  test('are held out by all texts: one premise may be on both sides, one pair never', () => {
    const pair = (a: string, b: string): Example => ({ texts: [conceal(a), conceal(b)], label: 0 });
    const pairs = Array.from({ length: 60 }, (_, i) => pair('It rains.', `It is ${i} degrees warm.`));
    const { training, heldOut } = splitExamples(pairs);
    expect(training.length + heldOut.length).toBe(60);
    // 12 are expected; by the premise alone it would be 1 or 59.
    expect(Math.abs(heldOut.length - 12)).toBeLessThan(10);
    const again = splitExamples(pairs.map(({ texts: [a, b] }) => pair(reveal(a!).toUpperCase(), `${reveal(b!)}!`)));
    expect(again.heldOut.map(({ texts: [, b] }) => reveal(b!))).toEqual(
      heldOut.map(({ texts: [, b] }) => `${reveal(b!)}!`),
    );
  });
});

describe('samples', () => {
  test.each(SAMPLES)('$name has $rows rows, both classes, and no errors', async ({ name, rows }) => {
    const table = await loadSample(name);
    expect(table.rows).toHaveLength(rows);
    const { examples, errors, duplicates } = toExamples(table, guessChoice(table, ['text'], CLASSES));
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
  const example = (text: string, label: number): Example => ({ texts: [conceal(text)], label });

  test('is about a fifth of a sample set, disjoint and complete', async () => {
    const table = await loadSample('imdb');
    const { examples } = toExamples(table, guessChoice(table, ['text'], CLASSES));
    const { training, heldOut } = splitExamples(examples);
    expect(new Set([...training, ...heldOut])).toEqual(new Set(examples));
    expect(training.length + heldOut.length).toBe(examples.length);
    // 5 standard deviations of a binomial with 1000 draws at 0.2 are 63.
    expect(Math.abs(heldOut.length - examples.length / 5)).toBeLessThan(63);
  });

  /** Short words of few letters, so that many of a list's classes are small. */
  const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), minLength: 4, maxLength: 12 });
  const rows = fc
    .uniqueArray(word, { minLength: 3, maxLength: 40 })
    .chain((texts) =>
      fc.tuple(...texts.map((text) => fc.integer({ min: 0, max: 2 }).map((label) => example(text, label)))),
    );
  const textsOf = (part: readonly Example[]) => new Set(part.map(({ texts: [only] }) => reveal(only!)));

  test('an example keeps its side whatever happens to the others: added, removed, changed, put into another order', () => {
    fc.assert(
      fc.property(rows, fc.array(fc.nat({ max: 39 })), fc.array(word), (all, gone, more) => {
        const before = textsOf(splitExamples(all).heldOut);
        const kept = all.filter((_, i) => !gone.includes(i));
        const added = more.map((text) => example(`${text} more`, 1));
        const after = textsOf(splitExamples([...added, ...kept.toReversed()]).heldOut);
        for (const text of textsOf(kept)) expect(after.has(text)).toBe(before.has(text));
      }),
    );
  });

  test('its label has no say, and neither have capitals and punctuation', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const before = textsOf(splitExamples(all).heldOut);
        const loud = all.map(({ texts: [only], label }) => example(`${reveal(only!).toUpperCase()}!`, 2 - label));
        const after = textsOf(splitExamples(loud).heldOut);
        expect(after).toEqual(new Set([...before].map((text) => `${text.toUpperCase()}!`)));
      }),
    );
  });

  test('a single text is on the side where it always was', () => {
    const texts = Array.from({ length: 40 }, (_, i) => `Review number ${i}.`);
    const { heldOut } = splitExamples(texts.map((text, i) => example(text, i % 2)));
    expect(heldOut.map(({ texts: [only] }) => texts.indexOf(reveal(only!)))).toEqual([2, 17, 18, 29, 32]);
  });

  test('new data gets both sides: a class of two examples has one on each, a single one trains, and more are not moved', () => {
    fc.assert(
      fc.property(rows, (all) => {
        const settled = withBothParts(all);
        const { training, heldOut } = splitExamples(settled);
        const before = splitExamples(all);
        countLabels(all, 3).forEach((count, label) => {
          const [trained, held] = [training, heldOut].map((part) => countLabels(part, 3)[label]!);
          expect(trained! + held!).toBe(count);
          if (count > 0) expect(trained).toBeGreaterThan(0);
          if (count > 1) expect(held).toBeGreaterThan(0);
          const had = [before.training, before.heldOut].map((part) => countLabels(part, 3)[label]!);
          if (had.every((part) => part > 0)) expect([trained, held]).toEqual(had);
        });
        // And then it stays, as everything does.
        expect(withBothParts(settled)).toEqual(settled);
        const some = splitExamples(settled.slice(1)).heldOut;
        for (const one of textsOf(some)) expect(textsOf(heldOut).has(one)).toBe(true);
      }),
    );
  });

  test('texts that say the same are never on both sides, also where a class has nothing else', () => {
    const twins = withBothParts([
      example('Quite good', 0),
      example('quite GOOD!', 0),
      example('bad', 1),
      example('bad.', 1),
    ]);
    const { training, heldOut } = splitExamples(twins);
    expect([training.length, heldOut.length]).toEqual([4, 0]);
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
