import { describe, expect, test } from 'vitest';
import type { Activity } from '../../train/index.ts';
import { describeActivity, describeRollback } from './describe.ts';
import { NO_PROGRESS, type Progress } from '../progress.ts';

function reason(activity: Activity, more: Partial<Progress> = {}, now = 0): string {
  return describeActivity({ ...NO_PROGRESS, ...more, activity }, now).reason;
}

describe('every wait says what it waits for', () => {
  test('the next attempt to connect counts down from when it was told', () => {
    const offline: Activity = { name: 'offline', attempt: 3, retryIn: 8000 };
    expect(reason(offline, { since: 0, told: 10_000 }, 13_000)).toContain('in 5 s');
    expect(reason(offline, { since: 0, told: 10_000 }, 18_000)).toContain('follows now');
  });

  test('how many of the others are missing, and for how long at most', () => {
    const presence = { connected: 4, ready: 4, participants: 4, contributed: 1, remaining: 30_000, time: 5000 };
    expect(reason({ name: 'waiting', reason: 'others' }, { presence }, 15_000)).toBe(
      'Your numbers are in. 3 participants still at work, 20 s at most.',
    );
  });

  test('nobody is missing: no empty sentence', () => {
    const presence = { connected: 4, ready: 4, participants: 4, contributed: 4, remaining: 0, time: 0 };
    expect(reason({ name: 'waiting', reason: 'others' }, { presence })).toBe('Your numbers are in.');
  });

  test.each(['paused', 'stopped'] as const)('a federation that is %s is no lack of participants', (state) => {
    expect(reason({ name: 'waiting', reason: state })).toMatch(/^No (further )?round opens/);
  });

  test('who was sent away has not left', () => {
    const problem = { code: 'invite-needed' as const, message: '', remedy: '', fatal: true };
    const { title } = describeActivity({ ...NO_PROGRESS, activity: { name: 'left' }, problems: [problem] }, 0);
    expect(title).toBe('This visit has ended');
    expect(describeActivity({ ...NO_PROGRESS, activity: { name: 'left' } }, 0).title).toBe('You have left');
  });

  test('catching up says how far', () => {
    expect(reason({ name: 'catching-up', sequence: 12, target: 40 })).toContain('round 12 of 40');
  });
});

test('a rollback names what it took back and where the model is now', () => {
  expect(describeRollback({ from: 12, to: 15 })).toBe(
    'The organiser took back rounds 12 to 15: the model is as it was after round 11.',
  );
  expect(describeRollback({ from: 1, to: 1 })).toBe(
    'The organiser took back round 1: the model is as it was before any round.',
  );
});
