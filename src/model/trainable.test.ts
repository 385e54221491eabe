import { describe, expect, it } from 'vitest';
import { architectureOf } from '../../tests/contract/random-checkpoint.ts';
import { type Architecture, firstAdapterOf, firstTensorOf } from './architecture.ts';
import { ModelError } from './errors.ts';
import { trainableBlocks, withTrainable } from './trainable.ts';

const base = architectureOf({
  type: 'roberta',
  layers: 3,
  hidden: 12,
  heads: 3,
  feedForward: 20,
  vocabulary: 61,
  positions: 23,
});
const END = 5 + 16 * 3 + 5;
const trained = ({ tensors }: Architecture) => tensors.filter(({ trainable }) => trainable).map(({ name }) => name);

describe('withTrainable', () => {
  it('all: every tensor of the checkpoint, as config.json gives them', () => {
    expect(withTrainable(base, { set: 'all' })).toEqual(base);
    expect(trained(base)).toHaveLength(END);
  });

  it('biases: six of linear layers and two of norms a layer, one in the embeddings, three in the head', () => {
    const names = trained(withTrainable(base, { set: 'biases' }));
    expect(names).toHaveLength(8 * 3 + 1 + 3);
    expect(names).toContain('roberta.encoder.layer.2.output.LayerNorm.bias');
    expect(names).toContain('lm_head.bias');
    for (const name of names) expect(name).toMatch(/\.bias$/);
  });

  it('last: n layers and the head; the tied word embeddings stay frozen', () => {
    const names = trained(withTrainable(base, { set: 'last', layers: 2 }));
    expect(names).toHaveLength(2 * 16 + 5);
    expect(names[0]).toBe('roberta.encoder.layer.1.attention.self.query.weight');
    expect(trained(withTrainable(base, { set: 'last', layers: 3 }))).not.toContain(base.tensors[0]!.name);
  });

  it("lora: adapters of query and value at the end of the list, in PEFT's shapes, and nothing else", () => {
    const architecture = withTrainable(base, { set: 'lora', rank: 2, alpha: 5 });
    expect(architecture.adapters).toEqual({ rank: 2, scale: 2.5 });
    expect(architecture.tensors).toHaveLength(END + 4 * 3);
    expect(architecture.tensors.slice(0, END).every(({ trainable }) => !trainable)).toBe(true);
    const layer = 'base_model.model.roberta.encoder.layer.1.attention.self';
    const at = firstAdapterOf(1, architecture);
    expect(at).toBe(END + 4);
    expect(architecture.tensors.slice(at, at + 4)).toEqual(
      ['query', 'value'].flatMap((part) => [
        { name: `${layer}.${part}.lora_A.weight`, shape: [2, 12], transposed: true, size: 24, trainable: true },
        { name: `${layer}.${part}.lora_B.weight`, shape: [12, 2], transposed: true, size: 24, trainable: true },
      ]),
    );
  });

  it('forgets what was marked before, adapters too', () => {
    const lora = withTrainable(base, { set: 'lora', rank: 2, alpha: 4 });
    expect(withTrainable(withTrainable(lora, { set: 'biases' }), { set: 'all' })).toEqual(base);
    expect(withTrainable(lora, { set: 'lora', rank: 2, alpha: 4 })).toEqual(lora);
  });

  it.each([0, 4, 1.5, Number.NaN])('refuses the last %d of 3 layers, naming the fault', (layers) => {
    expect(() => withTrainable(base, { set: 'last', layers })).toThrow(ModelError);
    expect(() => withTrainable(base, { set: 'last', layers })).toThrow(`from 1 to 3 for this model, not ${layers}`);
  });

  it.each([0, 13, 0.5])('refuses rank %d at hidden size 12, naming the fault', (rank) => {
    expect(() => withTrainable(base, { set: 'lora', rank, alpha: 1 })).toThrow(ModelError);
    expect(() => withTrainable(base, { set: 'lora', rank, alpha: 1 })).toThrow('rank');
  });

  it.each([0, -1, Number.POSITIVE_INFINITY])('refuses alpha %d', (alpha) => {
    expect(() => withTrainable(base, { set: 'lora', rank: 1, alpha })).toThrow('alpha');
  });
});

describe('trainableBlocks', () => {
  it('all: two runs that meet at the split', () => {
    expect(trainableBlocks(base, 1)).toEqual({
      first: [{ from: 0, to: firstTensorOf(1) }],
      second: [{ from: firstTensorOf(1), to: END }],
    });
  });

  it('last: only what is trainable, and nothing in block 1 when the split lies before', () => {
    const architecture = withTrainable(base, { set: 'last', layers: 2 });
    expect(trainableBlocks(architecture, 2)).toEqual({
      first: [{ from: firstTensorOf(1), to: firstTensorOf(2) }],
      second: [{ from: firstTensorOf(2), to: END }],
    });
    expect(trainableBlocks(architecture, 1).first).toEqual([]);
  });

  it("lora: each layer's adapters in its block", () => {
    const architecture = withTrainable(base, { set: 'lora', rank: 2, alpha: 4 });
    expect(trainableBlocks(architecture, 2)).toEqual({
      first: [{ from: END, to: END + 8 }],
      second: [{ from: END + 8, to: END + 12 }],
    });
    expect(trainableBlocks(architecture, 3).second).toEqual([]);
  });

  it('biases: a run each, neighbours as one, and together every trainable tensor once', () => {
    const architecture = withTrainable(base, { set: 'biases' });
    for (let split = 0; split <= 3; split++) {
      const { first, second } = trainableBlocks(architecture, split);
      const covered = [...first, ...second].flatMap(({ from, to }) =>
        Array.from({ length: to - from }, (_, i) => from + i),
      );
      expect(covered.map((index) => architecture.tensors[index]!.name)).toEqual(trained(architecture));
      for (const { to } of first) expect(to).toBeLessThanOrEqual(firstTensorOf(split));
    }
    // The head's last two tensors are both biases.
    expect(trainableBlocks(architecture, 3).second.at(-1)).toEqual({ from: END - 2, to: END });
  });
});
