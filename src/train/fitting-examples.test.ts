import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { conceal, splitExamples, withBothParts } from '../data/index.ts';
import { fittingExamples } from './fitting-examples.ts';

const manifest = testManifest();
const labels = manifest.task.labels.map(({ name }) => name);

test("classes come in the federation's order, and an example stays on the side that its data set put it on", () => {
  const texts = Array.from({ length: 12 }, (_, i) => [conceal(`text number ${i}`)]);
  const rows = texts.map((text, i) => ({ texts: text, label: i % labels.length, heldOut: i < 4 }));
  const dataset = { fields: ['text'], labels: labels.toReversed(), examples: rows };
  const examples = fittingExamples(dataset, manifest);
  expect(examples.map(({ label }) => label)).toEqual(rows.map(({ label }) => labels.length - 1 - label));
  const { training, heldOut } = splitExamples(examples);
  expect(heldOut.map((example) => example.texts)).toEqual(texts.slice(0, 4));
  expect(training).toHaveLength(8);
});

test('a small class that was given a held-out example is evaluated by it', () => {
  const rows = withBothParts(
    Array.from({ length: 6 }, (_, i) => ({ texts: [conceal(`row ${i}`)], label: i < 2 ? 0 : 1 })),
  );
  const held = splitExamples(fittingExamples({ fields: ['text'], labels, examples: rows }, manifest)).heldOut;
  expect(new Set(held.map(({ label }) => label))).toEqual(new Set([0, 1]));
});

test.each([
  ['data-gone', null],
  ['data-fields', { fields: ['a', 'b'], labels, examples: [] }],
  ['data-classes', { fields: ['text'], labels: ['other'], examples: [] }],
])('what does not fit is said: %s', (code, dataset) => {
  expect(() => fittingExamples(dataset, manifest)).toThrow(
    expect.objectContaining({ fault: expect.objectContaining({ code }) }),
  );
});
