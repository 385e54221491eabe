import { readChunks } from '../chunks.ts';

/** What a server answered to a request for some bytes of a file. */
export interface FileAnswer {
  readonly status: number;
  /** Where in the file its first byte lies. */
  readonly position: number;
  /** A strong tag of the file's contents, of an answer that was not compressed; null where it has none. */
  readonly tag: string | null;
  /** The length that it announced; null where it did not, or compressed what it sent. */
  readonly announced: number | null;
  /** The file's length as a 416 or a 206 tells it. */
  readonly total: number | null;
  /** Ends where the answer ends, throws where the connection breaks or falls silent. */
  readonly body: AsyncIterable<Uint8Array<ArrayBuffer>>;
  /** Lets go of the connection. Safe to call twice. */
  close(): void;
}

interface Wanted {
  readonly from: number;
  /** Behind the last byte. */
  readonly to: number;
  /** Of the file. */
  readonly bytes: number;
  /** Only where the contents still are those of this tag; the whole file where they are not. */
  readonly ifTag: string | null;
  /** Without a Range: the server knows of none. */
  readonly plain: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds of silence after which a connection counts as broken. */
  readonly patience: number;
}

/**
 * Asks for the bytes `from` to `to` of a file, or more: a server that ignores the range sends the file from its start.
 * Source: RFC 9110, section 14.
 * @throws TypeError, AbortError: there is no connection, or it was stopped
 */
export async function askForBytes(address: URL, wanted: Wanted): Promise<FileAnswer> {
  const { from, to, bytes, ifTag, plain, signal } = wanted;
  const headers = new Headers();
  if (!plain && (from > 0 || to < bytes)) {
    headers.set('range', to < bytes ? `bytes=${from}-${to - 1}` : `bytes=${from}-`);
    if (ifTag) headers.set('if-range', ifTag);
  }
  const stopped = new AbortController();
  const stop = (): void => stopped.abort();
  const silence = watch(wanted.patience, stop);
  signal.addEventListener('abort', stop);
  if (signal.aborted) stop();
  const done = (): void => {
    silence.end();
    signal.removeEventListener('abort', stop);
  };
  try {
    // The store is the cache: a second copy in the browser's own would take as much again.
    const response = await fetch(address, { headers, signal: stopped.signal, cache: 'no-store' });
    const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
    const plainLength = response.headers.has('content-encoding') ? null : response.headers.get('content-length');
    const tag = response.headers.has('content-encoding') ? null : response.headers.get('etag');
    const { body, status } = response;
    return {
      status,
      // A server that hides its Content-Range from other origins is taken at its word; the hashes will tell.
      position: status === 206 ? Number(range?.[1] ?? from) : 0,
      tag: tag?.startsWith('"') ? tag : null,
      announced: plainLength === null ? null : Number(plainLength),
      total: range ? Number(range[2]) : null,
      body: heard(body, silence.heard),
      close: () => {
        done();
        stop();
      },
    };
  } catch (error) {
    done();
    throw error;
  }
}

async function* heard(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null,
  tell: () => void,
): AsyncGenerator<Uint8Array<ArrayBuffer>, void> {
  if (!body) return;
  for await (const part of readChunks(body)) {
    tell();
    yield part;
    // The time that it took to keep it is no silence of the server.
    tell();
  }
}

/** Calls `then` once nothing was heard for so long. */
function watch(patience: number, then: () => void): { heard(): void; end(): void } {
  let timer = setTimeout(then, patience);
  return {
    heard: () => {
      clearTimeout(timer);
      timer = setTimeout(then, patience);
    },
    end: () => clearTimeout(timer),
  };
}
