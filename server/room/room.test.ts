import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Contribution, Hash, ParticipantId, Sequence } from '../../src/protocol/index.ts';
import { testManifest } from '../../tests/support/manifest.ts';
import { partsOf } from '../../tests/support/entry.ts';
import { Scene, base, empty, ids, rules } from '../../tests/support/room-scene.ts';
import { type Effect, choose, restore, rulesOf, wakeTime } from './index.ts';

const [alice, bob, carol, dave] = ids as [ParticipantId, ParticipantId, ParticipantId, ParticipantId];

const kinds = (effects: readonly Effect[]) =>
  effects.map((effect) => (effect.type === 'store' ? effect.write.type : effect.type));

describe('opening', () => {
  test('[R1] a round opens as soon as the quorum is ready, and not before', () => {
    const scene = new Scene();
    expect(scene.arrive(alice)).toEqual([]);
    scene.do({ type: 'join', participant: bob });
    scene.do({ type: 'sync', participant: bob });
    expect(scene.room.round).toBeNull();
    expect(kinds(scene.do({ type: 'ready', participant: bob, ready: true }))).toEqual(['open', 'open']);
    expect(scene.asked.toSorted()).toEqual([alice, bob]);
    expect(scene.room.round).toMatchObject({ number: 1, chain: base, deadline: 61_000 });
  });

  test('[R1] a client that is ready but lacks entries does not count', () => {
    const scene = new Scene();
    scene.arrive(alice);
    scene.do({ type: 'join', participant: bob });
    scene.do({ type: 'ready', participant: bob, ready: true });
    expect(scene.room.round).toBeNull();
    scene.do({ type: 'sync', participant: bob });
    expect(scene.asked).toHaveLength(2);
  });

  test('[R1] a client that is not ready any more, or that left, does not count', () => {
    const scene = new Scene();
    scene.arrive(alice);
    scene.do({ type: 'ready', participant: alice, ready: false });
    scene.arrive(bob);
    expect(scene.room.round).toBeNull();
    scene.do({ type: 'leave', participant: bob });
    scene.do({ type: 'ready', participant: alice, ready: true });
    expect(scene.room.round).toBeNull();
  });

  test('[R2] it is stored before anybody is asked', () => {
    const scene = new Scene();
    const [stored, asked] = scene.arrive(alice, bob);
    expect(stored).toMatchObject({ type: 'store', write: { type: 'open', round: { number: 1 } } });
    expect(asked).toMatchObject({ type: 'open', round: { number: 1 } });
  });

  test('[R2] at most the maximum is asked, and chance decides who', () => {
    const chosen = new Set<string>();
    for (let now = 0; now < 60; now++) {
      const scene = new Scene(undefined, { quorum: 5 });
      scene.arrive(...ids.slice(0, 4));
      scene.now = now;
      scene.arrive(ids[4]!);
      expect(scene.asked).toHaveLength(3);
      for (const id of scene.asked) chosen.add(id);
    }
    expect(chosen.size).toBe(5);
  });

  test('[R2] one seed chooses the same clients, in whatever order they came', () => {
    const seed = [7, 9] as const;
    const chosen = choose(ids, 3, seed);
    expect(chosen).toHaveLength(3);
    expect(choose(ids.toReversed(), 3, seed)).toEqual(chosen);
    expect(choose(ids.slice(0, 2), 3, seed).toSorted()).toEqual(ids.slice(0, 2));
  });

  test('[R2] a client that becomes ready while a round is open waits for the next', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    expect(scene.arrive(carol)).toEqual([]);
    scene.contribute(alice);
    scene.contribute(bob);
    expect(scene.asked.toSorted()).toEqual([alice, bob, carol]);
  });
});

describe('closing', () => {
  test('[R3] a round closes the moment that everybody asked has contributed, and the next one opens', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    scene.contribute(bob);
    const effects = scene.contribute(alice);
    expect(kinds(effects)).toEqual(['contribution', 'ack', 'append', 'entry', 'open', 'open']);
    expect(scene.entries).toEqual([[alice, bob]]);
    expect(scene.room.head.sequence).toBe(1);
    expect(scene.room.round).toMatchObject({ number: 2, chain: scene.room.head.chain });
  });

  /** Three clients are asked, and two are quorum. */
  function threeAsked(): Scene {
    const scene = new Scene(undefined, { quorum: 3 });
    scene.arrive(alice, bob, carol);
    return new Scene(scene.room);
  }

  test('[R4] with quorum it closes when the grace is over', () => {
    const scene = threeAsked();
    scene.contribute(alice);
    expect(scene.wait(10_000)).toEqual([]);
    scene.contribute(bob);
    expect(wakeTime(rules, scene.room)).toBe(scene.now + 5000);
    expect(scene.wait(4999)).toEqual([]);
    expect(kinds(scene.wait(1)).slice(0, 2)).toEqual(['append', 'entry']);
    expect(scene.entries).toEqual([[alice, bob]]);
  });

  test('[R4] with quorum it closes at the deadline, even within the grace', () => {
    const scene = threeAsked();
    scene.contribute(alice);
    scene.wait(57_000);
    scene.contribute(bob);
    expect(wakeTime(rules, scene.room)).toBe(scene.now + 3000);
    expect(kinds(scene.wait(3000)).slice(0, 2)).toEqual(['append', 'entry']);
  });

  test('[R4] [R6] a client that leaves never closes a round early', () => {
    const scene = threeAsked();
    scene.contribute(alice);
    scene.contribute(bob);
    expect(scene.do({ type: 'leave', participant: carol })).toEqual([]);
    expect(scene.asked).toHaveLength(3);
    scene.arrive(carol);
    scene.contribute(carol);
    expect(scene.entries).toEqual([[alice, bob, carol]]);
  });
});

describe('extending', () => {
  test('[R5] without quorum the round goes on at its deadline: contributions stay, ready clients are asked in addition', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    scene.contribute(alice);
    expect(scene.wait(59_999)).toEqual([]);
    // Only in between: while an asked client is here, nobody else is asked.
    scene.arrive(carol);
    const effects = scene.wait(1);
    expect(kinds(effects)).toEqual(['extend', 'open']);
    expect(effects[1]).toMatchObject({ to: [carol], round: { number: 1, deadline: scene.now + 60_000 } });
    scene.contribute(carol);
    expect(scene.entries).toEqual([]);
    scene.wait(5000);
    expect(scene.entries).toEqual([[alice, carol]]);
  });

  test('[O3] the round that went on without quorum is noted as that in the write of its entry, others are not', () => {
    const notesOf = (scene: Scene) =>
      scene.effects.flatMap((effect) =>
        effect.type === 'store' && effect.write.type === 'append' ? [effect.write.notes] : [],
      );
    const scene = new Scene();
    scene.arrive(alice, bob);
    scene.wait(60_000);
    scene.contribute(alice);
    scene.contribute(bob);
    scene.contribute(alice);
    scene.contribute(bob);
    const notes = { late: 0, refused: 0 };
    expect(notesOf(scene)).toEqual([
      { ...notes, extended: true },
      { ...notes, extended: false },
    ]);
  });

  test('[R5] when nobody who could bring the quorum is here any more, others are asked at once', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    scene.contribute(alice);
    scene.do({ type: 'leave', participant: bob });
    const effects = scene.arrive(carol);
    expect(kinds(effects)).toEqual(['extend', 'open']);
    expect(effects[1]).toMatchObject({ to: [carol], round: { number: 1 } });
    // Carol is here to bring it: nobody else is asked for now.
    expect(scene.arrive(dave)).toEqual([]);
    scene.contribute(carol);
    scene.arrive(bob);
    scene.contribute(bob);
    expect(scene.entries).toEqual([[alice, bob, carol]]);
  });

  test('[R5] an asked client that left may still come back after an extension', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    scene.do({ type: 'leave', participant: bob });
    scene.contribute(alice);
    scene.wait(60_000);
    scene.arrive(bob);
    scene.contribute(bob);
    expect(scene.entries).toEqual([[alice, bob]]);
  });

  test('[R5] those who let the deadline pass, gone or silent, do not take the places of others', () => {
    const scene = new Scene(undefined, { quorum: 3 });
    scene.arrive(alice, bob, carol);
    scene.contribute(alice);
    scene.do({ type: 'leave', participant: bob });
    scene.arrive(...ids.slice(3));
    scene.wait(60_000);
    // Alice has contributed; Bob is gone and Carol says nothing: two places of three are left.
    expect(scene.asked).toHaveLength(5);
  });
});

describe('contributions', () => {
  const cases: [string, Partial<Contribution>][] = [
    ['round-not-open', { round: 2 as Sequence }],
    ['wrong-chain', { chain: 'f'.repeat(64) as Hash }],
    ['wrong-count', { scalars: new Float32Array(3) }],
    ['wrong-count', { scalars: new Float32Array(5) }],
    ['not-finite', { scalars: Float32Array.of(1, Number.NaN, 1, 1) }],
    ['not-finite', { scalars: Float32Array.of(1, 1, Number.POSITIVE_INFINITY, 1) }],
    ['beyond-clip', { scalars: Float32Array.of(0, 0, 0, -100.001) }],
    ['no-examples', { examples: 0 }],
  ];
  test.each(cases)('[C1] refused: %s', (reason, change) => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    expect(scene.contribute(alice, change)).toMatchObject([{ type: 'refuse', to: alice, reason }]);
    expect(scene.room.round?.contributions.size).toBe(0);
  });

  test('[C1] refused: not-asked, and without harm to those who were', () => {
    const scene = new Scene();
    scene.arrive(alice, bob, carol);
    expect(scene.contribute(carol)).toMatchObject([{ type: 'refuse', to: carol, reason: 'not-asked' }]);
  });

  test('[C1] a scalar clipped to a number that float32 rounds up is within the clip', () => {
    const narrow = rulesOf(testManifest({ clip: 0.1 }, { maximum: 3 }));
    const scene = new Scene(undefined, narrow);
    scene.arrive(alice, bob);
    expect(kinds(scene.contribute(alice, { scalars: new Float32Array(4).fill(-0.1) }))).toEqual([
      'contribution',
      'ack',
    ]);
  });

  test('[C2] a contribution is stored before it is acknowledged', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    expect(kinds(scene.contribute(alice))).toEqual(['contribution', 'ack']);
  });

  test('[C3] the first contribution stands; any other is acknowledged and not counted', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    scene.contribute(alice);
    expect(kinds(scene.contribute(alice))).toEqual(['ack']);
    expect(kinds(scene.contribute(alice, { scalars: new Float32Array(4), examples: 99 }))).toEqual(['ack']);
    scene.contribute(bob);
    const entry = scene.effects.find((effect) => effect.type === 'entry')!;
    expect(partsOf(entry.bytes)).toEqual([
      { participant: alice, examples: 10, scalars: Float32Array.of(1, 2, 3, 4) },
      { participant: bob, examples: 10, scalars: Float32Array.of(1, 2, 3, 4) },
    ]);
  });

  test('[C4] a contribution to a closed round is looked up in its entry', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    const again = scene.contribution();
    scene.contribute(alice);
    scene.contribute(bob);
    const effects = scene.do({ type: 'contribute', participant: dave, contribution: again });
    expect(effects).toEqual([{ type: 'look-up', participant: dave, round: 1, reason: 'too-late' }]);
  });
});

describe('coming back', () => {
  test('[R6] a client that reconnects in a round that it is asked in is asked again, once it is synced', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    scene.do({ type: 'leave', participant: bob });
    expect(scene.do({ type: 'join', participant: bob })).toEqual([]);
    expect(scene.do({ type: 'sync', participant: bob })).toMatchObject([{ type: 'open', to: [bob] }]);
    expect(scene.do({ type: 'sync', participant: carol })).toEqual([]);
  });

  test('[R7] a restarted room goes on with its round, its contributions and its deadline', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    scene.contribute(alice);
    const { head, round } = scene.room;
    const open = { ...round!, asked: scene.asked, contributions: [...round!.contributions.values()] };
    const after = new Scene(restore(rules, { ...empty, head, round: open }, 30_000));
    expect(wakeTime(rules, after.room)).toBe(61_000);
    after.now = 31_000;
    after.arrive(bob);
    after.contribute(bob);
    expect(after.entries).toEqual([[alice, bob]]);
  });

  test('[R7] a deadline from a clock that was set back is drawn near', () => {
    const scene = new Scene();
    scene.arrive(alice, bob);
    const open = { ...scene.room.round!, asked: scene.asked, contributions: [] };
    const room = restore(rules, { ...empty, head: scene.room.head, round: open }, -1e9);
    expect(wakeTime(rules, room)).toBe(-1e9 + 60_000);
  });
});

const events = fc.oneof(
  ...(['join', 'sync', 'leave', 'contribute'] as const).map((type) =>
    fc.record({ type: fc.constant(type), who: fc.nat(7), wait: fc.constant(0) }),
  ),
  fc.record({ type: fc.constantFrom('ready', 'unready'), who: fc.nat(7), wait: fc.constant(0) }),
  fc.record({ type: fc.constant('time'), who: fc.constant(0), wait: fc.nat(70_000) }),
);

test('promise 4: [C2] [R5] whatever happens, every acknowledged contribution is in its entry exactly once', () => {
  fc.assert(
    fc.property(fc.array(events, { maxLength: 200 }), (list) => {
      const scene = new Scene();
      for (const { type, who, wait } of list) {
        const participant = ids[who]!;
        if (type === 'time') scene.wait(wait);
        else if (type === 'contribute') scene.contribute(participant);
        else if (type === 'join' || type === 'sync' || type === 'leave') scene.do({ type, participant });
        else scene.do({ type: 'ready', participant, ready: type === 'ready' });
      }
      const acked = scene.effects.filter((effect) => effect.type === 'ack').map(({ to, round }) => `${round} ${to}`);
      const kept = scene.entries.flatMap((parts, i) => parts.map((participant) => `${i + 1} ${participant}`));
      const open = scene.room.round;
      for (const participant of open?.contributions.keys() ?? []) kept.push(`${open!.number} ${participant}`);
      expect(new Set(kept).size).toBe(kept.length);
      expect(new Set(kept)).toEqual(new Set(acked));
      for (const parts of scene.entries) expect(parts.length).toBeGreaterThanOrEqual(rules.quorum);
    }),
    { numRuns: 300 },
  );
});
