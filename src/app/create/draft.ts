import * as v from 'valibot';
import { modelSchema } from '../organise/relay-answers.ts';
import { type MethodNumbers, presetNumbers } from './presets.ts';
import { TEMPLATES, TEMPLATE_NAMES, type TemplateName } from './templates.ts';

/** A number as somebody is writing it: null for what is none (yet). */
const number = v.nullable(v.number());

const instead = v.exactOptional(number);
const ownSchema = v.object({
  ...{ p: instead, p1: instead, p2: instead, split: instead, epsilon: instead, rateFrom: instead, rateTo: instead },
  ...{ rateRounds: instead, localSteps: instead, batch: instead, clip: instead, rank: instead, alpha: instead },
}) satisfies v.GenericSchema<unknown, Partial<MethodNumbers>>;

const draftSchema = v.object({
  /** Another form of draft is another number; one of an earlier form is given up. */
  form: v.literal(1),
  template: v.picklist(TEMPLATE_NAMES),
  /** '' for one that follows from the title. */
  id: v.string(),
  title: v.string(),
  purpose: v.string(),
  /** Who asks; '' for nobody named. */
  organiser: v.string(),
  prompt: v.string(),
  labels: v.array(v.object({ name: v.string(), word: v.string() })),
  maxTokens: number,
  /** Pasted rows. They stay on this device. */
  examples: v.string(),
  model: v.nullable(modelSchema),
  preset: v.object({
    pace: v.picklist(['gentle', 'standard', 'fast']),
    directions: v.picklist(['private', 'shared']),
    trains: v.picklist(['all', 'biases', 'lora']),
  }),
  /** FedSPZO where it is left out. */
  method: v.exactOptional(v.picklist(['fedspzo', 'fedzo'])),
  /** Numbers in place of the preset's. */
  own: ownSchema,
  halfMemory: v.boolean(),
  round: v.object({
    ...{ quorum: number, maximum: number, deadline: number, grace: number, snapshotEvery: number },
    /** Null where it is left out. */
    ...{ target: number, late: number },
  }),
  access: v.picklist(['open', 'invite']),
  weighting: v.picklist(['examples', 'participant']),
  cap: number,
  aggregation: v.picklist(['mean', 'norm-bounded', 'median', 'trimmed']),
  factor: number,
  share: number,
  learnedClip: v.object({ on: v.boolean(), times: number }),
  guard: v.object({ on: v.boolean(), rise: number, evaluations: number }),
  evaluate: v.object({ on: v.boolean(), every: number }),
});

/** A federation that is being made: everything that its organiser has said so far. */
export type Draft = v.InferOutput<typeof draftSchema>;

/** What a template puts into a draft, its words left to the page's language. */
export function withTemplate(draft: Draft, template: TemplateName): Draft {
  const { prompt, labels, maxTokens } = TEMPLATES[template];
  return { ...draft, template, prompt, labels: labels.map((label) => ({ ...label })), maxTokens };
}

export const EMPTY: Draft = withTemplate(
  {
    ...{
      form: 1,
      template: 'sentiment',
      id: '',
      title: '',
      purpose: '',
      organiser: '',
      prompt: '',
      labels: [],
      maxTokens: 64,
    },
    ...{ examples: '', model: null },
    preset: { pace: 'standard', directions: 'private', trains: 'biases' },
    ...{ own: {}, halfMemory: false },
    round: { quorum: 2, maximum: 1000, target: null, deadline: 60, grace: 5, late: null, snapshotEvery: 50 },
    ...{ access: 'open', weighting: 'examples', cap: 1000, aggregation: 'mean', factor: 2, share: 0.2 },
    learnedClip: { on: false, times: 4 },
    guard: { on: false, rise: 0.1, evaluations: 3 },
    evaluate: { on: true, every: 8 },
  },
  'sentiment',
);

/** What was kept; null where it is of another form. */
export function readDraft(json: string): Draft | null {
  const result = v.safeParse(v.pipe(v.string(), v.parseJson(), draftSchema), json);
  return result.success ? result.output : null;
}

/** Layers that numbers are made for before a model is chosen: the bundled one's. */
const LAYERS = 4;

/** The method's numbers: the preset's, and the organiser's in their place. */
export function numbersOf({ own, preset, model }: Draft): MethodNumbers {
  return { ...presetNumbers(preset, model?.layers ?? LAYERS), ...own };
}
