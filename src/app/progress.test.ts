import { describe, expect, test } from 'vitest';
import type { TrainEvent } from '../train/index.ts';
import { NO_PROGRESS, reduce } from './progress.ts';
import { countOf } from './live/tally.ts';

/** Reduces events, one a second from time 0 on. */
function after(...events: readonly TrainEvent[]) {
  return events.reduce((state, event, i) => reduce(state, event, i * 1000), NO_PROGRESS);
}

function step(seconds: number, round = 1): TrainEvent {
  return {
    type: 'step',
    round,
    step: 1,
    steps: 10,
    loss: 0.5,
    scalars: new Float32Array(4),
    seconds,
    forwardSeconds: seconds,
    passes: 8,
    tokens: 800,
  };
}

function evaluation(sequence: number, accuracy: number): TrainEvent {
  return { type: 'evaluation', sequence, evaluation: { loss: 0.6, accuracy, count: 100 } };
}

function entry(sequence: number, included: boolean): TrainEvent & { type: 'entry' } {
  const own = included ? 1 : 0;
  const brought = { contributions: 3, examples: 100, ownContributions: own, ownExamples: 20 * own };
  return {
    type: 'entry',
    sequence,
    participants: 3,
    included,
    takenBack: null,
    bytes: 500,
    fingerprint: '00',
    brought,
  };
}

describe('the store', () => {
  test('keeps the base model apart from the current one', () => {
    const state = after(evaluation(0, 0.5), evaluation(7, 0.7));
    expect(state.base?.accuracy).toBe(0.5);
    expect(state.current).toMatchObject({ sequence: 7, evaluation: { accuracy: 0.7 } });
  });

  test('keeps what was taken back, once, also when a copy passes it again', () => {
    const rollback: TrainEvent = { ...entry(16, false), takenBack: { from: 12, to: 15 } };
    const state = after(entry(15, true), rollback, entry(15, true), rollback, entry(17, true));
    expect(state.rollbacks).toEqual([{ sequence: 16, from: 12, to: 15 }]);
  });

  test('tells of a refusal until a later round has counted this device again', () => {
    const refused: TrainEvent = { type: 'refused', round: 3, reason: 'too-late' };
    expect(after(refused, entry(3, true), entry(5, false)).refused).toMatchObject({ round: 3, reason: 'too-late' });
    expect(after(refused, entry(5, false), entry(6, true)).refused).toBeNull();
  });

  test('shows whether rounds open, and says that they do until it hears otherwise', () => {
    const status = { type: 'status', state: 'paused', cause: 'guard', words: '<b>worse</b>' } as const;
    expect(after().status.state).toBe('running');
    expect(after(status).status).toMatchObject({ state: 'paused', cause: 'guard', words: '<b>worse</b>' });
    expect(after(status, { type: 'status', state: 'running', cause: 'none', words: '' }).status.state).toBe('running');
  });

  test('shows the base model as the current one until there is another', () => {
    expect(after(evaluation(0, 0.5)).current?.evaluation.accuracy).toBe(0.5);
  });

  test('a late word on the base model does not replace the current one', () => {
    expect(after(evaluation(7, 0.7), evaluation(0, 0.5)).current?.sequence).toBe(7);
  });

  test('counts only the rounds that this device is part of', () => {
    const state = after(entry(1, true), entry(2, false), entry(3, true));
    expect(countOf(state.tally)).toBe(2);
    expect(state.entry?.sequence).toBe(3);
  });

  test('takes the first step as its pace, and moves slowly from there', () => {
    expect(after(step(2)).stepSeconds).toBe(2);
    expect(after(step(2), step(4)).stepSeconds).toBeCloseTo(2.1, 12);
    expect(after(step(2), step(4)).steps).toBe(2);
  });

  test('a wait keeps its beginning through attempts and progress', () => {
    const offline = (attempt: number): TrainEvent => ({
      type: 'activity',
      activity: { name: 'offline', attempt, retryIn: 2000 },
    });
    const state = after(step(1), offline(1), offline(2), offline(3));
    expect(state.since).toBe(1000);
    expect(state.told).toBe(3000);
  });

  test('another reason, or another round, is another wait', () => {
    const waiting = (reason: 'quorum' | 'others'): TrainEvent => ({
      type: 'activity',
      activity: { name: 'waiting', reason },
    });
    const training = (round: number): TrainEvent => ({ type: 'activity', activity: { name: 'training', round } });
    expect(after(waiting('quorum'), waiting('others')).since).toBe(1000);
    expect(after(training(1), training(2)).since).toBe(1000);
    expect(after(training(1), training(1)).since).toBe(0);
  });

  test('a problem that comes again stands once, with its last words', () => {
    const problem = (code: 'memory' | 'engine', message: string): TrainEvent => ({
      type: 'problem',
      problem: { code, message, remedy: '', fatal: false },
    });
    const { problems } = after(problem('memory', 'first'), problem('engine', 'other'), problem('memory', 'second'));
    expect(problems.map(({ message }) => message)).toEqual(['other', 'second']);
  });

  test('a passing problem is gone once the device trains, a fatal one stays', () => {
    const problem = (code: 'memory' | 'engine', fatal: boolean): TrainEvent => ({
      type: 'problem',
      problem: { code, message: '', remedy: '', fatal },
    });
    const state = after(problem('memory', false), problem('engine', true), {
      type: 'activity',
      activity: { name: 'training', round: 1 },
    });
    expect(state.problems.map(({ code }) => code)).toEqual(['engine']);
  });

  test('slices that an event does not touch keep their identity', () => {
    const before = after(evaluation(0, 0.5), entry(1, true), step(1));
    const next = reduce(before, { type: 'traffic', up: 1, down: 2, files: 3 }, 9000);
    expect(next.base).toBe(before.base);
    expect(next.entry).toBe(before.entry);
    expect(next.sent).toBe(before.sent);
    expect(next.traffic).not.toBe(before.traffic);
  });
});
