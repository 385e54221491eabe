import * as v from 'valibot';

/** Bytes of a chunk at least and at most: less makes long manifests, more is too much to fetch twice, or to hold. */
const SMALLEST = 2 ** 20;
const LARGEST = 2 ** 26;
/** Chunks of a file at most. */
const MOST = 4096;
/** Chunks above which they are made larger: 64 bytes of each one's hash stand in the manifest that everybody fetches. */
const MANY = 256;

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 as 64 hexadecimal digits'));

/**
 * A file in pieces of `bytes`, the last one of what is left, each with its SHA-256: a download that broke goes on behind
 * the last whole chunk, and a damaged one is fetched again alone.
 */
export const chunksSchema = v.strictObject({
  bytes: v.pipe(v.number(), v.integer(), v.minValue(SMALLEST), v.maxValue(LARGEST)),
  sha256: v.pipe(v.array(hash), v.minLength(1), v.maxLength(MOST)),
});

/** The size of chunks for a file of so many bytes, where nobody has said another. */
export function chunkBytesFor(bytes: number): number {
  let size = SMALLEST;
  while (size < LARGEST && Math.ceil(bytes / size) > MANY) size *= 2;
  return size;
}
