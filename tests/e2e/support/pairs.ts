import { SECRET } from './reviews.ts';

/** A task of two texts: does the one follow from the other? */
export const TASK = {
  template: '{premise|drop-last}?<mask>, {hypothesis|lower-first}',
  labels: [
    { name: 'not entailment', word: ' no' },
    { name: 'entailment', word: ' yes' },
  ],
  maxTokens: 64,
};

const THINGS = ['kettle', 'ladder', 'violin', 'tent', 'harbour', 'orchard', 'tunnel', 'lantern', 'saddle', 'compass'];

/** Premise, hypothesis and verdict, one of them with a secret in both texts. */
export const PAIRS: readonly (readonly [premise: string, hypothesis: string, verdict: string])[] = [
  ...THINGS.map((thing) => [`The old ${thing}, which was green, is broken.`, `The ${thing} is old.`, 'yes'] as const),
  ...THINGS.map((thing) => [`The old ${thing}, which was green, is broken.`, `The ${thing} is new.`, 'no'] as const),
  [`I hid the ${SECRET}.`, `The ${SECRET} is hidden.`, 'yes'],
];

/** As a CSV file whose columns are in another order and not all named as the task names its texts; the last row has a gap. */
export const PAIRS_FILE = [
  'id,Hypothesis,longer text,verdict',
  ...PAIRS.map(([premise, hypothesis, verdict], i) => `${i},${hypothesis},"${premise}",${verdict}`),
  '98,,"A premise without its hypothesis, which says enough.",yes',
].join('\n');
