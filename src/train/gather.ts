import { turn } from './mutex.ts';

/** Bytes that are handed to the browser at a time; until then they are held here. */
const PIECE = 4 * 2 ** 20;

/**
 * A file of what is written chunk by chunk, which the browser keeps on disk where it is large. After each piece it tells
 * the bytes so far, and gives the event loop a turn, so that a wish to stop is heard.
 * @throws the signal's reason
 */
export async function gather(
  chunks: AsyncIterable<Uint8Array<ArrayBuffer>>,
  signal: AbortSignal,
  tell: (done: number) => void,
): Promise<Blob> {
  const pieces: Blob[] = [];
  let waiting: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  let done = 0;
  for await (const chunk of chunks) {
    waiting.push(chunk);
    bytes += chunk.length;
    if (bytes < PIECE) continue;
    pieces.push(new Blob(waiting));
    done += bytes;
    waiting = [];
    bytes = 0;
    tell(done);
    await turn();
    signal.throwIfAborted();
  }
  signal.throwIfAborted();
  return new Blob([...pieces, ...waiting], { type: 'application/octet-stream' });
}
