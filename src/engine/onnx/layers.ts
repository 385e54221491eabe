import type { Architecture } from '../../model/index.ts';
import { GraphBuilder, type Value } from './graph.ts';

// Letters of the shapes: B batch, S sequence, H hidden, F feed-forward, A heads, N label words.

/** The 16 weights of a layer as a graph's inputs, in the lattice's order; linear weights lie [in, out]. */
export const LAYER_INPUTS = 'qw qb kw kb vw vb ow ob n1w n1b f1w f1b f2w f2b n2w n2b'.split(' ');

/** Sum of word, position and type rows, normalised: word [B, S, H], position [S, H], type [1, H] -> y [B, S, H]. */
export function embeddingModel({ hidden: H, normEpsilon }: Architecture): Uint8Array {
  const graph = new GraphBuilder('embedding');
  const word = graph.input('word', ['B', 'S', H]);
  const position = graph.input('position', ['S', H]);
  const type = graph.input('type', [1, H]);
  const sum = graph.node('Add', [word, graph.node('Add', [position, type])]);
  const y = normalise(graph, sum, graph.input('nw', [H]), graph.input('nb', [H]), normEpsilon);
  return graph.finish(y, ['B', 'S', H]);
}

/** One encoder layer: x [B, S, H], bias [B, 1, S, S] (0, or very negative for padding) -> y [B, S, H]. */
export function layerModel(architecture: Architecture): Uint8Array {
  const H = architecture.hidden;
  const graph = new GraphBuilder('layer');
  const x = graph.input('x', ['B', 'S', H]);
  const bias = graph.input('bias', ['B', 1, 'S', 'S']);
  return graph.finish(encoder(graph, architecture, x, x, bias), ['B', 'S', H]);
}

/**
 * The last encoder layer, needed at the mask position only: keys and values everywhere, all else for one row.
 * x [B, S, H], at [B, 1] (row of the mask in x as [B * S, H]), bias [B, 1, 1, S] -> y [B, 1, H].
 */
export function lastLayerModel(architecture: Architecture): Uint8Array {
  const H = architecture.hidden;
  const graph = new GraphBuilder('last-layer');
  const x = graph.input('x', ['B', 'S', H]);
  const at = graph.input('at', ['B', 1], 'int32');
  const bias = graph.input('bias', ['B', 1, 1, 'S']);
  const rows = graph.node('Reshape', [x, graph.integers([-1, H])]);
  const query = graph.node('Gather', [rows, at]);
  return graph.finish(encoder(graph, architecture, query, x, bias), ['B', 1, H]);
}

/** The MLM head on the label words' rows of the decoder: x [B, H], rows [N, H], rowBias [N] -> y [B, N]. */
export function headModel({ hidden: H, normEpsilon }: Architecture): Uint8Array {
  const graph = new GraphBuilder('head');
  const x = graph.input('x', ['B', H]);
  const dense = graph.node('MatMul', [x, graph.input('dw', [H, H])]);
  const active = graph.fused('BiasGelu', [dense, graph.input('db', [H])]);
  const normal = normalise(graph, active, graph.input('nw', [H]), graph.input('nb', [H]), normEpsilon);
  const decoder = [graph.input('rows', ['N', H]), graph.input('rowBias', ['N'])];
  return graph.finish(graph.node('Gemm', [normal, ...decoder], { transB: 1 }), ['B', 'N']);
}

/** Self-attention from `query` over `x`, and the feed-forward part, each with its residual and norm. */
function encoder(
  graph: GraphBuilder,
  { hidden: H, feedForward: F, heads, normEpsilon }: Architecture,
  query: Value,
  x: Value,
  bias: Value,
): Value {
  const matrix = (name: string, rows: number, columns: number) => graph.input(name, [rows, columns]);
  const vector = (name: string, size: number) => graph.input(name, [size]);
  const qw = matrix('qw', H, H);
  const qb = vector('qb', H);
  const kw = matrix('kw', H, H);
  const kb = vector('kb', H);
  const vw = matrix('vw', H, H);
  const vb = vector('vb', H);
  const attention = graph.fused(
    'MultiHeadAttention',
    [
      graph.node('MatMul', [query, qw]),
      graph.node('MatMul', [x, kw]),
      graph.node('MatMul', [x, vw]),
      graph.node('Concat', [qb, kb, vb], { axis: 0 }),
      undefined,
      bias,
    ],
    { num_heads: heads },
  );
  const output = graph.node('MatMul', [attention, matrix('ow', H, H)]);
  const ob = vector('ob', H);
  const y1 = residual(graph, output, query, vector('n1w', H), vector('n1b', H), ob, normEpsilon);
  const wide = graph.node('MatMul', [y1, matrix('f1w', H, F)]);
  const active = graph.fused('BiasGelu', [wide, vector('f1b', F)]);
  const narrow = graph.node('MatMul', [active, matrix('f2w', F, H)]);
  const f2b = vector('f2b', H);
  return residual(graph, narrow, y1, vector('n2w', H), vector('n2b', H), f2b, normEpsilon);
}

/** Layer norm of x + skip + bias. */
function residual(
  graph: GraphBuilder,
  x: Value,
  skip: Value,
  weight: Value,
  shift: Value,
  bias: Value,
  epsilon: number,
): Value {
  return graph.fused('SkipLayerNormalization', [x, skip, weight, shift, bias], { epsilon: { float: epsilon } });
}

function normalise(graph: GraphBuilder, x: Value, weight: Value, shift: Value, epsilon: number): Value {
  // The axis is the last one, its default.
  return graph.node('LayerNormalization', [x, weight, shift], { epsilon: { float: epsilon } });
}
