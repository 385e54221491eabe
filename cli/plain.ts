/** Foreign text on one line, without what steers a terminal: control characters, and those that turn writing around. */
export function plain(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}
