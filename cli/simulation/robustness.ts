import { ATTACKS, type Attack } from '../../simulator/index.ts';
import { UsageError, oneOf, positiveNumber } from '../options.ts';
import type { Given } from './flags.ts';

const KINDS = ['mean', 'median', 'trimmed', 'norm-bounded'] as const;

/** A manifest's `aggregation`, or null where no flag speaks of it; whether it goes with the directions, the manifest says. */
export function readAggregation(given: Given): object | null {
  const { aggregation, 'learned-clip': clip } = given;
  if (aggregation === undefined && clip === undefined) return null;
  const [name, number, ...rest] = (aggregation ?? 'mean').split(':');
  const by = oneOf('aggregation', name, KINDS);
  const isNumbered = by === 'trimmed' || by === 'norm-bounded';
  if (rest.length > 0 || (number !== undefined) !== isNumbered) {
    throw new UsageError(
      `--aggregation must be mean, median, trimmed:SHARE or norm-bounded:FACTOR, not "${aggregation}".`,
    );
  }
  return {
    by,
    ...(by === 'trimmed' && { share: positiveNumber('aggregation trimmed:', number, 0.2) }),
    ...(by === 'norm-bounded' && { factor: positiveNumber('aggregation norm-bounded:', number, 1) }),
    ...(clip !== undefined && { learnedClip: positiveNumber('learned-clip', clip, 3) }),
  };
}

/** Who attacks; null for nobody. @param clients of the run */
export function readAttack(given: Given, clients: number, isFirstOrder: boolean): Attack | null {
  const { attackers, attack } = given;
  if (attackers === undefined) {
    if (attack !== undefined) throw new UsageError('--attack says how, and --attackers how many: --attackers 0.2.');
    return null;
  }
  if (isFirstOrder)
    throw new UsageError('Attackers change the scalars that they send, and backpropagation sends none.');
  const share = Number(attackers);
  if (!(share >= 0 && share < 1)) throw new UsageError(`--attackers must be a share below 1, not "${attackers}".`);
  const name = oneOf('attack', attack, ATTACKS);
  const count = Math.round(share * clients);
  return count === 0 ? null : { name, clients: count };
}
