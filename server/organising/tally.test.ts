import { expect, test } from 'vitest';
import { testManifest } from '../../tests/support/manifest.ts';
import { type ParticipantId, parseParticipantId, parseSequence } from '../../src/protocol/index.ts';
import { rulesOf } from '../room/index.ts';
import { Tally } from './tally.ts';

const who = (n: number): ParticipantId => parseParticipantId(n.toString(16).padStart(32, '0'));
const none: ReadonlyMap<ParticipantId, string> = new Map();
const rules = rulesOf({ ...testManifest(), evaluate: { every: 4 } });

function told(n: number, change: Partial<Parameters<Tally['take']>[0]> = {}) {
  return { participant: who(n), sequence: parseSequence(8), loss: 0.5, count: 10, correct: 8, ...change };
}

test('[R15] by group, weighed by examples up to the cap: device, form, invite, and all', () => {
  const tally = new Tally(rules);
  tally.told(who(1), { engine: 'simd', form: 'phone' });
  tally.told(who(2), { engine: 'simd', form: 'desktop' });
  expect(tally.take(told(1, { loss: 1, count: 10, correct: 5 }), 9)).toBe(true);
  expect(tally.take(told(2, { loss: 0.4, count: 20, correct: 18 }), 9)).toBe(true);
  expect(tally.take(told(3, { loss: 0.6, count: 30, correct: null }), 9)).toBe(true);
  expect(tally.reporters()).toEqual([1, 2, 3].map(who));
  const views = tally.views(
    new Map([
      [who(1), '7b'],
      [who(3), '7b'],
    ]),
  );
  const view = (group: string, loss: number, accuracy: number | null, participants: number, examples: number) => ({
    ...{ sequence: 8, group, participants, examples },
    ...{ loss: expect.closeTo(loss, 12), accuracy: accuracy === null ? null : expect.closeTo(accuracy, 12) },
  });
  expect(views).toEqual([
    view('all', 36 / 60, 23 / 30, 3, 60),
    view('engine:simd', 18 / 30, 23 / 30, 2, 30),
    view('form:phone', 1, 0.5, 1, 10),
    view('form:desktop', 0.4, 0.9, 1, 20),
    view('invite:7b', 28 / 40, 0.5, 2, 40),
  ]);
  expect(tally.reporters()).toEqual([]);
  expect(tally.views(none)).toEqual([]);
});

test('[R15] one participant that says anything moves the mean a little, and cannot grow what is kept', () => {
  const tally = new Tally(rules);
  for (let n = 1; n <= 9; n++) tally.take(told(n), 9);
  expect(tally.take(told(66, { loss: 3e38, count: 0xffffffff, correct: 0 }), 9)).toBe(true);
  const [all] = tally.views(none);
  // It weighs the cap, 1000 of 1090, and counts as three times the loss of the others all the same.
  expect(all!.loss).toBeCloseTo((90 * 0.5 + 1000 * 3 * 0.5) / 1090, 9);
  expect(all!.examples).toBe(10_090);
  const fair = new Tally(rulesOf({ ...testManifest(), evaluate: { every: 4 }, weighting: { by: 'participant' } }));
  for (let n = 1; n <= 9; n++) fair.take(told(n), 9);
  fair.take(told(66, { loss: 3e38, count: 0xffffffff, correct: 0 }), 9);
  expect(fair.views(none)[0]!.loss).toBeCloseTo(0.5 + (3 * 0.5 - 0.5) / 10, 9);
});

test('[R15] passed over: what makes no sense, states that nobody was asked about, old and unborn ones, and a second word', () => {
  const tally = new Tally(rules);
  const taken = (change: Parameters<typeof told>[1], head = 9) => tally.take(told(1, change), head);
  expect(taken({ loss: Number.NaN })).toBe(false);
  expect(taken({ loss: -1 })).toBe(false);
  expect(taken({ loss: Number.POSITIVE_INFINITY })).toBe(false);
  expect(taken({ count: 0, correct: 0 })).toBe(false);
  expect(taken({ sequence: parseSequence(7) })).toBe(false);
  expect(taken({ sequence: parseSequence(12) })).toBe(false);
  expect(taken({}, 24)).toBe(false);
  expect(taken({}, 23)).toBe(true);
  expect(taken({ loss: 0.1 })).toBe(false);
  const crowd = new Tally(rules);
  let count = 0;
  for (let n = 0; n < 5000; n++) if (crowd.take(told(n), 9)) count++;
  expect(count).toBe(2000);
});

test('[R15] labels of invites beyond the largest are not told apart', () => {
  const tally = new Tally(rules);
  for (let n = 0; n < 50; n++) tally.take(told(n), 9);
  const labels = new Map(Array.from({ length: 50 }, (_, n) => [who(n), n < 2 ? 'two' : `label ${n}`] as const));
  const groups = tally.views(labels).map(({ group }) => group);
  expect(groups).toHaveLength(33);
  expect(groups[1]).toBe('invite:two');
});
