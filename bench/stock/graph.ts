import { GraphBuilder, type Value } from '../../src/engine/onnx/index.ts';
import { type Architecture, HEAD_TENSORS, firstTensorOf } from '../../src/model/index.ts';

// Letters of the shapes: B batch, S sequence, H hidden, V vocabulary, N label words.

/** The file that holds all weights, float32 in the lattice's order and places. */
export const WEIGHTS_FILE = 'model.onnx_data';

/** Added to the scores of padding, as the engines do. */
const HIDDEN_SCORE = -1e9;
/** `TensorProto.DataType.FLOAT`. */
const FLOAT = 1;

/**
 * The network with its weights baked in, as an export of it would have them: the engines' fused operators, initializers
 * instead of inputs. Graphs are for one length S.
 */
class Network {
  readonly #graph: GraphBuilder;
  readonly #architecture: Architecture;
  readonly #offsets: readonly number[];
  readonly #length: number;
  /** Names of the weights that the graph has already: the decoder is the embeddings' own table. */
  readonly #weights = new Map<number, Value>();

  constructor(name: string, architecture: Architecture, length: number) {
    this.#graph = new GraphBuilder(name);
    this.#architecture = architecture;
    this.#offsets = weightOffsets(architecture);
    this.#length = length;
  }

  get graph(): GraphBuilder {
    return this.#graph;
  }

  weight(index: number): Value {
    const known = this.#weights.get(index);
    if (known) return known;
    const { shape, transposed } = this.#architecture.tensors[index]!;
    const sides = transposed ? shape.toReversed() : shape;
    const weight = this.#graph.stored(`w${index}`, sides, WEIGHTS_FILE, this.#offsets[index]!);
    this.#weights.set(index, weight);
    return weight;
  }

  /** ids [B, S] -> [B, S, H] */
  embed(ids: Value): Value {
    const { firstPosition } = this.#architecture;
    const positions = this.#graph.integers(Array.from({ length: this.#length }, (_, s) => firstPosition + s));
    const word = this.#graph.node('Gather', [this.weight(0), ids]);
    const position = this.#graph.node('Gather', [this.weight(1), positions]);
    const type = this.#graph.node('Gather', [this.weight(2), this.#graph.integers([0])]);
    const sum = this.#graph.node('Add', [word, this.#graph.node('Add', [position, type])]);
    return this.normalise(sum, 3);
  }

  /** Layers from <= i < to on x [B, S, H]; with `query` the last of them runs for its rows [B, 1, H] only. */
  layers(input: Value, from: number, to: number, bias: Value, last?: { query: (x: Value) => Value; bias: Value }) {
    let x = input;
    for (let layer = from; layer < to; layer++) {
      const only = layer === to - 1 ? last : undefined;
      x = this.#layer(layer, only ? only.query(x) : x, x, only ? only.bias : bias);
    }
    return x;
  }

  #layer(layer: number, query: Value, x: Value, bias: Value): Value {
    const g = this.#graph;
    const first = firstTensorOf(layer);
    const [qw, qb, kw, kb, vw, vb, ow, ob, n1w, n1b, f1w, f1b, f2w, f2b, n2w, n2b] = Array.from(
      { length: 16 },
      (_, i) => this.weight(first + i),
    );
    const epsilon = { float: this.#architecture.normEpsilon };
    const attention = g.fused(
      'MultiHeadAttention',
      [
        ...[g.node('MatMul', [query, qw]), g.node('MatMul', [x, kw]), g.node('MatMul', [x, vw])],
        ...[g.node('Concat', [qb, kb, vb], { axis: 0 }), undefined, bias],
      ],
      { num_heads: this.#architecture.heads },
    );
    const output = g.node('MatMul', [attention, ow]);
    const y = g.fused('SkipLayerNormalization', [output, query, n1w, n1b, ob], { epsilon });
    const active = g.fused('BiasGelu', [g.node('MatMul', [y, f1w]), f1b]);
    const narrow = g.node('MatMul', [active, f2w]);
    return g.fused('SkipLayerNormalization', [narrow, y, n2w, n2b, f2b], { epsilon });
  }

  /** x -> dense, GELU, norm; sides stay. */
  transform(x: Value): Value {
    const first = firstTensorOf(this.#architecture.layers);
    const dense = this.#graph.node('MatMul', [x, this.weight(first)]);
    return this.normalise(this.#graph.fused('BiasGelu', [dense, this.weight(first + 1)]), first + 2);
  }

  /** Layer norm over the last axis, by weights `index` and `index + 1`. */
  normalise(x: Value, index: number): Value {
    const { normEpsilon } = this.#architecture;
    const inputs = [x, this.weight(index), this.weight(index + 1)];
    return this.#graph.node('LayerNormalization', inputs, { epsilon: { float: normEpsilon } });
  }

  /** The mask's rows [B, 1, H] of x [B, S, H]; at [B, 1] are rows of [B * S, H]. */
  masked(x: Value, at: Value): Value {
    const rows = this.#graph.node('Reshape', [x, this.#graph.integers([-1, this.#architecture.hidden])]);
    return this.#graph.node('Gather', [rows, at]);
  }

  /** x [B, 1, H] -> logits of the label words [B, N]. */
  labelLogits(x: Value, labels: readonly number[]): Value {
    const g = this.#graph;
    const { hidden, layers } = this.#architecture;
    const rows = g.node('Gather', [this.weight(0), g.integers(labels)]);
    const biases = g.node('Gather', [this.weight(firstTensorOf(layers) + HEAD_TENSORS - 1), g.integers(labels)]);
    const flat = g.node('Reshape', [x, g.integers([-1, hidden])]);
    return g.node('Gemm', [this.transform(flat), rows, biases], { transB: 1 });
  }
}

/** Block 1: ids [B, S], bias [B, 1, S, S] -> y [B, S, H]. */
export function firstBlock(architecture: Architecture, length: number, split: number): Uint8Array {
  const network = new Network('block-1', architecture, length);
  const ids = network.graph.input('ids', ['B', length], 'int32');
  const bias = network.graph.input('bias', ['B', 1, length, length]);
  const y = network.layers(network.embed(ids), 0, split, bias);
  return network.graph.finish(y, ['B', length, architecture.hidden]);
}

/** Block 2: x [B, S, H], bias [B, 1, S, S], at [B, 1], rowBias [B, 1, 1, S] -> y [B, N]. */
export function secondBlock(
  architecture: Architecture,
  length: number,
  split: number,
  labels: readonly number[],
): Uint8Array {
  const network = new Network('block-2', architecture, length);
  const x = network.graph.input('x', ['B', length, architecture.hidden]);
  return finishLabels(network, architecture, x, split, length, labels);
}

/** Both blocks in one: ids, bias, at, rowBias -> y [B, N]. */
export function wholeModel(architecture: Architecture, length: number, labels: readonly number[]): Uint8Array {
  const network = new Network('model', architecture, length);
  const ids = network.graph.input('ids', ['B', length], 'int32');
  return finishLabels(network, architecture, network.embed(ids), 0, length, labels);
}

function finishLabels(
  network: Network,
  { layers }: Architecture,
  x: Value,
  from: number,
  length: number,
  labels: readonly number[],
): Uint8Array {
  const { graph } = network;
  // A graph's inputs must be used: with the last layer alone there is no square of scores.
  const square = layers - from > 1 ? graph.input('bias', ['B', 1, length, length]) : undefined;
  const bias = graph.input('rowBias', ['B', 1, 1, length]);
  const at = graph.input('at', ['B', 1], 'int32');
  const last = { query: (rows: Value) => network.masked(rows, at), bias };
  const y = network.layers(x, from, layers, square ?? bias, last);
  return graph.finish(network.labelLogits(y, labels), ['B', labels.length]);
}

/** As exporters give it: input_ids and attention_mask [B, S] -> logits of the whole vocabulary everywhere [B, S, V]. */
export function vocabularyModel(architecture: Architecture, length: number): Uint8Array {
  const { hidden, vocabulary, layers } = architecture;
  const network = new Network('masked-lm', architecture, length);
  const { graph } = network;
  const ids = graph.input('input_ids', ['B', length], 'int64');
  const seen = graph.node('Cast', [graph.input('attention_mask', ['B', length], 'int64')], { to: FLOAT });
  const scores = graph.node('Mul', [
    graph.node('Sub', [seen, graph.node('Cast', [graph.integers([1])], { to: FLOAT })]),
    graph.node('Cast', [graph.integers([-HIDDEN_SCORE])], { to: FLOAT }),
  ]);
  const row = graph.node('Reshape', [scores, graph.integers([-1, 1, 1, length])]);
  const bias = graph.node('Expand', [row, graph.integers([1, 1, length, 1])]);
  const x = network.transform(network.layers(network.embed(ids), 0, layers, bias));
  const rows = graph.node('Reshape', [x, graph.integers([-1, hidden])]);
  const decoder = [network.weight(0), network.weight(firstTensorOf(layers) + HEAD_TENSORS - 1)];
  const flat = graph.node('Gemm', [rows, ...decoder], { transB: 1 });
  const logits = graph.node('Reshape', [flat, graph.integers([-1, length, vocabulary])]);
  return graph.finish(logits, ['B', length, vocabulary], 'logits');
}

/** Where each tensor begins in the weights' file, in bytes: one after another. */
export function weightOffsets({ tensors }: Architecture): number[] {
  let offset = 0;
  return tensors.map(({ size }) => {
    const start = offset;
    offset += 4 * size;
    return start;
  });
}
