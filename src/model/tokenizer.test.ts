import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { Tokenizer } from './tokenizer.ts';

const model = new URL('../../public/models/dandelion-mini/', import.meta.url);
const json = async (name: string): Promise<object> => JSON.parse(await readFile(new URL(name, model), 'utf8'));
const [file, config] = [await json('tokenizer.json'), await json('tokenizer_config.json')];
const tokenizer = new Tokenizer(file, config);
/** As the hub's RoBERTa: a word that begins a text has no leading space, and its case counts. */
const strict = new Tokenizer(
  { ...file, normalizer: null, pre_tokenizer: { type: 'ByteLevel', add_prefix_space: false, trim_offsets: true } },
  config,
);

function messageOf(words: readonly string[], by: Tokenizer): string {
  try {
    by.labelIds(words);
    return '';
  } catch (error) {
    return String(error);
  }
}

/** The alternatives that a message names. */
function namedIn(message: string): string[] {
  return [...(message.split('Near to it are')[1] ?? '').matchAll(/"([^"]*)"/g)].map(([, word = '']) => word);
}

describe('label words', () => {
  test('of one token have ids', () => {
    expect([...tokenizer.labelIds([' terrible', ' great'])]).toEqual([1564, 581]);
  });

  test.each([' wonderfulest', 'wonderfulest', ' Terriblest', 'excelent', ' yes/no'])(
    '"%s" of several tokens comes with alternatives that are one, in its form',
    (word) => {
      const message = messageOf([' great', word], strict);
      expect(message).toMatch(/The label word "[^"]+" is \d+ tokens \(.+\) and must be one token/);
      const named = namedIn(message);
      expect(named).toHaveLength(3);
      for (const alternative of named) {
        expect(alternative.startsWith(' ')).toBe(word.startsWith(' '));
        expect(strict.labelIds([alternative])).toHaveLength(1);
      }
    },
  );

  test('the nearest comes first', () => {
    expect(namedIn(messageOf([' wonderfulest'], strict))[0]).toBe(' wonderful');
    expect(namedIn(messageOf([' wonderfulest'], tokenizer))[0]).toBe(' wonderful');
  });

  test('a word that is one token with a leading space is told so', () => {
    expect(messageOf(['terrible'], strict)).toContain('It is one with a leading space: " terrible".');
    expect(strict.labelIds([' terrible'])).toHaveLength(1);
  });

  test('a special token is no word, and neither are two that are the same token', () => {
    expect(messageOf(['<unk>'], tokenizer)).toContain('"<unk>" is not in the vocabulary');
    expect(messageOf([' great', ' Great'], tokenizer)).toContain('same token');
  });
});

describe('mask token', () => {
  test('is found where tokenizer_config.json does not name it, as in roberta-large', () => {
    for (const silent of [{ model_max_length: 512 }, { mask_token: null }, {}]) {
      const { mask, maskId } = new Tokenizer(file, silent);
      expect([mask, maskId]).toEqual(['<mask>', 4]);
      expect(new Tokenizer(file, silent).encode('It was<mask>.')).toEqual(tokenizer.encode('It was<mask>.'));
    }
    expect(new Tokenizer(file, { mask_token: { content: '<mask>' } }).maskId).toBe(4);
  });

  test('nowhere is refused, as are files of another kind', () => {
    expect(() => new Tokenizer({ ...file, added_tokens: [] }, {})).toThrow('adds neither <mask> nor [MASK]');
    expect(() => new Tokenizer(file, { mask_token: '<nowhere>' })).toThrow('does not know the mask token <nowhere>');
    expect(() => new Tokenizer({}, {})).toThrow('tokenizer.json needs a model');
    expect(() => new Tokenizer([], null)).toThrow('tokenizer_config.json must be an object');
  });
});

test('ids are read back with their special tokens, and a checked word has its id or what to write instead', () => {
  expect(tokenizer.decode(tokenizer.encode('It was<mask>.'))).toBe('<s> it was<mask>.</s>');
  expect(tokenizer.checkLabel(' great')).toEqual({ id: 581, tokens: [], other: null, near: [] });
  const { id, near, tokens } = strict.checkLabel(' wonderfulest');
  expect(id).toBeNull();
  expect(tokens.length).toBeGreaterThan(1);
  expect(near[0]).toBe(' wonderful');
  expect(strict.checkLabel('terrible').other).toBe(' terrible');
});
