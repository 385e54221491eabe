import { ModelError } from './errors.ts';
import type { Tokenizer } from './tokenizer.ts';

/** A text in its prompt, as tokens. */
export interface PromptRow {
  readonly ids: readonly number[];
  /** Where the mask token is. */
  readonly maskPosition: number;
  /** The text was cut to fit. */
  readonly truncated: boolean;
}

/** Puts texts into a template with one `{text}` and one `<mask>`, whatever the tokenizer's own mask looks like. */
export class Prompt {
  readonly #tokenizer: Tokenizer;
  readonly #before: string;
  readonly #after: string;
  readonly #maxTokens: number;
  /** Tokens of the template before and after the text. */
  readonly #head: number;
  readonly #tail: number;
  readonly #maskInTail: boolean;

  /** @throws ModelError when the template leaves no room for a text. */
  constructor(tokenizer: Tokenizer, template: string, maxTokens: number) {
    const [before, after, ...rest] = template.replace('<mask>', tokenizer.mask).split('{text}');
    const masks = template.split('<mask>').length - 1;
    if (before === undefined || after === undefined || rest.length > 0 || masks !== 1) {
      throw new ModelError(`The template "${template}" must have {text} once and <mask> once.`);
    }
    this.#tokenizer = tokenizer;
    this.#before = before;
    this.#after = after;
    this.#maxTokens = maxTokens;
    // What two different texts have in common is the template.
    const a = tokenizer.encode(`${before}a${after}`);
    const b = tokenizer.encode(`${before}b${after}`);
    this.#head = a.findIndex((id, i) => id !== b[i]);
    this.#tail = a.toReversed().findIndex((id, i) => id !== b.at(-1 - i));
    this.#maskInTail = after.includes(tokenizer.mask);
    if (this.#head + this.#tail + 1 > maxTokens) {
      throw new ModelError(
        `The template "${template}" alone takes ${this.#head + this.#tail} tokens; rows may have ${maxTokens}.`,
      );
    }
  }

  /** The text's tokens in the template's, at most `maxTokens`. What does not fit is cut off the text's end. */
  encode(text: string): PromptRow {
    const ids = this.#tokenizer.encode(this.#before + this.#tokenizer.escape(text) + this.#after);
    const truncated = ids.length > this.#maxTokens;
    if (truncated) ids.splice(this.#maxTokens - this.#tail, ids.length - this.#maxTokens);
    const { maskId } = this.#tokenizer;
    return { ids, maskPosition: this.#maskInTail ? ids.lastIndexOf(maskId) : ids.indexOf(maskId), truncated };
  }
}
