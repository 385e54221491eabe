import * as v from 'valibot';
import type { Architecture } from './architecture.ts';
import { ModelError } from './errors.ts';
import { tensorsOf } from './tensors.ts';

const count = v.pipe(v.number('a number is missing'), v.integer(), v.minValue(1));

/** The fields of a Hugging Face config.json that decide what a forward pass computes. */
const configSchema = v.object({
  model_type: v.picklist(['roberta', 'bert'], ({ input }) => `${written(input)} is not known; roberta and bert are`),
  vocab_size: count,
  hidden_size: count,
  num_hidden_layers: count,
  num_attention_heads: count,
  intermediate_size: count,
  hidden_act: v.literal('gelu', ({ input }) => `${written(input)} is not supported; gelu is`),
  max_position_embeddings: count,
  type_vocab_size: count,
  layer_norm_eps: v.pipe(v.number('a number is missing'), v.gtValue(0)),
  /** Hugging Face leaves the family's own default out at times. */
  pad_token_id: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0))),
  position_embedding_type: v.optional(
    v.literal('absolute', ({ input }) => `${written(input)} is not supported; absolute is`),
  ),
  tie_word_embeddings: v.optional(v.literal(true, 'an untied decoder is not supported')),
});

/**
 * Reads a parsed config.json.
 * @throws ModelError naming every field that is missing or not supported.
 */
export function parseConfig(json: unknown): Architecture {
  const result = v.safeParse(configSchema, json);
  if (!result.success) {
    const faults = result.issues.map((issue) => `${v.getDotPath(issue) ?? 'the file'}: ${issue.message}`);
    throw new ModelError(`config.json describes a model that cannot be used here. ${faults.join('; ')}.`);
  }
  const config = result.output;
  if (config.hidden_size % config.num_attention_heads !== 0) {
    throw new ModelError(
      `config.json: hidden_size ${config.hidden_size} does not divide into ${config.num_attention_heads} heads.`,
    );
  }
  const family = config.model_type;
  const padToken = config.pad_token_id ?? (family === 'roberta' ? 1 : 0);
  const shape = {
    family,
    layers: config.num_hidden_layers,
    hidden: config.hidden_size,
    feedForward: config.intermediate_size,
    vocabulary: config.vocab_size,
    positions: config.max_position_embeddings,
    tokenTypes: config.type_vocab_size,
  };
  return {
    ...shape,
    heads: config.num_attention_heads,
    normEpsilon: config.layer_norm_eps,
    padToken,
    firstPosition: family === 'roberta' ? padToken + 1 : 0,
    tensors: tensorsOf(shape),
    adapters: null,
  };
}

function written(input: unknown): string {
  return input === undefined ? 'nothing' : (JSON.stringify(input) ?? typeof input);
}
