import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { FormatError } from './bytes.ts';

/** Whole pieces out of a stream of chunks, hashed on the way. */
export class ByteSource {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #what: string;
  readonly #hash = sha256.create();
  #chunk: Uint8Array = new Uint8Array(0);

  /** @param what the subject of its errors, such as "The snapshot" */
  constructor(stream: AsyncIterable<Uint8Array>, what: string) {
    this.#chunks = stream[Symbol.asyncIterator]();
    this.#what = what;
  }

  /** Exactly `length` bytes, copied. @throws FormatError at an early end. */
  async take(length: number): Promise<Uint8Array<ArrayBuffer>> {
    const piece = new Uint8Array(length);
    for (let filled = 0; filled < length;) {
      if (await this.isAtEnd()) throw new FormatError(`${this.#what} ends too early.`);
      const part = this.#chunk.subarray(0, length - filled);
      piece.set(part, filled);
      filled += part.length;
      this.#chunk = this.#chunk.subarray(part.length);
    }
    return piece;
  }

  /** Whether every byte was taken. */
  async isAtEnd(): Promise<boolean> {
    while (this.#chunk.length === 0) {
      const { done, value } = await this.#chunks.next();
      if (done) return true;
      this.#chunk = value;
      this.#hash.update(value);
    }
    return false;
  }

  /** @returns SHA-256 of everything. @throws FormatError where bytes are left. */
  async finish(): Promise<string> {
    if (!(await this.isAtEnd())) throw new FormatError(`${this.#what} does not end.`);
    return bytesToHex(this.#hash.digest());
  }

  /** Lets the stream go, wherever it is. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }
}
