import { Tokenizer as HuggingFaceTokenizer } from '@huggingface/tokenizers';
import * as v from 'valibot';
import { ModelError } from './errors.ts';

/** tokenizer_config.json writes a special token as text or as an object with its settings. */
const specialToken = v.union([v.string(), v.object({ content: v.string() })]);
const configSchema = v.looseObject({ mask_token: specialToken });
const fileSchema = v.looseObject({ model: v.looseObject({}) });

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
        'tokenizer.json needs a model and tokenizer_config.json a mask_token; one of them lacks it.',
      );
    }
    const [tokenizer, { mask_token: mask }] = parsed.output;
    this.#tokenizer = new HuggingFaceTokenizer(tokenizer, parsed.output[1]);
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

  /**
   * Ids of the label words, which must be one token each.
   * @throws ModelError naming the word that is more, or twice there, and words near to it that are one token.
   */
  labelIds(words: readonly string[]): Uint32Array {
    const ids = words.map((word) => {
      const { ids: tokens, tokens: pieces } = this.#tokenizer.encode(word, { add_special_tokens: false });
      const [id] = tokens;
      if (id !== undefined && tokens.length === 1) return id;
      throw new ModelError(
        `The label word "${word}" is ${tokens.length} tokens (${pieces.join(', ')}) and must be one. ` +
          `Near to it are ${this.#nearest(word).join(', ')}.`,
      );
    });
    const twice = ids.findIndex((id, i) => ids.indexOf(id) !== i);
    if (twice >= 0) throw new ModelError(`The label word "${words[twice]}" is the same token as another one.`);
    return Uint32Array.from(ids);
  }

  /** The three words of the vocabulary that take the fewest edits. */
  #nearest(word: string): string[] {
    const wanted = word.trim().toLowerCase();
    return [...this.#tokenizer.get_vocab().values()]
      .map((id) => this.#tokenizer.decode([id]).trim())
      .filter((token) => /^\p{L}{2,}$/u.test(token))
      .map((token) => ({ token, edits: editDistance(wanted, token) }))
      .sort((a, b) => a.edits - b.edits)
      .slice(0, 3)
      .map(({ token }) => token);
  }
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
