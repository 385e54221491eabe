import { expect, test } from 'vitest';
import { Scene, ids, rules } from '../../tests/support/room-scene.ts';
import { wakeTime } from './index.ts';

const [alice, bob, carol] = ids as [(typeof ids)[0], (typeof ids)[0], (typeof ids)[0]];
const BACK = -5 * 3_600_000;

test('[R7] [R4] a clock that is set back while a round has its quorum makes it wait for its grace, not for hours', () => {
  const scene = new Scene();
  scene.arrive(alice, bob, carol);
  // The first round was opened before Carol was there; in the second she is the one who is missing.
  for (let round = 1; round <= 2; round++) {
    scene.contribute(alice);
    scene.contribute(bob);
  }
  scene.now = BACK;
  scene.do({ type: 'time' });
  expect(wakeTime(rules, scene.room)).toBe(BACK + rules.grace);
  scene.now = BACK + rules.grace;
  scene.do({ type: 'time' });
  expect(scene.entries).toEqual([
    [alice, bob],
    [alice, bob],
  ]);
});

test('[R7] [R5] a clock that is set back before there is a quorum makes a round wait for a deadline, not for hours', () => {
  const scene = new Scene();
  scene.arrive(alice, bob);
  scene.contribute(alice);
  scene.now = BACK;
  scene.do({ type: 'time' });
  expect(wakeTime(rules, scene.room)).toBe(BACK + rules.deadline);
});
