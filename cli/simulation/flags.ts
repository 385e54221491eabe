import { DATA_HELP } from '../datasets/index.ts';

/** Everything that `npm run simulate` can be told, in the order of its help. Defaults in brackets are ours. */
export const FLAGS = {
  task: { value: 'NAME', help: 'sst2, rte, wic, boolq or sentiment (sentiment)' },
  template: { value: 'TEXT', help: "or a prompt of your own, with --words: '{column} It was<mask>.'" },
  words: { value: 'LIST', help: "its label words, one token each: 'negative= terrible,positive= great'" },
  'label-column': { value: 'NAME', help: "the data's column of labels (the task's, or a guess)" },
  manifest: {
    value: 'FILE',
    help: 'a federation as it is, in place of task, model and method; its rounds are those of the flags',
  },
  data: { value: 'SOURCE', help: `${DATA_HELP} (sentiment: sample:all)` },
  model: { value: 'DIR|ID', help: "a folder or a hub's OWNER/NAME (the default model)" },

  method: { value: 'NAME', help: 'fedspzo, fedzo, decomfl, mezo, fedkseed, fedavg or fedavg-lora (fedspzo)' },
  p1: { value: 'N', help: 'fedspzo: directions of block 1 (1)' },
  p2: { value: 'N', help: 'fedspzo: directions of block 2 for each of them (4)' },
  split: { value: 'N', help: "fedspzo: layers of block 1 (three quarters of the model's)" },
  loo: { value: null, help: 'fedspzo: leave-one-out baseline for block 2' },
  normalized: { value: null, help: 'fedspzo: steps divided by the spread of their gradients' },
  'second-rate': { value: 'X', help: "fedspzo: block 2's learning rate over block 1's (1)" },
  p: { value: 'N', help: 'fedzo, decomfl: directions of a step (1)' },
  difference: { value: 'KIND', help: 'decomfl: forward or central (forward)' },
  pool: { value: 'N', help: 'fedkseed: directions of the pool (4096)' },
  directions: { value: 'KIND', help: 'fedspzo, fedzo: private or shared (private)' },
  optimizer: { value: 'NAME', help: 'fedavg, fedavg-lora: adam or sgd (adam)' },
  epsilon: { value: 'X', help: 'length of a perturbation (1e-3)' },
  rate: { value: 'X', help: 'learning rate of round 1 (each method its own; see docs/DEFAULTS.md)' },
  'rate-to': { value: 'X', help: 'learning rate of the last round, linear in between (a tenth)' },
  'rate-rounds': { value: 'N', help: 'rounds until then (those of --rounds, or about those of --budget)' },
  'local-steps': { value: 'K', help: 'steps of a client in a round (10)' },
  batch: { value: 'N', help: 'examples of a step (8)' },
  clip: { value: 'X', help: 'bound of a projected gradient (1000)' },
  trainable: { value: 'SET', help: 'all, biases, last:N or lora:RANK:ALPHA (all)' },
  precision: { value: '32|16', help: "bits of the weights' integers (32)" },
  'max-tokens': { value: 'N', help: "tokens of a row at most (the task's)" },

  aggregation: {
    value: 'HOW',
    help: 'mean, median, trimmed:SHARE (both of shared directions) or norm-bounded:FACTOR (mean)',
  },
  'learned-clip': { value: 'X', help: 'clip scalars to X times their size in past rounds (not)' },
  attackers: { value: 'SHARE', help: 'share of the clients that send other scalars than they measured (0)' },
  attack: { value: 'NAME', help: 'sign-flip, huge, random or bias (sign-flip)' },

  clients: { value: 'N', help: 'clients that share the training data (10; mezo: 1)' },
  'per-round': { value: 'M', help: 'of them take part in each round, chosen at random (5)' },
  shots: { value: 'K', help: 'training examples of each class, all clients together (all there are)' },
  'split-by': { value: 'WAY', help: 'dirichlet, even or source (dirichlet; sentiment: source)' },
  alpha: { value: 'A', help: 'of the Dirichlet split: small is uneven (1)' },
  'held-out': { value: 'N', help: 'held-out examples at most (all there are)' },
  development: { value: null, help: 'look at as many other training examples instead: to choose settings by' },

  rounds: { value: 'R', help: 'rounds of a run (100)' },
  budget: { value: 'F', help: 'or: forward passes of a run, of all clients together' },
  seeds: { value: 'S,S,...', help: 'a run for each, with its own sample, split and directions (13)' },
  'evaluate-every': { value: 'N', help: 'rounds between two looks at the held-out examples (10)' },

  engine: { value: 'NAME', help: 'simd, wasm or cpu (simd)' },
  threads: { value: 'N', help: 'threads of the engine (half of the cores, 4 at most)' },
  json: { value: 'FILE', help: 'write the figures there, after every look' },
  checkpoint: {
    value: 'FILE',
    help: 'keep closed rounds there, one file for each seed, and go on from them (beside --json)',
  },
  'save-manifest': {
    value: 'FILE',
    help: 'the federation, for npm start -- --manifest FILE; with --rounds 0 and without --data, nothing else is done',
  },
  id: { value: 'ID', help: "its name in addresses and commands (the task's)" },
  title: { value: 'TEXT', help: "its name for people (the task's)" },
  log: { value: 'FILE', help: 'the log of the last seed, for npm run replay -- --log FILE' },
} as const;

export type Given = Partial<Record<keyof typeof FLAGS, string>>;
