import { type Fingerprint, type Update, negate } from '../lattice/index.ts';
import {
  type Entry,
  type Epoch,
  type Hash,
  type Manifest,
  type Sequence,
  decodeEntry,
  entryHash,
  manifestHash,
  parseSequence,
} from '../protocol/index.ts';
import { entryPasses } from '../zo/index.ts';
import type { EngineUse } from './engines/index.ts';
import type { Learner } from './learner.ts';

/** A place in a federation's log. */
export interface Position {
  /** Null for the base model, which every epoch shares. */
  readonly epoch: Epoch | null;
  readonly sequence: Sequence;
  readonly chain: Hash;
  readonly fingerprint: Fingerprint;
}

/** An entry that was new, and its size on the wire. */
export interface AppliedEntry {
  readonly entry: Entry;
  readonly bytes: number;
}

/** An entry that does not continue this copy's log. */
export class ChainError extends Error {
  override readonly name = 'ChainError';
  /** Entries between this copy's last and this one are missing; otherwise the two logs differ. */
  readonly isGap: boolean;
  constructor(message: string, isGap: boolean) {
    super(message);
    this.isGap = isGap;
  }
}

/** Fingerprints kept to compare with the relay's, which follow some entries later. */
const REMEMBERED = 256;

/**
 * This device's copy of the federation's model: the weights, their place in the log, and the local steps
 * of the open round, which are undone exactly when its entry comes (promise 2: without a copy).
 */
export class Replica {
  readonly #learner: Learner;
  readonly #manifest: Manifest;
  readonly #fingerprints = new Map<number, Fingerprint>();
  #local: Update[] = [];
  #position: Position;

  private constructor(learner: Learner, manifest: Manifest, position: Position) {
    this.#learner = learner;
    this.#manifest = manifest;
    this.#position = position;
    this.#remember();
  }

  /** A copy at the base model, which the learner must hold. */
  static async base(learner: Learner, manifest: Manifest): Promise<Replica> {
    return new Replica(learner, manifest, {
      epoch: null,
      sequence: parseSequence(0),
      chain: manifestHash(manifest),
      fingerprint: await learner.fingerprint(),
    });
  }

  get position(): Position {
    return this.#position;
  }

  /** The local steps of the open round, which are on top of the log's state, in order. */
  get local(): readonly Update[] {
    return this.#local;
  }

  /** No local steps are on top of the log's state. */
  get isClean(): boolean {
    return this.#local.length === 0;
  }

  /** The fingerprint that this copy had after entry `sequence`, if it passed it and remembers. */
  fingerprintAt(sequence: number): Fingerprint | undefined {
    return this.#fingerprints.get(sequence);
  }

  /** Takes local steps, to be undone by the next entry or by `undo`. */
  async step(updates: readonly Update[]): Promise<void> {
    await this.#learner.apply(updates);
    // One by one: a step of many directions on many runs of tensors has more updates than a call takes arguments.
    for (const update of updates) this.#local.push(update);
  }

  /** Takes the local steps back, exactly. */
  async undo(): Promise<void> {
    await this.#learner.apply(this.#local.map(negate));
    this.#local = [];
  }

  /**
   * Undoes the local steps and applies entries in one pass over the weights.
   * @returns the entries that were new, decoded
   * @throws ChainError when an entry does not follow, RangeError when one takes a step that no lattice has; the copy is
   *   unchanged then, its local steps included
   */
  async follow(epoch: Epoch, entries: readonly Uint8Array[]): Promise<AppliedEntry[]> {
    let { sequence, chain } = this.#position;
    const decoded: AppliedEntry[] = [];
    for (const bytes of entries) {
      const entry = decodeEntry(bytes);
      // Said twice; the log holds each entry once.
      if (entry.sequence <= sequence) continue;
      if (entry.sequence !== sequence + 1 || entry.previous !== chain) {
        const why = `Entry ${entry.sequence} does not follow entry ${sequence} of this copy's log.`;
        throw new ChainError(why, entry.sequence !== sequence + 1);
      }
      sequence = entry.sequence;
      chain = entryHash(bytes);
      decoded.push({ entry, bytes: bytes.length });
    }
    if (decoded.length === 0) return [];
    await this.#take(decoded.map(({ entry }) => entry));
    // Not before: what throws above has left the local steps in the weights.
    this.#local = [];
    this.#position = { epoch, sequence, chain, fingerprint: await this.#learner.fingerprint() };
    this.#remember();
    return decoded;
  }

  /** In one pass, but for a rollback of very much. What throws leaves the weights as they were. */
  async #take(entries: readonly Entry[]): Promise<void> {
    const undone = this.#local.map(negate);
    const passes = () => entryPasses(entries, this.#manifest, this.#learner.blocks);
    let done = 0;
    try {
      for (const made of passes()) {
        await this.#learner.apply(done === 0 ? [...undone, ...made] : made);
        done++;
      }
    } catch (error) {
      let steps: readonly Update[] = this.#local;
      for (const made of passes()) {
        if (done-- === 0) break;
        await this.#learner.apply([...made.map(negate), ...steps]);
        steps = [];
      }
      throw error;
    }
  }

  /** Moves to where a snapshot is; the learner must have restored it already. */
  async jump(epoch: Epoch, sequence: Sequence, chain: Hash): Promise<void> {
    this.#local = [];
    this.#fingerprints.clear();
    this.#position = { epoch, sequence, chain, fingerprint: await this.#learner.fingerprint() };
    this.#remember();
  }

  /** Back to the base model: this copy's log is not the federation's. */
  async reset(): Promise<void> {
    await this.#learner.reload();
    await this.#rebase();
  }

  /** Back to the base model on another engine: the weights went with the device. */
  async recover(): Promise<EngineUse> {
    const use = await this.#learner.recover();
    await this.#rebase();
    return use;
  }

  async #rebase(): Promise<void> {
    this.#fingerprints.clear();
    this.#local = [];
    this.#position = {
      epoch: null,
      sequence: parseSequence(0),
      chain: manifestHash(this.#manifest),
      fingerprint: await this.#learner.fingerprint(),
    };
    this.#remember();
  }

  #remember(): void {
    const { sequence, fingerprint } = this.#position;
    this.#fingerprints.set(sequence, fingerprint);
    for (const old of this.#fingerprints.keys()) {
      if (this.#fingerprints.size <= REMEMBERED) break;
      this.#fingerprints.delete(old);
    }
  }
}
