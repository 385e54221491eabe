import {
  type Arm,
  type Experiment,
  type Flags,
  atEnd,
  bytes,
  compact,
  curve,
  inWords,
  late,
  percent,
  percentTick,
  ratesOf,
} from './support/index.ts';

const METHODS: Readonly<Record<string, Flags & { readonly method: Parameters<typeof ratesOf>[0] }>> = {
  FedSPZO: { method: 'fedspzo', p1: 1, p2: 4 },
  'FedAvg(LoRA)': { method: 'fedavg-lora' },
  FedAvg: { method: 'fedavg' },
};

export const upload: Experiment = {
  name: 'upload',
  title: 'Upload and computation beside backpropagation',
  question: 'What does an accuracy cost in bytes that a client sends, and in computation, by FedSPZO and by FedAvg?',
  method: [
    '512 examples of each class, Dirichlet alpha 1 over 10 clients, 5 of them in each round, K = 10 local steps of 8 examples; FedAvg by Adam on all parameters, FedAvg(LoRA) by Adam on rank 8, alpha 16 of query and value.',
    'Upload is the mean over the clients, from the first round on: of FedSPZO whole frames, those of clients who only follow included; of backpropagation, which has no frames here, four bytes for each parameter that trains.',
    'Computation is all clients together: floating-point operations by the real shapes of the batches, a backward pass counting two forward passes, or one where all but the adapters of LoRA is frozen. Memory is not in it: see docs/BENCHMARKS.md.',
    'The runs end after the same forward passes, backward ones counted so.',
  ],
  plan({ form }) {
    const full = form === 'full';
    return {
      seeds: [13, 21, 42],
      flags: {
        shots: 512,
        clients: 10,
        'per-round': 5,
        alpha: 1,
        'local-steps': 10,
        batch: 8,
        'held-out': full ? 872 : 218,
      },
      arms: Object.entries(METHODS).map(([name, flags]): Arm => ({
        name,
        task: 'sst2',
        flags: { ...flags, budget: full ? 20_000 : 900 },
        rates: ratesOf(flags.method, form),
      })),
      selection: {
        words: 'mean accuracy over the last quarter of the looks',
        score: (looks) => late(looks, (look) => look.accuracy),
        seeds: 1,
      },
      lookEvery: full ? 700 : 300,
    };
  },
  report(all) {
    const arms = all.filter(({ runs }) => runs.length > 0);
    const accuracy = { label: 'held-out accuracy', scale: 'linear', format: percentTick } as const;
    return {
      chart: {
        panels: [
          {
            kind: 'lines',
            title: 'Upload',
            x: { label: 'bytes up, mean of a client', scale: 'log', format: bytes },
            y: accuracy,
            series: arms.map(({ name, runs }) => ({
              name,
              points: curve(
                runs,
                (look, { clients }) => look.bytesUp / clients,
                (look) => look.accuracy,
              ),
            })),
          },
          {
            kind: 'lines',
            title: 'Computation',
            x: { label: 'floating-point operations, all clients together', scale: 'linear', format: compact },
            y: accuracy,
            series: arms.map(({ name, runs }) => ({
              name,
              points: curve(
                runs,
                (look) => look.flops,
                (look) => look.accuracy,
              ),
            })),
          },
        ],
      },
      tables: [
        {
          title: 'At the end of each run',
          rows: [
            [
              'method',
              'learning rate',
              'held-out accuracy',
              'bytes up, mean of a client',
              'bytes up of one in a round',
              'FLOP, all clients',
            ],
            ...arms.map(({ name, rate, runs }) => [
              name,
              String(rate),
              inWords(
                atEnd(runs, (look) => look.accuracy),
                percent,
              ),
              bytes(atEnd(runs, (look, { clients }) => look.bytesUp / clients).mean),
              `${bytes(atEnd(runs, (look) => look.scalarBytesUp / look.round / 5).mean)} of numbers`,
              compact(atEnd(runs, (look) => look.flops).mean),
            ]),
          ],
        },
      ],
      summary: arms.map(({ name, rate, runs }) => ({
        name,
        rate,
        accuracy: atEnd(runs, (look) => look.accuracy),
        bytesUpPerClient: atEnd(runs, (look, { clients }) => look.bytesUp / clients),
        flops: atEnd(runs, (look) => look.flops),
      })),
    };
  },
};
