import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import * as v from 'valibot';
import { type Aggregation, aggregationSchema } from './aggregation.ts';
import { FormatError } from './bytes.ts';
import { chunksSchema } from './file-chunks.ts';
import type { Hash } from './ids.ts';
import { methodSchema, scalarsPerStep } from './method.ts';
import { count, lines, positive, text } from './schemas.ts';
import { templateFields } from './template.ts';

const hash = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/, 'a SHA-256 as 64 hexadecimal digits'));
/** Seconds of a round's deadline and grace at most: 30 days. Milliseconds of it fit the 32 bits that they have in a frame. */
const LONGEST = 30 * 24 * 3600;
/** Entries that a contribution may come late by at most: a relay keeps a record of so many rounds, with who is missing. */
export const MAX_LATE = 32;
const file = v.pipe(
  v.strictObject({
    /** Path below `model.location`: never `.` or `..`, nor a hidden file. */
    name: v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9][\w.-]{0,99}$/, 'a plain file name, which begins with a letter or digit'),
    ),
    bytes: count(2 ** 40),
    sha256: hash,
    /** Hashes of its pieces; where left out, a download is checked as a whole only. */
    chunks: v.exactOptional(chunksSchema),
  }),
  v.check(
    ({ bytes, chunks }) => !chunks || chunks.sha256.length === Math.ceil(bytes / chunks.bytes),
    'chunks.sha256 must have one hash for every chunks.bytes of the file, and one for what is left',
  ),
);

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
const manifestObject = v.strictObject({
  version: v.literal(1),
  id: v.pipe(v.string(), v.regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/, 'lower-case letters, digits and hyphens')),
  title: text(80),
  /** What the federation is for, in words for a volunteer. */
  purpose: lines(600),
  /** Who asks, as the organiser puts it: foreign text, which nobody has checked. */
  organiser: v.exactOptional(text(80)),
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
      lines(500),
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
  /** Which weights train; all of them where it is left out. */
  trainable: v.exactOptional(
    v.variant('set', [
      v.strictObject({ set: v.literal('all') }),
      v.strictObject({ set: v.literal('biases') }),
      v.strictObject({ set: v.literal('last'), layers: count(128) }),
      v.strictObject({ set: v.literal('lora'), rank: count(1024), alpha: positive }),
    ]),
  ),
  method: methodSchema,
  round: v.strictObject({
    /** Contributions without which a round does not close. */
    quorum: count(10_000),
    /** Clients asked in one round at most. */
    maximum: count(10_000),
    /** Contributions at which a round closes at once; more clients are asked than that. All who are asked where left out. */
    target: v.exactOptional(count(10_000)),
    /** Entries by which a contribution may come after its round's and still be taken in; none where left out. */
    late: v.exactOptional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(MAX_LATE))),
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
  /** What a round's contributions come to; their mean where it is left out. */
  aggregation: v.exactOptional(aggregationSchema),
  /** Rounds stop by themselves after `evaluations` states in a row whose held-out loss is `rise` nats above the best. */
  guard: v.exactOptional(v.strictObject({ rise: positive, evaluations: count(1000) })),
  /** Devices tell how states with these multiples as numbers do on what they hold out: loss, and how many are right. */
  evaluate: v.exactOptional(v.strictObject({ every: count(100_000) })),
  /** Who may join: everybody, where it is left out, or those whom the organiser invited. */
  access: v.exactOptional(v.picklist(['open', 'invite'])),
});

const manifestSchema = v.pipe(
  manifestObject,
  // MeZO trains alone: its federation has one client, so that the log is that client's own.
  v.check(
    ({ method, round }) => method.name !== 'mezo' || round.maximum === 1,
    'mezo trains on one device: its round.quorum and round.maximum must be 1; fedzo with p 1 is its federated form',
  ),
  v.check(
    ({ round: { quorum, maximum, target = quorum } }) => quorum > maximum || (quorum <= target && target <= maximum),
    'round.target must lie between round.quorum and round.maximum',
  ),
  v.check(
    ({ method, round }) => method.directions !== 'shared' || !round.late,
    'round.late cannot be with shared directions: a group of one that came late would publish what one participant ' +
      'said, and a round on shared directions is silent about each; leave round.late out',
  ),
  v.check(
    ({ method, aggregation }) =>
      method.directions === 'shared' || (aggregation?.by !== 'median' && aggregation?.by !== 'trimmed'),
    'aggregation by median or trimmed compares scalars of the same directions, and here each client has its own: ' +
      'take norm-bounded, or shared directions',
  ),
  v.check(
    ({ method, aggregation }) => method.directions !== 'shared' || aggregation?.by !== 'norm-bounded',
    'aggregation by norm-bounded weighs named participants, and a round on shared directions names none: take median ' +
      'or trimmed',
  ),
);

export type Manifest = v.InferOutput<typeof manifestSchema>;

/** A manifest that cannot be used, with every fault and where it is. */
export class ManifestError extends Error {
  override readonly name = 'ManifestError';
  readonly faults: readonly string[];
  /** @param federation whose manifest it is, where that is known */
  constructor(faults: readonly string[], federation?: string) {
    const whose = federation === undefined ? "The federation's manifest" : `The manifest of federation "${federation}"`;
    super(`${whose} is not valid: ${faults.map((fault) => fault.replace(/\.$/, '')).join('; ')}.`);
    this.faults = faults;
  }
}

/** @throws ManifestError naming every fault. */
export function parseManifest(value: unknown): Manifest {
  const result = v.safeParse(manifestSchema, value);
  if (result.success) return result.output;
  throw new ManifestError(result.issues.map((issue) => `${v.getDotPath(issue) ?? 'manifest'}: ${faultOf(issue)}`));
}

const BOUNDS: Readonly<Record<string, string>> = { '>=': 'at least ', '<=': 'at most ', '>': 'above ', '<': 'below ' };

/** What is wrong, in words: the schemas' own, or those of a person in place of the library's. */
function faultOf({ type, message, expected, received }: v.InferIssue<typeof manifestSchema>): string {
  if (type === 'integer') return `must be a whole number, not ${received}`;
  if (!message.startsWith('Invalid ') || expected === null) return message;
  if (expected === 'never') return 'is no setting here (misspelt, or one of another method)';
  if (received === 'undefined') return 'is missing';
  const wanted = expected
    .replace(/^\((.*)\)$/, '$1')
    .replaceAll(' | ', ' or ')
    .replace(/^[<>]=?/, (sign) => BOUNDS[sign] ?? sign);
  return `${message.startsWith('Invalid length') ? 'its length must be' : 'must be'} ${wanted}, not ${received}`;
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

/** Of manifests that were asked for before: every round and every entry needs its manifest's. */
const hashes = new WeakMap<Manifest, Hash>();

/** A manifest's content address. A manifest never changes: a changed one is another object. */
export function manifestHash(manifest: Manifest): Hash {
  const known = hashes.get(manifest);
  if (known !== undefined) return known;
  const computed = bytesToHex(sha256(utf8ToBytes(canonicalJson(manifest)))) as Hash;
  hashes.set(manifest, computed);
  return computed;
}

/** Bits of the integers that the weights are. */
export function precisionOf({ precision = 32 }: Manifest): 16 | 32 {
  return precision;
}

/** Which weights train. */
export function trainableOf({ trainable = { set: 'all' } }: Manifest): NonNullable<Manifest['trainable']> {
  return trainable;
}

/** What a round's contributions come to. */
export function aggregationOf({ aggregation = { by: 'mean' } }: Manifest): Aggregation {
  return aggregation;
}

/** Entries by which a contribution may come after its round's. */
export function lateOf({ round: { late = 0 } }: Manifest): number {
  return late;
}

/** Where there is an automatic stop, everybody measures the states with these multiples as numbers. [R14] */
const GUARD_EVERY = 8;

/** Whether everybody measures this state, so that their reports meet: for the guard, or for the organiser. */
export function isMeasured({ guard, evaluate }: Pick<Manifest, 'guard' | 'evaluate'>, state: number): boolean {
  return (guard !== undefined && state % GUARD_EVERY === 0) || (evaluate !== undefined && state % evaluate.every === 0);
}

/** Scalars of one contribution: those of K local steps. */
export function scalarCount({ method }: Manifest): number {
  return method.localSteps * scalarsPerStep(method);
}
