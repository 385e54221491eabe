/** Characters of a text that give it away. */
const SHORTEST = 8;

/**
 * Bytes as every text that they could be, in lower case: ASCII, UTF-8, UTF-16 of both orders at both alignments, and
 * with percent signs undone.
 */
export function readingsOf(bytes: Buffer): readonly string[] {
  const plain = bytes.toString('latin1');
  const escaped = plain.replaceAll(/%([0-9a-f]{2})/gi, (_, digits: string) =>
    String.fromCharCode(Number.parseInt(digits, 16)),
  );
  const pairs = [0, 1].map((offset) => bytes.subarray(offset, offset + ((bytes.length - offset) & ~1)));
  return [
    plain,
    escaped,
    bytes.toString('utf8'),
    Buffer.from(escaped, 'latin1').toString('utf8'),
    ...pairs.map((part) => part.toString('utf16le')),
    ...pairs.map((part) => Buffer.from(part).swap16().toString('utf16le')),
  ].map((text) => text.toLowerCase());
}

/** The pieces of eight characters of the texts that occur in a reading, in plain or in Base64. */
export function tracesOf(texts: readonly string[], readings: readonly string[]): string[] {
  const pieces = new Set<string>();
  for (const text of texts) {
    for (let at = 0; at + SHORTEST <= text.length; at++) {
      pieces.add(text.slice(at, at + SHORTEST).toLowerCase());
    }
    for (const piece of base64Pieces(text)) pieces.add(piece.toLowerCase());
  }
  return [...pieces].filter((piece) => readings.some((reading) => reading.includes(piece)));
}

/** The Base64 of the text's inside, at the three places where it can begin in a group of three bytes. */
function base64Pieces(text: string): string[] {
  const bytes = Buffer.from(text, 'utf8');
  return [0, 1, 2].flatMap((skip) => {
    const whole = bytes.subarray(skip, skip + 3 * Math.floor((bytes.length - skip) / 3)).toString('base64');
    return whole.length >= 12 ? [whole.slice(0, 12)] : [];
  });
}
