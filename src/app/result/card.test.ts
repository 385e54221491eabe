import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { testManifest } from '../../../tests/support/manifest.ts';
import { manifestHash, parseManifest } from '../../protocol/index.ts';
import { modelCard } from './card.ts';
import { type Outcome, gain } from './outcome.ts';

const manifest = parseManifest({ ...testManifest(), title: 'Praise: or "complaint"?' });
const evaluation = { group: 'all', loss: 0.5, accuracy: 0.6, participants: 3, examples: 600, sequence: 0 };
const outcome: Outcome = {
  manifest,
  manifestHash: manifestHash(manifest),
  ...{ epoch: '0123456789abcdef', sequence: 40, chain: 'c'.repeat(64), state: 'stopped' },
  fingerprint: { sequence: 40, fingerprint: 'f'.repeat(32) },
  summary: {
    ...{ rounds: 40, contributions: 117, participants: 3, logBytes: 9000, firstAt: 1, lastAt: 2 },
    evaluations: [evaluation, { ...evaluation, sequence: 40, accuracy: 0.7512, loss: 0.41 }],
  },
};

function frontMatter(card: string): unknown {
  return parse(card.split('---\n')[1] ?? '');
}

test('its front matter is YAML as model hubs read it, whatever a stranger wrote into the title', () => {
  expect(frontMatter(modelCard(outcome, 'https://relay.example/'))).toMatchObject({
    license: manifest.model.licence.toLowerCase(),
    base_model: manifest.model.name,
    'model-index': [{ name: 'Praise: or "complaint"?', results: [{ metrics: [{ type: 'accuracy', value: 0.7512 }] }] }],
  });
});

test('it has what a reader needs to reproduce the model, and the figures', () => {
  const card = modelCard(outcome, 'https://relay.example/#/result/x');
  for (const part of [
    outcome.manifestHash,
    outcome.chain,
    'f'.repeat(32),
    manifest.task.template,
    '117 contributions',
    '3 participants',
    '| 40 | 75.1 % | 0.410 | 3 | 600 |',
    ...manifest.model.files.map(({ sha256 }) => sha256),
  ])
    expect(card).toContain(part);
});

test('without figures it claims none', () => {
  const summary = { ...outcome.summary!, participants: null, evaluations: [] };
  for (const bare of [
    { ...outcome, summary },
    { ...outcome, summary: null, fingerprint: null },
  ]) {
    const card = modelCard(bare, 'https://relay.example/');
    expect(frontMatter(card)).not.toHaveProperty('model-index');
    expect(card).toContain('did not collect held-out figures');
    expect(card).not.toMatch(/undefined|null|NaN/);
  }
  expect(gain(summary)).toBeNull();
});

test('a gain needs two states that were told of', () => {
  expect(gain(outcome.summary!)).toEqual([0.6, 0.7512]);
  expect(gain({ ...outcome.summary!, evaluations: [{ ...evaluation, accuracy: null }, evaluation] })).toBeNull();
});
