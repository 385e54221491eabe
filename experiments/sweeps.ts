import {
  type Arm,
  type ArmResult,
  type Experiment,
  type Flags,
  type Setting,
  atEnd,
  compact,
  inWords,
  late,
  nats,
  percent,
  ratesOf,
} from './support/index.ts';

/** What is varied, one at a time; two together are lines over one axis. */
interface Sweep {
  readonly title: string;
  readonly label: string;
  readonly scale: 'linear' | 'log';
  readonly lines: readonly {
    readonly name: string;
    readonly points: readonly { readonly x: number; readonly flags: Flags }[];
  }[];
}

/** Of every run that a sweep does not vary. */
const BASE: Flags = { method: 'fedspzo', p1: 1, p2: 4, clients: 10, 'per-round': 5, alpha: 1, 'local-steps': 10 };

function sweepsOf({ form, layers }: Setting): Sweep[] {
  const full = form === 'full';
  const shares = full ? [0, 0.25, 0.5, 0.75] : [0, 0.5, 0.75];
  const splits = [...new Set(shares.map((share) => Math.round(share * layers)))];
  const over = (name: keyof Flags, values: readonly number[]) => values.map((x) => ({ x, flags: { [name]: x } }));
  return [
    {
      title: 'Split point, by perturbations of block 2',
      label: `layers of block 1, of ${layers}`,
      scale: 'linear',
      lines: (full ? [1, 2, 4, 8] : [1, 4]).map((p2) => ({
        name: `P2 = ${p2}`,
        points: splits.map((split) => ({ x: split, flags: { p2, split } })),
      })),
    },
    {
      title: 'Clients in a round, of 10',
      label: 'clients',
      scale: 'log',
      lines: [{ name: 'FedSPZO', points: over('per-round', full ? [1, 2, 5, 10] : [2, 5, 10]) }],
    },
    {
      title: 'Unevenness of the clients',
      label: 'alpha of the Dirichlet split',
      scale: 'log',
      lines: [{ name: 'FedSPZO', points: over('alpha', [0.1, 1, 100]) }],
    },
    {
      title: 'Local steps',
      label: 'K',
      scale: 'log',
      lines: [{ name: 'FedSPZO', points: over('local-steps', full ? [1, 5, 10, 20] : [1, 10, 20]) }],
    },
  ];
}

export const sweeps: Experiment = {
  name: 'sweeps',
  title: 'What the settings of FedSPZO change',
  question: 'At equal forward passes: split point and P2, clients in a round, unevenness of their data, local steps?',
  method: [
    '512 examples of each class, batches of 8, all parameters. Where nothing else is said: 10 clients, 5 in each round, Dirichlet alpha 1, K = 10, P1 = 1, P2 = 4, split at three quarters of the layers.',
    'Every run has the same forward passes, all clients together. Figures are means over the last quarter of its looks.',
    'The learning rate is the same within a short form; in the full form each setting chooses its own from the same grid.',
  ],
  plan(setting) {
    const full = setting.form === 'full';
    const arms = sweepsOf(setting).flatMap(({ title, lines }) =>
      lines.flatMap((line) =>
        line.points.map(({ x, flags }): Arm => ({
          name: armOf(title, line.name, x),
          task: 'sst2',
          flags: { ...BASE, split: Math.round(0.75 * setting.layers), ...flags },
          rates: ratesOf('fedspzo', setting.form),
        })),
      ),
    );
    return {
      seeds: full ? [13, 21, 42] : [13, 21],
      flags: {
        shots: 512,
        batch: 8,
        ...(full ? { budget: 10_000, 'held-out': 872 } : { budget: 700, 'held-out': 218 }),
      },
      arms,
      selection: {
        words: 'the lowest mean loss over the last quarter of the looks',
        score: (looks) => -late(looks, (look) => look.heldOutLoss),
        seeds: 1,
      },
      lookEvery: full ? 1000 : 1_000_000,
    };
  },
  report(arms, setting) {
    const all = sweepsOf(setting).map((sweep) => ({
      ...sweep,
      lines: sweep.lines.map((line) => filled(sweep, line, arms)),
    }));
    return {
      chart: {
        panels: all.map(({ title, label, scale, lines }) => ({
          kind: 'lines',
          title,
          x: {
            label,
            scale,
            format: compact,
            ticks: [...new Set(lines.flatMap(({ points }) => points.map(({ x }) => x)))],
          },
          y: { label: 'held-out loss, nats', scale: 'linear', format: (value) => value.toFixed(3) },
          series: lines.map(({ name, points }) => ({ name, points: points.map(({ x, loss }) => ({ x, ...loss })) })),
        })),
      },
      tables: all.map(({ title, label, lines }) => ({
        title,
        rows: [
          [
            label,
            ...(lines.length > 1 ? [''] : []),
            'learning rate',
            'held-out loss',
            'held-out accuracy',
            'forward passes',
          ],
          ...lines.flatMap(({ name, points }) =>
            points.map(({ x, rate, loss, accuracy, forwards }) => [
              ...[compact(x), ...(lines.length > 1 ? [name] : []), String(rate)],
              ...[inWords(loss, nats), inWords(accuracy, percent), compact(forwards)],
            ]),
          ),
        ],
      })),
      summary: all.map(({ title, label, lines }) => ({ title, label, lines })),
    };
  },
};

/** A line's settings with what came of them; those without a run are left out. */
function filled({ title }: Sweep, { name, points }: Sweep['lines'][number], arms: readonly ArmResult[]) {
  return {
    name,
    points: points.flatMap(({ x }) => {
      const arm = arms.find((one) => one.name === armOf(title, name, x));
      if (!arm || arm.runs.length === 0) return [];
      const { rate, runs } = arm;
      return [
        {
          ...{ x, rate },
          loss: atEnd(runs, (_, { looks }) => late(looks, (look) => look.heldOutLoss)),
          accuracy: atEnd(runs, (_, { looks }) => late(looks, (look) => look.accuracy)),
          forwards: atEnd(runs, (look) => look.forwards).mean,
        },
      ];
    }),
  };
}

function armOf(sweep: string, line: string, x: number): string {
  return `${sweep}: ${line}, ${x}`;
}
