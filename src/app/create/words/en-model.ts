import { plural } from '../../words/index.ts';

export const model = {
  here: 'On this relay',
  asking: 'Asking the relay which models it has …',
  weights: (count: string, bytes: string) => `${count} weights, ${bytes} to download`,
  licence: 'Licence',
  kind: 'Kind',
  shape: (kind: string, layers: number, hidden: string) =>
    `${kind}, ${layers} ${plural(layers, 'layer', 'layers')} of ${hidden}`,
  positions: 'Reads at most',
  tokens: (count: string) => `${count} tokens`,
  memory: 'Memory on a phone',
  about: (whole: string, half: string) => `about ${whole}, or ${half} with two bytes a weight`,
  unknown: 'not known before it is loaded',
  from: 'Comes from',
  another: 'Another model',
  anotherSays: 'The relay fetches its files and notes their hashes, so that everybody gets the very same model.',
  sources: { hub: 'From Hugging Face’s hub', url: 'From an address' },
  id: 'Owner and name',
  revision: 'Revision',
  url: 'Address of the folder with its files',
  fetch: 'Fetch and look at it',
  fetching: 'The relay fetches the model and hashes it. That takes minutes for a large one.',
  stop: 'Do not wait',
  which:
    'It must be a masked language model of the BERT or RoBERTa kind, with tokenizer.json and model.safetensors. ' +
    'Read its licence first: the finetuned model is under it too.',
};

export const method = {
  pace: 'Pace',
  paces: {
    gentle: { title: 'Gentle', says: 'Short rounds and half the learning rate: for old phones, and for a long run.' },
    standard: { title: 'Standard', says: 'The numbers that were measured with the model that comes along.' },
    fast: { title: 'Fast', says: 'Twice the steps in a round, and done after a few dozen rounds: for one afternoon.' },
  },
  directions: 'Directions',
  whose: {
    private: {
      title: 'Private directions',
      says: 'Each device draws its own. Learns most from a round; everybody can read everybody’s numbers in the log.',
    },
    shared: {
      title: 'Shared directions',
      says: 'One set for all. The log keeps their mean only, and is as small for 1,000 devices as for 2.',
    },
  },
  trains: 'What trains',
  sets: {
    all: { title: 'All weights', says: 'More to learn with, and slower at it; replaying others’ rounds takes longer.' },
    biases: {
      title: 'Biases alone',
      says: 'The measured default: half a per cent of the weights or less, in larger steps.',
    },
    lora: {
      title: 'LoRA adapters',
      says: 'Small matrices beside each layer’s query and value. The base model itself stays as it is.',
    },
  },
  half: 'Two bytes a weight',
  halfSays: 'Half the memory, rounded at random. No difference in accuracy was seen; replaying takes twice as long.',
  meaning: 'What that means for a volunteer',
  incomplete: 'Once everything is filled in, this says what a round asks of a device.',
  round: (steps: number, batch: string) =>
    `A round is ${steps} ${plural(steps, 'step', 'steps')} of ${batch} texts each.`,
  passes: (passes: number) => `A step is up to ${passes} forward passes; shared parts are computed once.`,
  leaves: (count: string, bytes: string) => `${count} numbers leave the device in a round: ${bytes}, no text.`,
  falls: (count: string) => `The learning rate falls over ${count} rounds.`,
  memory: (bytes: string) => `About ${bytes} of memory on a phone.`,
  sharedMeans: 'Answers that come late are not taken: with shared directions they would give one participant away.',
  isOwn: 'Some numbers are your own.',
  reset: 'Back to the preset',
};

export const advanced = {
  title: 'Every number',
  says: 'What each does, what is usual, and what too much of it does. Leave them alone unless you know better.',
  method: 'How a step measures',
  methods: {
    fedspzo: {
      title: 'FedSPZO',
      says: 'The model is cut in two, and the cheap last layers are measured several times. What the presets are for.',
    },
    fedzo: {
      title: 'FedZO',
      says:
        'Directions through the whole model, two passes each: the baseline to compare with. With one direction, as it was ' +
        'measured, it is MeZO by many devices.',
    },
  },
  numbers: {
    rateFrom: {
      label: 'Learning rate at the start',
      does: 'How far the model moves for what was measured.',
      usual: 'Usual: 1e-5 to 3e-4 for all weights, 1e-3 to 1e-2 for biases or adapters.',
      tooLarge:
        'Too large: the loss rises, or is no number any more. Too small: nothing happens for hundreds of rounds.',
    },
    rateTo: {
      label: 'Learning rate at the end',
      does: 'It falls in a straight line to this.',
      usual: 'Usual: a tenth of the start.',
      tooLarge: 'Too large: the accuracy keeps wavering instead of settling.',
    },
    rateRounds: {
      label: 'Rounds until then',
      does: 'After these the rate stays where it is; rounds go on until you stop them.',
      usual: 'Usual: 50 to 1,000.',
      tooLarge: 'Too many: the rate stays large for longer than your volunteers do.',
    },
    localSteps: {
      label: 'Steps in a round',
      does: 'Each device takes this many before it says anything: fewer messages, more computing between them.',
      usual: 'Usual: 1 to 20.',
      tooLarge: 'Too many: devices drift apart, and a slow phone misses the deadline.',
    },
    batch: {
      label: 'Texts in a step',
      does: 'The numbers are measured on this many texts at once.',
      usual: 'Usual: 4 to 32.',
      tooLarge: 'Too many: time and memory grow with it, and whoever has fewer texts repeats the same ones.',
    },
    epsilon: {
      label: 'Length of a nudge (epsilon)',
      does: 'How far the weights are moved to measure the slope.',
      usual: 'Usual: 1e-4 to 1e-2.',
      tooLarge: 'Too large: it measures a curve and not a slope. Too small: the difference drowns in rounding.',
    },
    p: {
      label: 'Directions in a step (P)',
      does: 'This many are measured in a step; each costs two passes through the whole model.',
      usual: 'Usual: 1 to 10.',
      tooLarge: 'Too many: a step takes that many times as long, and the numbers sent grow with it.',
    },
    p1: {
      label: 'Directions of the first block (P1)',
      does: 'This many are measured in a step; each costs two passes through the whole model.',
      usual: 'Usual: 1 to 4.',
      tooLarge: 'Too many: a step takes that many times as long, and the numbers sent grow with it.',
    },
    p2: {
      label: 'Directions of the second block (P2)',
      does: 'For each of those, this many in the last layers alone, which are cheap.',
      usual: 'Usual: 2 to 8.',
      tooLarge: 'Too many: the last layers are measured finely while the rest stays rough.',
    },
    split: {
      label: 'Layers of the first block',
      does: 'Where the model is cut in two.',
      usual: 'Usual: three quarters of its layers.',
      tooLarge: 'Too many: nothing is left to repeat. Too few: every repetition costs nearly a whole pass.',
    },
    rank: {
      label: 'Rank of the adapters',
      does: 'How wide they are.',
      usual: 'Usual: 4 to 16.',
      tooLarge: 'Too large: more weights to find a direction in, for little more that they can express.',
    },
    alpha: {
      label: 'Weight of the adapters (alpha)',
      does: 'What they add is multiplied by alpha over rank.',
      usual: 'Usual: the rank, or twice the rank.',
      tooLarge: 'Too large: as with a learning rate that is too large.',
    },
  },
  snapshotEvery: {
    label: 'Rounds between two snapshots',
    does:
      'The relay keeps the whole model this often, for those who come late. Usual: 20 to 200. Too often: the relay’s disk ' +
      'fills; too seldom: whoever comes late replays more.',
  },
};
