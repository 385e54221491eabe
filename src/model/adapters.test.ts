import { expect, it } from 'vitest';
import { architectureOf, randomCheckpoint } from '../../tests/contract/random-checkpoint.ts';
import { type Key, signAt } from '../random/index.ts';
import { firstAdapterOf } from './architecture.ts';
import { readCheckpoint } from './safetensors.ts';
import { withTrainable } from './trainable.ts';

const base = architectureOf({
  type: 'roberta',
  layers: 2,
  hidden: 33,
  heads: 3,
  feedForward: 20,
  vocabulary: 61,
  positions: 23,
});
const architecture = withTrainable(base, { set: 'lora', rank: 5, alpha: 10 });
const first = firstAdapterOf(0, architecture);

it('come after the tensors of the file, each once: A of variance 1 / (3 in), B zero', async () => {
  const order: number[] = [];
  const values = new Map<number, Float32Array>();
  for await (const source of readCheckpoint(randomCheckpoint(base, 5), architecture)) {
    order.push(source.index);
    const target = new Float32Array(architecture.tensors[source.index]!.size).fill(9);
    await source.readInto(target);
    values.set(source.index, target);
  }
  expect(order.slice(first)).toEqual(Array.from({ length: 8 }, (_, i) => first + i));
  // The ASCII bytes "adapters".
  const key: Key = [0x61646170, 0x74657273];
  for (let index = first; index < first + 8; index++) {
    const isA = architecture.tensors[index]!.name.endsWith('lora_A.weight');
    const expected = Float32Array.from({ length: 33 * 5 }, (_, i) =>
      isA ? signAt(key, index, i) * Math.sqrt(1 / (3 * 33)) : 0,
    );
    expect(values.get(index)).toEqual(expected);
  }
});

it('ask a checkpoint for no more than the base model does', async () => {
  const names = async (one: typeof base) => {
    const found: number[] = [];
    for await (const source of readCheckpoint(randomCheckpoint(base, 5), one)) {
      found.push(source.index);
      await source.readInto(new Float32Array(one.tensors[source.index]!.size));
    }
    return found;
  };
  expect((await names(architecture)).slice(0, first)).toEqual(await names(base));
});
