import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { type FileAnswer, askForBytes } from './answer.ts';
import type { ChunkPlan, Gap } from './chunk-plan.ts';
import { FileError, type FileFault } from './file-error.ts';
import type { ChunkStore } from './store.ts';
import { WholeHash } from './whole-hash.ts';

/** Times that one chunk is fetched, and that chunks in a row may be wrong, before the server is not believed any more. */
const TRIES = 3;
/** Breaks in a row, without a new byte between them, after which whoever asked decides how long to wait. */
const BREAKS = 3;

/** Where a file comes from, and when to give up. */
export interface DownloadPlace {
  readonly address: URL;
  /** Tags can be sent with a range: to another origin that would need its leave. */
  readonly sameOrigin: boolean;
  readonly signal: AbortSignal;
  /** Milliseconds of silence after which a connection counts as broken. */
  readonly patience: number;
  /** Milliseconds before the first new attempt; doubled before each further one. */
  readonly pause: number;
}

/** A connection that ended early, or an answer that is of no use now; another attempt may help. */
class Break extends Error {
  override readonly name = 'Break';
}

/**
 * One file, chunk by chunk into a store: those that are there already are not fetched again, and a wrong one is fetched
 * again alone. At most one chunk is in memory.
 */
export class FileDownload {
  readonly #plan: ChunkPlan;
  readonly #store: Pick<ChunkStore, 'keep' | 'read' | 'drop'>;
  readonly #place: DownloadPlace;
  readonly #kept: Map<number, string>;
  readonly #whole = new WholeHash();
  readonly #tries = new Map<number, number>();
  #wrongInRow = 0;
  #anew = 0;
  #tag: string | null = null;
  #plain = false;
  /** The chunk that is coming in, and how much of it has come. */
  #buffer = new Uint8Array();
  #index = -1;
  #filled = 0;
  #received = 0;

  /** @param kept SHA-256 by place, of the chunks that are in the store */
  constructor(
    plan: ChunkPlan,
    store: Pick<ChunkStore, 'keep' | 'read' | 'drop'>,
    place: DownloadPlace,
    kept: ReadonlyMap<number, string>,
  ) {
    this.#plan = plan;
    this.#store = store;
    this.#place = place;
    this.#kept = new Map(kept);
  }

  /** Bytes of the file that are here. */
  get loaded(): number {
    let bytes = this.#filled;
    for (const index of this.#kept.keys()) bytes += this.#plan.lengthOf(index);
    return bytes;
  }
  /** Chunks of the file that are in the store. */
  get chunks(): number {
    return this.#kept.size;
  }
  /** Bytes that came over the network, also those that were of no use. */
  get received(): number {
    return this.#received;
  }

  /**
   * Yields whenever more has come. Ends when every chunk is in the store and the whole has the hash of the manifest.
   * @throws FileError; whatever the store throws
   */
  async *run(): AsyncGenerator<void, void> {
    await this.#dropUnexpected();
    let breaks = 0;
    for (;;) {
      const gap = this.#plan.gap(this.#kept);
      if (!gap) {
        if (await this.#isWhole()) return;
        continue;
      }
      const before = this.loaded;
      let failure: unknown = null;
      try {
        yield* this.#fetch(gap);
      } catch (error) {
        if (this.#place.signal.aborted) throw this.#error('stopped', 'it was stopped', true);
        if (!isBreak(error)) throw error;
        failure = error;
      }
      breaks = this.loaded > before ? 0 : breaks + 1;
      if (!failure && breaks === 0) continue;
      if (breaks > BREAKS) throw this.#error('lost', reasonOf(failure), true);
      await waitFor(breaks === 0 ? 0 : this.#place.pause * 2 ** (breaks - 1), this.#place.signal);
    }
  }

  /** One request, and what comes of it. */
  async *#fetch({ first, last }: Gap): AsyncGenerator<void, void> {
    const { file } = this.#plan;
    const from = this.#firstByte(first);
    const to = this.#plan.startOf(last + 1);
    const { address, patience, sameOrigin, signal } = this.#place;
    const ifTag = sameOrigin ? this.#tag : null;
    const answer = await askForBytes(address, {
      ...{ from, to, bytes: file.bytes, ifTag, plain: this.#plain, signal, patience },
    });
    try {
      this.#judge(answer);
      if (await this.#isChanged(answer)) return;
      if (answer.position > from) throw new Break('it sent other bytes than it was asked for');
      yield* this.#take(answer);
    } finally {
      answer.close();
    }
  }

  /** The first byte of a chunk that has not come. */
  #firstByte(index: number): number {
    return this.#plan.startOf(index) + (this.#index === index ? this.#filled : 0);
  }

  /** @throws Break or FileError where the answer has no bytes of the file */
  #judge({ status, total }: FileAnswer): void {
    if (status === 200 || status === 206) return;
    if (status === 416) {
      if (this.#plain || (total !== null && total !== this.#plan.file.bytes)) throw this.#other();
      // It has the bytes and does not give them: without a range, then.
      this.#plain = true;
      throw new Break('it knows of no such range');
    }
    if (status >= 500 || status === 429 || status === 408) throw new Break(`it answered ${status}`);
    throw this.#error('refused', `it answered ${status}`, false);
  }

  /**
   * Whether the server's file is another one than before, so that what came of that one is of no use.
   * @returns true when this answer is of none either, as it goes on where the old file's bytes ended
   */
  async #isChanged({ tag, position }: FileAnswer): Promise<boolean> {
    const isChanged = tag !== null && this.#tag !== null && tag !== this.#tag;
    this.#tag = tag ?? this.#tag;
    if (!isChanged) return false;
    this.#forgetBuffer();
    if (!this.#plan.isPinned) await this.#dropAll();
    return position > 0;
  }

  /** Puts an answer's bytes where they belong, until nothing of it is wanted any more. */
  async *#take({ status, position, announced, body }: FileAnswer): AsyncGenerator<void, void> {
    const { bytes } = this.#plan.file;
    let at = position;
    let wanted = this.#firstByte(this.#plan.gap(this.#kept)?.first ?? 0);
    for await (const part of body) {
      this.#received += part.length;
      for (let offset = 0; offset < part.length;) {
        const rest = part.subarray(offset);
        const skipped = Math.min(rest.length, Math.max(0, wanted - at));
        if (skipped > 0) {
          offset += skipped;
          at += skipped;
          continue;
        }
        const index = this.#plan.at(at);
        if (this.#kept.has(index) || index >= this.#plan.count) {
          const next = this.#plan.gap(this.#kept, index);
          if (!next) return;
          wanted = this.#plan.startOf(next.first);
          continue;
        }
        const taken = await this.#fill(index, rest);
        offset += taken;
        at += taken;
        wanted = at;
        yield;
      }
      if (at >= bytes) return;
    }
    // It told its length and kept its word: there is no more of it.
    if (status === 200 && announced !== null && announced < bytes && at === announced) throw this.#other();
  }

  /** Puts bytes into a chunk. @returns how many it took */
  async #fill(index: number, bytes: Uint8Array): Promise<number> {
    const length = this.#plan.lengthOf(index);
    if (this.#index !== index) {
      this.#index = index;
      this.#filled = 0;
      this.#buffer = new Uint8Array(length);
    }
    const taken = Math.min(bytes.length, length - this.#filled);
    this.#buffer.set(bytes.subarray(0, taken), this.#filled);
    this.#filled += taken;
    if (this.#filled === length) await this.#finish(index);
    return taken;
  }

  /** A chunk is complete: it is kept where it is right. */
  async #finish(index: number): Promise<void> {
    const bytes = this.#buffer;
    this.#forgetBuffer();
    const hash = bytesToHex(sha256(bytes));
    const expected = this.#plan.expected(index);
    if (expected !== null && hash !== expected) {
      this.#wrongInRow++;
      this.#tryAgain(index);
      if (this.#wrongInRow >= TRIES) throw this.#other();
      return;
    }
    this.#wrongInRow = 0;
    await this.#store.keep(this.#plan.file, index, hash, bytes);
    this.#kept.set(index, hash);
    this.#whole.see(index, bytes);
  }

  /** Every chunk is in the store: those that were not seen passing are read, and what was damaged there is dropped. */
  async #isWhole(): Promise<boolean> {
    const { file, count } = this.#plan;
    while (this.#whole.next < count) {
      const index = this.#whole.next;
      const blob = await this.#store.read(file, index);
      const bytes = blob && new Uint8Array(await blob.arrayBuffer());
      if (this.#place.signal.aborted) throw this.#error('stopped', 'it was stopped', true);
      if (!bytes || bytesToHex(sha256(bytes)) !== this.#kept.get(index)) {
        this.#tryAgain(index);
        this.#kept.delete(index);
        await this.#store.drop(file, [index]);
        return false;
      }
      this.#whole.see(index, bytes);
    }
    if (this.#whole.digest() === file.sha256) return true;
    await this.#dropAll();
    // Chunks of two versions, or a damaged one that nothing tells from the others: once more from the start.
    if (this.#plan.isPinned || ++this.#anew >= TRIES) throw this.#other();
    return false;
  }

  #tryAgain(index: number): void {
    const tries = (this.#tries.get(index) ?? 0) + 1;
    this.#tries.set(index, tries);
    if (tries >= TRIES) throw this.#other();
  }

  async #dropUnexpected(): Promise<void> {
    const wrong = [...this.#kept].flatMap(([index, hash]) => {
      const expected = this.#plan.expected(index);
      return index >= this.#plan.count || (expected !== null && expected !== hash) ? [index] : [];
    });
    for (const index of wrong) this.#kept.delete(index);
    if (wrong.length > 0) await this.#store.drop(this.#plan.file, wrong);
  }

  async #dropAll(): Promise<void> {
    await this.#store.drop(this.#plan.file, [...this.#kept.keys()]);
    this.#kept.clear();
    this.#whole.reset();
    this.#forgetBuffer();
  }

  #forgetBuffer(): void {
    this.#index = -1;
    this.#filled = 0;
    this.#buffer = new Uint8Array();
  }

  #other(): FileError {
    const { host, pathname } = this.#place.address;
    const message = `${pathname} from ${host} is not the file that the federation agreed on.`;
    return new FileError(message, { fault: 'other', host, temporary: false });
  }

  #error(fault: FileFault, why: string, temporary: boolean): FileError {
    const { host, pathname } = this.#place.address;
    return new FileError(`${pathname} could not be loaded from ${host}: ${why}.`, { fault, host, temporary });
  }
}

/** Fetch throws a TypeError without a connection, a stream whatever broke it; AbortError is our own patience. */
function isBreak(error: unknown): boolean {
  return (
    error instanceof Break || error instanceof TypeError || (error instanceof Error && error.name === 'AbortError')
  );
}

function reasonOf(failure: unknown): string {
  if (failure instanceof Break) return failure.message;
  if (failure instanceof Error && failure.name === 'AbortError') return 'it fell silent';
  return failure ? 'there is no connection, or it breaks' : 'it sends less than it should';
}

function waitFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  if (milliseconds === 0 || signal.aborted) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener('abort', end);
  });
}
