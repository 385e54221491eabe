import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Cluster, FencedError, type Lease } from '../../server/cluster/index.ts';
import type { Log, OpenRound, Write } from '../../server/log/index.ts';
import { manifestHash, parseEpoch, parseParticipantId, parseSequence } from '../../src/protocol/index.ts';
import { testManifest } from '../support/manifest.ts';

export const manifest = testManifest();
export const epoch = parseEpoch('00112233445566ff');
const federation = manifest.id;
const alice = parseParticipantId('a'.repeat(32));
const bob = parseParticipantId('b'.repeat(32));
const bytes = Uint8Array.of(1, 2, 255);
const NOTHING: ReadonlySet<number> = new Set();

/** Two nodes of one database, with the federation's log as each has it, and its clock. */
export interface ClusterScene {
  readonly nodes: readonly [ClusterNode, ClusterNode];
  /** Lets every lease, or every node that does not beat, expire: by moving the database's clock, or its rows. */
  expireLeases(): Promise<void>;
  expireNode(node: Cluster): Promise<void>;
  /** As long as others wait before they give a node up. */
  giveUp(node: Cluster): Promise<void>;
  close(): Promise<void>;
}

export interface ClusterNode {
  readonly cluster: Cluster;
  readonly log: Log;
}

const round: OpenRound = {
  number: parseSequence(1),
  chain: manifestHash(manifest),
  openedAt: 1_795_000_000_000,
  deadline: 1_795_000_060_000,
  asked: [alice, bob],
  contributions: [],
};
const open: Write = { type: 'open', round };

function commitOf(log: Log, change: Partial<Parameters<Cluster['commit']>[1]> = {}) {
  return { log, writes: [], receipts: [], notices: [], ...change };
}

function begin(participant = alice, connection = 1) {
  return { type: 'begin', session: { participant, connection, synced: false, ready: false } } as const;
}

/** What every way for nodes to share a federation must do. */
export function clusterSuite(name: string, create: () => Promise<ClusterScene>) {
  describe(`cluster: ${name}`, () => {
    let scene: ClusterScene;
    let first: Cluster;
    let second: Cluster;
    let logs: readonly [Log, Log];

    beforeEach(async () => {
      scene = await create();
      [first, second] = [scene.nodes[0].cluster, scene.nodes[1].cluster];
      logs = [scene.nodes[0].log, scene.nodes[1].log];
      await first.beat();
      await second.beat();
    });
    afterEach(() => scene.close());

    async function claimed(cluster: Cluster): Promise<Lease> {
      const lease = await cluster.claim(federation);
      if (!lease) throw new Error("The lease is another node's.");
      return lease;
    }

    test('[N2] one node has the lease, and of many that claim it at once one gets it', async () => {
      const claims = await Promise.all([first, second].map((cluster) => cluster.claim(federation)));
      const [holder, other] = claims[0] ? [first, second] : [second, first];
      expect(claims.filter((lease) => lease !== null)).toHaveLength(1);
      expect(await other.claim(federation)).toBeNull();
      expect(await holder.claim(federation)).not.toBeNull();
    });

    test('[N8] [H9] what computes on a device is known on every node', async () => {
      const device = { engine: 'webgpu', form: 'tablet' } as const;
      const { session } = begin();
      await first.report(federation, [{ type: 'begin', session }], []);
      expect((await second.sessions(federation))[0]).not.toHaveProperty('device');
      await first.report(federation, [{ type: 'change', session: { ...session, device } }], []);
      expect(await second.sessions(federation)).toMatchObject([{ participant: alice, device }]);
      await second.report(federation, [{ type: 'begin', session: { ...session, device } }], []);
      expect(await first.sessions(federation)).toMatchObject([{ node: second.node, device }]);
    });

    test('[N8] what a node tells of its clients the others read, until it is gone', async () => {
      expect(await second.told(federation)).toEqual([]);
      await first.tell(federation, 'one');
      await first.tell(federation, 'two');
      await second.tell(federation, 'mine');
      expect(await second.told(federation)).toEqual(['two']);
      expect(await first.told(federation)).toEqual(['mine']);
      expect(await second.told('elsewhere')).toEqual([]);
      await scene.giveUp(first);
      await second.beat();
      expect(await second.told(federation)).toEqual([]);
      await first.tell(federation, 'three');
      expect(await second.told(federation)).toEqual([]);
    });

    test('[N2] it goes over when it has expired or was released, and its fence rises each time', async () => {
      const before = await claimed(first);
      await scene.expireLeases();
      const taken = await claimed(second);
      expect(taken.fence).toBeGreaterThan(before.fence);
      expect(await first.claim(federation)).toBeNull();
      await second.release(taken);
      expect((await claimed(first)).fence).toBeGreaterThan(taken.fence);
    });

    test('[N2] a lease that is renewed does not expire', async () => {
      const lease = await claimed(first);
      await scene.expireLeases();
      await first.renew(lease);
      expect(await second.claim(federation)).toBeNull();
    });

    test('[N3] a node whose fence is not the newest commits, renews and tells nothing', async () => {
      const stale = await claimed(first);
      await scene.expireLeases();
      await claimed(second);
      const commit = first.commit(stale, commitOf(logs[0], { writes: [open] }));
      await expect(commit).rejects.toBeInstanceOf(FencedError);
      await expect(first.renew(stale)).rejects.toBeInstanceOf(FencedError);
      await expect(first.attend(stale, { connected: 9, ready: 9, round: null })).rejects.toBeInstanceOf(FencedError);
      await first.release(stale);
      expect(await first.claim(federation)).toBeNull();
      expect((await logs[1].state()).round).toBeNull();
      expect((await second.news(federation, NOTHING)).attendance).toBeNull();
    });

    test('[N3] a commit in the middle of a takeover is either before it or refused', async () => {
      for (let i = 0; i < 10; i++) {
        const lease = await claimed(first);
        await scene.expireLeases();
        const fingerprint: Write = { type: 'fingerprint', sequence: parseSequence(i), fingerprint: 'f'.repeat(32) };
        const commit = first.commit(lease, commitOf(logs[0], { writes: [fingerprint] })).then(
          () => true,
          () => false,
        );
        const taken = second.claim(federation).then(async (theirs) => ({
          theirs,
          seen: await logs[1].fingerprint(parseSequence(i)),
        }));
        const [isCommitted, { theirs, seen }] = await Promise.all([commit, taken]);
        expect(theirs).not.toBeNull();
        // Whoever has taken over sees all that there will ever be of the one before.
        expect(seen !== null).toBe(isCommitted);
        await second.release(theirs!);
      }
    });

    test('a commit that contradicts the log leaves nothing behind', async () => {
      const lease = await claimed(first);
      await second.report(federation, [begin()], [{ participant: alice, bytes }]);
      const [letter] = await first.letters(federation, new Set(), 10);
      const notices = [{ node: second.node, notice: { type: 'ack', to: alice, round: round.number } as const }];
      const commit = commitOf(logs[0], { writes: [open, open], receipts: [letter!.receipt], notices });
      await expect(first.commit(lease, commit)).rejects.toMatchObject({ name: 'LogError' });
      expect((await logs[0].state()).round).toBeNull();
      expect(await first.letters(federation, new Set(), 10)).toHaveLength(1);
      expect((await second.news(federation, NOTHING)).notices).toEqual([]);
    });

    test('[N4] mail comes in the order of its node, waits for a commit, and is taken once, together with its effects', async () => {
      const lease = await claimed(first);
      const mail = [1, 2, 3].map((number) => ({ participant: alice, bytes: Uint8Array.of(number, 0, 255) }));
      await second.report(federation, [begin()], mail.slice(0, 2));
      await second.report(federation, [], [{ participant: null, bytes: Uint8Array.of(9) }, mail[2]!]);
      const letters = await first.letters(federation, new Set(), 10);
      expect(letters.map((letter) => [...letter.bytes])).toEqual([[1, 0, 255], [2, 0, 255], [9], [3, 0, 255]]);
      expect(letters[2]!.participant).toBeNull();
      expect(letters.every(({ node }) => node === second.node)).toBe(true);
      const inHand = new Set(letters.slice(0, 3).map(({ receipt }) => receipt));
      expect(await first.letters(federation, inHand, 10)).toEqual([letters[3]]);
      expect(await first.letters(federation, new Set(), 2)).toHaveLength(2);
      await first.commit(lease, commitOf(logs[0], { writes: [open], receipts: [...inHand] }));
      expect(await second.letters(federation, new Set(), 10)).toEqual([letters[3]]);
    });

    test('[N4] notices reach their node, or every node, in the order of the commits, until they were heard', async () => {
      const lease = await claimed(first);
      const ack = (to: typeof alice) => ({ type: 'ack', to, round: round.number }) as const;
      const ask = { type: 'open', to: [alice], round: round.number, chain: round.chain, participants: 2 } as const;
      const deadline = Date.now() + 1e6;
      const status = { type: 'status', status: { state: 'paused', cause: 'organiser', words: 'déjà vu' } } as const;
      await first.commit(lease, commitOf(logs[0], { notices: [{ node: second.node, notice: { ...ask, deadline } }] }));
      await first.commit(
        lease,
        commitOf(logs[0], {
          notices: [
            { node: second.node, notice: ack(alice) },
            { node: first.node, notice: ack(bob) },
            { node: null, notice: status },
          ],
        }),
      );
      const { notices } = await second.news(federation, NOTHING);
      expect(notices.map(({ notice }) => notice)).toMatchObject([ask, ack(alice), status]);
      const [asked] = notices;
      if (asked?.notice.type !== 'open') throw new Error('The first notice opens the round.');
      expect(Math.abs(asked.notice.deadline - deadline)).toBeLessThan(10_000);
      expect((await first.news(federation, NOTHING)).notices.map(({ notice }) => notice)).toEqual([ack(bob), status]);
      const others = await second.news(federation, new Set([notices[1]!.number]));
      expect(others.notices.map(({ number }) => number)).toEqual([asked.number, notices[2]!.number]);
      await second.heard(federation, [asked.number, notices[2]!.number]);
      expect((await second.news(federation, NOTHING)).notices).toEqual([notices[1]]);
      expect((await first.news(federation, NOTHING)).notices).toHaveLength(2);
    });

    test('attendance is told to all nodes, and is the same object until it changes', async () => {
      const lease = await claimed(first);
      const told = { connected: 3, ready: 2, round: null };
      await first.attend(lease, told);
      const { attendance } = await second.news(federation, NOTHING);
      expect(attendance).toEqual(told);
      expect((await second.news(federation, NOTHING)).attendance).toBe(attendance);
      await first.attend(lease, { ...told, connected: 4 });
      expect((await second.news(federation, NOTHING)).attendance).toMatchObject({ connected: 4 });
    });

    test('sessions begin, change and end, and only those of this connection', async () => {
      await first.report(federation, [begin(alice, 1), begin(bob, 2)], []);
      const session = { participant: alice, connection: 1, synced: true, ready: true };
      await first.report(federation, [{ type: 'change', session }], []);
      await first.report(federation, [{ type: 'end', participant: bob, connection: 1 }], []);
      const seen = await second.sessions(federation);
      expect(seen.toSorted((a, b) => a.connection - b.connection)).toEqual([
        { ...session, node: first.node },
        { participant: bob, connection: 2, synced: false, ready: false, node: first.node },
      ]);
      await first.report(federation, [{ type: 'end', participant: bob, connection: 2 }], []);
      expect(await second.sessions(federation)).toHaveLength(1);
      await first.depart(federation);
      expect(await second.sessions(federation)).toEqual([]);
    });

    test('[H5] a newer session on another node replaces the older, whose node is told and changes nothing any more', async () => {
      await first.report(federation, [begin(alice, 5)], []);
      await second.report(federation, [begin(alice, 1)], []);
      const replaced = { type: 'replaced', to: alice, connection: 5 };
      expect((await first.news(federation, NOTHING)).notices).toMatchObject([{ notice: replaced }]);
      const session = { participant: alice, connection: 5, synced: true, ready: true };
      await first.report(federation, [{ type: 'change', session }], []);
      await first.report(federation, [{ type: 'end', participant: alice, connection: 5 }], []);
      expect(await first.sessions(federation)).toMatchObject([{ node: second.node, synced: false }]);
    });

    test('[H5] of two that begin at once one stays, and the other is told', async () => {
      for (let connection = 1; connection <= 5; connection++) {
        await Promise.all([first, second].map((node) => node.report(federation, [begin(alice, connection)], [])));
        const [session, ...others] = await first.sessions(federation);
        expect(others).toEqual([]);
        const loser = session?.node === first.node ? second : first;
        const { notices } = await loser.news(federation, NOTHING);
        expect(notices.map(({ notice }) => notice)).toContainEqual({ type: 'replaced', to: alice, connection });
        await first.report(federation, [{ type: 'end', participant: alice, connection }], []);
        await second.report(federation, [{ type: 'end', participant: alice, connection }], []);
      }
    });

    test('[N5] the sessions of a node that stands still are not counted, and are there again when it goes on', async () => {
      await first.report(federation, [begin()], []);
      const birth = await first.beat();
      await scene.expireNode(first);
      expect(await second.sessions(federation)).toEqual([]);
      await second.beat();
      expect(await first.beat()).toBe(birth);
      expect(await second.sessions(federation)).toHaveLength(1);
    });

    test('[N5] a node that was given up learns it, and what it had is gone', async () => {
      await first.report(federation, [begin()], []);
      const birth = await first.beat();
      await scene.giveUp(first);
      await second.beat();
      expect(await first.beat()).not.toBe(birth);
      expect(await first.sessions(federation)).toEqual([]);
    });

    test('[N5] a node that is gone is told nothing any more, and nothing waits for it', async () => {
      const lease = await claimed(first);
      await second.report(federation, [begin(bob, 1)], []);
      await scene.giveUp(second);
      await first.beat();
      const ack = { type: 'ack', to: bob, round: round.number } as const;
      await first.commit(lease, commitOf(logs[0], { notices: [{ node: second.node, notice: ack }] }));
      await second.beat();
      expect((await second.news(federation, NOTHING)).notices).toEqual([]);
    });

    test('[N5] a node that goes leaves no sessions behind', async () => {
      await first.report(federation, [begin()], []);
      await first.close();
      await first.close();
      expect(await second.sessions(federation)).toEqual([]);
    });

    test('nodes are woken for what concerns them', async () => {
      const heard = new Set<string>();
      let wake: () => void = () => {};
      const stop = second.listen((of, topic) => {
        if (of === federation) heard.add(topic);
        wake();
      });
      const until = async (topics: string[]): Promise<void> => {
        while (!topics.every((topic) => heard.has(topic))) await new Promise<void>((resolve) => (wake = resolve));
        heard.clear();
      };
      const lease = await claimed(first);
      // A listener's connection comes about in its own time, and what was said before it is told all the same.
      await first.report(federation, [begin()], [{ participant: alice, bytes }]);
      await until(['sessions', 'mail']);
      await first.commit(lease, commitOf(logs[0], { writes: [open] }));
      await until(['news']);
      await first.release(lease);
      await until(['lease']);
      stop();
      expect(heard).toEqual(new Set());
    });
  });
}
