import {
  type Manifest,
  encodeEntry,
  parseHash,
  parseParticipantId,
  parseSequence,
  scalarCount,
} from '../protocol/index.ts';

/** Bytes of a round's entry in the log, with so many participants. */
export function entryBytes(manifest: Manifest, participants: number): number {
  const { method } = manifest;
  const place = { sequence: parseSequence(1), previous: parseHash('0'.repeat(64)) };
  if (method.directions === 'shared') {
    const directions =
      method.name === 'fedspzo' ? method.p1 + method.p1 * method.p2 : scalarCount(manifest) / method.localSteps;
    const coefficients = new Float32Array(method.localSteps * directions);
    return encodeEntry({ kind: 'shared', ...place, participants, coefficients }).length;
  }
  const scalars = new Float32Array(scalarCount(manifest));
  const parts = ['1', '2'].map((digit) => {
    return { participant: parseParticipantId(digit.padStart(32, '0')), examples: 1, scalars };
  });
  const [one, two] = [parts.slice(0, 1), parts].map(
    (some) => encodeEntry({ kind: 'private', ...place, parts: some, late: [] }).length,
  );
  // Every part is as long as any other: a crowd's entry need not be written to be measured.
  return one! + (participants - 1) * (two! - one!);
}
