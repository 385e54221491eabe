import type { Method } from '../protocol/index.ts';
import type { Link } from '../relay/index.ts';
import type { Blocks } from '../zo/index.ts';

/**
 * Entries applied in one pass at most while catching up, so that progress shows. A pool's directions are the same ones
 * again and again, and what adds up on one of them costs one: as many entries as come.
 */
const ENTRIES_PER_PASS = { private: 16, shared: 16, pool: 1024 };
/**
 * Bytes of them at most, but for a single entry, times the runs of tensors that train: each number becomes an update for
 * each run, which takes dozens of times its memory (promise 2).
 */
const BYTES_PER_PASS = 2 << 20;

/**
 * Takes the entries that lie behind one in the inbox, as far as they go into one pass with it.
 * @param blocks the tensors that train
 */
export function takePass(
  link: Pick<Link, 'peek' | 'take'>,
  first: Uint8Array,
  directions: Method['directions'],
  { first: early, second: late }: Blocks,
): Uint8Array[] {
  const entries = [first];
  const most = BYTES_PER_PASS / (early.length + late.length);
  let bytes = first.length;
  for (let next = link.peek(); next?.type === 'entry'; next = link.peek()) {
    bytes += next.bytes.length;
    if (entries.length === ENTRIES_PER_PASS[directions] || bytes > most) break;
    entries.push(next.bytes);
    link.take();
  }
  return entries;
}
