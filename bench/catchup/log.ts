import {
  type Hash,
  type Manifest,
  encodeEntry,
  entryHash,
  manifestHash,
  parseManifest,
  parseParticipantId,
  parseSequence,
  scalarCount,
} from '../../src/protocol/index.ts';
import { threefry2x32 } from '../../src/random/index.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { SETTINGS } from '../workload/index.ts';

/** K: local steps of a round. */
const LOCAL_STEPS = 10;
const PARTICIPANTS = ['1', '2', '3'].map((digit) => parseParticipantId(digit.repeat(32)));

/** A federation with the default one's numbers. */
export function benchManifest(split: number): Manifest {
  const { p1, p2, epsilon, clip } = SETTINGS;
  const learningRate = { from: 1e-4, to: 1e-5, rounds: 400 };
  return parseManifest(testManifest({ p1, p2, epsilon, clip, split, learningRate, localSteps: LOCAL_STEPS, batch: 8 }));
}

/** A log of that many rounds of three participants, with scalars of the size that training has. */
export function makeLog(manifest: Manifest, count: number): Uint8Array[] {
  let previous: Hash = manifestHash(manifest);
  return Array.from({ length: count }, (_, round) => {
    const scalars = (participant: number) =>
      Float32Array.from({ length: scalarCount(manifest) }, (_unused, i) => {
        const [bits] = threefry2x32([round, participant], i, 0);
        return 20 * (bits / 2 ** 31 - 1);
      });
    const parts = PARTICIPANTS.map((participant, m) => ({ participant, examples: 100 + m, scalars: scalars(m) }));
    const bytes = encodeEntry({ kind: 'private', sequence: parseSequence(round + 1), previous, parts, late: [] });
    previous = entryHash(bytes);
    return bytes;
  });
}
