import { describe, expect, test } from 'vitest';
import { type ParticipantId, parseHash, parseSequence } from '../../src/protocol/index.ts';
import { Scene, ids, rules } from '../../tests/support/room-scene.ts';
import { learnedBound, learnedDeadline, sample, wanted } from './learned.ts';
import type { PastRound } from './room.ts';

const [alice, bob, carol, dave] = ids as [ParticipantId, ParticipantId, ParticipantId, ParticipantId];

/** Rounds on record that differ in what matters. */
function past(...rounds: readonly Partial<PastRound>[]): PastRound[] {
  return rounds.map((round, i) => ({
    number: parseSequence(i + 1),
    chain: parseHash('f'.repeat(64)),
    openedAt: 0,
    asked: 10,
    contributed: 10,
    silent: 0,
    reports: [],
    norms: [],
    missing: new Set(),
    ...round,
  }));
}

describe('over-selection', () => {
  const over = { ...rules, maximum: 100, target: 10 };

  test.each([
    ['before the first round, 130 % of the target and something to spare', [], 15],
    ['where all report, as many as the target', [{ contributed: 10, silent: 0 }], 10],
    ['where 4 in 5 report, a quarter more and something to spare', [{ contributed: 8, silent: 2 }], 15],
    [
      'over all rounds on record',
      [
        { contributed: 10, silent: 0 },
        { contributed: 5, silent: 5 },
      ],
      16,
    ],
    ['twice the target and something to spare where hardly anybody reports', [{ contributed: 1, silent: 9 }], 25],
  ])('[R8] asked are, %s', (_, rounds, asked) => {
    expect(wanted(over, past(...rounds))).toBe(asked);
  });

  test('[R8] never more than the maximum, which is asked where there is no target', () => {
    expect(wanted({ ...over, maximum: 12 }, past({ contributed: 1, silent: 9 }))).toBe(12);
    expect(wanted({ ...over, target: null }, past({ contributed: 1, silent: 9 }))).toBe(100);
  });

  test('[R8] a round closes at once at its target, and who was still at it does not count as silent', () => {
    const scene = new Scene(undefined, { quorum: 2, target: 2, maximum: 8 });
    scene.arrive(...ids.slice(0, 2));
    scene.fullRound([bob]);
    scene.arrive(carol, dave);
    scene.wait(60_000);
    // Extended: Carol and Dave are asked besides Bob, who has gone.
    scene.do({ type: 'leave', participant: bob });
    expect(scene.asked).toHaveLength(4);
    scene.contribute(carol);
    expect(scene.entries).toEqual([[alice, carol]]);
    expect(scene.room.recent).toMatchObject([{ asked: 4, contributed: 2, silent: 1 }]);
    // 2 of 3 whose answer is known: three are asked for two.
    expect(scene.asked).toHaveLength(3);
  });
});

describe('deadline', () => {
  test('[R9] it is the manifest\u2019s as long as few reports are known', () => {
    expect(learnedDeadline(rules, past({ reports: Array.from({ length: 19 }, () => 1000) }))).toBe(60_000);
  });

  test('[R9] it is four times what nine in ten reports of late took', () => {
    const reports = Array.from({ length: 20 }, (_, i) => (i + 1) * 100);
    expect(learnedDeadline(rules, past({ reports: reports.slice(0, 10) }, { reports: reports.slice(10) }))).toBe(7200);
  });

  test('[R9] it is a second at least, and the manifest\u2019s at most', () => {
    expect(learnedDeadline(rules, past({ reports: Array.from({ length: 20 }, () => 3) }))).toBe(1000);
    expect(learnedDeadline(rules, past({ reports: Array.from({ length: 20 }, () => 20_000) }))).toBe(60_000);
  });

  test('[R9] a round is opened with it, and extended with the manifest\u2019s', () => {
    const scene = new Scene(undefined, { quorum: 3 });
    scene.arrive(...ids.slice(0, 3));
    for (let round = 0; round < 7; round++) {
      expect(scene.room.round!.deadline - scene.now).toBe(60_000);
      scene.now += 300;
      scene.fullRound();
    }
    // Reports came after 301 to 303 milliseconds.
    expect(scene.room.round!.deadline - scene.now).toBe(4 * 303);
    scene.contribute(alice);
    scene.wait(4 * 303);
    expect(scene.room.round!.deadline - scene.now).toBe(60_000);
    expect(scene.room.round!.contributions.size).toBe(1);
  });

  test('[R9] a clock that was set back gives no time below nothing', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    scene.now -= 500_000;
    scene.fullRound();
    expect(scene.room.recent[0]!.reports).toEqual([0, 0]);
  });
});

describe('bound', () => {
  test('[C7] the size of scalars is known after five rounds: the median over their contributions', () => {
    const rounds = [[1, 1], [2], [3, 1e30], [1, 2], [1]].map((norms) => ({ norms }));
    expect(learnedBound(past(...rounds.slice(1)))).toBeNull();
    expect(learnedBound(past(...rounds))).toBe(1.5);
  });

  test('[C7] it is handed to what closes a round, from what came before', () => {
    const told: (number | null)[] = [];
    const scene = new Scene(undefined, {
      entry: (place, parts, late, learned) => {
        told.push(learned);
        return rules.entry(place, parts, late, learned);
      },
    });
    scene.arrive(alice, bob);
    for (let round = 0; round < 6; round++) scene.fullRound();
    expect(told).toEqual([null, null, null, null, null, Math.sqrt(30 / 4)]);
  });
});

test('[R9] only the newest rounds are on record', () => {
  const scene = new Scene();
  scene.arrive(alice, bob);
  for (let round = 1; round <= 40; round++) scene.fullRound();
  expect(scene.room.recent.map(({ number }) => number)).toEqual(Array.from({ length: 32 }, (_, i) => i + 9));
});

test('[R9] of many numbers a sample is kept that has their quantiles', () => {
  const many = Array.from({ length: 10_000 }, (_, i) => (i * 7919) % 10_000);
  const few = sample(many);
  expect(few).toHaveLength(128);
  expect(Math.abs(few[64]! - 5000)).toBeLessThan(50);
  expect(sample([3, 1, 2])).toEqual([1, 2, 3]);
});
