import * as v from 'valibot';
import { positive } from './schemas.ts';

/** On each way to aggregate: scalars are clipped to this many times the bound learned from past rounds. */
const common = { learnedClip: v.exactOptional(positive) };

/** What a round's contributions come to. docs/METHODS.md has the formulas; `mean` where the manifest says nothing. */
export const aggregationSchema = v.variant('by', [
  v.strictObject({ by: v.literal('mean'), ...common }),
  v.strictObject({ by: v.literal('median'), ...common }),
  /** `share` of the participants' whole weight is cut at each end, coefficient by coefficient. */
  v.strictObject({
    by: v.literal('trimmed'),
    share: v.pipe(v.number(), v.finite(), v.gtValue(0), v.ltValue(0.5)),
    ...common,
  }),
  /** A participant whose scalars are larger than `factor` times the round's median weighs that much less. */
  v.strictObject({ by: v.literal('norm-bounded'), factor: positive, ...common }),
]);

export type Aggregation = v.InferOutput<typeof aggregationSchema>;
