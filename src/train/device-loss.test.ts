import { expect, test } from 'vitest';
import { AnalyticLearner } from '../../tests/support/analytic-learner.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { DeviceRefusalError } from '../engine/index.ts';
import { recover, surviving } from './device-loss.ts';
import type { TrainEvent } from './events.ts';
import { Replica } from './replica.ts';

async function run<T>(work: AsyncGenerator<TrainEvent, T>): Promise<{ result: T; messages: string[] }> {
  const messages: string[] = [];
  let step = await work.next();
  for (; !step.done; step = await work.next()) if (step.value.type === 'engine') messages.push(step.value.reason);
  return { result: step.value, messages };
}

test('a device that is lost before the first fingerprint is replaced like any other', async () => {
  const learner = new AnalyticLearner(0);
  const base = await learner.fingerprint();
  learner.lose();
  const { result, messages } = await run(surviving(learner, () => Replica.base(learner, testManifest())));
  expect(result.position.fingerprint).toBe(base);
  expect(messages).toEqual(['The graphics device was lost; going on with cpu.']);
});

test('a device that refuses is not said to be lost', async () => {
  const refusal = new DeviceRefusalError(new RangeError('no memory'));
  const { messages } = await run(recover(new AnalyticLearner(0), refusal));
  expect(messages).toEqual(['The graphics device refused its work; going on with cpu.']);
});
