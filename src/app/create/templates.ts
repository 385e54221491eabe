/** A task to start from: the prompt and label words are for a model of English; everything can be changed. */
export interface TaskTemplate {
  readonly prompt: string;
  /** Classes in order; each word has the leading space that follows other text. */
  readonly labels: readonly { readonly name: string; readonly word: string }[];
  readonly maxTokens: number;
  /** Rows to look at before there are own ones, as CSV. */
  readonly examples: string;
}

/** Their prompts and words are those of src/tasks where that has the task; `topic` and `similarity` are ours. */
export const TEMPLATES = {
  sentiment: {
    prompt: '{text} It was<mask>.',
    labels: [
      { name: 'negative', word: ' awful' },
      { name: 'positive', word: ' great' },
    ],
    maxTokens: 64,
    examples: `text,label
"The soup was cold and nobody said sorry.",negative
"It broke on the second day.",negative
"Two hours of my life that I want back.",negative
"The battery does not last a morning.",negative
"A waiter who remembers your name, and food to match.",positive
"I laughed until the lights came on.",positive
"Light, quiet and worth every cent.",positive
"The best sound I have had for this price.",positive
`,
  },
  topic: {
    prompt: '{text} It is about<mask>.',
    labels: [
      { name: 'sport', word: ' sport' },
      { name: 'music', word: ' music' },
      { name: 'food', word: ' food' },
    ],
    maxTokens: 64,
    examples: `text,label
"They lost the final in the last minute.",sport
"A new record over one mile.",sport
"The goalkeeper is out for six weeks.",sport
"A quiet record with piano and strings.",music
"The singer came back on stage twice.",music
"The band plays louder than ever.",music
"Add salt and a little butter.",food
"Bake it until the crust is brown.",food
"Three eggs, sugar and a lemon.",food
`,
  },
  entailment: {
    prompt: '{premise|drop-last}?<mask>, {hypothesis|lower-first}',
    labels: [
      { name: 'not entailment', word: ' No' },
      { name: 'entailment', word: ' Yes' },
    ],
    maxTokens: 256,
    examples: `premise,hypothesis,label
"The bridge was closed in May after two cracks were found.","The bridge was damaged.",entailment
"Anna drove the night bus to Porto.","Anna went to Porto.",entailment
"All five children had the flu.","One of the children was ill.",entailment
"The museum opens at ten on Sundays.","The museum is free on Sundays.",not entailment
"He bought a ticket for the concert.","He liked the concert.",not entailment
"The mill was built beside the river.","The mill is older than the bridge.",not entailment
`,
  },
  similarity: {
    prompt: '"{first}" "{second}" Do they mean the same?<mask>.',
    labels: [
      { name: 'different', word: ' No' },
      { name: 'same', word: ' Yes' },
    ],
    maxTokens: 128,
    examples: `first,second,label
"How do I reset my password?","I forgot my password, what now?",same
"When do you open on Sunday?","What are your Sunday hours?",same
"The parcel has not arrived.","My delivery is still missing.",same
"How do I reset my password?","How do I delete my account?",different
"When do you open on Sunday?","Are dogs allowed inside?",different
"The parcel has not arrived.","The parcel arrived broken.",different
`,
  },
  question: {
    prompt: '{passage} Question: {question}? Answer:<mask>.',
    labels: [
      { name: 'no', word: ' No' },
      { name: 'yes', word: ' Yes' },
    ],
    maxTokens: 256,
    examples: `passage,question,label
"The ferry runs from April to October, twice a day.","does the ferry run in winter",no
"Entry is free for children under twelve.","do adults pay",yes
"The tower has two lifts and 284 steps.","can one reach the top without stairs",yes
"The garden closes at dusk, and no later than nine.","is the garden open at midnight",no
"Bread is baked every morning but Monday.","is there fresh bread on Mondays",no
"The trail is marked in red all the way.","is the trail marked",yes
`,
  },
  custom: {
    prompt: '{text} <mask>.',
    labels: [
      { name: '', word: '' },
      { name: '', word: '' },
    ],
    maxTokens: 128,
    examples: '',
  },
} as const satisfies Record<string, TaskTemplate>;

export type TemplateName = keyof typeof TEMPLATES;

export const TEMPLATE_NAMES = ['sentiment', 'topic', 'entailment', 'similarity', 'question', 'custom'] as const;
