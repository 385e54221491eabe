import { type JaxArray, defaultDevice, init, jit, nn, numpy as np } from '@jax-js/jax';
import { type Cell, type Passes, timePasses } from '../forward/index.ts';
import { fullBatch, openModel } from '../workload/index.ts';
import { type Architecture, HEAD_TENSORS, LAYER_TENSORS, firstTensorOf } from '../../src/model/index.ts';

// Letters of the shapes: B batch, S sequence, H hidden, A heads, N label words.

/** The network in jax-js, compiled as one function; the last layer at the mask only. The batch has no padding. */
export async function jaxPasses({ backend, model: name, rows, tokens, repeats }: Cell): Promise<Passes> {
  const available = await init();
  if (!available.includes(backend)) throw new Error(`jax-js finds ${available.join(', ')} here, not ${backend}.`);
  defaultDevice(backend);
  const { architecture, labels, checkpoint } = await openModel(name);
  const weights: JaxArray[] = [];
  for await (const { index, readInto } of checkpoint()) {
    const { shape, transposed, size } = architecture.tensors[index]!;
    const values = new Float32Array(size);
    await readInto(values);
    weights[index] = np.array(values, { shape: transposed ? shape.toReversed() : [...shape] });
  }
  const batch = fullBatch(architecture, rows, tokens);
  const run = jit((w: JaxArray[], ids: JaxArray, at: JaxArray, positions: JaxArray, words: JaxArray) =>
    network(architecture, w, { ids, at, positions, words, rows, tokens }),
  );
  const integers = (values: Iterable<number>, shape: number[]) => np.array(Int32Array.from(values), { shape });
  return timePasses(repeats, () =>
    run(
      weights.map(({ ref }) => ref),
      integers(batch.ids, [rows * tokens]),
      integers(
        batch.maskPositions.map((position, b) => b * tokens + position),
        [rows],
      ),
      integers(
        Array.from({ length: tokens }, (_, s) => architecture.firstPosition + s),
        [tokens],
      ),
      integers(labels, [labels.length]),
    ).data(),
  );
}

interface Inputs {
  readonly ids: JaxArray;
  readonly at: JaxArray;
  readonly positions: JaxArray;
  readonly words: JaxArray;
  readonly rows: number;
  readonly tokens: number;
}

/** [B, N] logits */
function network(
  { layers, hidden: H, heads: A, normEpsilon }: Architecture,
  weights: readonly JaxArray[],
  { ids, at, positions, words, rows: B, tokens: S }: Inputs,
): JaxArray {
  const w = (index: number): JaxArray => weights[index]!.ref;
  const linear = (x: JaxArray, index: number) => np.matmul(x, w(index)).add(w(index + 1));
  const norm = (x: JaxArray, index: number) =>
    nn
      .standardize(x, -1, { epsilon: normEpsilon })
      .mul(w(index))
      .add(w(index + 1));
  const gelu = (x: JaxArray) => nn.gelu(x, { approximate: false });

  const word = np.take(w(0), ids, 0).reshape([B, S, H]);
  const type = np.take(w(2), np.array(new Int32Array(1), { shape: [1] }), 0);
  let x = norm(word.add(np.take(w(1), positions, 0)).add(type), 3).reshape([B * S, H]);
  for (let layer = 0; layer < layers; layer++) {
    const t = firstTensorOf(layer);
    const isLast = layer === layers - 1;
    const asking = isLast ? np.take(x.ref, at, 0) : x.ref;
    const split = (y: JaxArray, length: number) => y.reshape([B, length, A, H / A]);
    const query = split(linear(asking.ref, t), isLast ? 1 : S);
    const key = split(linear(x.ref, t + 2), S);
    const value = split(linear(x, t + 4), S);
    const attended = nn.dotProductAttention(query, key, value).reshape([isLast ? B : B * S, H]);
    const y = norm(linear(attended, t + 6).add(asking), t + 8);
    x = norm(linear(gelu(linear(y.ref, t + 10)), t + 12).add(y), t + LAYER_TENSORS - 2);
  }
  const t = firstTensorOf(layers);
  const transformed = norm(gelu(linear(x, t)), t + 2);
  const decoder = np.matrixTranspose(np.take(w(0), words.ref, 0));
  return np.matmul(transformed, decoder).add(np.take(w(t + HEAD_TENSORS - 1), words, 0));
}
