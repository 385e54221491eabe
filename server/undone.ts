import { MAX_ROLLBACK_BYTES, type Sequence, entryHash, parseSequence } from '../src/protocol/index.ts';
import type { Head, Log } from './log/index.ts';

/** Bytes of entries that are read at a time. */
const PAGE_BYTES = 1 << 20;

/**
 * The entries after `to` as they are on disk, and the end of the log that they lead to. Reads no further once they are
 * more than a rollback holds, which it is then refused for.
 * @param end what is given where there is nothing to read
 */
export async function readUndone(log: Log, to: Sequence, end: Head): Promise<{ undone: Uint8Array[]; head: Head }> {
  const undone: Uint8Array[] = [];
  let bytes = 0;
  while (bytes <= MAX_ROLLBACK_BYTES && to + undone.length < end.sequence) {
    const page = await log.entries(parseSequence(to + undone.length + 1), PAGE_BYTES);
    if (page.length === 0) break;
    undone.push(...page);
    bytes = undone.reduce((sum, entry) => sum + entry.length, 0);
  }
  const last = undone.at(-1);
  if (!last) return { undone, head: end };
  return { undone, head: { sequence: parseSequence(to + undone.length), chain: entryHash(last) } };
}
