import { expect, test } from 'vitest';
import { tinyModel } from '../../../tests/support/served-model.ts';
import { conceal } from '../../data/index.ts';
import { systemClock } from '../clock.ts';
import { lookAround, openEngine, probe } from './index.ts';

const examples = ['a fine film', 'dull and long', 'she sings well'].map((text, i) => ({
  texts: [conceal(text)],
  label: i % 2,
}));

test('engines are measured one after another in a page, on the processor and on a graphics device', async () => {
  const { kit, manifest } = await tinyModel();
  const candidates = ['webgl', 'cpu', 'simd', 'webgpu'] as const;
  const { signal } = new AbortController();
  const settings = { kit, precision: 32, threads: 1 } as const;
  const run = probe({ ...settings, manifest, examples, candidates, clock: systemClock, signal });
  const tried: string[] = [];
  let step = await run.next();
  for (; !step.done; step = await run.next()) {
    if (step.value.type === 'activity' && step.value.activity.name === 'probing')
      tried.push(step.value.activity.engine);
  }
  const { trials, engine } = step.value;
  expect(tried).toEqual(candidates);
  expect(trials.map((trial) => trial.engine)).toEqual(candidates);
  const speeds = trials.map(({ passesPerSecond }) => passesPerSecond ?? 0);
  expect(Math.min(...speeds)).toBeGreaterThan(0);
  // On a software adapter the graphics device is never the fastest; so the last engine is not the winner.
  expect(speeds.indexOf(Math.max(...speeds))).toBeLessThan(3);
  expect(engine).toBeNull();
});

test('what the page knows of its surroundings: an adapter that runs on the processor, and shared memory', async () => {
  const around = await lookAround();
  expect(around.adapter?.software).toBe(true);
  expect(around.webgl()).toBe('software');
  expect(around.sharesMemory).toBe(crossOriginIsolated);
  expect(around.browser).toBe(navigator.userAgent);
  const { kit } = await tinyModel();
  const webgl = await openEngine('webgl', { kit, precision: 32, threads: 1 });
  expect(webgl.name).toBe('webgl');
  await webgl.close();
});
