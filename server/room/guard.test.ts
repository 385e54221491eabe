import { expect, test } from 'vitest';
import { type ParticipantId, parseSequence } from '../../src/protocol/index.ts';
import { Scene, empty, ids } from '../../tests/support/room-scene.ts';
import { restore, wakeTime } from './index.ts';

const [alice, bob, carol] = ids as [ParticipantId, ParticipantId, ParticipantId];
const guarded = { guard: { rise: 0.2, evaluations: 2 } };

function evaluate(scene: Scene, participant: ParticipantId, sequence: number, loss: number, count = 10) {
  return scene.do({ type: 'evaluate', participant, sequence: parseSequence(sequence), loss, count, correct: null });
}

/** Entries 1, 2, ..., each of whose states was found to have a loss, and given its time. */
function trained(losses: readonly number[], scene = new Scene(undefined, guarded)): Scene {
  if (scene.room.clients.size === 0) scene.arrive(alice, bob);
  for (const loss of losses) {
    scene.fullRound();
    const { sequence } = scene.room.head;
    for (const id of [alice, bob]) evaluate(scene, id, sequence, loss);
    scene.wait(5000);
  }
  return scene;
}

test('[R14] states in a row with a loss too far above the best stop the rounds; the open one goes on', () => {
  const scene = trained([1, 0.9, 1.11, 1.05]);
  expect(scene.room.status.state).toBe('running');
  trained([1.2, 1.3], scene);
  expect(scene.room.status).toMatchObject({ state: 'paused', cause: 'guard' });
  expect(scene.room.status.words).toMatch(/1\.300 .* best, 0\.900, by more than 0\.2; 2 in a row, last after entry 6/);
  expect(scene.effects).toContainEqual({ type: 'status', status: scene.room.status });
  expect(scene.room.round).toMatchObject({ number: 7 });
  scene.fullRound();
  expect(scene.room.round).toBeNull();
});

test('[R14] one state in between that is good enough begins the count anew', () => {
  expect(trained([0.9, 1.2, 1.0, 1.2]).room.guard).toMatchObject({ best: 0.9, above: 1, judged: 4 });
});

test('[R14] a state is judged by the weighted median of its reporters, once they had the grace after the quorum', () => {
  const scene = new Scene(undefined, guarded);
  scene.arrive(...ids.slice(0, 5));
  scene.fullRound();
  evaluate(scene, alice, 1, 0.5, 10);
  scene.wait(60_000);
  expect(scene.room.guard.judged).toBeNull();
  evaluate(scene, bob, 1, 100, 1);
  expect(wakeTime(scene.rules, scene.room)).toBe(scene.now + 5000);
  evaluate(scene, carol, 1, 100, 1);
  // The first of a participant stands.
  evaluate(scene, carol, 1, 0, 1000);
  scene.wait(4999);
  expect(scene.room.guard.judged).toBeNull();
  scene.wait(1);
  expect(scene.room.guard).toMatchObject({ best: 0.5, judged: 1 });
  expect(scene.effects).toContainEqual({
    type: 'store',
    write: { type: 'guard', guard: { best: 0.5, above: 0, judged: 1 } },
  });
  // Judged is judged.
  evaluate(scene, ids[3]!, 1, 0.1);
  evaluate(scene, ids[4]!, 1, 0.1);
  scene.wait(5000);
  expect(scene.room.guard.best).toBe(0.5);
});

test('[R14] what one says of its number of examples counts up to the manifest\u2019s cap', () => {
  const scene = new Scene(undefined, guarded);
  scene.arrive(alice, bob, carol);
  scene.fullRound();
  evaluate(scene, alice, 1, 100, 0xffffffff);
  evaluate(scene, bob, 1, 0.5, 1000);
  evaluate(scene, carol, 1, 0.5, 1000);
  scene.wait(5000);
  expect(scene.room.guard.best).toBe(0.5);
});

test('[R14] numbers that make no sense, unknown states and strangers are passed over', () => {
  const scene = new Scene(undefined, guarded);
  scene.arrive(alice, bob);
  scene.fullRound();
  for (const loss of [Number.NaN, Number.POSITIVE_INFINITY, -1]) evaluate(scene, alice, 1, loss);
  evaluate(scene, alice, 1, 1, 0);
  evaluate(scene, alice, 2, 1);
  evaluate(scene, carol, 1, 1);
  expect(scene.room.guard.ballots.size).toBe(0);
  const free = new Scene();
  free.arrive(alice, bob);
  evaluate(free, alice, 0, 1);
  expect(free.room.guard.ballots.size).toBe(0);
});

test('[R14] losses of few states are kept at a time, however many are reported', () => {
  const scene = new Scene(undefined, guarded);
  scene.arrive(alice, bob);
  for (let round = 1; round <= 40; round++) {
    scene.fullRound();
    for (let sequence = 0; sequence <= round; sequence++) evaluate(scene, alice, sequence, 1);
    expect(scene.room.guard.ballots.size).toBeLessThanOrEqual(16);
  }
});

test('[R14] [R7] the best is known after a restart, and so is how many in a row were above', () => {
  const { guard, head } = trained([0.9, 1.2]).room;
  const { best, above, judged } = guard;
  const scene = new Scene(undefined, guarded);
  scene.room = restore(scene.rules, { ...empty, head, guard: { best, above, judged } }, scene.now);
  trained([1.2], scene);
  expect(scene.room.status).toMatchObject({ state: 'paused', cause: 'guard' });
});

test('[R14] whoever resumes gives it as many states again; a rollback forgets the losses of what is gone', () => {
  const scene = trained([0.9, 1.2, 1.2]);
  expect(scene.room.status.state).toBe('paused');
  scene.command('resume');
  trained([1.2], scene);
  expect(scene.room.status.state).toBe('running');
  trained([1.2], scene);
  expect(scene.room.status.state).toBe('paused');
  scene.rollback(1);
  expect(scene.room.guard).toMatchObject({ best: null, above: 0 });
});
