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
  const parts = Array.from({ length: participants }, (_, i) => {
    return { participant: parseParticipantId(i.toString(16).padStart(32, '0')), examples: 1, scalars };
  });
  return encodeEntry({ kind: 'private', ...place, parts, late: [] }).length;
}
