import { pathToFileURL } from 'node:url';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { DEFAULT_MODEL_FOLDER, checkFederation, sentiment } from '../../../server/federations/index.ts';
import { type Draft, EMPTY, readDraft, withTemplate } from './draft.ts';
import { drafted, idFrom } from './manifest.ts';
import type { Preset } from './presets.ts';
import { stepOf } from './steps.ts';
import { TEMPLATE_NAMES } from './templates.ts';

const folder = pathToFileURL(`${DEFAULT_MODEL_FOLDER}/`).href;
const { model } = await sentiment();
/** The bundled model as the relay describes it. */
const bundled = {
  ...{ model, architecture: 'roberta', layers: 6, hidden: 256 },
  ...{ vocabulary: 8192, positions: 512, parameters: 7_042_560 },
};
const whole: Draft = { ...EMPTY, title: 'Reviews of films', purpose: 'To see how it goes.', model: bundled };

const PRESETS = (['gentle', 'standard', 'fast'] as const).flatMap((pace) =>
  (['private', 'shared'] as const).flatMap((directions) =>
    (['all', 'biases', 'lora'] as const).map((trains): Preset => ({ pace, directions, trains })),
  ),
);
const TASKS = TEMPLATE_NAMES.filter((name) => name !== 'custom');

function manifestOf(draft: Draft) {
  const { manifest, faults } = drafted(draft);
  expect([...faults]).toEqual([]);
  return manifest!;
}

test.each(PRESETS.map((preset) => [`${preset.pace}, ${preset.directions}, ${preset.trains}`, preset] as const))(
  'the preset %s is a federation that the relay takes on the bundled model, at both precisions',
  async (_, preset) => {
    for (const halfMemory of [false, true]) {
      const manifest = manifestOf({ ...whole, preset, halfMemory });
      await expect(checkFederation(manifest, folder)).resolves.toBeUndefined();
    }
  },
);

test.each(['private', 'shared'] as const)(
  'the baseline, of %s directions, is a federation that the relay takes, without the numbers of blocks',
  async (directions) => {
    const draft: Draft = { ...whole, method: 'fedzo', preset: { ...whole.preset, directions }, own: { p: 3, p2: 6 } };
    const { epsilon, localSteps, batch, clip, learningRate, noise } = (await sentiment()).method;
    const manifest = manifestOf(readDraft(JSON.stringify(draft))!);
    expect(manifest.method).toEqual({
      ...{ name: 'fedzo', p: 3, directions, epsilon, localSteps, batch, clip, learningRate, noise },
    });
    await expect(checkFederation(manifest, folder)).resolves.toBeUndefined();
  },
);

test('a draft of before the method could be chosen is still one', () => {
  expect(readDraft(JSON.stringify(whole))).toEqual(whole);
});

test.each(TASKS)('the task %s is one that the relay takes: its words are one token each', async (name) => {
  await expect(checkFederation(manifestOf(withTemplate(whole, name)), folder)).resolves.toBeUndefined();
});

test("a draft's standard preset is the method of the default federation, whose numbers were measured", async () => {
  const { method, round, task, weighting } = await sentiment();
  expect(manifestOf(whole)).toMatchObject({ method, round, task, weighting });
});

test('what is chosen arrives in the manifest', () => {
  const manifest = manifestOf({
    ...whole,
    ...{ access: 'invite', weighting: 'participant', aggregation: 'norm-bounded', factor: 3 },
    learnedClip: { on: true, times: 5 },
    guard: { on: true, rise: 0.2, evaluations: 4 },
    round: { ...whole.round, target: 5, late: 2 },
    own: { clip: 50, p2: 6 },
  });
  expect(manifest).toMatchObject({
    access: 'invite',
    weighting: { by: 'participant' },
    aggregation: { by: 'norm-bounded', factor: 3, learnedClip: 5 },
    guard: { rise: 0.2, evaluations: 4 },
    round: { target: 5, late: 2 },
    method: { clip: 50, p2: 6, p1: 1 },
    evaluate: { every: 8 },
  });
  expect(manifestOf({ ...whole, learnedClip: { on: true, times: 5 } }).aggregation).toEqual({
    by: 'mean',
    learnedClip: 5,
  });
  expect(
    manifestOf({ ...whole, aggregation: 'trimmed', preset: { ...whole.preset, directions: 'shared' } }),
  ).toHaveProperty('aggregation.share', 0.2);
});

test.each<[string, Partial<Draft>, field: string, step: string, RegExp]>([
  ['no title', { title: ' ' }, 'title', 'task', /length must be at least 1/],
  ['no mask', { prompt: '{text} It was' }, 'task.template', 'task', /<mask> exactly once/],
  [
    'an empty word',
    { labels: [...whole.labels.slice(1), { name: 'x', word: '' }] },
    'task.labels.1.word',
    'task',
    /length/,
  ],
  ['no model', { model: null }, 'model', 'model', /is missing/],
  ['an emptied number', { own: { p1: null } }, 'method.p1', 'method', /must be number, not null/],
  ['a rate that is none', { own: { rateFrom: -1 } }, 'method.learningRate.from', 'method', /above 0/],
  ['a split behind the last layer', { own: { split: 7 } }, 'method.split', 'method', /at most 6/],
  [
    'rows that the model does not read',
    { maxTokens: 512, model: { ...bundled, positions: 128 } },
    'task.maxTokens',
    'task',
    /at most 128/,
  ],
  [
    'a rank beyond the hidden size',
    { preset: { ...whole.preset, trains: 'lora' }, own: { rank: 500 } },
    'trainable.rank',
    'method',
    /at most 256/,
  ],
  ['a target below the quorum', { round: { ...whole.round, target: 1 } }, 'round.target', 'rounds', /between/],
  ['a clip beyond what a log holds', { own: { clip: 1e39 } }, 'method.clip', 'privacy', /clip/],
  ['median on private directions', { aggregation: 'median' }, 'aggregation.by', 'privacy', /compares scalars/],
  [
    'norm-bounded on shared directions',
    { aggregation: 'norm-bounded', preset: { ...whole.preset, directions: 'shared' } },
    'aggregation.by',
    'privacy',
    /names none/,
  ],
  [
    'late on shared directions',
    { round: { ...whole.round, late: 1 }, preset: { ...whole.preset, directions: 'shared' } },
    'round.late',
    'rounds',
    /silent/,
  ],
])('%s is a fault at its field, and at its step', (_, change, field, step, words) => {
  const { manifest, faults } = drafted({ ...whole, ...change });
  expect(manifest).toBeNull();
  expect([...faults.keys()]).toEqual([field]);
  expect(faults.get(field)?.join()).toMatch(words);
  expect(stepOf(field)).toBe(step);
});

test('what is switched off is not in the manifest', () => {
  const manifest = manifestOf({
    ...whole,
    preset: { ...whole.preset, trains: 'all' },
    evaluate: { on: false, every: 0 },
    guard: { on: false, rise: 0, evaluations: 0 },
  });
  for (const name of ['evaluate', 'guard', 'aggregation', 'access', 'organiser', 'precision', 'trainable']) {
    expect(manifest).not.toHaveProperty(name);
  }
});

test('any title gives an id that a manifest takes', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (title) => {
      expect(idFrom(title)).toMatch(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/);
    }),
  );
  expect(idFrom('Bücher & Größe: Übersicht')).toBe('buecher-groesse-uebersicht');
});

test('a draft is read back as it was kept, and one of another form is not', () => {
  expect(readDraft(JSON.stringify(whole))).toEqual(whole);
  expect(readDraft(JSON.stringify({ ...whole, form: 0 }))).toBeNull();
  expect(readDraft('{')).toBeNull();
});
