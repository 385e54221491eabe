import { expect, it } from 'vitest';
import { type EngineName, createEngine } from '../../src/engine/index.ts';
import { readCheckpoint, withTrainable } from '../../src/model/index.ts';
import { expectClose, pass } from './engine-suite.ts';
import { architectureOf, randomCheckpoint } from './random-checkpoint.ts';
import { someRows } from './rows.ts';
import { describeTrainable } from './trainable-suite.ts';

const ENGINES: readonly [EngineName, number][] = [
  ['cpu', 1],
  ['wasm', 1],
  ['simd', 3],
];

for (const precision of [32, 16] as const) {
  for (const [name, threads] of ENGINES) {
    describeTrainable(`${name} with ${threads} threads`, precision, (architecture) =>
      createEngine(name, architecture, { threads, precision }),
    );
  }
}

it('simd adds adapters to weights of many blocks of columns and more than one of rows as cpu does, to 1e-4', async () => {
  const architecture = withTrainable(
    architectureOf({
      ...{ type: 'roberta', layers: 1, hidden: 1036, heads: 4, feedForward: 8 },
      ...{ vocabulary: 61, positions: 23 },
    }),
    { set: 'lora', rank: 9, alpha: 18 },
  );
  const batch = someRows(architecture, 2);
  const labels = Uint32Array.of(7, 11, 13);
  const logits: Float32Array[] = [];
  for (const name of ['cpu', 'simd'] as const) {
    const engine = await createEngine(name, architecture);
    await engine.load(readCheckpoint(randomCheckpoint(architecture, 5), architecture));
    const before = await pass(engine, batch, labels);
    await engine.apply([{ key: [8, 8], from: 26, to: architecture.tensors.length, step: 0.02 }]);
    logits.push(await pass(engine, batch, labels, { split: 0, second: { key: [3, 4], amount: 1e-3 } }));
    expect(Math.max(...before.map((logit, i) => Math.abs(logit - logits.at(-1)![i]!)))).toBeGreaterThan(1e-2);
    await engine.close();
  }
  expectClose(logits[1]!, logits[0]!, 1e-4);
});
