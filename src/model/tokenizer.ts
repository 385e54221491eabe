import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { ModelError } from './errors.ts';

/** tokenizer_config.json writes a special token as text or as an object with its settings. */
const specialToken = v.union([v.string(), v.object({ content: v.string() })]);
const configSchema = v.looseObject({ mask_token: v.nullish(specialToken) });
const fileSchema = v.looseObject({
  model: v.looseObject({}),
  added_tokens: v.optional(v.array(v.looseObject({ content: v.string() })), []),
});

/** Masks as the families write them, for the checkpoints whose tokenizer_config.json does not say, such as roberta-large. */
const MASKS = ['<mask>', '[MASK]'];
/** Alternatives to a label word that are named. */
const NAMED = 3;

/** A label word, looked at. */
export interface LabelCheck {
  /** Its token; null where it is not exactly one. */
  readonly id: number | null;
  /** What it is instead: several tokens, or the one for all that the vocabulary lacks. Empty where it is one. */
  readonly tokens: readonly string[];
  /** The word with or without its leading space, where that is one token. */
  readonly other: string | null;
  /** Words of one token near to it, with the leading space that it has or lacks. */
  readonly near: readonly string[];
}

/** Texts to token ids, by the checkpoint's own tokenizer. */
export class Tokenizer {
  readonly #tokenizer: HuggingFaceTokenizer;
  readonly #specials: readonly string[];
  /** The mask as it is written, such as `<mask>` or `[MASK]`. */
  readonly mask: string;
  readonly maskId: number;

  /**
   * @param file parsed tokenizer.json
   * @param config parsed tokenizer_config.json
   * @throws ModelError when they are not what Hugging Face writes for a masked language model.
   */
  constructor(file: unknown, config: unknown) {
    const parsed = v.safeParse(v.tuple([fileSchema, configSchema]), [file, config]);
    if (!parsed.success) {
      throw new ModelError(
        'tokenizer.json needs a model and its added tokens, and tokenizer_config.json must be an object; one is not so.',
      );
    }
    const [tokenizer, settings] = parsed.output;
    const mask = settings.mask_token ?? tokenizer.added_tokens.find(({ content }) => MASKS.includes(content));
    if (!mask) {
      throw new ModelError(
        `The tokenizer has no mask token: tokenizer_config.json names no mask_token, and tokenizer.json adds neither ` +
          `${MASKS.join(' nor ')}. Prompts need a masked language model, such as RoBERTa or BERT.`,
      );
    }
    this.#tokenizer = new HuggingFaceTokenizer(tokenizer, settings);
    this.mask = typeof mask === 'string' ? mask : mask.content;
    const id = this.#tokenizer.token_to_id(this.mask);
    if (id === undefined) throw new ModelError(`tokenizer.json does not know the mask token ${this.mask}.`);
    this.maskId = id;
    this.#specials = [...this.#tokenizer.get_added_tokens_decoder().values()].map(({ content }) => content);
  }

  /** Ids with the tokens that begin and end every text. Special tokens in `text` are taken as such. */
  encode(text: string): number[] {
    return this.#tokenizer.encode(text).ids;
  }

  /** Writes special tokens in a person's text so that they are plain characters: `<mask>` becomes `< mask>`. */
  escape(text: string): string {
    return this.#specials.reduce((rest, token) => rest.replaceAll(token, `${token[0]} ${token.slice(1)}`), text);
  }

  /** Two texts after each other, with a space where a special token would arise over the seam. */
  join(before: string, after: string): string {
    const arises = this.#specials.some((token) =>
      Array.from(token, (_, i) => i).some(
        (i) => i > 0 && before.endsWith(token.slice(0, i)) && after.startsWith(token.slice(i)),
      ),
    );
    return arises ? `${before} ${after}` : before + after;
  }

  /** The text of token ids, special tokens included: what the model reads. */
  decode(ids: readonly number[]): string {
    return this.#tokenizer.decode([...ids], { skip_special_tokens: false });
  }

  /**
   * Ids of the label words, which must be one token each.
   * @throws ModelError naming the word that is more, or twice there, and words near to it that are one token.
   */
  labelIds(words: readonly string[]): Uint32Array {
    const ids = words.map((word) => {
      const checked = this.checkLabel(word);
      if (checked.id !== null) return checked.id;
      const { tokens } = checked;
      const what = tokens.length > 1 ? `is ${tokens.length} tokens (${tokens.join(', ')})` : 'is not in the vocabulary';
      throw new ModelError(`The label word "${word}" ${what} and must be one token. ${advice(word, checked)}`);
    });
    const twice = ids.findIndex((id, i) => ids.indexOf(id) !== i);
    if (twice >= 0) throw new ModelError(`The label word "${words[twice]}" is the same token as another one.`);
    return Uint32Array.from(ids);
  }

  /** What a word is to this tokenizer, and where it is not one token, what to write instead. */
  checkLabel(word: string): LabelCheck {
    const id = this.#onlyToken(word);
    if (id !== null) return { id, tokens: [], other: null, near: [] };
    const { tokens } = this.#tokenizer.encode(word, { add_special_tokens: false });
    const plain = word.trim();
    const space = /^\s/.test(word) ? ' ' : '';
    const other = space ? plain : ` ${plain}`;
    return {
      ...{ id, tokens, near: this.#nearest(plain, space) },
      other: this.#onlyToken(other) === null ? null : other,
    };
  }

  /** Null for what is more, less, or no word at all, as the token for all that a vocabulary lacks. */
  #onlyToken(word: string): number | null {
    const { ids, tokens } = this.#tokenizer.encode(word, { add_special_tokens: false });
    return ids.length === 1 && !this.#specials.includes(tokens[0]!) ? ids[0]! : null;
  }

  /** The words of one token that take the fewest edits; where two take as many, the one in the same case. */
  #nearest(word: string, space: string): string[] {
    const texts = [...this.#tokenizer.get_vocab().values()].map((id) => this.#tokenizer.decode([id]).trim());
    const ranked = [...new Set(texts)]
      .filter((text) => /^\p{L}{2,}$/u.test(text))
      .map((text) => ({
        text,
        edits: editDistance(word.toLowerCase(), text.toLowerCase()) + (isCased(text) === isCased(word) ? 0 : 0.5),
      }))
      .sort((a, b) => a.edits - b.edits);
    const near: string[] = [];
    for (const { text } of ranked) {
      // In another form than it was found in, a piece of a word may well be several tokens.
      if (this.#onlyToken(space + text) !== null) near.push(space + text);
      if (near.length === NAMED) break;
    }
    return near;
  }
}

/** What to write instead: words of one token, with the leading space that the word has or lacks. */
function advice(word: string, { other, near }: LabelCheck): string {
  const spaced = /^\s/.test(word) ? 'without its leading space' : 'with a leading space';
  return [
    ...(other === null ? [] : [`It is one ${spaced}: "${other}".`]),
    ...(near.length > 0 ? [`Near to it are ${near.map((one) => `"${one}"`).join(', ')}.`] : []),
  ].join(' ');
}

function isCased(text: string): boolean {
  return text !== text.toLowerCase();
}

/** Levenshtein's distance, row by row. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
