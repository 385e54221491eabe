import { memory } from '@tensorflow/tfjs-core';
import { beforeAll, expect, test } from 'vitest';
import '@tensorflow/tfjs-backend-wasm';
import { architectureOf, randomCheckpoint } from '../../tests/contract/random-checkpoint.ts';
import { backpropagationMemory } from '../engine/index.ts';
import { readCheckpoint } from '../model/index.ts';
import { parseParticipantId } from '../protocol/index.ts';
import { FedAvg, type LabelledRow, useBackend } from './index.ts';

beforeAll(() => useBackend('wasm'));

/** The most that tfjs held in the second of two steps with Adam, when the moments are there. */
async function measured(architecture: ReturnType<typeof architectureOf>, batch: number, length: number) {
  const free = memory().numBytes;
  const checkpoint = readCheckpoint(randomCheckpoint(architecture, 3), architecture);
  const settings = { optimizer: 'adam', learningRate: 1e-3, lora: null, key: [1, 2] } as const;
  const method = await FedAvg.create(architecture, checkpoint, Uint32Array.of(7, 11), settings);
  const rows: LabelledRow[] = Array.from({ length: batch }, (_, b) => ({
    ids: Array.from({ length }, (__, s) => 5 + ((b * 7 + s * 3) % 90)),
    ...{ maskPosition: 2, truncated: false, label: b % 2 },
  }));
  const participant = parseParticipantId('11'.repeat(16));
  await method.client({ participant, round: 1, batches: [rows, rows], examples: batch });
  const { peakBytes } = method.cost();
  await method.close();
  return peakBytes - free;
}

test.each([
  { what: 'weights weigh most', batch: 1, length: 16, vocabulary: 4000, layers: 2 },
  { what: 'activations weigh most', batch: 8, length: 128, vocabulary: 100, layers: 4 },
])('what backpropagation needs is never overstated: tfjs holds 1 to 2 times the estimate, where $what', async (one) => {
  const architecture = architectureOf({
    ...{ type: 'roberta', hidden: 64, heads: 4, feedForward: 256, positions: 140 },
    ...{ vocabulary: one.vocabulary, layers: one.layers },
  });
  const held = await measured(architecture, one.batch, one.length);
  const times = held / backpropagationMemory(architecture, one).total;
  expect(times).toBeGreaterThan(1);
  expect(times).toBeLessThan(2);
});
