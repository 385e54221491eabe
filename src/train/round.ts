import type { Identity } from '../identity/index.ts';
import {
  type Hash,
  type Manifest,
  manifestHash,
  parseSequence,
  scalarCount,
  scalarsPerStep,
} from '../protocol/index.ts';
import { createMethod, learningRate, roundKey, stepKey, updates } from '../zo/index.ts';
import type { Clock } from './clock.ts';
import type { TrainEvent } from './events.ts';
import type { Learner } from './learner.ts';
import type { Replica } from './replica.ts';

/** A round that asks for this client. */
export interface OpenRound {
  readonly number: number;
  /** The chain value that it was opened on. */
  readonly chain: Hash;
}

interface Training {
  readonly manifest: Manifest;
  readonly identity: Pick<Identity, 'participant'>;
  readonly learner: Learner;
  readonly replica: Replica;
  readonly clock: Clock;
}

/**
 * K local steps of a round: measure, step, note the scalars.
 *
 * @param between is asked before every step, and after the last; it may let time and messages pass
 * @returns the scalars of K steps; null when `between` said that the round is not worth another step; 'not-finite' when
 *   a step measured what is no number, of which nothing was applied: the steps before it are still in the copy
 */
export async function* trainRound(
  { manifest, identity, learner, replica, clock }: Training,
  round: OpenRound,
  between: () => AsyncGenerator<TrainEvent, boolean>,
): AsyncGenerator<TrainEvent, Float32Array | null | 'not-finite'> {
  const { localSteps, directions } = manifest.method;
  const method = createMethod(manifest);
  const scalars = new Float32Array(scalarCount(manifest));
  const key = roundKey(manifestHash(manifest), parseSequence(round.number), round.chain);
  const rate = learningRate(manifest, round.number);
  for (let step = 0; step < localSteps; step++) {
    if (!(yield* between())) return null;
    const started = clock.now();
    const own = stepKey(key, directions, identity.participant, step);
    const measured = await learner.measure(round.number, step, own, method);
    // The loss too: clipping makes a finite scalar of an infinite one.
    if (![measured.loss, ...measured.scalars].every(Number.isFinite)) return 'not-finite';
    await replica.step(updates(method, method.coefficients(measured.scalars), own, learner.blocks, rate));
    scalars.set(measured.scalars, step * scalarsPerStep(manifest.method));
    yield {
      type: 'step',
      round: round.number,
      step: step + 1,
      steps: localSteps,
      loss: measured.loss,
      scalars: measured.scalars,
      seconds: clock.now() - started,
      forwardSeconds: measured.forwardSeconds,
      passes: measured.passes,
      tokens: measured.tokens,
    };
  }
  return (yield* between()) ? scalars : null;
}
