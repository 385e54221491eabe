import path from 'node:path';
import { DEFAULT_MODEL, LIGHT_MODEL } from '../../src/model/index.ts';
import { type Manifest, parseManifest } from '../../src/protocol/index.ts';
import { type BundledModel, bundledFolder } from './bundled.ts';
import { describeFile } from './describe-file.ts';

/** Layers of block 1, all but the last one; and the word for the negative class (docs/DEFAULTS.md). */
const OWN: Readonly<Record<BundledModel, { readonly split: number; readonly negative: string }>> = {
  [DEFAULT_MODEL]: { split: 5, negative: ' awful' },
  [LIGHT_MODEL]: { split: 3, negative: ' terrible' },
};
const FILES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

/** What a run may choose; the rest of the federation is fixed here. */
export interface SentimentOptions {
  readonly quorum?: number;
  readonly rounds?: number;
  /** Seconds. */
  readonly deadline?: number;
  readonly grace?: number;
  /** Bits of the weights' integers; the manifest says nothing of 32. */
  readonly precision?: 16 | 32;
  readonly model?: BundledModel;
}

/**
 * The default federation: short reviews, positive or negative, on one of the project's own models.
 * Its numbers are ours, chosen by measuring several seeds (docs/DEFAULTS.md).
 */
export async function sentiment(options: SentimentOptions = {}): Promise<Manifest> {
  const { quorum = 2, rounds = 400, deadline = 60, grace = 5, precision = 32, model = DEFAULT_MODEL } = options;
  const folder = bundledFolder(model);
  const { split, negative } = OWN[model];
  return parseManifest({
    version: 1,
    id: 'sentiment',
    title: 'Sentiment of short reviews',
    purpose:
      'Teach a small language model to tell praise from complaint in short reviews of products, films and restaurants.',
    model: {
      name: model,
      licence: 'Apache-2.0',
      location: `/models/${model}`,
      files: await Promise.all(FILES.map((name) => describeFile(path.join(folder, name), name))),
    },
    task: {
      template: '{text} It was<mask>.',
      labels: [
        { name: 'negative', word: negative },
        { name: 'positive', word: ' great' },
      ],
      maxTokens: 64,
    },
    ...(precision === 32 ? {} : { precision }),
    trainable: { set: 'biases' },
    method: {
      name: 'fedspzo',
      p1: 1,
      p2: 4,
      split,
      epsilon: 1e-3,
      learningRate: { from: 1e-2, to: 1e-3, rounds },
      localSteps: 10,
      batch: 8,
      clip: 1000,
      noise: 'rademacher',
      directions: 'private',
    },
    round: { quorum, maximum: 1000, deadline, grace, snapshotEvery: 50 },
    weighting: { by: 'examples', cap: 1000 },
  });
}
