import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';

/**
 * SHA-256 of a file whose chunks come in any order: those that come in order are hashed as they pass, the others when
 * they are read again. Also where the manifest tells each chunk's hash: what is kept under a file's hash serves every
 * federation that names it, so no manifest may put something else there.
 */
export class WholeHash {
  #hash = sha256.create();
  #next = 0;

  /** The first chunk that it has not seen yet. */
  get next(): number {
    return this.#next;
  }
  /** Takes a chunk if it is the next one. */
  see(index: number, bytes: Uint8Array): void {
    if (index !== this.#next) return;
    this.#hash.update(bytes);
    this.#next++;
  }
  reset(): void {
    this.#hash = sha256.create();
    this.#next = 0;
  }
  /** Once all were seen. */
  digest(): string {
    return bytesToHex(this.#hash.clone().digest());
  }
}
