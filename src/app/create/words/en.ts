import { plural } from '../../words/index.ts';
import { advanced, method, model } from './en-model.ts';
import { dryRun, open, ready } from './en-run.ts';
import { privacy, rounds } from './en-rounds.ts';

export default {
  stepOf: (step: number, steps: number) => `New federation · step ${step} of ${steps}`,
  stepsLabel: 'Steps',
  incomplete: ', not complete',
  back: 'Back',
  next: (name: string) => `Next: ${name}`,
  mend: 'Something here is not right yet: it says so in red.',
  discard: 'Start over',
  discardAsk: 'Throw this draft away, with the examples that you pasted?',
  noKey: 'This page has no organiser’s key.',
  getKey: 'How to get one',
  steps: {
    task: {
      name: 'Task',
      title: 'What should the model learn?',
      lead: 'Start from something near to it. Everything is kept on this device until you open the federation.',
    },
    model: {
      name: 'Model',
      title: 'Which model?',
      lead: 'Every volunteer downloads it once. The smaller it is, the more devices can take part.',
    },
    method: {
      name: 'Method',
      title: 'How should it learn?',
      lead: 'Three choices. The numbers behind them are there for those who want them.',
    },
    rounds: {
      name: 'Rounds',
      title: 'Rounds and people',
      lead: 'A round gathers what several devices measured, and makes one step of it for all.',
    },
    privacy: {
      name: 'Safety',
      title: 'Privacy and safety',
      lead: 'What one participant can do to the model, and what is told besides the numbers.',
    },
    'dry-run': {
      name: 'Try',
      title: 'Try it before it opens',
      lead: 'The model is loaded on this device, asked about your examples, and a few steps are timed.',
    },
    open: {
      name: 'Open',
      title: 'Open the federation',
      lead: 'From here on its terms are fixed: other terms are another federation.',
    },
  },
  /** The manifest's own sentences are English. */
  fault: (said: string) => said,
  templates: {
    sentiment: {
      title: 'Sentiment',
      says: 'Is a text positive or negative?',
      heading: 'Sentiment of short reviews',
      purpose: 'Teach a small language model to tell praise from complaint in short reviews.',
    },
    topic: {
      title: 'Topic',
      says: 'What is a text about?',
      heading: 'Topics of short texts',
      purpose: 'Teach a small language model to tell what a short text is about.',
    },
    entailment: {
      title: 'Two texts: does one follow?',
      says: 'Given the first, is the second true?',
      heading: 'Does it follow?',
      purpose: 'Teach a small language model to tell whether a statement follows from a text.',
    },
    similarity: {
      title: 'Two texts: the same?',
      says: 'Do two texts mean the same?',
      heading: 'Do they mean the same?',
      purpose: 'Teach a small language model to tell whether two texts mean the same.',
    },
    question: {
      title: 'Question, yes or no',
      says: 'A question on a passage, answered yes or no.',
      heading: 'Questions with yes or no',
      purpose: 'Teach a small language model to answer yes-or-no questions from a passage.',
    },
    custom: {
      title: 'Something else',
      says: 'Your own prompt and your own classes.',
      heading: '',
      purpose: '',
    },
  },
  task: {
    start: 'Start from',
    title: 'Title',
    titleHint: 'What volunteers see first.',
    purpose: 'Purpose',
    purposeHint: 'In your words: what it is for, and who gets the result.',
    organiser: 'Who asks',
    organiserHint: 'Your name or that of your group. May be left out.',
    template: 'Prompt',
    templateHint:
      'What the model reads: a {column} for each text of a row, and <mask> once, where it is to say its word. ' +
      '{text|lower-first} makes the first letter lower-case, {text|drop-last} leaves out the last character.',
    maxTokens: 'Longest row, in tokens',
    maxTokensHint:
      'Longer rows are cut at the end of their longest text. Twice as long takes at least twice the time: look at ' +
      'the counts in the preview.',
  },
  labels: {
    legend: 'Classes',
    says: 'The model answers with a word for each class. The word must be one token of the model.',
    name: (place: number) => `Class ${place}`,
    word: (place: number) => `Word ${place}`,
    add: 'Add a class',
    remove: (name: string) => `Remove class ${name}`,
    near: 'Near to it:',
    verdict: (verdict: 'one' | 'several' | 'unknown' | 'twice', word: string, tokens: readonly string[]) =>
      ({
        one: `“${word}” is one token.`,
        several: `“${word}” is ${tokens.length} tokens (${tokens.join(', ')}); it must be one.`,
        unknown: `The model does not know “${word}”.`,
        twice: `“${word}” is another class’s word already.`,
      })[verdict],
  },
  preview: {
    title: 'As the model reads it',
    paste: 'A few examples of yours',
    placeholder: 'text,label\n"The food was cold.",negative',
    stays: 'Rows of a table, with the columns of the prompt and one of labels. They stay on this device.',
    read: (examples: number, faulty: number) =>
      faulty === 0
        ? `${examples} ${plural(examples, 'example', 'examples')} read.`
        : `${examples} ${plural(examples, 'example', 'examples')} read; ${faulty} ${plural(faulty, 'row', 'rows')} cannot be used.`,
    templates: 'These rows are made up. Paste your own below.',
    noModel: 'Choose a model first: it decides how words become tokens.',
    loading: 'Loading the model’s tokenizer …',
    nothing: 'There are no rows for this prompt yet. Paste some below.',
    tooLong: (tokens: number) => `The prompt alone takes more than ${tokens} tokens: shorten it, or allow more.`,
    failed: {
      policy: 'This page may not talk to the model’s address before it is loaded anew. Your draft is kept.',
      unreachable: 'The model’s tokenizer could not be loaded. Check the connection.',
      unreadable: 'The model’s tokenizer is not one that this page can read: choose another model.',
    },
    reload: 'Reload the page',
    again: 'Try again',
    tokens: (tokens: string, word: string) => `${tokens} tokens; the right word is “${word}”.`,
    cut: (tokens: string) => `${tokens} more are cut.`,
    mask: 'Here the model says its word',
  },
  landing: {
    label: 'What volunteers will see',
    asks: (who: string) => `${who} asks`,
    noTitle: 'No title yet',
    noPurpose: 'What is it for? Say it below.',
    download: 'Download',
    work: 'A round',
    leaves: 'Leaves their device',
    steps: (steps: number, batch: string) => `${steps} ${plural(steps, 'step', 'steps')} of ${batch} texts`,
    numbers: (count: string, bytes: string) => `${count} numbers a round (${bytes}), no text`,
  },
  model,
  method,
  advanced,
  rounds,
  privacy,
  dryRun,
  open,
  ready,
};
