import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { FormatError } from './bytes.ts';
import type { Hash } from './ids.ts';
import { templateFields } from './template.ts';

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 as 64 hexadecimal digits'));
const positive = v.pipe(v.number(), v.finite(), v.gtValue(0));
const count = (maximum: number) => v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(maximum));
/** Seconds of a round's deadline and grace at most: 30 days. Milliseconds of it fit the 32 bits that they have in a frame. */
const LONGEST = 30 * 24 * 3600;
/** One scalar moves a weight by this at most, so that no entry holds a step beyond the lattice. */
const LARGEST_STEP = 2 ** 20;
const text = (maximum: number) => v.pipe(v.string(), v.minLength(1), v.maxLength(maximum));
const file = v.strictObject({
  /** Path below `model.location`. */
  name: v.pipe(v.string(), v.regex(/^[\w.-]{1,100}$/, 'a plain file name')),
  bytes: count(2 ** 40),
  sha256: hash,
});

/** What is wrong with a template, or null. */
function templateFault(template: string): string | null {
  try {
    templateFields(template);
    return null;
  } catch (error) {
    if (error instanceof FormatError) return error.message;
    throw error;
  }
}

/**
 * Everything that a federation agrees on. Its hash is the first value of the log's chain,
 * so a changed manifest is another federation.
 */
export const manifestSchema = v.strictObject({
  version: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower-case letters, digits and hyphens')),
  title: text(80),
  /** What the federation is for, in words for a volunteer. */
  purpose: text(600),
  model: v.strictObject({
    name: text(80),
    licence: text(80),
    /** Where the files lie: a path on the relay, or an https address. */
    location: text(500),
    files: v.pipe(v.array(file), v.minLength(1)),
  }),
  task: v.strictObject({
    /** With a `{column}` for each text of an example and one `<mask>`, such as `{text} It was<mask>.` */
    template: v.pipe(
      text(500),
      v.rawCheck(({ dataset, addIssue }) => {
        const fault = dataset.typed ? templateFault(dataset.value) : null;
        if (fault !== null) addIssue({ message: fault });
      }),
    ),
    /** Classes in order; each label word is one token, with its leading space. */
    labels: v.pipe(v.array(v.strictObject({ name: text(40), word: text(40) })), v.minLength(2), v.maxLength(32)),
    /** Tokens of a row at most; the text is cut, never the mask. */
    maxTokens: count(512),
  }),
  /**
   * Bits of the weights' integers: 32 where it is left out. 16 halves their memory, and updates are rounded at random.
   * Left out and 32 mean the same, but are two manifests with two hashes.
   */
  precision: v.exactOptional(v.picklist([16, 32])),
  method: v.pipe(
    v.strictObject({
      name: v.literal('fedspzo'),
      /** P1 and P2: directions of block 1, and of block 2 for each of them. */
      p1: count(64),
      p2: count(64),
      /** Layers of block 1, embeddings included. */
      split: v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(128)),
      epsilon: positive,
      /** Falls linearly from `from` in round 1 to `to` in round `rounds`, and stays there. */
      learningRate: v.strictObject({ from: positive, to: positive, rounds: count(1_000_000) }),
      /** K: local steps of a round. */
      localSteps: count(1000),
      batch: count(1024),
      /** Projected gradients are clipped to [-clip, clip]; the relay refuses what lies outside. */
      clip: positive,
      noise: v.literal('rademacher'),
      directions: v.literal('private'),
    }),
    v.check(
      ({ clip, learningRate: { from, to } }) => clip * Math.max(from, to) <= LARGEST_STEP,
      'clip times learning rate is beyond 2^20',
    ),
  ),
  round: v.strictObject({
    /** Contributions without which a round does not close. */
    quorum: count(10_000),
    /** Clients asked in one round at most. */
    maximum: count(10_000),
    /** Seconds until a round with quorum closes, whoever is missing. */
    deadline: v.pipe(positive, v.maxValue(LONGEST)),
    /** Seconds that a round stays open after its quorum, for the others asked. */
    grace: v.pipe(v.number(), v.finite(), v.minValue(0), v.maxValue(LONGEST)),
    /** Entries between two snapshots. */
    snapshotEvery: count(100_000),
  }),
  /** A client's weight in the average: its number of examples, up to `cap`, or one each. */
  weighting: v.variant('by', [
    v.strictObject({ by: v.literal('examples'), cap: count(1_000_000) }),
    v.strictObject({ by: v.literal('participant') }),
  ]),
});

export type Manifest = v.InferOutput<typeof manifestSchema>;

/** A manifest that cannot be used, with every fault and where it is. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  readonly faults: readonly string[];
  constructor(faults: readonly string[]) {
    super(`The federation's manifest is not valid: ${faults.join('; ')}.`);
    this.faults = faults;
  }
}

/** @throws ManifestError naming every fault. */
export function parseManifest(value: unknown): Manifest {
  const result = v.safeParse(manifestSchema, value);
  if (result.success) return result.output;
  throw new ManifestError(result.issues.map((issue) => `${v.getDotPath(issue) ?? 'manifest'}: ${issue.message}`));
}

/** JSON with sorted keys and no spaces: equal manifests give equal bytes. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(',')}]`;
  if (typeof value === 'object' && value !== null) {
    const fields = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${fields.map(([key, field]) => `${JSON.stringify(key)}:${canonicalJson(field)}`).join(',')}}`;
  }
  return JSON.stringify(value);
}

/** A manifest's content address. */
export function manifestHash(manifest: Manifest): Hash {
  return bytesToHex(sha256(utf8ToBytes(canonicalJson(manifest)))) as Hash;
}

/** Bits of the integers that the weights are. */
export function precisionOf({ precision = 32 }: Manifest): 16 | 32 {
  return precision;
}

/** Scalars of one contribution: K * P1 * P2. */
export function scalarCount({ method }: Manifest): number {
  return method.localSteps * method.p1 * method.p2;
}
