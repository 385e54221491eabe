import { expect, test } from 'vitest';
import type { TrainEvent } from '../../train/index.ts';
import { NO_PROGRESS, reduce } from '../progress.ts';
import { Measures } from './measures.ts';

/** Events, one every `every` milliseconds. */
function after(events: readonly TrainEvent[], every = 1000): Measures {
  const measures = new Measures();
  let state = NO_PROGRESS;
  events.forEach((event, i) => {
    state = reduce(state, event, i * every);
    measures.take(event, state, i * every);
  });
  return measures;
}

function step(loss: number): TrainEvent {
  const cost = { seconds: 0.5, forwardSeconds: 0.4, passes: 8, tokens: 100 };
  return { type: 'step', round: 1, step: 1, steps: 10, loss, scalars: new Float32Array(4), ...cost };
}

const last = (columns: readonly Float64Array[]): number[] => columns.map((column) => column.at(-1)!);

test('the loss has its mean and one standard deviation either way', () => {
  const { losses } = after([step(2), step(4), step(9)]);
  expect(last(losses.points())).toEqual([3, 9, 5, 5 - Math.sqrt(13), 5 + Math.sqrt(13)]);
});

test('accuracy has its interval, in per cent', () => {
  const evaluation = { accuracy: 81 / 263, loss: 0.6, count: 263 };
  const [round, accuracy, low, high] = last(
    after([{ type: 'evaluation', sequence: 7, evaluation }]).accuracies.points(),
  );
  expect(round).toBe(7);
  expect(accuracy).toBeCloseTo(30.8, 1);
  expect(low).toBeCloseTo(25.53, 2);
  expect(high).toBeCloseTo(36.62, 2);
});

test('the timeline begins with the first step and has a point a second at most, in minutes', () => {
  const traffic = (up: number): TrainEvent => ({ type: 'traffic', up, down: 2 * up, files: 0 });
  const { timeline } = after([traffic(9), step(1), traffic(1), traffic(2), traffic(3), traffic(4)], 500);
  expect(timeline.points().map((column) => [...column])).toEqual([
    [0, 1 / 60],
    [0, 0],
    [1, 3],
    [2, 6],
    [500, 500],
  ]);
});

test('another engine is not held against the one before', () => {
  const engine = (threads: number): TrainEvent => ({ type: 'engine', engine: 'simd', threads, reason: '' });
  expect(after([engine(1), step(1), engine(1)]).pace.figures().stepSeconds).toBe(0.5);
  expect(after([engine(1), step(1), engine(2)]).pace.figures().stepSeconds).toBe(0);
});
