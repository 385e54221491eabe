import { type AttackName, attacked } from '../../simulator/index.ts';
import { Lattice, ReferenceKernel, type Update, negate } from '../../src/lattice/index.ts';
import {
  type Aggregation,
  type EntryPart,
  type Hash,
  type Manifest,
  type Method,
  type ParticipantId,
  type Sequence,
  encodeEntry,
  entryHash,
  inOrder,
  manifestHash,
  parseManifest,
} from '../../src/protocol/index.ts';
import { type Key, threefry2x32 } from '../../src/random/index.ts';
import {
  closedRound,
  createMethod,
  entryUpdates,
  learningRate,
  middle,
  rootMeanSquare,
  roundKey,
  stepKey,
  updates,
} from '../../src/zo/index.ts';
import { AnalyticLoss } from './analytic.ts';
import { testManifest } from './manifest.ts';

const CLIENTS = 20;
const ATTACKERS = 4;
const EXAMPLES = 16;
const BATCH = 4;
/** Rounds before a bound is learned, and rounds that it is learned from: those of the relay's rules. */
const [LEAST, RECENT] = [5, 32];
/** Elements of the two tensors, and numbers that an example wants. */
const [U, V, ROWS] = [6, 5, 4];
/** How far the clients' examples differ from each other, and those of one client among themselves. */
const [BETWEEN, WITHIN] = [0.3, 1];

export interface RobustRun {
  readonly directions: 'private' | 'shared';
  readonly aggregation: Aggregation;
  /** What a fifth of the clients does to its scalars; null for nothing. */
  readonly attack: AttackName | null;
  readonly rounds: number;
  readonly seed: number;
  readonly method?: Partial<Method & { name: 'fedspzo' }>;
}

/** Uniform in [-1, 1). */
function uniform(key: Key, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => threefry2x32(key, i, 0)[0] / 2 ** 31 - 1);
}

/** What the examples of each client want, [client][example][row]. */
function dataOf(seed: number): Float64Array[][] {
  const common = uniform([seed, 1], ROWS);
  return Array.from({ length: CLIENTS }, (_, m) => {
    const own = uniform([seed, 100 + m], ROWS);
    return Array.from({ length: EXAMPLES }, (_unused, j) => {
      const noise = uniform([seed, 10_000 + 100 * m + j], ROWS);
      return common.map((x, r) => x + BETWEEN * own[r]! + WITHIN * noise[r]!);
    });
  });
}

function meanOf(targets: readonly Float64Array[]): Float64Array {
  return Float64Array.from({ length: ROWS }, (_, r) => targets.reduce((sum, t) => sum + t[r]!, 0) / targets.length);
}

function model(seed: number): { lattice: Lattice; lossOf: (target: Float64Array) => AnalyticLoss } {
  const lattice = new Lattice([U, V], new ReferenceKernel());
  for (const [t, size] of [U, V].entries()) {
    lattice.staging(t).set(uniform([seed, 2 + t], size));
    lattice.quantise(t);
  }
  const parts = {
    a: uniform([seed, 4], ROWS * U),
    b: uniform([seed, 5], ROWS * V).map((x) => x / 4),
    c: uniform([seed, 6], V),
  };
  return { lattice, lossOf: (t) => new AnalyticLoss(lattice, { ...parts, t }) };
}

/**
 * A federation without a relay on the analytic loss: the real method, aggregation, entries and lattice, and 20 clients with
 * 16 examples each. What differs between the loss of a batch and that of its mean example is constant in the weights.
 * @returns the mean loss of all examples of all clients, before and after
 */
export async function robustRun({ directions, aggregation, attack, rounds, seed, method: own }: RobustRun) {
  const manifest: Manifest = parseManifest({
    ...testManifest({
      ...{ directions, p1: 2, p2: 1, localSteps: 2, clip: 100 },
      ...{ learningRate: { from: 0.03, to: 0.003, rounds } },
      ...own,
    }),
    id: `seed-${seed}`,
    weighting: { by: 'participant' },
    aggregation,
  });
  const data = dataOf(seed);
  const { lattice, lossOf } = model(seed);
  const { blocks } = AnalyticLoss;
  const names = data.map((_, m) => (seed * 1000 + m).toString(16).padStart(32, '0') as ParticipantId);
  const loss = (): number => {
    const each = data.flat().map((target) => lossOf(target).value());
    return each.reduce((sum, one) => sum + one, 0) / each.length;
  };
  const before = loss();
  const method = createMethod(manifest);
  const hash = manifestHash(manifest);

  /** What a client measures in a round; the weights are as before. */
  const measure = async (m: number, round: Sequence, key: Key): Promise<Float32Array> => {
    const taken: Update[] = [];
    const scalars: number[] = [];
    for (let step = 0; step < manifest.method.localSteps; step++) {
      const draw = threefry2x32([seed, 77], round * 100 + step, m)[0];
      const batch = Array.from({ length: BATCH }, (_, i) => data[m]![(draw + 5 * i) % EXAMPLES]!);
      const at = stepKey(key, directions, names[m]!, step);
      const measured = await method.measure(lossOf(meanOf(batch)), at);
      scalars.push(...measured.scalars);
      // Nothing is measured after the last one.
      if (step + 1 === manifest.method.localSteps) break;
      const rate = learningRate(manifest, round);
      const made = updates(method, method.coefficients(measured.scalars), at, blocks, rate);
      lattice.apply(made);
      taken.push(...made);
    }
    lattice.apply(taken.map(negate));
    return Float32Array.from(scalars);
  };

  const norms: number[][] = [];
  let previous: Hash = hash;
  for (let round = 1; round <= rounds; round++) {
    const sequence = round as Sequence;
    const key = roundKey(hash, sequence, previous);
    const parts: EntryPart[] = [];
    for (const [m, participant] of names.entries()) {
      const honest = await measure(m, sequence, key);
      const isAttacker = attack !== null && m < ATTACKERS;
      const scalars = isAttacker ? attacked(attack, honest, manifest.method.clip, [seed, round * 100 + m]) : honest;
      parts.push({ participant, examples: 1, scalars });
    }
    const learned = norms.length < LEAST ? null : middle(norms.slice(-RECENT).flat());
    const entry = closedRound({ sequence, previous }, inOrder(parts), [], manifest, learned);
    norms.push(parts.map(({ scalars }) => rootMeanSquare(scalars)));
    lattice.apply(entryUpdates(entry, manifest, blocks));
    previous = entryHash(encodeEntry(entry));
  }
  return { before, after: loss() };
}
