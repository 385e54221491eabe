import * as ort from 'onnxruntime-web/webgpu';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { add, attend, gelu, layerNorm, linear } from '../cpu/math.ts';
import { GraphBuilder, type Side, type Value } from '../onnx/graph.ts';
import { openDevice } from './adapter.ts';

// ONNX Runtime's operators one by one, on a device as the engine opens it. 40 tokens and not fewer: from 32 on
// attention may take another kernel (docs/WEBGPU.md). B batch, S sequence, H hidden, F feed-forward, A heads.
const [B, S, H, F, A] = [2, 40, 64, 128, 4];
const EPSILON = 1e-5;

interface Input {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

let device: GPUDevice;
beforeAll(async () => {
  ort.env.wasm.numThreads = 1;
  device = await openDevice();
});
afterAll(() => device.destroy());

/** Random values in -scale to scale; each call its own. */
function random(shape: readonly number[], scale: number): Input {
  let state = shape.reduce((sum, side) => Math.imul(sum, 31) + side, 7) | 1;
  const size = shape.reduce((product, side) => product * side, 1);
  const values = Float32Array.from({ length: size }, () => {
    // Marsaglia's xorshift.
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state / 2 ** 31) * scale;
  });
  return { shape, values };
}

/** The values of a graph of one operator over named inputs. */
async function run(
  inputs: Readonly<Record<string, Input>>,
  build: (graph: GraphBuilder, named: Readonly<Record<string, Value>>) => Value,
  output: readonly Side[],
): Promise<Float32Array> {
  const graph = new GraphBuilder('operator');
  const entries = Object.entries(inputs);
  const named = Object.fromEntries(entries.map(([name, { shape }]) => [name, graph.input(name, shape)]));
  const model = graph.finish(build(graph, named), output);
  const session = await ort.InferenceSession.create(model, { executionProviders: [{ name: 'webgpu', device }] });
  const feeds = entries.map(([name, { values, shape }]) => [name, new ort.Tensor('float32', values, shape)] as const);
  const { y } = await session.run(Object.fromEntries(feeds));
  await session.release();
  return y?.data as Float32Array;
}

function expectNear(made: Float32Array, wanted: Float32Array, tolerance: number): void {
  expect(made.length).toBe(wanted.length);
  expect(Math.max(...made.map((value, i) => Math.abs(value - wanted[i]!)))).toBeLessThan(tolerance);
}

const biased = (x: Float32Array, bias: Float32Array) => x.map((value, i) => value + bias[i % bias.length]!);

it('MatMul is the oracle to 1e-5', async () => {
  const [x, w] = [random([B, S, H], 3), random([H, F], 0.3)];
  const made = await run({ x, w }, (graph, i) => graph.node('MatMul', [i['x'], i['w']]), [B, S, F]);
  expectNear(made, linear(x.values, w.values, new Float32Array(F)), 1e-5);
});

it('Gemm with the second matrix turned is the oracle to 1e-5', async () => {
  const [x, w, b] = [random([5, H], 3), random([3, H], 0.3), random([3], 1)];
  const turned = Float32Array.from({ length: 3 * H }, (_, i) => w.values[(i % 3) * H + Math.floor(i / 3)]!);
  const build = (graph: GraphBuilder, i: Readonly<Record<string, Value>>) =>
    graph.node('Gemm', [i['x'], i['w'], i['b']], { transB: 1 });
  expectNear(await run({ x, w, b }, build, [5, 3]), linear(x.values, turned, b.values), 1e-5);
});

it('BiasGelu is the exact GELU to 2e-6, not its tanh', async () => {
  const [x, b] = [random([B, S, F], 4), random([F], 1)];
  const made = await run({ x, b }, (graph, i) => graph.fused('BiasGelu', [i['x'], i['b']]), [B, S, F]);
  expectNear(made, gelu(biased(x.values, b.values)), 2e-6);
});

it.each(['LayerNormalization', 'SkipLayerNormalization'] as const)('%s is the oracle to 5e-6', async (operator) => {
  const [x, skip, bias] = [random([B, S, H], 3), random([B, S, H], 2), random([H], 1)];
  const [w, b] = [random([1, H], 1), random([H, 1], 1)].map(({ values }) => ({ shape: [H], values }));
  const attributes = { epsilon: { float: EPSILON } };
  if (operator === 'LayerNormalization') {
    const made = await run({ x, w: w!, b: b! }, (g, i) => g.node(operator, [i['x'], i['w'], i['b']], attributes), [
      B,
      S,
      H,
    ]);
    expectNear(made, layerNorm(x.values, w!.values, b!.values, EPSILON), 5e-6);
  } else {
    const build = (g: GraphBuilder, i: Readonly<Record<string, Value>>) =>
      g.fused(operator, [i['x'], i['skip'], i['w'], i['b'], i['bias']], attributes);
    const sum = biased(add(x.values, skip.values), bias.values);
    const made = await run({ x, skip, w: w!, b: b!, bias }, build, [B, S, H]);
    expectNear(made, layerNorm(sum, w!.values, b!.values, EPSILON), 5e-6);
  }
});

it.each([S, 1])(
  'MultiHeadAttention of %i queries over 40 tokens is the oracle to 1e-5, padding included',
  async (Q) => {
    const [q, k, v] = [random([B, Q, H], 3), random([B, S, H], 2.9), random([B, S, H], 2.8)];
    const bias = random([3 * H], 1);
    const attention = new Uint8Array(B * S).fill(1).fill(0, S + 30);
    const mask = { shape: [B, 1, Q, S], values: new Float32Array(B * Q * S) };
    mask.values.forEach((_, i) => {
      if (!attention[Math.floor(i / (Q * S)) * S + (i % S)]) mask.values[i] = -1e9;
    });
    const build = (graph: GraphBuilder, i: Readonly<Record<string, Value>>) =>
      graph.fused('MultiHeadAttention', [i['q'], i['k'], i['v'], i['bias'], undefined, i['mask']], { num_heads: A });
    const made = await run({ q, k, v, bias, mask }, build, [B, Q, H]);
    const part = (x: Input, n: number) => biased(x.values, bias.values.subarray(n * H, (n + 1) * H));
    const at = Int32Array.from({ length: B * Q }, (_, i) => (Q === 1 ? i * S + 5 : i));
    const batch = { size: B, length: S, ids: new Int32Array(B * S), attention, maskPositions: new Int32Array(B) };
    expectNear(made, attend(part(q, 0), part(k, 1), part(v, 2), at, batch, A), 1e-5);
  },
);
