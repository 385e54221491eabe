import path from 'node:path';
import { DEFAULT_MODEL } from '../../src/model/index.ts';
import { type Manifest, parseManifest } from '../../src/protocol/index.ts';
import { describeFile } from './describe-file.ts';

/** Where the page's public files lie, seen from this file. */
const PUBLIC = path.join(import.meta.dirname, '..', '..', 'public');
const LOCATION = `/models/${DEFAULT_MODEL}`;
/** The default model's files on this machine. */
export const DEFAULT_MODEL_FOLDER = path.join(PUBLIC, LOCATION);
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
}

/**
 * The default federation: short reviews, positive or negative, on the project's own small model.
 * Its numbers are ours, chosen by measuring several seeds (docs/DEFAULTS.md).
 */
export async function sentiment(options: SentimentOptions = {}): Promise<Manifest> {
  const { quorum = 2, rounds = 400, deadline = 60, grace = 5, precision = 32 } = options;
  return parseManifest({
    version: 1,
    id: 'sentiment',
    title: 'Sentiment of short reviews',
    purpose:
      'Teach a small language model to tell praise from complaint in short reviews of products, films and restaurants.',
    model: {
      name: DEFAULT_MODEL,
      licence: 'Apache-2.0',
      location: LOCATION,
      files: await Promise.all(FILES.map((name) => describeFile(path.join(DEFAULT_MODEL_FOLDER, name), name))),
    },
    task: {
      template: '{text} It was<mask>.',
      labels: [
        { name: 'negative', word: ' terrible' },
        { name: 'positive', word: ' great' },
      ],
      maxTokens: 64,
    },
    ...(precision === 32 ? {} : { precision }),
    method: {
      name: 'fedspzo',
      p1: 1,
      p2: 4,
      split: 3,
      epsilon: 1e-3,
      learningRate: { from: 1e-4, to: 1e-5, rounds },
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
