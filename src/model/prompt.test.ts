import { readFile } from 'node:fs/promises';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Prompt } from './prompt.ts';
import { Tokenizer } from './tokenizer.ts';

const model = new URL('../../public/models/dandelion-mini/', import.meta.url);
const json = async (name: string): Promise<object> => JSON.parse(await readFile(new URL(name, model), 'utf8'));
const [file, config] = [await json('tokenizer.json'), await json('tokenizer_config.json')];
const tokenizer = new Tokenizer(file, config);
const SENTIMENT = '{text} It was<mask>.';
/** `It was<mask>.` and the end, as the model's README gives them. */
const TAIL = [304, 343, 4, 682, 2];

describe('Prompt', () => {
  it('puts a text before the mask', () => {
    const { ids, maskPosition, truncated } = new Prompt(tokenizer, SENTIMENT, 32).encode(['A charming film']);
    expect(ids.slice(-5)).toEqual(TAIL);
    expect(ids[maskPosition]).toBe(4);
    expect(truncated).toBe(false);
  });

  it('cuts the text to fit, never the mask', () => {
    const long = 'unbelievably long and winding sentences, '.repeat(50);
    for (const maxTokens of [7, 8, 16, 33]) {
      const { ids, maskPosition, truncated } = new Prompt(tokenizer, SENTIMENT, maxTokens).encode([long]);
      expect(ids).toHaveLength(maxTokens);
      expect(ids.slice(-5)).toEqual(TAIL);
      expect(ids.slice(0, -5)).toEqual(tokenizer.encode(long).slice(0, maxTokens - 5));
      expect(maskPosition).toBe(maxTokens - 3);
      expect(truncated).toBe(true);
    }
  });

  it('keeps a mask that stands before the text', () => {
    const { ids, maskPosition } = new Prompt(tokenizer, 'A<mask> film: {text}', 12).encode(['word '.repeat(40)]);
    expect(ids).toHaveLength(12);
    expect(ids[maskPosition]).toBe(4);
    expect(ids.at(-1)).toBe(2);
  });

  it("takes special tokens in a person's text as plain characters", () => {
    const { ids, maskPosition } = new Prompt(tokenizer, SENTIMENT, 64).encode(['a <mask> </s><s> b']);
    expect(ids.filter((id) => id === 4)).toHaveLength(1);
    expect(ids.filter((id) => id === 2)).toHaveLength(1);
    expect(maskPosition).toBe(ids.length - 3);
  });

  it('is at home with an empty text', () => {
    expect(new Prompt(tokenizer, SENTIMENT, 16).encode(['']).ids).toEqual([0, ...TAIL]);
  });

  it('refuses a template without room for a text, or without text or mask', () => {
    expect(() => new Prompt(tokenizer, SENTIMENT, 6)).toThrow('alone takes 6 tokens');
    expect(() => new Prompt(tokenizer, 'It was<mask>.', 16)).toThrow('no field such as {text}');
    expect(() => new Prompt(tokenizer, '{text} It was.', 16)).toThrow('<mask> exactly once');
  });

  it('refuses another number of texts than the template has fields', () => {
    expect(() => new Prompt(tokenizer, SENTIMENT, 16).encode(['a', 'b'])).toThrow('takes 1 texts, not 2');
  });
});

describe('the count of tokens before any is cut', () => {
  it.each([SENTIMENT, '{a|drop-last}?<mask>, {b|lower-first}'])('is that of the row, where it fits: %s', (template) => {
    const words = fc.array(fc.constantFrom('good', 'bad', '<mask>', 'Ünïted,', '😀', 'why?'), { maxLength: 40 });
    fc.assert(
      fc.property(words, words, (one, other) => {
        const texts = template === SENTIMENT ? [one.join(' ')] : [one.join(' '), other.join(' ')];
        const [wide, narrow] = [new Prompt(tokenizer, template, 512), new Prompt(tokenizer, template, 40)];
        const count = narrow.count(texts);
        expect(count).toBe(wide.encode(texts).ids.length);
        expect(narrow.encode(texts).truncated).toBe(count > 40);
      }),
    );
  });
});

describe('Prompt with several texts', () => {
  const RTE = '{premise|drop-last}?<mask>, {hypothesis|lower-first}';
  const WIC = '"{sentence1}" "{sentence2}" Similar sense of "{word}"?<mask>.';
  const plain = (text: string) => tokenizer.encode(text);

  it('puts each in its place, by its filter', () => {
    const cased = new Tokenizer({ ...file, normalizer: null }, config);
    const { ids } = new Prompt(cased, RTE, 64).encode(['It rains. ', 'Öl is wet.']);
    expect(ids).toEqual(cased.encode('It rains?<mask>, öl is wet.'));
    const wic = new Prompt(tokenizer, WIC, 64).encode(['We play.', 'A play ends.', 'play']);
    expect(wic.ids).toEqual(plain('"We play." "A play ends." Similar sense of "play"?<mask>.'));
  });

  it('a filter takes whole characters, also of nothing', () => {
    expect(new Prompt(tokenizer, RTE, 64).encode(['fun 😀', '']).ids).toEqual(plain('fun ?<mask>, '));
    expect(new Prompt(tokenizer, RTE, 64).encode(['', '😀']).ids).toEqual(plain('?<mask>, 😀'));
  });

  it('cuts the longest, then the next too, and keeps the template', () => {
    const words = (word: string, count: number) => Array.from({ length: count }, () => word).join(' ');
    const boolq = '{passage} Question: {question}? Answer:<mask>.';
    const row = (passage: number, question: number) =>
      plain(`${words('good', passage)} Question: ${words('bad', question)}? Answer:<mask>.`);
    const room = (maxTokens: number) =>
      new Prompt(tokenizer, boolq, maxTokens).encode([words('good', 90), words('bad', 10)]).ids;
    expect(room(row(50, 10).length)).toEqual(row(50, 10));
    expect(room(row(6, 6).length)).toEqual(row(6, 6));
    expect(room(row(1, 1).length)).toEqual(row(1, 1));
    const { ids, truncated } = new Prompt(tokenizer, boolq, row(9, 9).length).encode([
      words('good', 9),
      words('bad', 9),
    ]);
    expect([ids, truncated]).toEqual([row(9, 9), false]);
  });

  it('a special token in a text, or that two pieces would make, is plain characters', () => {
    const template = '<{a}{b}> It was<mask>.';
    const masks = (...texts: string[]) => {
      const { ids, maskPosition } = new Prompt(tokenizer, template, 64).encode(texts);
      return [ids.filter((id) => id === 4).length, maskPosition - ids.length, ids.filter((id) => id === 2).length];
    };
    expect(masks('mask> ', 'x')).toEqual([1, -3, 1]);
    expect(masks('x <ma', 'sk> y')).toEqual([1, -3, 1]);
    expect(masks('', '/s')).toEqual([1, -3, 1]);
    expect(masks('/s><mask>', '<</s>')).toEqual([1, -3, 1]);
  });

  it('has at most maxTokens tokens and exactly one mask, whatever the texts', () => {
    const special = fc.constantFrom('<mask>', '</s>', '<s>', '<ma', 'sk>', '?', '"', '.', ' ', '\n');
    const text = fc
      .array(fc.oneof(special, fc.string({ unit: 'grapheme' }), fc.lorem({ maxCount: 30 })))
      .map((parts) => parts.join(''));
    const templates = fc.constantFrom(RTE, WIC, '<mask>{a}{b}', '{a}"{b}"<mask>"{c}"', '{text} It was<mask>.');
    fc.assert(
      fc.property(templates, fc.tuple(text, text, text), fc.integer({ min: 0, max: 40 }), (template, texts, room) => {
        const fields = template.split('{').length - 1;
        const least = tokenizer.encode(template.replaceAll(/\{[^}]*\}/g, '')).length + fields;
        const some = texts.slice(0, fields);
        const { ids, maskPosition, truncated } = new Prompt(tokenizer, template, least + room).encode(some);
        expect(ids.length).toBeLessThanOrEqual(least + room);
        expect(ids.filter((id) => id === 4)).toHaveLength(1);
        expect(ids[maskPosition]).toBe(4);
        expect(ids.filter((id) => id === 0 || id === 2)).toHaveLength(2);
        expect(truncated).toBe(new Prompt(tokenizer, template, 10_000).encode(some).ids.length > least + room);
      }),
    );
  });
});
