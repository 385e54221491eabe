import { describe, expect, test } from 'vitest';
import { type ParticipantId, decodeEntry } from '../../src/protocol/index.ts';
import { Scene, empty, ids } from '../../tests/support/room-scene.ts';
import { type Effect, restore } from './index.ts';

const [alice, bob, carol] = ids as [ParticipantId, ParticipantId, ParticipantId];

const kinds = (effects: readonly Effect[]) =>
  effects.map((effect) => (effect.type === 'store' ? effect.write.type : effect.type));

function open(rules: ConstructorParameters<typeof Scene>[1] = {}): Scene {
  const scene = new Scene(undefined, rules);
  scene.arrive(alice, bob);
  return scene;
}

describe('pause and resume', () => {
  test('[R10] paused, the open round goes on and no other opens until it is resumed', () => {
    const scene = open();
    expect(kinds(scene.command('pause', 'Back on Monday'))).toEqual(['status', 'status', 'result']);
    expect(scene.room.status).toEqual({ state: 'paused', cause: 'organiser', words: 'Back on Monday' });
    scene.fullRound();
    expect(scene.entries).toEqual([[alice, bob]]);
    scene.arrive(carol);
    expect(scene.room.round).toBeNull();
    const effects = scene.command('resume');
    expect(kinds(effects)).toEqual(['status', 'status', 'result', 'open', 'open']);
    expect(scene.room.status).toEqual({ state: 'running', cause: 'none', words: '' });
  });

  test('[R10] [R5] while it is paused, an open round without quorum is extended as ever', () => {
    const scene = open();
    scene.command('pause');
    scene.contribute(alice);
    scene.arrive(carol);
    scene.wait(60_000);
    scene.contribute(carol);
    scene.wait(5000);
    expect(scene.entries).toEqual([[alice, carol]]);
    expect(scene.room.round).toBeNull();
  });

  test('[R7] [R10] a paused federation is paused after a restart', () => {
    const status = { state: 'paused', cause: 'organiser', words: '' } as const;
    const scene = new Scene();
    scene.room = restore(scene.rules, { ...empty, status }, scene.now);
    scene.arrive(alice, bob, carol);
    expect(scene.room.round).toBeNull();
  });

  test('[R10] the same command twice is done, and its words are the newer ones', () => {
    const scene = open();
    scene.command('pause', 'one');
    expect(scene.command('pause', 'two').at(-1)).toMatchObject({ type: 'result', ok: true, id: 'c' });
    expect(scene.room.status.words).toBe('two');
  });

  test('[R10] words that no frame holds are refused, and nothing changes', () => {
    const scene = open();
    const [refused, ...others] = scene.command('pause', '\u00e4'.repeat(141));
    expect(refused).toMatchObject({ type: 'result', ok: false, words: 'The words have 282 bytes; they may have 280.' });
    expect(others).toEqual([]);
    expect(scene.room.status.state).toBe('running');
  });
});

describe('stop and archive', () => {
  test('[R11] stopped is for good: the open round goes on, and is the last', () => {
    const scene = open();
    scene.command('stop');
    expect(scene.command('resume').at(-1)).toMatchObject({ ok: false, words: /stopped, and that is for good/ });
    expect(scene.command('pause').at(-1)).toMatchObject({ ok: false });
    scene.fullRound();
    expect(scene.entries).toEqual([[alice, bob]]);
    expect(scene.room.round).toBeNull();
  });

  test('[R11] [C6] stopped between two rounds, those who came late get their entry first', () => {
    const scene = new Scene(undefined, { quorum: 3, late: 1 });
    scene.arrive(alice, bob, carol);
    const hers = scene.contribution();
    const two = new Scene(scene.room, { late: 1 });
    two.command('pause');
    two.fullRound([carol]);
    two.wait(5000);
    two.do({ type: 'contribute', participant: carol, contribution: hers });
    expect(kinds(two.command('stop'))).toEqual(['append', 'entry', 'status', 'status', 'result']);
    expect(two.decoded.at(-1)).toMatchObject({ sequence: 2, parts: [], late: [{ participant: carol, round: 1 }] });
  });

  test('[R11] [R12] archived, the open round closes as it is; without a contribution it is dropped', () => {
    const scene = open();
    scene.contribute(alice);
    expect(kinds(scene.command('archive'))).toEqual(['append', 'entry', 'status', 'status', 'result']);
    expect(scene.entries).toEqual([[alice]]);
    const other = open();
    expect(kinds(other.command('archive'))).toEqual(['cancel', 'status', 'status', 'result']);
    expect(other.room.round).toBeNull();
    for (const what of ['pause', 'resume', 'stop'] as const) {
      expect(other.command(what).at(-1)).toMatchObject({ ok: false });
    }
    expect(other.rollback(0).at(-1)).toMatchObject({ ok: false, words: /archived/ });
  });
});

describe('rollback', () => {
  test('[R12] [R13] the open round closes first, quorum or not, and is taken back with the rest', () => {
    const scene = open();
    scene.fullRound();
    scene.fullRound();
    scene.contribute(alice);
    const effects = scene.rollback(1);
    expect(kinds(effects)).toEqual(['append', 'entry', 'append', 'forget', 'entry', 'result', 'open', 'open']);
    expect(scene.decoded.map(({ kind, sequence }) => [kind, sequence])).toEqual([
      ['private', 1],
      ['private', 2],
      ['private', 3],
      ['rollback', 4],
    ]);
    expect(scene.entries[2]).toEqual([alice]);
    expect(scene.decoded[3]).toEqual({
      kind: 'rollback',
      sequence: 4,
      previous: expect.stringMatching(/^[0-9a-f]{64}$/),
      to: 1,
      undone: scene.appended.slice(1, 3),
    });
    expect(scene.room.round).toMatchObject({ number: 5, chain: scene.room.head.chain });
    expect(effects.find((effect) => effect.type === 'result')).toMatchObject({ id: 'r', ok: true });
  });

  test('[R12] an open round without a contribution is dropped, and its number is the rollback\u2019s', () => {
    const scene = open();
    scene.fullRound();
    scene.command('pause');
    expect(kinds(scene.rollback(0))).toEqual(['cancel', 'append', 'forget', 'entry', 'result']);
    expect(scene.decoded.at(-1)).toMatchObject({ kind: 'rollback', sequence: 2, to: 0 });
    expect(scene.room.round).toBeNull();
  });

  test('[R12] with shared directions an open round below quorum is neither published nor dropped', () => {
    const scene = open({ isShared: true });
    scene.fullRound();
    scene.contribute(alice);
    for (const effects of [scene.rollback(0), scene.command('archive')]) {
      expect(effects).toMatchObject([{ type: 'result', ok: false, words: /has 1 of the 2 contributions/ }]);
    }
    expect(scene.room.round?.contributions.size).toBe(1);
    scene.contribute(bob);
    expect(scene.rollback(0).some((effect) => effect.type === 'result' && effect.ok)).toBe(true);
  });

  test('[R13] rollbacks are taken back like anything else', () => {
    const scene = open();
    scene.fullRound();
    scene.rollback(0);
    scene.rollback(1);
    const last = scene.decoded.at(-1);
    expect(last).toMatchObject({ kind: 'rollback', sequence: 3, to: 1 });
    expect(last?.kind === 'rollback' && last.undone.map((bytes) => decodeEntry(bytes).kind)).toEqual(['rollback']);
  });

  test('[R13] a rollback that comes twice is done once, and one after new contributions takes those back', () => {
    const scene = open();
    scene.fullRound();
    scene.rollback(0);
    const before = scene.room.head;
    expect(scene.rollback(0)).toEqual([{ type: 'result', id: 'r', ok: true, words: '' }]);
    expect(scene.room.head).toBe(before);
    expect(scene.room.round?.number).toBe(3);
    scene.contribute(alice);
    scene.rollback(0);
    expect(scene.decoded.map(({ kind }) => kind)).toEqual(['private', 'rollback', 'private', 'rollback']);
  });

  test('[R13] nothing after the state, or what one entry cannot hold, is refused in words', () => {
    const scene = open();
    scene.fullRound();
    for (const to of [1, 2])
      expect(scene.rollback(to)).toMatchObject([{ type: 'result', ok: false, words: /nothing after/ }]);
    const undone = [new Uint8Array(5 << 20)];
    const { head } = scene.room;
    const event = { type: 'rollback', id: 'r', to: empty.head.sequence, undone, head } as const;
    expect(scene.do(event)).toMatchObject([{ type: 'result', ok: false, words: /more than the 4194304/ }]);
    expect(scene.room.round).toMatchObject({ number: 2 });
  });

  test('[R13] if the log has grown since its entries were read, they are read again', () => {
    const scene = open();
    scene.fullRound();
    const { head } = scene.room;
    const undone = scene.appended.slice(0);
    scene.fullRound();
    const event = { type: 'rollback', id: 'r', to: empty.head.sequence, undone, head } as const;
    expect(scene.do(event)).toEqual([{ type: 'rollback-stale', id: 'r', to: 0 }]);
    expect(scene.room.head.sequence).toBe(2);
  });

  test('[R13] nothing is learned from rounds that were taken back', () => {
    const scene = open();
    for (let round = 0; round < 3; round++) scene.fullRound();
    scene.rollback(1);
    expect(scene.room.recent.map(({ number }) => number)).toEqual([1]);
    expect(scene.effects).toContainEqual({ type: 'store', write: { type: 'forget', after: 1 } });
  });
});

test('a room is used up by a step: it cannot be stepped twice by mistake', () => {
  const scene = open();
  const before = scene.room;
  scene.contribute(alice);
  scene.room = before;
  expect(() => scene.contribute(bob)).toThrow('stepped already');
});
