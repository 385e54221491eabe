import { describe, expect, test } from 'vitest';
import type { Activity, WaitReason } from '../../train/index.ts';
import { describeActivity, describeRollback } from './describe.ts';
import { NO_PROGRESS, type Progress } from '../progress.ts';
import german from './words/status/de.ts';
import english from './words/status/en.ts';

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

  test('who left in the middle of a download reads that it was cancelled, and what is kept', () => {
    const download = {
      type: 'download',
      file: 'model.safetensors',
      loaded: 3_100_000,
      total: 7_200_000,
      perSecond: 0,
    } as const;
    const left = { ...NO_PROGRESS, activity: { name: 'left' }, download } as const;
    const { title, reason: why } = describeActivity(left, 0);
    expect(title).toBe('The download was cancelled');
    expect(why).toContain('3.1 MB of it are kept');
    expect(describeActivity({ ...left, download: { ...download, loaded: 7_200_000 } }, 0).title).toBe('You have left');
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

describe('a pause says why, until when, and what ends it', () => {
  const NOW = new Date(2026, 10, 23, 21, 30).getTime();
  const told = (reasons: readonly WaitReason[], until: number | null = null) =>
    describeActivity({ ...NO_PROGRESS, since: NOW - 60_000, activity: { name: 'paused', reasons, until } }, NOW);
  const TEN = new Date(2026, 10, 23, 22).getTime();

  test('hours: the time on the clock, and how long that is', () => {
    const { reason: why, next, span } = told([{ name: 'schedule', until: TEN }], TEN);
    expect(why).toBe('It is outside the hours that you chose. It goes on at 22:00, in 30 min 0 s.');
    expect(next).toBe('It goes on by itself.');
    expect(span).toEqual({ from: NOW - 60_000, until: TEN, atMost: false });
  });

  test('several reasons are all told, and what the person can do comes first', () => {
    const battery: WaitReason = { name: 'battery', level: 0.12, resumeAt: 0.35, until: null };
    const { reason: why, next } = told([{ name: 'person', until: null }, battery, { name: 'hidden', until: null }]);
    expect(why).toMatch(/^You paused\..*The battery is at 12 %\. It goes on at 35 %.*This tab is hidden/);
    expect(next).toContain('when you resume it');
  });

  test.each([
    [{ name: 'battery', level: 0.1, resumeAt: 0.35, until: null }, 'nobody can say when'],
    [{ name: 'unplugged', said: true, until: null }, 'nobody can say when'],
    [{ name: 'ask-plugged', until: null }, 'once you have said'],
    [{ name: 'hidden', until: null }, 'come back to this tab'],
    [{ name: 'schedule', until: null }, 'no day in them'],
  ] as const)('%o: %s', (cause, next) => {
    expect(told([cause]).next).toContain(next);
  });
});

test('whatever happens there is a title, a reason, and what comes next', () => {
  const activities: Activity[] = [
    ...[{ name: 'loading' } as const, { name: 'evaluating' } as const, { name: 'other-tab' } as const],
    { name: 'metered', reason: 'cellular', bytes: 5e6 },
    { name: 'probing', engine: 'simd' },
    ...(['quorum', 'next-round', 'others', 'paused', 'stopped'] as const).map(
      (cause) => ({ name: 'waiting', reason: cause }) as const,
    ),
    { name: 'catching-up', sequence: 0, target: 0 },
    { name: 'offline', attempt: 1, retryIn: 1000 },
    ...[{ name: 'training', round: 3 } as const, { name: 'left' } as const],
  ];
  for (const activity of activities) {
    const { title, reason: why, next } = describeActivity({ ...NO_PROGRESS, activity }, 0);
    for (const text of [title, why, next]) expect(text, activity.name).toMatch(/^[^{}]{3,}$/);
  }
});

test('who wanted to stop after the round reads that it did', () => {
  const wishes = { finishing: true, intensity: 1 };
  const { title } = describeActivity({ ...NO_PROGRESS, activity: { name: 'left' } }, 0, wishes);
  expect(title).toBe('Stopped after the round');
  const { next } = describeActivity({ ...NO_PROGRESS, activity: { name: 'training', round: 3 } }, 0, wishes);
  expect(next).toContain('then it stops');
});

test('an intensity is told where it holds', () => {
  const training = { ...NO_PROGRESS, activity: { name: 'training', round: 3 } } as const;
  const { reason: why } = describeActivity(training, 0, { finishing: false, intensity: 0.25 });
  expect(why).toContain('computing takes 25 % of the time');
});

test('both languages say the same things', () => {
  const shape = (value: unknown): unknown =>
    typeof value === 'object' && value !== null
      ? Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]))
      : typeof value;
  expect(shape(german)).toEqual(shape(english));
});
