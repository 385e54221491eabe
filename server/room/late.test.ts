import { describe, expect, test } from 'vitest';
import type { Contribution, ParticipantId, RefusalReason, Sequence } from '../../src/protocol/index.ts';
import { Scene, empty, ids } from '../../tests/support/room-scene.ts';
import { restore } from './index.ts';

const [alice, bob, carol, dave] = ids as [ParticipantId, ParticipantId, ParticipantId, ParticipantId];

/** Carol is asked in round 1, and it closes without her. */
function missed(late: number): { scene: Scene; hers: Contribution } {
  const scene = new Scene(undefined, { quorum: 3, late });
  scene.arrive(alice, bob, carol);
  const hers = scene.contribution({ scalars: Float32Array.of(9, 8, 7, 6) });
  const two = new Scene(scene.room, { late });
  two.fullRound([carol]);
  two.wait(5000);
  return { scene: two, hers };
}

function send(scene: Scene, participant: ParticipantId, contribution: Contribution) {
  return scene.do({ type: 'contribute', participant, contribution });
}

describe('in time', () => {
  test('[C6] a late contribution is stored, then acknowledged, and is in the next entry with its own round', () => {
    const { scene, hers } = missed(1);
    const effects = send(scene, carol, hers);
    expect(effects).toMatchObject([
      { type: 'store', write: { type: 'late', stored: { participant: carol } } },
      { type: 'ack', to: carol, round: 1 },
    ]);
    scene.fullRound();
    const [first, second] = scene.decoded;
    expect(first).toMatchObject({ late: [] });
    const { chain, scalars } = hers;
    expect(second).toMatchObject({ late: [{ participant: carol, round: 1, chain, examples: 10, scalars }] });
    expect(scene.room.late.size).toBe(0);
  });

  test('[C6] [C3] the first one stands: any further one is acknowledged and not counted', () => {
    const { scene, hers } = missed(2);
    send(scene, carol, hers);
    expect(send(scene, carol, { ...hers, examples: 99 })).toMatchObject([{ type: 'ack', round: 1 }]);
    scene.fullRound();
    // Now the log knows.
    expect(send(scene, carol, hers)).toMatchObject([{ type: 'look-up', participant: carol, round: 1 }]);
    scene.fullRound();
    expect(scene.decoded.map((entry) => entry.kind === 'private' && entry.late.length)).toEqual([0, 1, 0]);
  });

  test('[C5] what the next entry could not count is too late', () => {
    const { scene, hers } = missed(1);
    const key = (i: number) => `1 ${i.toString(16).padStart(32, '0')}`;
    const stored = { participant: dave, contribution: hers, at: scene.now };
    for (let i = 1; i < 0xffff; i++) scene.room.late.set(key(i), stored);
    const other = new Scene(scene.room, { late: 1 });
    expect(send(other, carol, hers)).toMatchObject([{ type: 'store' }, { type: 'ack' }]);
    const again = send(other, dave, hers);
    expect(again).toMatchObject([{ type: 'look-up', participant: dave, reason: 'too-late' }]);
  });

  test('[C6] a paused federation takes it, and its next entry has it', () => {
    const { scene, hers } = missed(1);
    scene.fullRound([carol]);
    scene.command('pause');
    scene.wait(5000);
    const again = { ...hers, round: 2 as Sequence, chain: scene.room.recent[1]!.chain };
    expect(send(scene, carol, again)).toMatchObject([{ type: 'store' }, { type: 'ack' }]);
    scene.command('resume');
    scene.fullRound();
    expect(scene.decoded[2]).toMatchObject({ late: [{ participant: carol, round: 2 }] });
  });

  test('[R9] [C6] how long it took counts for the deadlines of later rounds', () => {
    const { scene, hers } = missed(1);
    const opened = scene.room.recent[0]!.openedAt;
    send(scene, carol, hers);
    const took = scene.now - opened;
    scene.fullRound();
    expect(scene.room.recent[1]!.reports).toContain(took);
  });

  test('[R7] [C6] after a restart it waits for its entry still', () => {
    const { scene, hers } = missed(1);
    send(scene, carol, hers);
    const { head, recent, round, late } = scene.room;
    const state = {
      ...empty,
      head,
      recent: recent.map((closed) => ({ ...closed, missing: [...closed.missing] })),
      late: [...late.values()],
      round: { ...round!, asked: scene.asked, contributions: [] },
    };
    const after = new Scene(restore(scene.rules, state, scene.now), { late: 1 });
    expect(send(after, carol, hers)).toMatchObject([{ type: 'ack' }]);
    after.arrive(alice, bob, carol);
    after.fullRound();
    expect(after.decoded).toMatchObject([{ sequence: 2, late: [{ participant: carol, round: 1 }] }]);
  });
});

describe('refused', () => {
  test('[C5] beyond the manifest\u2019s bound: the log says whether it counted, else it is too late', () => {
    const { scene, hers } = missed(1);
    scene.fullRound();
    const lookUp = { type: 'look-up', participant: carol, round: 1, reason: 'too-late' };
    expect(send(scene, carol, hers)).toEqual([lookUp]);
    expect(scene.room.late.size).toBe(0);
  });

  test('[C5] without a bound in the manifest every late one is', () => {
    const { scene, hers } = missed(0);
    expect(send(scene, carol, hers)).toMatchObject([{ type: 'look-up', reason: 'too-late' }]);
    expect(scene.room.recent[0]!.missing.size).toBe(0);
  });

  test('[C5] one who was not asked, or is in the entry', () => {
    const { scene, hers } = missed(1);
    for (const id of [dave, alice]) {
      expect(send(scene, id, hers)).toMatchObject([{ type: 'look-up', participant: id, reason: 'not-asked' }]);
    }
  });

  const faults: [RefusalReason, Partial<Contribution>][] = [
    ['wrong-chain', { chain: 'f'.repeat(64) as Contribution['chain'] }],
    ['wrong-count', { scalars: new Float32Array(3) }],
    ['not-finite', { scalars: Float32Array.of(1, Number.NaN, 1, 1) }],
    ['beyond-clip', { scalars: Float32Array.of(0, 0, 0, -100.001) }],
    ['no-examples', { examples: 0 }],
  ];
  test.each(faults)('[C1] [C6] what is wrong with it: %s; a right one may follow', (reason, change) => {
    const { scene, hers } = missed(1);
    expect(send(scene, carol, { ...hers, ...change })).toMatchObject([{ type: 'refuse', to: carol, reason }]);
    expect(send(scene, carol, hers)).toMatchObject([{ type: 'store' }, { type: 'ack' }]);
  });

  test('[C5] a stopped federation whose last round is closed: no entry would come', () => {
    const { scene, hers } = missed(2);
    scene.command('stop');
    scene.fullRound();
    expect(scene.room.round).toBeNull();
    expect(send(scene, carol, hers)).toMatchObject([{ type: 'look-up', reason: 'too-late' }]);
  });

  test('[C5] [R13] to a round that was taken back, or to one before it', () => {
    const { scene, hers } = missed(5);
    for (let round = 2; round <= 5; round++) scene.fullRound();
    scene.rollback(4);
    const past = scene.room.recent[3]!;
    for (const [number, chain] of [
      [1, hers.chain],
      [4, past.chain],
      [5, past.chain],
    ] as const) {
      const late = { ...hers, round: number as Sequence, chain };
      expect(send(scene, carol, late)).toMatchObject([{ type: 'look-up', round: number, reason: 'too-late' }]);
    }
  });
});
