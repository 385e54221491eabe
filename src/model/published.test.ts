import { describe, expect, it } from 'vitest';
import type { Architecture } from './architecture.ts';
import { parseConfig } from './config.ts';
import { readCheckpoint } from './safetensors.ts';

/** What roberta-large's config.json has, but for training and versions. */
const ROBERTA_LARGE = {
  architectures: ['RobertaForMaskedLM'],
  attention_probs_dropout_prob: 0.1,
  bos_token_id: 0,
  eos_token_id: 2,
  hidden_act: 'gelu',
  hidden_size: 1024,
  intermediate_size: 4096,
  layer_norm_eps: 1e-5,
  max_position_embeddings: 514,
  model_type: 'roberta',
  num_attention_heads: 16,
  num_hidden_layers: 24,
  pad_token_id: 1,
  type_vocab_size: 1,
  vocab_size: 50_265,
};

/** And bert-base-uncased's. */
const BERT_BASE = {
  architectures: ['BertForMaskedLM'],
  gradient_checkpointing: false,
  hidden_act: 'gelu',
  hidden_size: 768,
  intermediate_size: 3072,
  layer_norm_eps: 1e-12,
  max_position_embeddings: 512,
  model_type: 'bert',
  num_attention_heads: 12,
  num_hidden_layers: 12,
  pad_token_id: 0,
  position_embedding_type: 'absolute',
  type_vocab_size: 2,
  use_cache: true,
  vocab_size: 30_522,
};

const parameters = ({ tensors }: Architecture) => tensors.reduce((sum, { size }) => sum + size, 0);

it('published sizes: 355,412,057 parameters of roberta-large, 109,514,298 of bert-base-uncased', () => {
  expect(parameters(parseConfig(ROBERTA_LARGE))).toBe(355_412_057);
  expect(parameters(parseConfig(BERT_BASE))).toBe(109_514_298);
});

const SMALL = {
  hidden_size: 4,
  intermediate_size: 4,
  num_attention_heads: 2,
  num_hidden_layers: 1,
  vocab_size: 7,
  max_position_embeddings: 5,
};

/** A file with float32 tensors in which every value is the tensor's number, from 1. */
function checkpoint(
  tensors: readonly (readonly [name: string, shape: readonly number[], dtype?: string])[],
): Uint8Array<ArrayBuffer> {
  const header: Record<string, object> = { __metadata__: { format: 'pt' } };
  const parts: Uint8Array[] = [];
  let end = 0;
  tensors.forEach(([name, shape, dtype = 'F32'], i) => {
    const size = shape.reduce((product, side) => product * side, 1);
    const bytes =
      dtype === 'I64' ? new Uint8Array(8 * size) : new Uint8Array(new Float32Array(size).fill(i + 1).buffer);
    header[name] = { dtype, shape, data_offsets: [end, (end += bytes.length)] };
    parts.push(bytes);
  });
  const json = new TextEncoder().encode(JSON.stringify(header));
  const length = new Uint8Array(8);
  new DataView(length.buffer).setBigUint64(0, BigInt(json.length), true);
  return new Uint8Array(Buffer.concat([length, json, ...parts]));
}

async function firstValues(file: Uint8Array<ArrayBuffer>, architecture: Architecture): Promise<Map<string, number>> {
  const values = new Map<string, number>();
  for await (const { index, readInto } of readCheckpoint(new Blob([file]).stream(), architecture)) {
    const { name, size } = architecture.tensors[index]!;
    const target = new Float32Array(size);
    await readInto(target);
    values.set(name, target[0]!);
  }
  return values;
}

describe('tensors as published checkpoints have them', () => {
  it("RoBERTa's: position ids, a pooler and the tied decoder are passed over", async () => {
    const architecture = parseConfig({ ...ROBERTA_LARGE, ...SMALL });
    const needed = architecture.tensors.map(({ name, shape }) => [name, shape] as const);
    const values = await firstValues(
      checkpoint([
        ['lm_head.decoder.weight', [7, 4]],
        ['lm_head.decoder.bias', [7]],
        ['roberta.embeddings.position_ids', [1, 5], 'I64'],
        ['roberta.pooler.dense.weight', [4, 4]],
        ...needed,
      ]),
      architecture,
    );
    expect([...values.values()]).toEqual(needed.map((_, i) => i + 5));
  });

  it("BERT's: norms as gamma and beta, the next-sentence head passed over", async () => {
    const architecture = parseConfig({ ...BERT_BASE, ...SMALL });
    const named = architecture.tensors.map(({ name, shape }) => {
      return [
        name.replace('LayerNorm.weight', 'LayerNorm.gamma').replace('LayerNorm.bias', 'LayerNorm.beta'),
        shape,
      ] as const;
    });
    const values = await firstValues(
      checkpoint([
        ['bert.embeddings.position_ids', [1, 5], 'I64'],
        ...named,
        ['bert.pooler.dense.weight', [4, 4]],
        ['bert.pooler.dense.bias', [4]],
        ['cls.seq_relationship.weight', [2, 4]],
        ['cls.predictions.decoder.weight', [7, 4]],
        ['cls.predictions.decoder.bias', [7]],
      ]),
      architecture,
    );
    expect([...values.values()]).toEqual(named.map((_, i) => i + 2));
  });

  it.each([
    ['roberta', ROBERTA_LARGE, 'lm_head.decoder'],
    ['bert', BERT_BASE, 'cls.predictions.decoder'],
  ])(
    "%s: of tensors that share their memory, a file may have only those under the decoder's names",
    async (body, config, decoder) => {
      const architecture = parseConfig({ ...config, ...SMALL });
      const kept = architecture.tensors.map(({ name, shape }) => {
        if (name === `${body}.embeddings.word_embeddings.weight`) return [`${decoder}.weight`, shape] as const;
        return [name.replace(/(lm_head|cls\.predictions)\.bias$/, `${decoder}.bias`), shape] as const;
      });
      const values = await firstValues(checkpoint(kept), architecture);
      expect([...values.values()]).toEqual(kept.map((_, i) => i + 1));
    },
  );
});
