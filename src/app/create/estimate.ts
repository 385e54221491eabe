import { type Manifest, contributionBytes, trainableOf } from '../../protocol/index.ts';
import { entryBytes } from '../entry-bytes.ts';

/**
 * What docs/EXPERIMENTS.md measured, on dandelion-mini with all weights: forward passes of all clients together, to 70 %
 * held-out accuracy on SST-2.
 */
export const MEASURED = {
  /** SHA-256 of dandelion-mini's weights. */
  checkpoint: 'ba5ddee1f037e5a6814845afefb949076b9c0e671b326d292b8b83ea0e74529b',
  /** Mean of three seeds, and the least and the most of them. */
  passes: { from: 47, typical: 142, to: 189 },
  accuracy: 0.7,
} as const;

/** p1, p2, epsilon and the learning rate at the start, as they were then. */
const SETTINGS = [1, 4, 1e-3, 1e-4].join();

/** What a round is to one volunteer, and what a run may take. */
export interface Estimate {
  /** Who takes part in a round: the target, or else the quorum. */
  readonly participants: number;
  /** Bytes of a contribution, and of a round's entry. */
  readonly up: number;
  readonly down: number;
  /** Forward passes of one volunteer in a round, in those of the whole model. */
  readonly passes: number;
  /** Of computing, on the device that was measured. */
  readonly secondsPerRound: number;
  /** Rounds to `MEASURED.accuracy`; null where nobody has measured this model with these settings. */
  readonly rounds: { readonly from: number; readonly typical: number; readonly to: number } | null;
}

/** @param stepSeconds and `passes` of a local step, as a dry run measured them */
export function estimateRun(
  manifest: Manifest,
  { stepSeconds, passes: ofStep }: { readonly stepSeconds: number; readonly passes: number },
): Estimate {
  const { method, round } = manifest;
  const participants = round.target ?? Math.min(round.quorum, round.maximum);
  const passes = method.localSteps * ofStep;
  const rounds = (total: number): number => Math.max(1, Math.ceil(total / (passes * participants)));
  const { from, typical, to } = MEASURED.passes;
  return {
    participants,
    up: contributionBytes(manifest),
    down: entryBytes(manifest, participants),
    passes,
    secondsPerRound: method.localSteps * stepSeconds,
    rounds: isMeasured(manifest) ? { from: rounds(from), typical: rounds(typical), to: rounds(to) } : null,
  };
}

/** Whether the figures were taken with this model and these settings; the task may be another. */
function isMeasured(manifest: Manifest): boolean {
  const { method, model } = manifest;
  return (
    model.files.some(({ sha256 }) => sha256 === MEASURED.checkpoint) &&
    trainableOf(manifest).set === 'all' &&
    method.name === 'fedspzo' &&
    [method.p1, method.p2, method.epsilon, method.learningRate.from].join() === SETTINGS
  );
}
