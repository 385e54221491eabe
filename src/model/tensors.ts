import type { Architecture, TensorSpec } from './architecture.ts';

/** Letters of the shapes: H hidden, F feed-forward, V vocabulary, P positions, T token types. */
type Shape = Pick<
  Architecture,
  'family' | 'layers' | 'hidden' | 'feedForward' | 'vocabulary' | 'positions' | 'tokenTypes'
>;

/** Where a family keeps its tensors, by Hugging Face's names. */
const NAMES = {
  roberta: { body: 'roberta', dense: 'lm_head.dense', norm: 'lm_head.layer_norm', bias: 'lm_head.bias' },
  bert: {
    body: 'bert',
    dense: 'cls.predictions.transform.dense',
    norm: 'cls.predictions.transform.LayerNorm',
    bias: 'cls.predictions.bias',
  },
} as const;

/** The fixed list of an encoder's tensors. Their numbers index the noise, so the order may never change. */
export function tensorsOf(shape: Shape): TensorSpec[] {
  const { hidden, feedForward, vocabulary, positions, tokenTypes } = shape;
  const names = NAMES[shape.family];
  const embeddings = `${names.body}.embeddings`;
  return [
    plain(`${embeddings}.word_embeddings.weight`, [vocabulary, hidden]),
    plain(`${embeddings}.position_embeddings.weight`, [positions, hidden]),
    plain(`${embeddings}.token_type_embeddings.weight`, [tokenTypes, hidden]),
    ...norm(`${embeddings}.LayerNorm`, hidden),
    ...Array.from({ length: shape.layers }, (_, i) => {
      const layer = `${names.body}.encoder.layer.${i}`;
      return [
        ...linear(`${layer}.attention.self.query`, hidden, hidden),
        ...linear(`${layer}.attention.self.key`, hidden, hidden),
        ...linear(`${layer}.attention.self.value`, hidden, hidden),
        ...linear(`${layer}.attention.output.dense`, hidden, hidden),
        ...norm(`${layer}.attention.output.LayerNorm`, hidden),
        ...linear(`${layer}.intermediate.dense`, feedForward, hidden),
        ...linear(`${layer}.output.dense`, hidden, feedForward),
        ...norm(`${layer}.output.LayerNorm`, hidden),
      ];
    }).flat(),
    ...linear(names.dense, hidden, hidden),
    ...norm(names.norm, hidden),
    plain(names.bias, [vocabulary]),
  ];
}

/**
 * The adapters of rank r on query and value of every layer, under the names of Hugging Face's PEFT: A [r, in] and
 * B [out, r] in a checkpoint, A [in, r] and B [r, out] in the lattice. Hu et al. 2022, "LoRA".
 */
export function adaptersOf({ family, layers, hidden }: Pick<Shape, 'family' | 'layers' | 'hidden'>, rank: number) {
  return Array.from({ length: layers }, (_, i) =>
    ['query', 'value'].flatMap((part) => {
      const name = `base_model.model.${NAMES[family].body}.encoder.layer.${i}.attention.self.${part}`;
      return [matrix(`${name}.lora_A.weight`, rank, hidden), matrix(`${name}.lora_B.weight`, hidden, rank)];
    }),
  ).flat();
}

/**
 * Other names that checkpoints use for a tensor: TensorFlow's norms, and those of the tied decoder, since a file keeps one
 * of several tensors that share their memory.
 */
export function aliasesOf(name: string): string[] {
  return [
    name.replace(/LayerNorm\.weight$/, 'LayerNorm.gamma'),
    name.replace(/LayerNorm\.bias$/, 'LayerNorm.beta'),
    name.replace(/^(lm_head|cls\.predictions)\.bias$/, '$1.decoder.bias'),
    name.replace(/^roberta\.embeddings\.word_embeddings\.weight$/, 'lm_head.decoder.weight'),
    name.replace(/^bert\.embeddings\.word_embeddings\.weight$/, 'cls.predictions.decoder.weight'),
  ].filter((alias) => alias !== name);
}

function plain(name: string, shape: readonly number[]): TensorSpec {
  const size = shape.reduce((product, side) => product * side, 1);
  return { name, shape, transposed: false, size, trainable: true };
}

function matrix(name: string, out: number, into: number): TensorSpec {
  return { name, shape: [out, into], transposed: true, size: out * into, trainable: true };
}

function linear(name: string, out: number, into: number): TensorSpec[] {
  return [matrix(`${name}.weight`, out, into), plain(`${name}.bias`, [out])];
}

function norm(name: string, size: number): TensorSpec[] {
  return [plain(`${name}.weight`, [size]), plain(`${name}.bias`, [size])];
}
