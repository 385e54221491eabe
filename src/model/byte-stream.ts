import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { ModelError } from './errors.ts';

/** Bytes in order, whatever brings them: a response's body, a file, a generator. */
export type Chunks = AsyncIterable<Uint8Array> | ReadableStream<Uint8Array>;

/** Reads chunks in pieces and hashes them on the way; holds one chunk at a time. */
export class ByteStream {
  readonly #source: AsyncIterator<Uint8Array>;
  readonly #hash = sha256.create();
  #chunk: Uint8Array = new Uint8Array(0);
  #position = 0;

  constructor(chunks: Chunks) {
    this.#source = iterate(chunks);
  }

  /** Bytes handed out so far. */
  get position(): number {
    return this.#position;
  }

  /** 1 to `limit` bytes, valid until the next call; none at the end. */
  async next(limit: number): Promise<Uint8Array> {
    while (this.#chunk.length === 0) {
      const { value, done } = await this.#source.next();
      if (done) return this.#chunk;
      this.#hash.update(value);
      this.#chunk = value;
    }
    const piece = this.#chunk.subarray(0, limit);
    this.#chunk = this.#chunk.subarray(piece.length);
    this.#position += piece.length;
    return piece;
  }

  /** Exactly `length` bytes, copied. @throws ModelError at an early end. */
  async exactly(length: number): Promise<Uint8Array> {
    const result = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      const piece = await this.next(length - filled);
      if (piece.length === 0) throw truncated(this.#position);
      result.set(piece, filled);
      filled += piece.length;
    }
    return result;
  }

  /** Passes over bytes until `position`. @throws ModelError at an early end. */
  async skipTo(position: number): Promise<void> {
    while (this.#position < position) {
      if ((await this.next(position - this.#position)).length === 0) throw truncated(this.#position);
    }
  }

  /** SHA-256 of all chunks received, as hexadecimal digits. Ends the stream's hashing. */
  digest(): string {
    return bytesToHex(this.#hash.digest());
  }

  /** Stops the source. Safe after its end. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

export function truncated(at: number): ModelError {
  return new ModelError(`The checkpoint ends after ${at} bytes, before it should. Fetch it again.`);
}

/** ReadableStream has no async iterator in every browser yet, so its reader is used. */
async function* iterate(chunks: Chunks): AsyncGenerator<Uint8Array, void> {
  if (!('getReader' in chunks)) {
    yield* chunks;
    return;
  }
  const reader = chunks.getReader();
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
