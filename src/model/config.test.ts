import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { parseConfig } from './config.ts';

const mini: unknown = JSON.parse(
  await readFile(new URL('../../public/models/dandelion-mini/config.json', import.meta.url), 'utf8'),
);
const changed = (fields: Record<string, unknown>) => Object.assign({}, mini, fields);

it('reads dandelion-mini: 5 + 16 L + 5 tensors, 3,497,216 parameters, positions from 2', () => {
  const architecture = parseConfig(mini);
  expect(architecture.tensors).toHaveLength(5 + 16 * 4 + 5);
  expect(architecture.tensors.reduce((sum, { size }) => sum + size, 0)).toBe(3_497_216);
  expect(architecture.firstPosition).toBe(2);
});

it('keeps the order of tensors that numbers them in the noise', () => {
  const names = parseConfig(changed({ num_hidden_layers: 1 })).tensors.map(({ name, transposed }) => [
    name,
    transposed,
  ]);
  const layer = 'roberta.encoder.layer.0';
  const pair = (name: string, transposed: boolean) => [
    [`${name}.weight`, transposed],
    [`${name}.bias`, false],
  ];
  expect(names).toEqual([
    ['roberta.embeddings.word_embeddings.weight', false],
    ['roberta.embeddings.position_embeddings.weight', false],
    ['roberta.embeddings.token_type_embeddings.weight', false],
    ...pair('roberta.embeddings.LayerNorm', false),
    ...pair(`${layer}.attention.self.query`, true),
    ...pair(`${layer}.attention.self.key`, true),
    ...pair(`${layer}.attention.self.value`, true),
    ...pair(`${layer}.attention.output.dense`, true),
    ...pair(`${layer}.attention.output.LayerNorm`, false),
    ...pair(`${layer}.intermediate.dense`, true),
    ...pair(`${layer}.output.dense`, true),
    ...pair(`${layer}.output.LayerNorm`, false),
    ...pair('lm_head.dense', true),
    ...pair('lm_head.layer_norm', false),
    ['lm_head.bias', false],
  ]);
});

it('reads BERT: positions from 0, its own names', () => {
  const architecture = parseConfig(changed({ model_type: 'bert', pad_token_id: 0 }));
  expect(architecture.firstPosition).toBe(0);
  expect(architecture.tensors.at(-1)!.name).toBe('cls.predictions.bias');
});

it.each([
  ['model_type', 'gpt2', 'model_type: "gpt2" is not known'],
  ['hidden_act', 'relu', 'hidden_act: "relu" is not supported'],
  ['hidden_size', undefined, 'hidden_size: a number is missing'],
  ['num_attention_heads', 5, '192 does not divide into 5 heads'],
  ['position_embedding_type', 'relative_key', 'position_embedding_type: "relative_key" is not supported'],
  ['tie_word_embeddings', false, 'untied decoder'],
])('refuses %s = %s by name', (field, value, message) => {
  expect(() => parseConfig(changed({ [field]: value }))).toThrow(message);
});
