import { expect, test } from 'vitest';
import { testManifest } from '../../../tests/support/manifest.ts';
import type { DryRunEvent, Problem } from '../../train/index.ts';
import { begun, reduce } from './rehearsal-state.ts';

const start = begun(testManifest(), 'own');
const zeroShot = { count: 2, right: 1, loss: 0.7, actual: [1, 1], answered: [2, 0], truncated: 0 };
const problem: Problem = { code: 'worker', message: 'It stopped.', remedy: 'Try again.', fatal: true };

test('what a dry run does and found is what its events told', () => {
  const events: DryRunEvent[] = [
    { type: 'activity', activity: { name: 'loading' } },
    { type: 'download', file: 'model.safetensors', loaded: 5, total: 10, perSecond: 1 },
    { type: 'activity', activity: { name: 'probing', engine: 'simd' } },
    { type: 'engine', engine: 'simd', threads: 2, reason: 'Measured here.' },
    { type: 'activity', activity: { name: 'evaluating' } },
    { type: 'judging', done: 2, total: 2 },
    { type: 'zero-shot', zeroShot },
    { type: 'activity', activity: { name: 'training', round: 1 } },
  ];
  expect(events.reduce(reduce, start)).toMatchObject({
    ...{ status: 'running', at: 'timing', steps: 0, zeroShot, problem: null },
    download: { loaded: 5, total: 10 },
    judged: { done: 2, total: 2 },
    engine: { name: 'simd', threads: 2 },
  });
});

test('it is done once it is over and has its figures, and not before', () => {
  const memory = { weights: 1, scratch: 1, peak: 2 };
  const pace = { stepSeconds: 0.1, forwardSeconds: 0.09, timed: 3, passes: 2.4, memory };
  const measured = reduce(start, { type: 'pace', pace });
  expect(measured.status).toBe('running');
  expect(reduce(measured, { type: 'over' }).status).toBe('done');
  expect(reduce(start, { type: 'over' }).status).toBe('stopped');
  expect(reduce(reduce(start, { type: 'problem', problem }), { type: 'over' }).status).toBe('failed');
});

test('a problem ends it where it is fatal, and does not where the run goes on', () => {
  expect(reduce(start, { type: 'problem', problem })).toMatchObject({ status: 'failed', problem });
  expect(reduce(start, { type: 'problem', problem: { ...problem, fatal: false } })).toEqual(start);
});
