import { type Update, negate } from '../lattice/index.ts';
import {
  type Entry,
  type Hash,
  type Manifest,
  type PrivateEntry,
  type Sequence,
  type SharedEntry,
  decodeEntry,
  lateOf,
  manifestHash,
  scalarCount,
  scalarsPerStep,
} from '../protocol/index.ts';
import { type Key, foldIn } from '../random/index.ts';
import { createMethod } from './create.ts';
import { roundKey, stepKey } from './keys.ts';
import { learningRate } from './learning-rate.ts';
import type { ZeroOrderMethod } from './method.ts';
import { ofStep } from './steps.ts';
import { type Blocks, updates } from './updates.ts';
import { participantWeights } from './weights.ts';

/**
 * An entry as updates of the lattice, to be applied in one pass. With plain SGD the average of the clients' models is one
 * weighted sum over all their directions, so it needs neither their data nor a second copy of the weights.
 */
export function entryUpdates(entry: Entry, manifest: Manifest, blocks: Blocks): Update[] {
  return [...new Replay(manifest, blocks).rounds(entry)].flat();
}

/** Updates of one pass at most, but for a single round's: about as many as clients take in when they catch up (promise 2). */
const UPDATES_PER_PASS = 1 << 19;

/**
 * Entries as the updates of as few passes over the weights as memory allows, at least one: all of them in one, but for a
 * rollback of very much. Each pass is made when it is asked for, so that one of them is in memory at a time.
 * @param look is shown each round's updates, or those that take it back, and the entry that brings them, before the pass
 *   that has them; it may throw
 */
export function* entryPasses(
  entries: readonly Entry[],
  manifest: Manifest,
  blocks: Blocks,
  look: (made: readonly Update[], entry: Entry) => void = () => {},
  most = UPDATES_PER_PASS,
): Generator<Update[], void> {
  const replay = new Replay(manifest, blocks);
  let pass: Update[] = [];
  for (const entry of entries) {
    for (const made of replay.rounds(entry)) {
      look(made, entry);
      if (pass.length > 0 && pass.length + made.length > most) {
        yield pass;
        pass = [];
      }
      // One by one: a round may have more updates than a call takes arguments.
      for (const update of made) pass.push(update);
    }
  }
  yield pass;
}

/** Whether an entry is of its manifest's kind, with as many numbers as its method's steps have; of a rollback, all it holds. */
export function hasItsNumbers(entry: Entry, manifest: Manifest): boolean {
  const { directions, localSteps } = manifest.method;
  switch (entry.kind) {
    case 'shared':
      return (
        directions === 'shared' && entry.coefficients.length === localSteps * createMethod(manifest).directionCount
      );
    case 'private':
      return (
        directions !== 'shared' &&
        (entry.late.length === 0 || lateOf(manifest) > 0) &&
        [...entry.parts, ...entry.late].every(({ scalars }) => scalars.length === scalarCount(manifest))
      );
    case 'rollback':
      return entry.undone.every((bytes) => hasItsNumbers(decodeEntry(bytes), manifest));
    default:
      return entry satisfies never;
  }
}

/** What entries do to the weights of one federation. */
class Replay {
  readonly #manifest: Manifest;
  readonly #hash: Hash;
  readonly #blocks: Blocks;
  readonly #method: ZeroOrderMethod;
  readonly #steps: readonly number[];

  constructor(manifest: Manifest, blocks: Blocks) {
    this.#manifest = manifest;
    this.#hash = manifestHash(manifest);
    this.#blocks = blocks;
    this.#method = createMethod(manifest);
    this.#steps = Array.from({ length: manifest.method.localSteps }, (_, step) => step);
  }

  /** Updates of a round, or of each that is taken back, one after another. */
  *rounds(entry: Entry): Generator<Update[], void> {
    switch (entry.kind) {
      case 'shared':
        yield this.#shared(entry);
        return;
      case 'private':
        yield this.#private(entry);
        return;
      case 'rollback':
        // Integers went on, and the same integers come off: exact, in any order, at 32 bits and at 16.
        for (const bytes of entry.undone) for (const made of this.rounds(decodeEntry(bytes))) yield made.map(negate);
        return;
      default:
        entry satisfies never;
    }
  }

  #shared({ sequence, previous, coefficients }: SharedEntry): Update[] {
    const round = this.#key(sequence, previous);
    const rate = learningRate(this.#manifest, sequence);
    const { directionCount } = this.#method;
    return this.#steps.flatMap((step) =>
      updates(this.#method, ofStep(coefficients, step, directionCount), foldIn(round, step), this.#blocks, rate),
    );
  }

  #private({ sequence, previous, parts, late }: PrivateEntry): Update[] {
    const { method } = this.#manifest;
    const all = [...parts.map((part) => ({ ...part, round: sequence, chain: previous })), ...late];
    const weights = participantWeights(all, this.#manifest);
    return all.flatMap(({ participant, scalars, round, chain }, m) => {
      const key = this.#key(round, chain);
      const rate = learningRate(this.#manifest, round) * weights[m]!;
      return this.#steps.flatMap((step) => {
        const coefficients = this.#method.coefficients(ofStep(scalars, step, scalarsPerStep(method)));
        return updates(
          this.#method,
          coefficients,
          stepKey(key, method.directions, participant, step),
          this.#blocks,
          rate,
        );
      });
    });
  }

  /** Of the round that was opened on `chain`: computed once for all who took part in it. */
  #key(round: Sequence, chain: Hash): Key {
    if (this.#last?.round !== round || this.#last.chain !== chain) {
      this.#last = { round, chain, key: roundKey(this.#hash, round, chain) };
    }
    return this.#last.key;
  }
  #last: { readonly round: Sequence; readonly chain: Hash; readonly key: Key } | null = null;
}
