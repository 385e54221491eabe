import { type PrivateText, reveal } from './private-text.ts';
import { wordsOf } from './text.ts';

/** Rows are asked for again with every edit of another, and keep their texts. */
const known = new WeakMap<readonly PrivateText[], string>();

/** Equal for texts that differ in nothing but case, punctuation and blanks. It is as private as they are. */
export function samenessOf(texts: readonly PrivateText[]): string {
  let words = known.get(texts);
  if (words === undefined) {
    words = texts.map((text) => wordsOf(reveal(text))).join('\n');
    known.set(texts, words);
  }
  return words;
}
