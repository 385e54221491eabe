import {
  type Arm,
  type ArmResult,
  type Experiment,
  type Flags,
  type Form,
  type TaskName,
  atEnd,
  inWords,
  late,
  percent,
  percentTick,
  ratesOf,
} from './support/index.ts';

type Kind = Parameters<typeof ratesOf>[0];
const METHODS: Readonly<Record<string, Flags & { readonly method: Kind }>> = {
  FedSPZO: { method: 'fedspzo', p1: 1, p2: 4 },
  FedZO: { method: 'fedzo', p: 1 },
  DeComFL: { method: 'decomfl', p: 5, difference: 'forward' },
  FedKSeed: { method: 'fedkseed' },
  'MeZO alone': { method: 'mezo', clients: 1, 'per-round': 1 },
  'FedAvg Adam': { method: 'fedavg' },
  'FedAvg(LoRA)': { method: 'fedavg-lora' },
};
const TITLES: Readonly<Record<TaskName, string>> = { sst2: 'SST-2', rte: 'RTE', wic: 'WiC', boolq: 'BoolQ' };
const TASKS: readonly TaskName[] = ['sst2', 'rte', 'wic', 'boolq'];

/** Examples of each class. The file of BoolQ has 848 of its rarer one, and as many again are for development. */
const SHOTS: Readonly<Record<Form, Readonly<Record<TaskName, readonly number[]>>>> = {
  full: { sst2: [16, 512], rte: [16, 512], wic: [16, 512], boolq: [16, 400] },
  short: { sst2: [16], rte: [16], wic: [16], boolq: [16] },
};
/** Forward passes of a run: rows of RTE and BoolQ are several times as long as those of SST-2. */
const BUDGET: Readonly<Record<Form, Readonly<Record<TaskName, number>>>> = {
  full: { sst2: 20_000, rte: 8000, wic: 20_000, boolq: 4000 },
  short: { sst2: 525, rte: 175, wic: 350, boolq: 88 },
};

export const accuracy: Experiment = {
  name: 'accuracy',
  title: 'Accuracy on four tasks',
  question: 'What accuracy does each method reach on SST-2, RTE, WiC and BoolQ with few examples and with more?',
  method: [
    'k examples of each class, Dirichlet alpha 1 over 10 clients, 5 of them in each round, K = 10 local steps of 8 examples, all parameters (FedAvg(LoRA): rank 8, alpha 16 on query and value). MeZO alone is one device that has all the examples.',
    'On each task every method has the same forward passes, all clients together; a backward pass counts two, or one where all but LoRA adapters is frozen.',
    'Zero-shot is the base model with the same prompt; majority is the share of the commonest class among the held-out examples.',
    'dandelion-mini is small: where a figure is not above majority by more than the seeds differ, nothing was learnt.',
  ],
  plan({ form }) {
    const arms = TASKS.flatMap((task) => {
      return SHOTS[form][task].flatMap((shots) =>
        Object.entries(METHODS).map(([method, flags]): Arm => {
          const steps = form === 'short' ? { 'local-steps': 5 } : {};
          const rates = ratesOf(flags.method, form);
          return {
            name: armOf(task, shots, method),
            task,
            flags: { ...flags, shots, budget: BUDGET[form][task], ...steps },
            rates,
          };
        }),
      );
    });
    const crowd = { clients: 10, 'per-round': 5, alpha: 1, 'local-steps': 10, batch: 8 };
    return {
      seeds: form === 'full' ? [13, 21, 42] : [13],
      flags: { ...crowd, 'held-out': form === 'full' ? 1000 : 128 },
      arms,
      selection: {
        words: 'mean accuracy over the last quarter of the looks',
        score: (looks) => late(looks, (look) => look.accuracy),
        seeds: 1,
      },
      lookEvery: form === 'full' ? 1000 : 1_000_000,
    };
  },
  report(arms, { form }) {
    const sections = TASKS.map((task) => {
      const title = TITLES[task];
      const shots = SHOTS[form][task];
      const of = (method: string, k: number) =>
        arms.find((arm) => arm.name === armOf(task, k, method) && arm.runs.length > 0);
      const some = arms.filter((arm) => arm.task === task).flatMap(({ runs }) => runs);
      return { task, title, shots, of, base: some[0]?.looks[0]?.accuracy ?? null, majority: some[0]?.majority ?? null };
    });
    const spread = (arm: ArmResult) => atEnd(arm.runs, (look) => look.accuracy);
    const columns = sections.flatMap((section) => section.shots.map((k) => ({ ...section, k })));
    const rowOf = (method: string): string[] => [
      method,
      ...columns.map(({ of, k }) => {
        const arm = of(method, k);
        return arm ? inWords(spread(arm), percent) : 'failed';
      }),
    ];
    const plain = (name: string, key: 'base' | 'majority'): string[] => [
      name,
      ...columns.map((column) => (column[key] === null ? '' : percent(column[key]))),
    ];
    return {
      chart: {
        panels: sections.map(({ title, shots, of, base, majority }) => ({
          kind: 'dots',
          title,
          x: { label: 'held-out accuracy', scale: 'linear', format: percentTick },
          series: shots.map((k) => `k = ${k}`),
          rows: Object.keys(METHODS).map((name) => ({
            name,
            dots: shots.flatMap((k, series) => {
              const arm = of(name, k);
              return arm ? [{ series, ...spread(arm) }] : [];
            }),
          })),
          marks: [
            ...(base === null ? [] : [{ x: base, name: `zero-shot ${percentTick(base)}` }]),
            ...(majority === null ? [] : [{ x: majority, name: `majority ${percentTick(majority)}` }]),
          ],
        })),
      },
      tables: [
        {
          title: 'Held-out accuracy',
          rows: [
            ['method', ...columns.map(({ title, k }) => `${title}, k = ${k}`)],
            plain('Majority class', 'majority'),
            plain('Zero-shot', 'base'),
            ...Object.keys(METHODS).map(rowOf),
          ],
        },
      ],
      summary: sections.map(({ task, shots, of, base, majority }) => ({
        ...{ task, majority, zeroShot: base },
        methods: Object.keys(METHODS).flatMap((method) =>
          shots.map((k) => {
            const arm = of(method, k);
            return { method, k, rate: arm?.rate ?? null, accuracy: arm ? spread(arm) : null };
          }),
        ),
      })),
    };
  },
};

function armOf(task: TaskName, shots: number, method: string): string {
  return `${TITLES[task]}, k = ${shots}: ${method}`;
}
