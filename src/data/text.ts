/**
 * A text without what no reader sees: control characters become blanks, zero-width marks and reading-direction
 * overrides go, blanks are one space, none at either end. Half a surrogate pair becomes U+FFFD.
 */
export function cleanText(text: string): string {
  const trimmed = text.trim();
  if (!UNUSUAL.test(trimmed)) return trimmed;
  return trimmed
    .replace(/[\u0080-\u009f]/g, windows1252)
    .replace(/\p{Surrogate}/gu, '\ufffd')
    .replace(/[\u200b\u2060\ufeff\u202a-\u202e\u2066-\u2069]/g, '')
    .replace(/[\s\p{Cc}]+/gu, ' ')
    .trim();
}

/** Anything but visible ASCII and single spaces: most texts have none of it, and are let through quickly. */
const UNUSUAL = /[^ -~]| {2}/;

/** Windows-1252's characters 0x80 to 0x9F; five are not assigned. A TextDecoder would do, but Node 20's reads Latin-1. */
const WINDOWS_1252 = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * C1 control characters are never meant: they come from Windows-1252 bytes that were read as Latin-1,
 * as the dashes and ellipses of the IMDB sentences were.
 */
function windows1252(control: string): string {
  return WINDOWS_1252[control.charCodeAt(0) - 0x80]!;
}

/** `a, b and c` */
export function inWords(names: readonly string[]): string {
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}

/**
 * A text as its words alone, in lower case: texts that are equal in this say the same. Texts without a letter or digit
 * are compared as they are.
 */
export function wordsOf(text: string): string {
  const words = text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();
  return words || text;
}
