import { describe, expect, test } from 'vitest';
import { type Manifest, decodeEntry, parseSequence } from '../src/protocol/index.ts';
import {
  FederationClient,
  HeldLog,
  World,
  alice,
  bob,
  carol,
  epoch,
  manifest,
  settled,
} from '../tests/support/federation-scene.ts';
import { Federation } from './federation.ts';
import { MemoryLogStore } from './log/index.ts';
import { silentObserver } from './observer.ts';

const guarded: Manifest = {
  ...manifest,
  round: { ...manifest.round, late: 2 },
  guard: { rise: 0.5, evaluations: 2 },
};

async function setUp(own: Manifest = guarded) {
  const world = new World();
  const log = new HeldLog(await new MemoryLogStore().open(own, () => epoch));
  const said: string[] = [];
  const observer = {
    ...silentObserver,
    late: () => void said.push('late'),
    extended: () => void said.push('extended'),
    status: ({ state }: { state: string }) => void said.push(state),
    appended: ({ number }: { number: number }) => void said.push(`rollback ${number}`),
  };
  const load = () => Federation.load({ manifest: own, log, surroundings: world, observer });
  const federation = await load();
  const clients = [alice, bob].map((person) => new FederationClient(federation, person, own).hello().ready());
  await settled();
  return { world, log, said, load, federation, clients };
}

type Clients = readonly FederationClient[];

async function round(clients: Clients): Promise<void> {
  for (const client of clients) client.say(client.contribution());
  await settled();
}

const entriesOf = (client: FederationClient) => client.all('entry').map(({ bytes }) => decodeEntry(bytes));

describe('commands', () => {
  test('[R10] paused and resumed, everybody is told, and so are newcomers; nothing is said before it is on disk', async () => {
    const { federation, clients, log, said } = await setUp();
    log.hold();
    const done = federation.command({ do: 'pause', words: 'Back on Monday' });
    await settled();
    expect(clients[0]!.all('status')).toEqual([]);
    log.release();
    expect(await done).toEqual({ ok: true });
    const status = { type: 'status', state: 'paused', cause: 'organiser', words: 'Back on Monday' };
    for (const client of clients) expect(client.all('status')).toEqual([status]);
    const late = new FederationClient(federation, carol, guarded).hello();
    await settled();
    expect(late.story.slice(0, 2)).toEqual(['welcome', 'status']);
    expect(late.all('status')).toEqual([status]);
    await round(clients);
    expect(federation.head.sequence).toBe(1);
    expect(federation.room.round).toBeNull();
    expect(await federation.command({ do: 'resume', words: '' })).toEqual({ ok: true });
    expect(federation.room.round).toMatchObject({ number: 2 });
    await settled();
    expect(said).toEqual(['paused', 'running']);
  });

  test('[R11] archived, everybody is let go, now and later; the log stays readable, also after a restart', async () => {
    const { federation, clients, load, log } = await setUp();
    await round(clients);
    expect(await federation.command({ do: 'archive', words: '' })).toEqual({ ok: true });
    expect(clients.map(({ closed }) => closed)).toEqual(['archived', 'archived']);
    expect(new FederationClient(federation, carol, guarded).hello().closed).toBe('archived');
    const again = await load();
    expect(new FederationClient(again, carol, guarded).hello().closed).toBe('archived');
    expect(await log.entries(parseSequence(1), 1e6)).toHaveLength(1);
    expect(await again.command({ do: 'resume', words: '' })).toMatchObject({ ok: false, words: /archived/ });
  });

  test('[R13] a rollback takes back what is on disk and what was acknowledged, and every client gets its entry', async () => {
    const { federation, clients, said } = await setUp();
    for (let number = 1; number <= 3; number++) await round(clients);
    clients[0]!.say(clients[0]!.contribution());
    expect(await federation.command({ do: 'rollback', to: parseSequence(1) })).toEqual({ ok: true });
    const entries = entriesOf(clients[1]!);
    expect(entries.map(({ kind }) => kind)).toEqual(['private', 'private', 'private', 'private', 'rollback']);
    const undone = clients[1]!
      .all('entry')
      .slice(1, 4)
      .map(({ bytes }) => bytes);
    expect(entries[4]).toMatchObject({ sequence: 5, to: 1, undone });
    await round(clients);
    expect(said).toEqual(['rollback 5']);
    expect(federation.head.sequence).toBe(6);
    expect(await federation.command({ do: 'rollback', to: parseSequence(6) })).toMatchObject({ ok: false });
  });

  test('[R13] an entry that is appended while others are read is taken back too', async () => {
    const { federation, clients, log } = await setUp();
    await round(clients);
    const read = log.entries;
    let reads = 0;
    log.entries = async (from, maxBytes) => {
      const page = await read(from, maxBytes);
      if (++reads === 1) await round(clients);
      return page;
    };
    expect(await federation.command({ do: 'rollback', to: parseSequence(0) })).toEqual({ ok: true });
    expect(reads).toBe(2);
    const last = entriesOf(clients[0]!).at(-1);
    expect(last).toMatchObject({ kind: 'rollback', to: 0, sequence: 3 });
    expect(last?.kind === 'rollback' && last.undone).toHaveLength(2);
  });

  test('commands given at once are each answered', async () => {
    const { federation } = await setUp();
    const results = await Promise.all([
      federation.command({ do: 'pause', words: '' }),
      federation.command({ do: 'rollback', to: parseSequence(9) }),
      federation.command({ do: 'resume', words: '' }),
    ]);
    expect(results).toMatchObject([{ ok: true }, { ok: false, words: /nothing after entry 9/ }, { ok: true }]);
  });

  test('a command that a stopping relay cannot carry out any more is answered', async () => {
    const { federation, log } = await setUp();
    log.hold();
    const done = federation.command({ do: 'pause', words: '' });
    federation.abandon();
    expect(await done).toMatchObject({ ok: false, words: /stopped before it could say/ });
  });
});

test('[C5] [C6] what comes late is taken, acknowledged and in the next entry; too late, it is refused with a reason', async () => {
  const { world, federation, clients, said } = await setUp();
  const [one, two] = clients as [FederationClient, FederationClient];
  const three = new FederationClient(federation, carol, guarded).hello().ready();
  await round(clients);
  const hers = three.contribution();
  expect(hers.round).toBe(2);
  await round(clients);
  await world.pass(5000);
  expect(federation.head.sequence).toBe(2);
  three.say(hers);
  await settled();
  expect(three.all('ack')).toEqual([{ type: 'ack', round: 2 }]);
  expect(said).toEqual(['late']);
  await round([one, two, three]);
  expect(entriesOf(one)[2]).toMatchObject({ late: [{ participant: carol.participant, round: 2 }] });
  // Again: the log knows it.
  three.say(hers);
  const stale = two.contribution({ round: parseSequence(1), chain: hers.chain });
  three.say({ ...three.contribution(), ...carol.contribution(federation.hash, epoch, stale) });
  await settled();
  expect(three.all('ack').map((ack) => ack.round)).toEqual([2, 3, 2]);
  expect(three.all('refused')).toEqual([{ type: 'refused', round: 1, reason: 'too-late' }]);
});

test('[R14] clients that report a rising held-out loss stop the rounds, and everybody is told why', async () => {
  const { world, clients, federation } = await setUp();
  for (const loss of [1, 2, 2]) {
    await round(clients);
    const { sequence } = federation.head;
    for (const client of clients) client.say({ type: 'evaluation', sequence, loss, count: 8, correct: null });
    await world.pass(5000);
  }
  expect(clients[0]!.all('status')).toMatchObject([{ state: 'paused', cause: 'guard', words: /Held-out loss 2\.000/ }]);
});

test('[R14] without a guard in the manifest nothing is made of what clients report', async () => {
  const { world, clients, federation } = await setUp(manifest);
  for (const loss of [1, 2, 2, 2]) {
    await round(clients);
    for (const client of clients) {
      client.say({ type: 'evaluation', sequence: federation.head.sequence, loss, count: 8, correct: null });
    }
    await world.pass(5000);
  }
  expect(federation.status.state).toBe('running');
});
