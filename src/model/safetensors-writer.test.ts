import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { architectureOf, collect, randomCheckpoint } from '../../tests/contract/random-checkpoint.ts';
import { Lattice, ReferenceKernel, WasmKernel } from '../lattice/index.ts';
import { type Architecture, checkpointTensors } from './architecture.ts';
import { parseConfig } from './config.ts';
import { elementReader, halfBits } from './half.ts';
import { readCheckpoint } from './safetensors.ts';
import { type CheckpointType, type WeightSource, checkpointBytes, writeCheckpoint } from './safetensors-writer.ts';
import { withTrainable } from './trainable.ts';

const sides = { layers: 2, hidden: 12, heads: 2, feedForward: 20, vocabulary: 61, positions: 23 };
const small = architectureOf({ ...sides, type: 'roberta' });

async function load(bytes: Uint8Array<ArrayBuffer>, architecture: Architecture, precision: 16 | 32 = 32) {
  const sizes = architecture.tensors.map(({ size }) => size);
  const kernel = sizes.length > 60 ? await WasmKernel.create() : new ReferenceKernel();
  const lattice = new Lattice(sizes, kernel, precision);
  for await (const { index, readInto } of readCheckpoint(new Blob([bytes]).stream(), architecture)) {
    await readInto(lattice.staging(index));
    lattice.quantise(index);
  }
  return lattice;
}

const weightsOf =
  (lattice: Lattice): WeightSource =>
  (index) => ({ integers: lattice.integers(index), shift: lattice.shifts[index]! });

const write = (architecture: Architecture, weights: WeightSource, type: CheckpointType = 'F32') =>
  collect(writeCheckpoint(architecture, weights, type));

/** A file read without any of this project's code: header, and each tensor's elements as they lie in the file. */
function plainly(bytes: Uint8Array<ArrayBuffer>) {
  const view = new DataView(bytes.buffer);
  const start = 8 + Number(view.getBigUint64(0, true));
  const { __metadata__: metadata, ...entries } = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  const tensors = new Map<string, { dtype: string; shape: number[]; bytes: Uint8Array<ArrayBuffer> }>();
  type Entry = { dtype: string; shape: number[]; data_offsets: [number, number] };
  for (const [name, { dtype, shape, data_offsets: offsets }] of Object.entries<Entry>(entries)) {
    tensors.set(name, { dtype, shape, bytes: bytes.slice(start + offsets[0], start + offsets[1]) });
  }
  return { metadata, start, tensors };
}

/** Integers with all their bits in use, as after training. */
function trained(architecture: Architecture): WeightSource {
  return (index) => {
    const { size } = architecture.tensors[index]!;
    const integers = Int32Array.from({ length: size }, (_, i) => Math.imul(i + 1 + 977 * index, 0x9e3779b1) >> 1);
    return { integers, shift: 25 + (index % 6) };
  };
}

describe('the default model', async () => {
  const folder = new URL('../../public/models/dandelion-mini/', import.meta.url);
  const architecture = parseConfig(JSON.parse(await readFile(new URL('config.json', folder), 'utf8')));
  const original = new Uint8Array(await readFile(new URL('model.safetensors', folder)));
  const lattice = await load(original, architecture);

  it('goes out and in again as the same integers, with the same fingerprint', async () => {
    const again = await load(await write(architecture, weightsOf(lattice)), architecture);
    expect(again.fingerprint()).toBe(lattice.fingerprint());
    expect(again.shifts).toEqual(lattice.shifts);
  });

  it('goes out in float16 with the bytes, names and shapes that it came with', async () => {
    const written = await write(architecture, weightsOf(lattice), 'F16');
    const [before, after] = [plainly(original), plainly(written)];
    expect([...after.tensors.keys()].toSorted()).toEqual([...before.tensors.keys()].toSorted());
    for (const [name, tensor] of before.tensors) {
      const { shape, bytes } = after.tensors.get(name)!;
      expect(shape, name).toEqual(tensor.shape);
      // A zero of the lattice has no sign.
      const unsigned = ({ buffer }: Uint8Array<ArrayBuffer>) =>
        new Uint8Array(new Uint16Array(buffer).map((word) => (word === 0x8000 ? 0 : word)).buffer);
      expect(Buffer.compare(unsigned(bytes), unsigned(tensor.bytes)), name).toBe(0);
    }
  });
});

describe('a safetensors file', () => {
  it.each(['roberta', 'bert'] as const)(
    'of %s has what from_pretrained looks for, and no tied decoder',
    async (type) => {
      const architecture = architectureOf({ ...sides, type });
      const { metadata, start, tensors } = plainly(await write(architecture, trained(architecture)));
      expect(metadata).toEqual({ format: 'pt' });
      expect(start % 8).toBe(0);
      expect([...tensors.keys()]).toEqual(architecture.tensors.map(({ name }) => name));
      expect([...tensors.keys()].filter((name) => name.includes('decoder'))).toEqual([]);
      expect(tensors.has(type === 'bert' ? 'cls.predictions.bias' : 'lm_head.bias')).toBe(true);
      expect(tensors.get(`${type}.encoder.layer.1.intermediate.dense.weight`)!.shape).toEqual([20, 12]);
      expect([...tensors.values()].every(({ dtype }) => dtype === 'F32')).toBe(true);
    },
  );

  it('has the nearest float32 of every trained weight, linear weights as [out, in]', async () => {
    const weights = trained(small);
    const { tensors } = plainly(await write(small, weights));
    for (const [index, { name, transposed, shape }] of small.tensors.entries()) {
      const values = weights(index);
      if (!('shift' in values)) throw new Error('These are integers.');
      const [rows = 0, columns = 1] = shape;
      const stored = new Float32Array(tensors.get(name)!.bytes.buffer);
      stored.forEach((value, i) => {
        const place = transposed ? (i % columns) * rows + Math.floor(i / columns) : i;
        expect(value, name).toBe(Math.fround(values.integers[place]! * 2 ** -values.shift));
      });
    }
  });

  it('comes back from 16 bits exactly, since those fit a float32', async () => {
    const half = await load(await collect(randomCheckpoint(small, 3)), small, 16);
    const again = await load(await write(small, weightsOf(half)), small, 16);
    expect(again.fingerprint()).toBe(half.fingerprint());
  });

  it('has the size that was announced, and float32 weights as they are', async () => {
    const floats: WeightSource = (index) => new Float32Array(small.tensors[index]!.size).fill(Math.fround(0.1));
    for (const type of ['F32', 'F16'] as const) {
      const bytes = await write(small, floats, type);
      expect(bytes.length).toBe(checkpointBytes(small, type));
    }
    const { tensors } = plainly(await write(small, floats));
    for (const { bytes } of tensors.values())
      expect(new Set(new Float32Array(bytes.buffer))).toEqual(new Set([Math.fround(0.1)]));
  });

  it('asks for one tensor at a time, after all of the one before it was taken, and makes pieces of a mebibyte', async () => {
    const wide = architectureOf({ ...sides, type: 'roberta', vocabulary: 60_000 });
    const asked: number[] = [];
    let elements = 0;
    const zeros: WeightSource = (index) => {
      expect(elements).toBe(wide.tensors.slice(0, index).reduce((sum, { size }) => sum + size, 0));
      asked.push(index);
      return new Float32Array(wide.tensors[index]!.size);
    };
    let head = 0;
    for await (const chunk of writeCheckpoint(wide, zeros)) {
      if (head++ > 0) elements += chunk.length / 4;
      expect(chunk.length).toBeLessThanOrEqual(2 ** 20);
    }
    expect(asked).toEqual([...wide.tensors.keys()]);
    expect(head).toBeGreaterThan(wide.tensors.length + 2);
  });

  it('has adapters merged: W + scale * B A', async () => {
    const lora = withTrainable(small, { set: 'lora', rank: 3, alpha: 12 });
    const weights = trained(lora);
    const numbers = (name: string) => {
      const values = weights(lora.tensors.findIndex((tensor) => tensor.name === name));
      if (!('shift' in values)) throw new Error('These are integers.');
      return Array.from(values.integers, (n) => n * 2 ** -values.shift);
    };
    const { tensors } = plainly(await write(lora, weights));
    expect([...tensors.keys()]).toEqual(checkpointTensors(lora).map(({ name }) => name));
    const plain = plainly(await write(small, weights)).tensors;
    for (const part of ['query', 'key', 'value']) {
      const name = `roberta.encoder.layer.1.attention.self.${part}`;
      const stored = new Float32Array(tensors.get(`${name}.weight`)!.bytes.buffer);
      if (part === 'key') {
        expect(stored).toEqual(new Float32Array(plain.get(`${name}.weight`)!.bytes.buffer));
        continue;
      }
      const adapters = lora.tensors
        .map((tensor) => tensor.name)
        .filter((other) => other.includes(`layer.1.attention.self.${part}.lora`));
      const [a, b, w] = [numbers(adapters[0]!), numbers(adapters[1]!), numbers(`${name}.weight`)];
      for (let out = 0; out < 12; out++) {
        for (let into = 0; into < 12; into++) {
          let product = 0;
          for (let k = 0; k < 3; k++) product += a[into * 3 + k]! * b[k * 12 + out]!;
          expect(stored[out * 12 + into]).toBe(Math.fround(w[into * 12 + out]! + 4 * product));
        }
      }
    }
  });

  it('names a weight that does not fit', async () => {
    const large: WeightSource = (index) => new Float32Array(small.tensors[index]!.size).fill(70_000);
    await expect(write(small, large, 'F16')).rejects.toThrow('has the weight 70000, which does not fit F16');
    const broken: WeightSource = (index) => new Float32Array(small.tensors[index]!.size).fill(Number.NaN);
    await expect(write(small, broken)).rejects.toThrow('has the weight NaN');
    await expect(write(small, () => new Float32Array(5))).rejects.toThrow('732 elements, 5 came');
  });
});

it('rounds to the nearest float16, ties to even, subnormals and the carry too', () => {
  const read = elementReader('F16');
  const value = (bits: number) => read(new DataView(Uint16Array.of(bits).buffer), 0);
  for (let bits = 0; bits < 0x7c00; bits++) {
    const [low, high] = [value(bits), bits === 0x7bff ? 65_536 : value(bits + 1)];
    const middle = (low + high) / 2;
    const even = bits % 2 === 0 ? bits : bits + 1;
    expect([low, middle * (1 - 2 ** -40), middle, middle * (1 + 2 ** -40)].map(halfBits)).toEqual([
      bits,
      bits,
      even,
      bits + 1,
    ]);
    expect(halfBits(-low)).toBe(0x8000 | bits);
  }
  expect(halfBits(Number.NaN)).toBe(0x7e00);
});
