import {
  type Arm,
  type ArmResult,
  type Experiment,
  type Flags,
  atEnd,
  compact,
  curve,
  inWords,
  late,
  nats,
  percent,
  ratesOf,
} from './support/index.ts';

/** What attackers send is in docs/SIMULATOR.md. */
const ATTACKS = { 'sign-flip': 'Sign flip', huge: 'Huge', random: 'Random', bias: 'Small bias' } as const;
type Attack = keyof typeof ATTACKS;
const NAMES: readonly Attack[] = ['sign-flip', 'huge', 'random', 'bias'];

/** Ways to make 20 participants' coefficients one. A quarter is cut at each end: a fifth attacks. */
const MEAN = { name: 'mean', flags: {} } as const;
const TRIMMED = { name: 'trimmed', flags: { aggregation: 'trimmed:0.25' } } as const;
const MEDIAN = { name: 'median', flags: { aggregation: 'median' } } as const;

const waysOf = (form: 'short' | 'full') => (form === 'full' ? [MEAN, TRIMMED, MEDIAN] : [MEAN, TRIMMED]);
const armOf = (way: string, attack: Attack | null): string => `${way}, ${attack ?? 'nobody attacks'}`;

/** Mean over the last quarter of a run's looks, in nats. */
const endLoss = ({ runs }: ArmResult) => atEnd(runs, (_, { looks }) => late(looks, (look) => look.heldOutLoss));

export const robustness: Experiment = {
  name: 'robustness',
  title: 'Attackers on shared directions',
  question: 'Where a fifth of the clients sends other scalars than it measured: what do mean and trimmed mean come to?',
  method: [
    '512 examples of each class dealt evenly to 20 clients, all of them in each round; 4 attack, with a fifth of the weight. FedSPZO on shared directions, P1 = 1, P2 = 4, K = 1, batches of 8, all parameters.',
    'Sign flip: minus five times what was measured. Huge: the clip (1,000) against it. Random: Gaussian of ten times its size (root mean square). Small bias: three times its size added to every scalar, the same sign by all attackers.',
    'Trimmed: a quarter of the weight is cut at each end, coefficient by coefficient.',
    'Loss and accuracy are means over the last quarter of the looks; the clean run is that of the mean without attackers.',
    'All runs of the short form have the same learning rate; in the full form each chooses its own from the same grid, as nobody could under attack.',
  ],
  plan({ form, layers }) {
    const full = form === 'full';
    const flags: Flags = {
      ...{ method: 'fedspzo', directions: 'shared', p1: 1, p2: 4, split: Math.round(0.75 * layers) },
      ...{ clients: 20, 'per-round': 20, 'split-by': 'even', 'local-steps': 1, batch: 8, shots: 512 },
      ...(full ? { budget: 10_000, 'held-out': 872 } : { budget: 850, 'held-out': 218 }),
    };
    return {
      seeds: full ? [13, 21, 42] : [13, 21],
      flags,
      arms: [null, ...NAMES].flatMap((attack) =>
        waysOf(form).map((way): Arm => ({
          name: armOf(way.name, attack),
          task: 'sst2',
          flags: { ...way.flags, ...(attack && { attackers: 0.2, attack }) },
          rates: ratesOf('fedspzo', form),
        })),
      ),
      selection: {
        words: 'the lowest mean loss over the last quarter of the looks',
        score: (looks) => -late(looks, (look) => look.heldOutLoss),
        seeds: 1,
      },
      lookEvery: full ? 500 : 100,
    };
  },
  report(all, { form }) {
    const ways = waysOf(form);
    const find = (way: string, attack: Attack | null) =>
      all.find(({ name, runs }) => name === armOf(way, attack) && runs.length > 0);
    const clean = find('mean', null);
    const line = (name: string, arm: ArmResult | undefined) => ({
      name,
      points: arm
        ? curve(
            arm.runs,
            (look) => look.forwards,
            (look) => look.heldOutLoss,
          )
        : [],
    });
    const lines = [null, ...NAMES].flatMap((attack) =>
      ways.flatMap(({ name }) => {
        const arm = find(name, attack);
        if (!arm) return [];
        const loss = endLoss(arm);
        return [
          {
            ...{ attack, aggregation: name, loss },
            overClean: clean ? loss.mean / endLoss(clean).mean - 1 : null,
            accuracy: atEnd(arm.runs, (_, { looks }) => late(looks, (look) => look.accuracy)),
          },
        ];
      }),
    );
    return {
      chart: {
        panels: NAMES.map((attack) => ({
          kind: 'lines',
          title: ATTACKS[attack],
          x: { label: 'forward passes, all clients together', scale: 'linear', format: compact },
          // Beyond it a run has come apart, by however much.
          y: { label: 'held-out loss, nats', scale: 'log', format: (value) => value.toPrecision(2) },
          series: [line('clean', clean), ...ways.map(({ name }) => line(name, find(name, attack)))],
        })),
      },
      tables: [
        {
          title: 'At the end of each run',
          rows: [
            ['attack', 'aggregation', 'held-out loss', 'over the clean run', 'held-out accuracy'],
            ...lines.map(({ attack, aggregation, loss, overClean, accuracy }) => [
              attack ? ATTACKS[attack] : 'none',
              aggregation,
              inWords(loss, nats),
              overClean === null ? 'not known' : `${overClean < 0 ? '−' : '+'}${percent(Math.abs(overClean))}`,
              inWords(accuracy, percent),
            ]),
          ],
        },
      ],
      summary: lines,
    };
  },
};
