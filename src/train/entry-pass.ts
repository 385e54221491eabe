import type { Method } from '../protocol/index.ts';
import type { Link } from '../relay/index.ts';

/**
 * Entries applied in one pass at most while catching up, so that progress shows. A pool's directions are the same ones
 * again and again, and what adds up on one of them costs one: as many entries as come.
 */
const ENTRIES_PER_PASS = { private: 16, shared: 16, pool: 1024 };
/** Bytes of them at most, but for a single entry: as updates they take dozens of times as much memory (promise 2). */
const BYTES_PER_PASS = 1 << 20;

/** Takes the entries that lie behind one in the inbox, as far as they go into one pass with it. */
export function takePass(
  link: Pick<Link, 'peek' | 'take'>,
  first: Uint8Array,
  directions: Method['directions'],
): Uint8Array[] {
  const entries = [first];
  let bytes = first.length;
  for (let next = link.peek(); next?.type === 'entry'; next = link.peek()) {
    bytes += next.bytes.length;
    if (entries.length === ENTRIES_PER_PASS[directions] || bytes > BYTES_PER_PASS) break;
    entries.push(next.bytes);
    link.take();
  }
  return entries;
}
