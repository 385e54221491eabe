import {
  type Entry,
  type EntryPart,
  type LatePart,
  MAX_CLIENT_FRAME,
  type Manifest,
  ManifestError,
  contributionBytes,
  isMeasured,
  lateOf,
  scalarCount,
} from '../../src/protocol/index.ts';
import { closedRound, participantShare } from '../../src/zo/index.ts';

/** The numbers of a manifest that rounds need. Times in milliseconds. */
export interface Rules {
  readonly quorum: number;
  readonly maximum: number;
  /** Contributions at which a round closes at once; null where all who are asked are waited for. [R8] */
  readonly target: number | null;
  readonly deadline: number;
  readonly grace: number;
  /** Entries by which a contribution may come after its round's. [C6] */
  readonly late: number;
  readonly scalars: number;
  /** The largest float32 that a client which clips to the manifest's number can send. */
  readonly clip: number;
  /** With shared directions an entry of fewer than quorum would tell what single participants said. */
  readonly isShared: boolean;
  /** Nats above the best, and states in a row, at which rounds stop by themselves. [R14] */
  readonly guard: { readonly rise: number; readonly evaluations: number } | null;
  /** Whether everybody tells how a state does: for the guard, or the organiser. [R15] */
  readonly isMeasured: (state: number) => boolean;
  /** What a number of examples counts for. */
  readonly weight: (examples: number) => number;
  /** What a round comes to, of parts in order; `learned`: the size of scalars in past rounds. */
  readonly entry: (
    place: Pick<Entry, 'sequence' | 'previous'>,
    parts: readonly EntryPart[],
    late: readonly LatePart[],
    learned: number | null,
  ) => Entry;
}

/** @throws ManifestError when no round could ever close. [R0] */
export function rulesOf(manifest: Manifest): Rules {
  const { quorum, maximum, deadline, grace, target = null } = manifest.round;
  const faults = [];
  if (quorum > maximum) faults.push(`round.quorum: ${quorum} cannot be reached with ${maximum} clients asked at most`);
  if (contributionBytes(manifest) > MAX_CLIENT_FRAME) {
    faults.push(`method: ${scalarCount(manifest)} scalars do not fit a frame of ${MAX_CLIENT_FRAME} bytes`);
  }
  if (faults.length > 0) throw new ManifestError(faults);
  return {
    quorum,
    maximum,
    target,
    deadline: deadline * 1000,
    grace: grace * 1000,
    late: lateOf(manifest),
    scalars: scalarCount(manifest),
    clip: Math.fround(manifest.method.clip),
    isShared: manifest.method.directions === 'shared',
    guard: manifest.guard ?? null,
    isMeasured: (state) => isMeasured(manifest, state),
    weight: (examples) => participantShare(examples, manifest),
    entry: (place, parts, latecomers, learned) => closedRound(place, parts, latecomers, manifest, learned),
  };
}
