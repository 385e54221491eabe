import { TEMPLATE_FIELD, type TemplateField, templateFields } from '../protocol/index.ts';
import { ModelError } from './errors.ts';
import type { Tokenizer } from './tokenizer.ts';

/** An example's texts in their prompt, as tokens. */
export interface PromptRow {
  readonly ids: readonly number[];
  /** Where the mask token is. */
  readonly maskPosition: number;
  /** A text was cut to fit. */
  readonly truncated: boolean;
}

/** A field's tokens in a row: `from` <= place < `to`. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** Puts an example's texts into a template with one `<mask>`, whatever the tokenizer's own mask looks like. */
export class Prompt {
  readonly #tokenizer: Tokenizer;
  readonly #fields: readonly TemplateField[];
  /** What stands before, between and after the fields: one more than there are fields. */
  readonly #literals: readonly string[];
  readonly #maxTokens: number;

  /**
   * @param template as in a manifest's task
   * @param maxTokens of a row, at most
   * @throws FormatError when the template is none, ModelError when it leaves no room for a token of each text
   */
  constructor(tokenizer: Tokenizer, template: string, maxTokens: number) {
    this.#tokenizer = tokenizer;
    this.#fields = templateFields(template);
    // The pattern's two groups come between the literals.
    const pieces = template.replace('<mask>', () => tokenizer.mask).split(TEMPLATE_FIELD);
    this.#literals = pieces.filter((_, i) => i % 3 === 0);
    this.#maxTokens = maxTokens;
    const { length } = this.#encode(this.#fields.map(() => ''));
    if (length + this.#fields.length > maxTokens) {
      throw new ModelError(`The template "${template}" alone takes ${length} tokens; rows may have ${maxTokens}.`);
    }
  }

  /**
   * @param texts one for each field, in the template's order
   * @returns at most `maxTokens` tokens. What does not fit is cut, token by token, off the end of the text that has
   * most tokens left; the template stays whole.
   */
  encode(texts: readonly string[]): PromptRow {
    if (texts.length !== this.#fields.length) {
      throw new RangeError(`The template takes ${this.#fields.length} texts, not ${texts.length}.`);
    }
    const plain = this.#plain(texts);
    const whole = this.#encode(plain);
    const truncated = whole.length > this.#maxTokens;
    const ids = truncated ? this.#cut(whole, plain) : whole;
    return { ids, maskPosition: ids.indexOf(this.#tokenizer.maskId), truncated };
  }

  /** Tokens of a row before any is cut, the template's among them: more than `maxTokens` where some will be. */
  count(texts: readonly string[]): number {
    return this.#encode(this.#plain(texts)).length;
  }

  /** The texts as they are put into the template. */
  #plain(texts: readonly string[]): string[] {
    return texts.map((text, i) => this.#tokenizer.escape(filtered(text, this.#fields[i]!.filter)));
  }

  #encode(plain: readonly string[]): number[] {
    const join = (before: string, after: string) => this.#tokenizer.join(before, after);
    return this.#tokenizer.encode(
      plain.reduce((row, text, i) => join(join(row, text), this.#literals[i + 1]!), this.#literals[0]!),
    );
  }

  #cut(whole: readonly number[], plain: readonly string[]): readonly number[] {
    const spans = this.#spans(whole, plain);
    const kept = shorten(
      spans.map(({ from, to }) => to - from),
      whole.length - this.#maxTokens,
    );
    return whole.filter((_, place) => !spans.some(({ from, to }, i) => place >= from + kept[i]! && place < to));
  }

  /** Where each field's tokens are: what does not depend on a field's text is not its own. */
  #spans(whole: readonly number[], plain: readonly string[]): Span[] {
    let last = 0;
    return plain.map((_, field) => {
      const a = this.#encode(plain.with(field, 'a'));
      const b = this.#encode(plain.with(field, 'b'));
      const head = a.findIndex((id, i) => id !== b[i]);
      const tail = a.toReversed().findIndex((id, i) => id !== b.at(-1 - i));
      // A token may belong to two fields that stand side by side; it counts once.
      const from = Math.max(head, last);
      last = Math.max(from, whole.length - tail);
      return { from, to: last };
    });
  }
}

function filtered(text: string, filter: TemplateField['filter']): string {
  switch (filter) {
    case null:
      return text;
    case 'drop-last':
      return text.trim().replace(/.$/su, '');
    case 'lower-first':
      return text.trim().replace(/^./su, (first) => first.toLowerCase());
    default:
      return filter satisfies never;
  }
}

/** Lengths after `excess` single units were taken, each from the longest; the earlier one of two that are as long. */
function shorten(lengths: readonly number[], excess: number): number[] {
  const kept = [...lengths];
  for (let left = excess; left > 0; left--) {
    const longest = kept.indexOf(Math.max(...kept));
    if (kept[longest] === 0) break;
    kept[longest]!--;
  }
  return kept;
}
