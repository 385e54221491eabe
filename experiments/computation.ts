import {
  type Arm,
  type ArmResult,
  type Experiment,
  type Flags,
  type Passes,
  after,
  areaUnder,
  atEnd,
  compact,
  curve,
  inWords,
  nats,
  passesOf,
  percent,
  percentTick,
  ratesOf,
  spreadOf,
} from './support/index.ts';

/** The first is what the base model reaches on SST-2 with the best threshold for its answers. */
const TARGETS = [0.7, 0.75];
/** Forward passes at which losses are compared, between two looks in proportion. */
const EQUAL = [100, 300, 600];
/** Everything is measured by it. */
const REFERENCE = 'FedSPZO';
const METHODS: Readonly<Record<string, Flags>> = {
  [REFERENCE]: { method: 'fedspzo', p1: 1, p2: 4 },
  FedZO: { method: 'fedzo', p: 1 },
  'DeComFL P=5': { method: 'decomfl', p: 5, difference: 'forward' },
  'DeComFL central': { method: 'decomfl', p: 1, difference: 'central' },
};

/** FedSPZO's own: leave-one-out, a rate of block 2 by its number of directions, and a block 2 that is the head alone. */
function optionsOf(layers: number): Readonly<Record<string, Flags>> {
  return {
    [`loo, x4`]: { method: 'fedspzo', p1: 1, p2: 4, loo: 'yes', 'second-rate': 4 },
    [`loo, head x16`]: { method: 'fedspzo', p1: 1, p2: 16, split: layers, loo: 'yes', 'second-rate': 16 },
    normalized: { method: 'fedspzo', p1: 1, p2: 4, normalized: 'yes' },
  };
}

export const computation: Experiment = {
  name: 'computation',
  title: 'Computation to a target accuracy',
  question: 'How many forward passes does FedSPZO take to a held-out accuracy, beside FedZO and DeComFL?',
  method: [
    '512 examples of each class, Dirichlet alpha 1 over 10 clients, 5 of them in each round, K = 2 local steps of 8 examples, all parameters (ten steps of five clients are as many passes as a target takes); FedSPZO splits at three quarters of the layers, FedZO has P = 1.',
    'Every method has the same forward passes, all clients together; a part of a pass counts by its arithmetic. Steps and rounds differ.',
    'A target is reached at the first of two looks in a row that are at or above it; "not within N" means that it was not seen in N passes.',
  ],
  plan({ form, layers }) {
    const arms = form === 'full' ? { ...METHODS, ...optionsOf(layers) } : METHODS;
    return {
      seeds: [13, 21, 42],
      flags: {
        ...{ shots: 512, clients: 10, 'per-round': 5, alpha: 1, 'local-steps': 2, batch: 8 },
        ...(form === 'full' ? { budget: 1_200, 'held-out': 436 } : { budget: 600, 'held-out': 218 }),
      },
      arms: Object.entries(arms).map(([name, flags]): Arm => ({
        name,
        task: 'sst2',
        flags,
        rates: ratesOf(kindOf(flags), form),
      })),
      selection: {
        words: 'the lowest mean loss over the forward passes of a run',
        score: (looks) => -areaUnder(looks, (look) => look.heldOutLoss),
        seeds: 2,
        flags: { 'held-out': 218 },
        lookEvery: 150,
      },
      lookEvery: 45,
    };
  },
  report(arms, { layers }) {
    const own = optionsOf(layers);
    const run = arms.filter(({ runs }) => runs.length > 0);
    const targets = TARGETS.map((target) => targetOf(run, target));
    const x = { label: 'forward passes, all clients together', scale: 'linear', format: compact } as const;
    const accuracy = { label: 'held-out accuracy', scale: 'linear', format: percentTick } as const;
    const loss = {
      label: 'held-out loss, nats',
      scale: 'linear',
      format: (value: number) => value.toFixed(2),
    } as const;
    const options = run.filter(({ name }) => name === REFERENCE || name in own);
    const methods = run.filter(({ name }) => !(name in own));
    const lines = (some: readonly ArmResult[], figure: 'accuracy' | 'heldOutLoss') =>
      some.map(({ name, runs }) => ({
        name,
        points: curve(
          runs,
          (look) => look.forwards,
          (look) => look[figure],
        ),
      }));
    const marks = TARGETS.slice(0, 1).map((y) => ({ y, name: `target ${percentTick(y)}` }));
    return {
      chart: {
        panels: [
          { kind: 'lines', title: 'Methods: accuracy', x, y: accuracy, series: lines(methods, 'accuracy'), marks },
          { kind: 'lines', title: 'Methods: loss', x, y: loss, series: lines(methods, 'heldOutLoss') },
          ...(options.length > 1
            ? [
                {
                  kind: 'lines',
                  title: 'FedSPZO and its options: accuracy',
                  x,
                  y: accuracy,
                  series: lines(options, 'accuracy'),
                  marks,
                } as const,
              ]
            : []),
        ],
      },
      tables: [
        ...targets.map(({ target, arms: rows }) => ({
          title: `Forward passes to ${percentTick(target)}`,
          rows: [
            ['method', 'learning rate', 'forward passes', `${REFERENCE} = 1`, 'seeds that reached it'],
            ...rows.map(({ name, rate, passes, words, ratio }) => [
              name,
              String(rate),
              words,
              ratio,
              reached(passes.each),
            ]),
          ],
        })),
        {
          title: 'Held-out loss at equal forward passes',
          rows: [
            ['method', ...EQUAL.map((passes) => `after ${passes}`)],
            ...run.map(({ name, runs }) => [name, ...EQUAL.map((passes) => inWords(lossAfter(runs, passes), nats))]),
          ],
        },
        {
          title: 'At the end of the budget',
          rows: [
            ['method', 'forward passes', 'held-out accuracy', 'best on the way', 'held-out loss'],
            ...run.map(({ name, runs }) => [name, ...endOf(runs)]),
          ],
        },
      ],
      summary: {
        reference: REFERENCE,
        targets,
        losses: run.map(({ name, runs }) => ({
          name,
          after: EQUAL.map((forwards) => ({ forwards, loss: lossAfter(runs, forwards) })),
        })),
      },
    };
  },
};

function kindOf({ method, normalized }: Flags) {
  if (normalized) return 'normalized';
  return method === 'fedspzo' || method === 'fedzo' ? method : 'decomfl';
}

/** Each arm's passes to a target, and as a multiple of the reference's. */
function targetOf(arms: readonly ArmResult[], target: number) {
  const found = arms.map(({ name, rate, runs }) => ({ name, rate, passes: passesOf(runs, target) }));
  const reference = found.find(({ name }) => name === REFERENCE)?.passes;
  return {
    target,
    arms: found.map(({ name, rate, passes }) => {
      const { spread, within, atLeast } = passes;
      const mean = atLeast < within ? ` (mean at least ${compact(atLeast)})` : '';
      const missing = `not within ${compact(within)}${mean}`;
      const words = spread ? inWords(spread, compact) : missing;
      return { name, rate, passes, words, ratio: reference ? ratioOf(passes, reference) : '' };
    }),
  };
}

/** Passes as a multiple of the reference's mean, or a bound of it where one of the two is not known. */
function ratioOf(passes: Passes, reference: Passes): string {
  if (passes === reference)
    return passes.spread ? inWords(passes.spread, (value) => times(value, passes.spread!.mean)) : '1';
  if (passes.spread && reference.spread) {
    const { mean } = reference.spread;
    return inWords(passes.spread, (value) => times(value, mean));
  }
  if (passes.spread) return `at most ${times(passes.spread.mean, reference.atLeast)}`;
  return reference.spread ? `at least ${times(passes.atLeast, reference.spread.mean)}` : '';
}

function times(passes: number, reference: number): string {
  return reference === 0 ? '' : (passes / reference).toFixed(2);
}

function lossAfter(runs: ArmResult['runs'], forwards: number) {
  return spreadOf(runs.map(({ looks }) => after(looks, forwards, (look) => look.heldOutLoss)));
}

function endOf(runs: ArmResult['runs']): string[] {
  return [
    compact(atEnd(runs, (look) => look.forwards).mean),
    inWords(
      atEnd(runs, (look) => look.accuracy),
      percent,
    ),
    inWords(
      atEnd(runs, (_, { looks }) => Math.max(...looks.map((look) => look.accuracy))),
      percent,
    ),
    inWords(
      atEnd(runs, (look) => look.heldOutLoss),
      nats,
    ),
  ];
}

function reached(each: readonly (number | null)[]): string {
  return `${each.filter((passes) => passes !== null).length} of ${each.length}`;
}
