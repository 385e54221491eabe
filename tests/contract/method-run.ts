import { createEngine } from '../../src/engine/index.ts';
import { type Fingerprint, type Update, negate } from '../../src/lattice/index.ts';
import { crossEntropy, readCheckpoint, trainableBlocks, withTrainable } from '../../src/model/index.ts';
import {
  type EntryPart,
  type Hash,
  type Manifest,
  type Method,
  encodeEntry,
  entryHash,
  manifestHash,
  parseManifest,
  parseParticipantId,
  parseSequence,
  splitOf,
  trainableOf,
} from '../../src/protocol/index.ts';
import {
  closedRound,
  createMethod,
  entryUpdates,
  learningRate,
  roundKey,
  stepKey,
  updates,
} from '../../src/zo/index.ts';
import { testManifest } from '../support/manifest.ts';
import { randomCheckpoint } from './random-checkpoint.ts';
import { someRows } from './rows.ts';
import { tinyShape } from './tiny-shape.ts';

const ROUNDS = 2;
const PARTICIPANTS = ['1', '2'].map((digit) => parseParticipantId(digit.repeat(32)));
const LABELS = Uint32Array.of(7, 11);

const { epsilon, batch, noise } = testManifest().method;
const learningRates = { from: 1e-3, to: 1e-3, rounds: 1 };
const common = { epsilon, batch, noise, clip: 1e6, localSteps: 2, learningRate: learningRates };
const fedspzo = { ...common, name: 'fedspzo', p1: 1, p2: 3, split: 1 } as const;

/** Every method, direction kind and trainable set in a short run of its own. */
export const RUNS: Readonly<Record<string, { readonly method: Method; readonly trainable?: Manifest['trainable'] }>> = {
  fedspzo: { method: { ...fedspzo, directions: 'private' } },
  'fedspzo, shared, with every option': {
    method: { ...fedspzo, directions: 'shared', loo: true, normalized: true, secondRate: 0.5 },
  },
  fedzo: { method: { ...common, name: 'fedzo', directions: 'private', p: 2 } },
  'decomfl, forward': { method: { ...common, name: 'decomfl', directions: 'shared', p: 2, difference: 'forward' } },
  'decomfl, central': { method: { ...common, name: 'decomfl', directions: 'shared', p: 2, difference: 'central' } },
  mezo: { method: { ...common, name: 'mezo', directions: 'private' } },
  fedkseed: { method: { ...common, name: 'fedkseed', directions: 'pool', pool: 8 } },
  'fedspzo on biases': { method: { ...fedspzo, directions: 'private' }, trainable: { set: 'biases' } },
  'fedspzo on the last layer': { method: { ...fedspzo, directions: 'private' }, trainable: { set: 'last', layers: 1 } },
  'fedzo on LoRA': {
    method: { ...common, name: 'fedzo', directions: 'shared', p: 2 },
    trainable: { set: 'lora', rank: 2, alpha: 4 },
  },
};

/**
 * Two rounds of two participants on a tiny random model and the `cpu` engine: real measurements, entries as a relay
 * closes them, the model moved by replaying them.
 * @returns the fingerprint after each round
 */
export async function runMethod(name: string): Promise<Fingerprint[]> {
  const { method: settings, trainable } = RUNS[name]!;
  const round = settings.name === 'mezo' ? { quorum: 1, maximum: 1 } : {};
  const manifest = parseManifest({ ...testManifest({}, round), method: settings, ...(trainable ? { trainable } : {}) });
  const architecture = withTrainable(tinyShape, trainableOf(manifest));
  const blocks = trainableBlocks(architecture, splitOf(manifest));
  const engine = await createEngine('cpu', architecture, { threads: 1 });
  await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
  const method = createMethod(manifest);
  const participants = PARTICIPANTS.slice(0, manifest.round.maximum);
  let previous: Hash = manifestHash(manifest);
  const fingerprints = [];
  for (let number = 1; number <= ROUNDS; number++) {
    const key = roundKey(manifestHash(manifest), parseSequence(number), previous);
    const parts: EntryPart[] = [];
    for (const [m, participant] of participants.entries()) {
      const rows = someRows(architecture, 3 + m);
      const classes = Array.from({ length: rows.size }, (_, b) => (b + m) % 2);
      const scalars: number[] = [];
      const taken: Update[] = [];
      for (let step = 0; step < settings.localSteps; step++) {
        const own = stepKey(key, settings.directions, participant, step);
        const measured = await method.measure(
          {
            first: (direction) => engine.first(rows, splitOf(manifest), direction),
            second: async (y, tied, direction) =>
              crossEntropy(await engine.second(y, LABELS, tied, direction), classes),
            release: (y) => y.release(),
          },
          own,
        );
        scalars.push(...measured.scalars);
        const rate = learningRate(manifest, number);
        const made = updates(method, method.coefficients(measured.scalars), own, blocks, rate);
        await engine.apply(made);
        taken.push(...made);
      }
      await engine.apply(taken.map(negate));
      parts.push({ participant, examples: rows.size, scalars: Float32Array.from(scalars) });
    }
    const place = { sequence: parseSequence(number), previous };
    const entry = closedRound(place, parts, [], manifest, null);
    await engine.apply(entryUpdates(entry, manifest, blocks));
    previous = entryHash(encodeEntry(entry));
    fingerprints.push(await engine.fingerprint());
  }
  await engine.close();
  return fingerprints;
}
