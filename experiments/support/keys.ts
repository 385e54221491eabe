/** What the keys of a results file mean; it stands at the head of each. */
export const KEYS = {
  machine: 'processor, cores, Node and platform of this run',
  command: 'repeats it; DIR is a folder of your own',
  form: 'short or full',
  seconds: 'wall time of the command; runs that were kept from earlier took none of it',
  question: 'what the experiment asks',
  method: 'how it compares',
  model: 'name, layers, and hash over the hashes of its files',
  data: 'per task: isStandIn is true for the sample sets in place of SST-2; hash over the files',
  seeds: 'a run for each, with its own sample, split, choice of clients and directions',
  flags: 'of npm run simulate, common to all runs',
  selection:
    'how learning rates were chosen, on which examples and seeds; gridSizes: rates to choose from, of each arm',
  summary: 'the figures of table and chart; null is "not reached" or "not run", never a guess',
  arms: {
    flags: 'of npm run simulate, beside the common ones',
    rates: 'the grid; of one rate nothing was chosen',
    trials: 'score of each rate on the development examples; null where a run failed',
    rate: 'the one that was chosen; null where all failed',
    runs: 'one for each seed: numbers of examples and clients, majority (share of the commonest held-out class), looks',
    looks: {
      round: '0 is the base model',
      loss: 'mean training loss of the round, nats',
      accuracy: 'on the held-out examples, 0 to 1',
      heldOutLoss: 'nats',
      forwards:
        'forward passes of one batch through the whole model, all clients together; a backward pass counts two, or one beside frozen weights',
      flops: 'floating-point operations, by the real shapes of the batches',
      bytesUp: 'whole frames, all clients together; of backpropagation, which has no frames, the parameters',
      bytesDown: 'the same, from the relay',
      scalarBytesUp: 'the numbers alone',
      seconds: 'wall time of training on one thread, looks left out',
    },
  },
  failures: 'runs that failed, and why',
} as const;
