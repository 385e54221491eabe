import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  type ClosedRound,
  type Log,
  type LogState,
  type LogStore,
  type OpenRound,
  RECENT_ROUNDS,
  RUNNING,
  type Status,
  UNGUARDED,
  type Write,
} from '../../server/log/index.ts';
import {
  type Epoch,
  type Hash,
  type ParticipantId,
  encodeEntry,
  entryHash,
  manifestHash,
  parseEpoch,
  parseParticipantId,
  parseSequence,
} from '../../src/protocol/index.ts';
import { testManifest } from '../support/manifest.ts';

const manifest = testManifest();
const epoch = parseEpoch('00112233445566ff');
const alice = parseParticipantId('a'.repeat(32));
const bob = parseParticipantId('b'.repeat(32));

const drawEpoch = (): Epoch => epoch;
const base = manifestHash(manifest);

function open(number = 1, chain: Hash = base): Write & { type: 'open' } {
  const round: OpenRound = {
    number: parseSequence(number),
    chain,
    openedAt: 1_795_000_000_000,
    deadline: 1_795_000_060_000,
    asked: [alice, bob],
    contributions: [],
  };
  return { type: 'open', round };
}

function contribution(participant: ParticipantId, number = 1, first = 0.25): Write & { type: 'contribution' } {
  const round = parseSequence(number);
  const scalars = Float32Array.of(first, -1.5, 0, 99);
  const signature = new Uint8Array(64).fill(number);
  const message = { type: 'contribution', round, chain: base, examples: 7, scalars, signature } as const;
  return { type: 'contribution', stored: { participant, contribution: message, at: 1_795_000_001_000 } };
}

/** The same contribution, after its round has closed. */
function late(participant: ParticipantId, number = 1): Write & { type: 'late' } {
  return { type: 'late', stored: contribution(participant, number).stored };
}

function record(number: number, missing: readonly ParticipantId[] = [bob]): ClosedRound {
  return {
    ...{ number: parseSequence(number), chain: base, openedAt: 1_795_000_000_000 },
    ...{ asked: 2, contributed: 1, silent: 1, reports: [1000, 2500], norms: [0.1, 1 / 3], missing },
  };
}

/** Appends an entry whose bytes have a length of their own. */
function append(number: number, previous: Hash): Write & { type: 'append' } {
  const sequence = parseSequence(number);
  const parts = [{ participant: alice, examples: 7, scalars: new Float32Array(number) }];
  const bytes = encodeEntry({ kind: 'private', sequence, previous, parts, late: [] });
  return {
    type: 'append',
    sequence,
    previous,
    chain: entryHash(bytes),
    bytes,
    participants: [alice],
    at: 1_795_000_002_000,
    record: record(number),
  };
}

/** Of a log that nothing was ever written to. */
const untouched: LogState = {
  head: { sequence: parseSequence(0), chain: base },
  round: null,
  fingerprint: null,
  status: RUNNING,
  guard: UNGUARDED,
  recent: [],
  late: [],
};

/** Entries 1 to `count`. */
function appends(count: number): (Write & { type: 'append' })[] {
  const writes: (Write & { type: 'append' })[] = [];
  for (let number = 1; number <= count; number++) writes.push(append(number, writes.at(-1)?.chain ?? base));
  return writes;
}

/**
 * What every log must do.
 * @param reopen the store again on the same data, as after a restart; the one before is closed or dead by then
 */
export function logSuite(name: string, create: () => Promise<{ store: LogStore; reopen: () => Promise<LogStore> }>) {
  describe(`log: ${name}`, () => {
    let store: LogStore;
    let reopen: () => Promise<LogStore>;
    let log: Log;

    beforeEach(async () => {
      ({ store, reopen } = await create());
      log = await store.open(manifest, drawEpoch);
    });
    afterEach(() => store.close());

    async function restart(): Promise<void> {
      await store.close();
      store = await reopen();
      log = await store.open(manifest, () => {
        throw new Error('An old log has its epoch already.');
      });
    }

    test('a new log is at sequence 0 and the manifest hash, with nothing open', async () => {
      expect(log.epoch).toBe(epoch);
      expect(await log.state()).toEqual(untouched);
      expect(await log.entries(parseSequence(1), 1e6)).toEqual([]);
      expect(await log.entryBytes(parseSequence(0))).toBe(0);
      expect(await log.snapshots()).toEqual([]);
    });

    test('[L1] a log of the same id and another manifest is refused, with what to do', async () => {
      const changed = { ...manifest, title: 'Changed' };
      await expect(store.open(changed, drawEpoch)).rejects.toThrow(
        /another federation.*--data|another federation.*directory/,
      );
    });

    test('two federations do not see each other', async () => {
      const other = await store.open({ ...manifest, id: 'other' }, () => parseEpoch('1111111111111111'));
      await log.commit([open(), contribution(alice)]);
      expect((await other.state()).round).toBeNull();
      expect(other.epoch).toBe('1111111111111111');
    });

    test('[R7] the open round comes back with its contributions in order of arrival', async () => {
      await log.commit([open()]);
      await log.commit([contribution(bob), contribution(alice, 1, -4)]);
      const asked = [bob, alice];
      await log.commit([{ type: 'extend', deadline: 1_795_000_120_000, asked }]);
      await restart();
      const { round } = await log.state();
      const contributions = [contribution(bob).stored, contribution(alice, 1, -4).stored];
      expect(round).toEqual({ ...open().round, deadline: 1_795_000_120_000, asked, contributions });
    });

    test('[R7] thousands of contributions in one commit come back in order of arrival, and none counts twice', async () => {
      const crowd = Array.from({ length: 2500 }, (_, i) =>
        parseParticipantId((7919 * (i + 1)).toString(16).padStart(32, '0')),
      );
      const all = crowd.map((participant) => contribution(participant));
      await log.commit([open(), ...all.slice(0, 10)]);
      await expect(log.commit([...all.slice(10), contribution(crowd[5]!)])).rejects.toMatchObject({ name: 'LogError' });
      await log.commit(all.slice(10));
      await restart();
      expect((await log.state()).round?.contributions.map(({ participant }) => participant)).toEqual(crowd);
    });

    test('[L2] entries come back byte for byte, and an append ends the round', async () => {
      const [one, two] = appends(2);
      await log.commit([open(), contribution(alice), one!]);
      await log.commit([open(2, one!.chain), contribution(alice, 2), two!]);
      await restart();
      expect(await log.entries(parseSequence(1), 1e6)).toEqual([one!.bytes, two!.bytes]);
      const head = { sequence: 2, chain: two!.chain };
      expect(await log.state()).toEqual({ ...untouched, head, recent: [record(1), record(2)] });
    });

    test('entries come in pages: the first always, then as many as fit', async () => {
      const writes = appends(4);
      await log.commit(writes);
      const bytes = writes.map((write) => write.bytes);
      expect(await log.entries(parseSequence(2), 1)).toEqual(bytes.slice(1, 2));
      expect(await log.entries(parseSequence(2), bytes[1]!.length + bytes[2]!.length)).toEqual(bytes.slice(1, 3));
      expect(await log.entries(parseSequence(2), bytes[1]!.length + bytes[2]!.length - 1)).toEqual(bytes.slice(1, 2));
      expect(await log.entries(parseSequence(5), 1e6)).toEqual([]);
      expect(await log.entryBytes(parseSequence(2))).toBe(bytes[2]!.length + bytes[3]!.length);
    });

    const first = append(1, base);
    const contradictions: [string, Write[]][] = [
      ['an entry that leaves a gap', [append(2, first.chain)]],
      ['an entry on another chain value', [append(1, first.chain)]],
      ['the same entry twice', [first, first]],
      ['a second open round', [open(), open()]],
      ['a round that does not follow the head', [open(2)]],
      ['a contribution while nothing is open', [contribution(alice)]],
      ['a contribution to another round', [open(), contribution(alice, 2)]],
      ['a second contribution of one participant', [open(), contribution(alice), contribution(alice, 1, 5)]],
      ['an extension of nothing', [{ type: 'extend', deadline: 1, asked: [] }]],
      ['the end of a round that is not open', [{ type: 'cancel' }]],
      ['the end of a round with a contribution', [open(), contribution(alice), { type: 'cancel' }]],
      ['a late contribution to a round that is open', [open(), late(bob)]],
      ['a late contribution to a round that never was', [open(), contribution(alice), first, late(bob, 2)]],
      ['a late contribution of one who is in the entry', [open(), contribution(alice), first, late(alice)]],
      ['a second late contribution', [open(), contribution(alice), first, late(bob), late(bob)]],
    ];
    test.each(contradictions)('[L3] %s is refused, and nothing of its commit remains', async (_, writes) => {
      const fingerprint: Write = { type: 'fingerprint', sequence: parseSequence(0), fingerprint: 'f'.repeat(32) };
      await expect(log.commit([fingerprint, ...writes])).rejects.toMatchObject({ name: 'LogError' });
      expect(await log.state()).toEqual(untouched);
      expect(await log.entryBytes(parseSequence(0))).toBe(0);
      await log.commit([open(), contribution(alice), first]);
      expect((await log.state()).head.sequence).toBe(1);
    });

    test('[R7] what was said of it comes back: status, guard and the records of rounds, whose missing are still missing', async () => {
      const status: Status = { state: 'paused', cause: 'organiser', words: 'Até já \u{1f33c}' };
      const guard = { best: 0.1 + 0.2, above: 2, judged: parseSequence(1) };
      const [one, two] = appends(2);
      await log.commit([
        { ...one!, record: record(1, [alice, bob]) },
        { ...two!, record: record(2, [alice]) },
      ]);
      await log.commit([{ type: 'status', status }, late(bob), { type: 'guard', guard }]);
      await restart();
      const head = { sequence: parseSequence(2), chain: two!.chain };
      const recent = [record(1, [alice]), record(2, [alice])];
      expect(await log.state()).toEqual({ ...untouched, head, status, guard, recent, late: [late(bob).stored] });
    });

    test('[C6] a late contribution waits for the next entry, once, and counts for its own round from then on', async () => {
      const [one, two, three] = appends(3);
      await log.commit([one!, two!]);
      expect(await log.contributed(parseSequence(1), bob)).toBe(false);
      const stored = [late(bob, 1).stored, late(bob, 2).stored];
      await log.commit([late(bob, 2)]);
      await log.commit([late(bob, 1)]);
      expect((await log.state()).late).toEqual(stored);
      await log.commit([three!]);
      await restart();
      expect(await log.state()).toMatchObject({
        late: [],
        recent: [{ missing: [] }, { missing: [] }, { missing: [bob] }],
      });
      expect(await log.contributed(parseSequence(1), bob)).toBe(true);
      expect(await log.contributed(parseSequence(3), bob)).toBe(false);
      await expect(log.commit([late(bob, 1)])).rejects.toMatchObject({ name: 'LogError' });
    });

    test('[C6] a commit that fails takes no late contribution in', async () => {
      const [one, two] = appends(2);
      await log.commit([open(), contribution(alice), one!, late(bob)]);
      await expect(log.commit([two!, two!])).rejects.toMatchObject({ name: 'LogError' });
      expect((await log.state()).late).toEqual([late(bob).stored]);
    });

    test('[R12] a round that was dropped is gone, and its number is free', async () => {
      await log.commit([open()]);
      await log.commit([{ type: 'cancel' }]);
      await restart();
      expect(await log.state()).toEqual(untouched);
      await log.commit([open(), contribution(alice)]);
      expect((await log.state()).round?.contributions).toHaveLength(1);
    });

    test('[R12] records of the newest rounds are kept, and of those that were taken back none', async () => {
      const all = appends(RECENT_ROUNDS + 3);
      await log.commit(all.map((write, i) => (i === 5 ? { ...write, record: null } : write)));
      await restart();
      const kept = Array.from({ length: RECENT_ROUNDS }, (_, i) => i + 4).filter((number) => number !== 6);
      expect((await log.state()).recent.map(({ number }) => number)).toEqual(kept);
      await log.commit([{ type: 'forget', after: parseSequence(7) }]);
      await restart();
      expect((await log.state()).recent.map(({ number }) => number)).toEqual([4, 5, 7]);
    });

    test('[O3] the timeline has every closed round and its entry, or neither', async () => {
      const [one, two, three] = appends(3);
      const notes = { late: 2, refused: 3, extended: true };
      await log.commit([open(), contribution(alice), { ...one!, notes }]);
      await expect(log.commit([two!, two!])).rejects.toMatchObject({ name: 'LogError' });
      expect(await log.timeline(parseSequence(0), 10)).toHaveLength(1);
      // A rollback, say, is no round.
      await log.commit([{ ...two!, record: null, notes: null }, three!]);
      await restart();
      const row = { openedAt: 1_795_000_000_000, closedAt: 1_795_000_002_000, asked: 2, contributed: 1, silent: 1 };
      const [oldest, last] = await log.timeline(parseSequence(0), 10);
      expect(oldest).toEqual({ number: 1, ...row, ...notes, bytes: one!.bytes.length });
      expect(last).toEqual({ number: 3, ...row, late: 0, refused: 0, extended: false, bytes: three!.bytes.length });
      expect(await log.timeline(parseSequence(1), 10)).toEqual([last]);
      expect(await log.timeline(parseSequence(0), 1)).toEqual([last]);
      const totals = { rounds: 2, contributions: 4, firstAt: row.openedAt, lastAt: row.closedAt };
      expect(await log.timelineTotals()).toEqual(totals);
    });

    test('[O3] a new log has no rounds', async () => {
      expect(await log.timeline(parseSequence(0), 10)).toEqual([]);
      expect(await log.timelineTotals()).toEqual({ rounds: 0, contributions: 0, firstAt: null, lastAt: null });
    });

    test('[O5] evaluations are kept by state and group, and never replaced by those of fewer', async () => {
      const view = (sequence: number, group: string, participants: number, accuracy: number | null = 0.5) => ({
        ...{ sequence, group, loss: 1 / participants, accuracy, participants, examples: 10 * participants },
      });
      await log.commit([
        { type: 'evaluations', evaluations: [view(8, 'all', 2), view(8, 'form:phone', 1, null), view(16, 'all', 3)] },
        { type: 'evaluations', evaluations: [view(8, 'all', 4), view(16, 'all', 1), view(24, 'invite:Zoë', 1)] },
      ]);
      await restart();
      const [a, b, c, d] = [
        view(8, 'all', 4),
        view(8, 'form:phone', 1, null),
        view(16, 'all', 3),
        view(24, 'invite:Zoë', 1),
      ];
      expect(await log.evaluations(parseSequence(0), 10, null)).toEqual([a, b, c, d]);
      expect(await log.evaluations(parseSequence(8), 10, null)).toEqual([c, d]);
      expect(await log.evaluations(parseSequence(0), 2, 'all')).toEqual([a, c]);
      expect(await log.evaluations(parseSequence(0), 1, null)).toEqual([d]);
    });

    test('[O4] who contributed is known by entry, latecomers too', async () => {
      const [one, two] = appends(2);
      await log.commit([open(), contribution(alice), one!, late(bob), two!]);
      await restart();
      const all = [
        { sequence: 1, participants: [alice] },
        { sequence: 2, participants: [alice, bob] },
      ];
      expect(await log.contributors(parseSequence(0), 10)).toEqual(all);
      expect(await log.contributors(parseSequence(1), 10)).toEqual([all[1]]);
      expect(await log.contributors(parseSequence(0), 1)).toEqual([all[0]]);
    });

    test('[O1] federations that an order began are kept, once, in their order', async () => {
      expect(await store.kept()).toEqual([]);
      const second = { ...manifest, id: 'another' };
      await store.open(second, drawEpoch);
      await store.keep('another', 1000);
      await store.keep(manifest.id, 2000);
      await store.keep('another', 3000);
      await restart();
      const all = [second, manifest].map((one) => ({ id: one.id, manifest: one }));
      expect(await store.kept()).toEqual(all);
      expect(await store.kept(['another', 'unknown'])).toEqual(all.slice(1));
    });

    test('fingerprints are found by sequence, and the newest is told', async () => {
      for (const sequence of [0, 1, 10, 9]) {
        const fingerprint = sequence.toString(16).repeat(32);
        await log.commit([{ type: 'fingerprint', sequence: parseSequence(sequence), fingerprint }]);
      }
      await restart();
      expect(await log.fingerprint(parseSequence(9))).toBe('9'.repeat(32));
      expect(await log.fingerprint(parseSequence(2))).toBeNull();
      const some = await log.fingerprints(parseSequence(1), parseSequence(9));
      expect(some).toEqual([
        { sequence: 1, fingerprint: '1'.repeat(32) },
        { sequence: 9, fingerprint: '9'.repeat(32) },
      ]);
      expect((await log.state()).fingerprint).toEqual({ sequence: 10, fingerprint: 'a'.repeat(32) });
    });

    test('[S4] the newest snapshots are kept', async () => {
      const snapshot = (sequence: number) => ({
        sequence: parseSequence(sequence),
        bytes: 2 ** 33,
        sha256: sequence.toString(16).padStart(64, '0'),
        fingerprint: 'f'.repeat(32),
      });
      for (const sequence of [2, 4, 10, 10]) {
        await log.commit([{ type: 'snapshot', snapshot: snapshot(sequence), keep: 2 }]);
      }
      await restart();
      expect(await log.snapshots()).toEqual([snapshot(10), snapshot(4)]);
    });
  });
}
