import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { Prompt } from './prompt.ts';
import { Tokenizer } from './tokenizer.ts';

const model = new URL('../../public/models/dandelion-mini/', import.meta.url);
const json = async (name: string): Promise<unknown> => JSON.parse(await readFile(new URL(name, model), 'utf8'));
const tokenizer = new Tokenizer(await json('tokenizer.json'), await json('tokenizer_config.json'));
const template = '{text} It was<mask>.';
/** `It was<mask>.` and the end, as the model's README gives them. */
const TAIL = [304, 343, 4, 682, 2];

describe('Prompt', () => {
  it('puts a text before the mask', () => {
    const { ids, maskPosition, truncated } = new Prompt(tokenizer, template, 32).encode('A charming film');
    expect(ids.slice(-5)).toEqual(TAIL);
    expect(ids[maskPosition]).toBe(4);
    expect(truncated).toBe(false);
  });

  it('cuts the text to fit, never the mask', () => {
    const long = 'unbelievably long and winding sentences, '.repeat(50);
    for (const maxTokens of [7, 8, 16, 33]) {
      const { ids, maskPosition, truncated } = new Prompt(tokenizer, template, maxTokens).encode(long);
      expect(ids).toHaveLength(maxTokens);
      expect(ids.slice(-5)).toEqual(TAIL);
      expect(ids.slice(0, -5)).toEqual(tokenizer.encode(long).slice(0, maxTokens - 5));
      expect(maskPosition).toBe(maxTokens - 3);
      expect(truncated).toBe(true);
    }
  });

  it('keeps a mask that stands before the text', () => {
    const { ids, maskPosition } = new Prompt(tokenizer, 'A<mask> film: {text}', 12).encode('word '.repeat(40));
    expect(ids).toHaveLength(12);
    expect(ids[maskPosition]).toBe(4);
    expect(ids.at(-1)).toBe(2);
  });

  it("takes special tokens in a person's text as plain characters", () => {
    const { ids, maskPosition } = new Prompt(tokenizer, template, 64).encode('a <mask> </s><s> b');
    expect(ids.filter((id) => id === 4)).toHaveLength(1);
    expect(ids.filter((id) => id === 2)).toHaveLength(1);
    expect(maskPosition).toBe(ids.length - 3);
  });

  it('is at home with an empty text', () => {
    expect(new Prompt(tokenizer, template, 16).encode('').ids).toEqual([0, ...TAIL]);
  });

  it('refuses a template without room for a text, or without text or mask', () => {
    expect(() => new Prompt(tokenizer, template, 6)).toThrow('alone takes 6 tokens');
    expect(() => new Prompt(tokenizer, 'It was<mask>.', 16)).toThrow('{text} once');
    expect(() => new Prompt(tokenizer, '{text} It was.', 16)).toThrow('<mask> once');
  });
});

describe('Tokenizer', () => {
  it('finds label words of one token', () => {
    expect([...tokenizer.labelIds([' terrible', ' great'])]).toEqual([1564, 581]);
  });

  it('names a label word of several tokens, and nearer ones', () => {
    expect(() => tokenizer.labelIds([' great', ' wonderfulest'])).toThrow(/" wonderfulest" is \d tokens.*wonderful/);
    expect(() => tokenizer.labelIds([' great', ' Great'])).toThrow('same token');
  });

  it('refuses files of another kind', () => {
    expect(() => new Tokenizer({}, {})).toThrow('mask_token');
    expect(() => new Tokenizer([], null)).toThrow('mask_token');
  });
});
