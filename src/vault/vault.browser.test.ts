import { openDB } from 'idb';
import { afterEach, describe, expect, test } from 'vitest';
import { type Example, conceal, reveal } from '../data/index.ts';
import { type Contribution, parseEpoch, parseFederationId, parseHash, parseSequence } from '../protocol/index.ts';
import { openDatabase } from './database.ts';
import { type ClosedReason, type Vault, openVault } from './index.ts';
import { MIGRATIONS } from './schema.ts';
import { wipeDatabase } from './wipe.ts';

const FEDERATION = parseFederationId('sentiment');
const EPOCH = parseEpoch('00112233aabbccdd');
const HASH = parseHash('ab'.repeat(32));
const ROUND = { federation: FEDERATION, epoch: EPOCH, round: 3 };
const EXAMPLES: readonly Example[] = [
  { texts: [conceal('a private "text"')], label: 1 },
  { texts: [conceal('zwei\u2028Zeilen 😀')], label: 0 },
  { texts: [conceal('third')], label: 1 },
];
const DRAFT = { name: 'Mine', source: 'paste', fields: ['text'], labels: ['negative', 'positive'], examples: EXAMPLES };

function contribution(...scalars: number[]): Contribution {
  const round = parseSequence(ROUND.round);
  return {
    ...{ type: 'contribution', round, chain: HASH, examples: 7 },
    scalars: Float32Array.from(scalars),
    signature: new Uint8Array(64),
  };
}

let count = 0;
const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((work) => work()));

const freshName = () => `test ${performance.timeOrigin} ${count++}`;

async function open(name: string, onClosed?: (reason: ClosedReason) => void): Promise<Vault> {
  const vault = await openVault({ name, onClosed });
  cleanUp.push(() => vault.close());
  return vault;
}

/** A tab that does not react to anything, as a frozen one. */
function openFrozen(name: string): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    const request = indexedDB.open(name);
    request.onsuccess = () => {
      cleanUp.push(() => request.result.close());
      resolve(request.result);
    };
    request.onerror = () => reject(request.error ?? new Error('The request failed.'));
  });
}

const participantOf = async (journal: Vault['journal'], federation = FEDERATION) =>
  (await journal.identity(federation)).participant;

describe('journal', () => {
  test('promise 4: tabs that ask at the same time are one participant, also after a reload', async () => {
    const name = freshName();
    const vaults = await Promise.all([open(name), open(name), open(name)]);
    const asked = vaults.flatMap(({ journal }) => [participantOf(journal), participantOf(journal)]);
    const [id, ...others] = await Promise.all(asked);
    expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(others)).toEqual(new Set([id]));
    expect(await participantOf((await open(name)).journal)).toBe(id);
    expect(await participantOf(vaults[0].journal, parseFederationId('another'))).not.toBe(id);
  });

  test('what has no word of the relay is known by epoch, in order of the rounds', async () => {
    const { journal } = await open(freshName());
    for (const round of [11, 2, 3, 4]) {
      await journal.keep({ ...ROUND, round }, { ...contribution(round), round: parseSequence(round) });
    }
    await journal.keep({ ...ROUND, epoch: parseEpoch('ffffffffffffffff') }, contribution(1));
    await journal.mark({ ...ROUND, round: 2 }, 'sent');
    await journal.mark({ ...ROUND, round: 3 }, 'refused');
    await journal.mark({ ...ROUND, round: 4 }, 'acknowledged');
    const open3 = await journal.unanswered(FEDERATION, EPOCH);
    expect(open3.map(({ round }) => round)).toEqual([2, 11]);
  });

  test('promise 4: the first contribution of a round stands, whichever tab kept it', async () => {
    const name = freshName();
    const [a, b] = await Promise.all([open(name), open(name)]);
    expect(await a.journal.contribution(ROUND)).toBeNull();
    const said = await Promise.all([
      a.journal.keep(ROUND, contribution(1, -0, Math.fround(0.1))),
      b.journal.keep(ROUND, contribution(2, 2, 2)),
    ]);
    expect(said[0]).toEqual(said[1]);
    a.close();
    expect(await b.journal.keep(ROUND, contribution(3, 3, 3))).toEqual(said[0]);
    expect(await (await open(name)).journal.contribution(ROUND)).toEqual(said[0]);
  });

  test('scalars come back bit for bit, without the buffer that they were a part of', async () => {
    const vault = await open(freshName());
    const buffer = Float32Array.of(9, -0, 1e-45, Math.PI, 9);
    await vault.journal.keep(ROUND, { ...contribution(), scalars: buffer.subarray(1, 4) });
    const kept = await vault.journal.contribution(ROUND);
    expect(kept?.scalars.buffer.byteLength).toBe(12);
    expect([...new Uint32Array(kept!.scalars.buffer)]).toEqual([...new Uint32Array(buffer.slice(1, 4).buffer)]);
  });

  test('a contribution that was acknowledged stays so', async () => {
    const vault = await open(freshName());
    await vault.journal.mark(ROUND, 'sent');
    expect(await vault.journal.contributions(FEDERATION)).toEqual([]);
    await vault.journal.keep(ROUND, contribution(1));
    for (const [mark, state] of [
      ['sent', 'sent'],
      ['kept', 'sent'],
      ['acknowledged', 'acknowledged'],
      ['refused', 'acknowledged'],
    ] as const) {
      await vault.journal.mark(ROUND, mark);
      expect((await vault.journal.contributions(FEDERATION)).map((record) => record.state)).toEqual([state]);
      const last = state === 'acknowledged' ? ROUND.round : 0;
      expect(await vault.journal.acknowledged(FEDERATION, EPOCH)).toBe(last);
      expect(await vault.journal.acknowledged(FEDERATION, parseEpoch('ffffffffffffffff'))).toBe(0);
    }
    expect(await vault.journal.contribution(ROUND)).toEqual(contribution(1));
  });

  test('old rounds and other epochs are forgotten, other federations not', async () => {
    const { journal } = await open(freshName());
    const other = { ...ROUND, federation: parseFederationId('sentiment-2') };
    const earlier = { ...ROUND, epoch: parseEpoch('ffffffffffffffff'), round: 9 };
    for (const round of [1, 2, 3, 10]) await journal.keep({ ...ROUND, round }, contribution(round));
    await journal.keep(other, contribution(1));
    await journal.keep(earlier, contribution(1));
    expect(await journal.contributions(FEDERATION)).toHaveLength(5);
    await journal.forgetBefore(ROUND);
    expect((await journal.contributions(FEDERATION)).map(({ round }) => round)).toEqual([3, 10]);
    expect(await journal.contribution(other)).not.toBeNull();
  });

  test('the state that was reached is known on the next visit', async () => {
    const name = freshName();
    const first = await open(name);
    expect(await first.journal.checkpoint(FEDERATION)).toBeNull();
    await first.journal.reached(FEDERATION, EPOCH, 4, 'aa');
    await first.journal.reached(FEDERATION, EPOCH, 5, 'bb');
    first.close();
    const { journal } = await open(name);
    expect(await journal.checkpoint(FEDERATION)).toEqual({ epoch: EPOCH, sequence: 5, fingerprint: 'bb' });
  });
});

describe('model files', () => {
  test('outlive the tab, are read in slices, listed with their sizes, and removed', async () => {
    const name = freshName();
    const bytes = Uint8Array.from({ length: 300_000 }, (_, i) => i % 251);
    const first = await open(name);
    expect(await first.files.get(HASH)).toBeNull();
    await first.files.save(HASH, 'model.safetensors', new Blob([bytes]));
    first.close();
    const { files } = await open(name);
    expect(await files.list()).toMatchObject([{ hash: HASH, name: 'model.safetensors', bytes: 300_000 }]);
    const slice = (await files.get(HASH))!.slice(1000, 1010);
    expect(new Uint8Array(await slice.arrayBuffer())).toEqual(bytes.slice(1000, 1010));
    await files.remove(HASH);
    expect(await files.list()).toEqual([]);
    expect(await files.get(HASH)).toBeNull();
  });

  test('come in chunks, over several visits, and are read as one once they are whole', async () => {
    const name = freshName();
    const bytes = Uint8Array.from({ length: 2500 }, (_, i) => i % 251);
    const other = parseHash('cd'.repeat(32));
    const keep = async ({ chunks }: Vault, index: number, file = HASH) =>
      chunks.save({
        file,
        index,
        hash: other,
        contents: new Blob([bytes.slice(index * 1000, (index + 1) * 1000)]),
        name: 'mini/model.safetensors',
        bytes: 2500,
      });
    const first = await open(name);
    for (const index of [2, 0]) await keep(first, index);
    await keep(first, 1, other);
    first.close();
    const second = await open(name);
    expect(await second.files.get(HASH)).toBeNull();
    expect(await second.chunks.list(HASH)).toEqual([
      { index: 0, hash: other, bytes: 1000 },
      { index: 2, hash: other, bytes: 500 },
    ]);
    const finish = () => second.chunks.finish(HASH, 'mini/model.safetensors', 2500, 3);
    await expect(finish()).rejects.toMatchObject({ code: 'missing' });
    await keep(second, 1);
    const mini = { name: 'mini/model.safetensors', bytes: 2500 };
    expect(await second.chunks.unfinished()).toEqual([
      { hash: HASH, ...mini, present: 2500 },
      { hash: other, ...mini, present: 1000 },
    ]);
    await finish();
    expect(await second.chunks.unfinished()).toMatchObject([{ hash: other }]);
    expect(await second.files.list()).toMatchObject([{ hash: HASH, bytes: 2500, chunks: 3 }]);
    const whole = (await second.files.get(HASH))!;
    expect(new Uint8Array(await whole.slice(900, 2100).arrayBuffer())).toEqual(bytes.slice(900, 2100));
    await second.chunks.remove(other, [1]);
    await second.files.remove(HASH);
    expect(await second.chunks.list(HASH)).toEqual([]);
    expect(await second.chunks.unfinished()).toEqual([]);
  });

  test('the use of storage is told', async () => {
    const vault = await open(freshName());
    const { usage, quota, persisted } = await vault.usage();
    expect(usage).toBeGreaterThanOrEqual(0);
    expect(quota).toBeGreaterThan(0);
    expect(typeof persisted).toBe('boolean');
    expect(typeof (await vault.persist())).toBe('boolean');
  });
});

describe('wipe', () => {
  test('deletes everything while another tab has the vault open, closes that one and tells it', async () => {
    const name = freshName();
    const told: ClosedReason[] = [];
    const [here, there] = await Promise.all([open(name), open(name, (reason) => told.push(reason))]);
    const { id } = await here.datasets.put(DRAFT);
    const participant = await participantOf(there.journal);
    await here.files.save(HASH, 'model', new Blob(['x']));
    localStorage.setItem(`${name}/theme`, 'dark');
    localStorage.setItem('of another page', 'kept');
    await (await caches.open(`${name} v1`)).put('/a', new Response('a'));
    await here.wipe();
    expect(told).toEqual(['wiped']);
    await expect(there.datasets.list()).rejects.toMatchObject({ code: 'closed' });
    await expect(here.datasets.list()).rejects.toMatchObject({ code: 'closed' });
    expect((await indexedDB.databases()).map((database) => database.name)).not.toContain(name);
    expect(Object.keys(localStorage)).toContain('of another page');
    expect(Object.keys(localStorage)).not.toContain(`${name}/theme`);
    expect(await caches.keys()).not.toContain(`${name} v1`);
    const fresh = await open(name);
    expect(await fresh.datasets.get(id)).toBeNull();
    expect(await fresh.files.list()).toEqual([]);
    expect(await participantOf(fresh.journal)).not.toBe(participant);
  });

  test('leaves nothing to read where a frozen tab holds up the deletion', async () => {
    const name = freshName();
    const database = await openDatabase({ name });
    await database.add('examples', EXAMPLES, 1);
    const frozen = await openFrozen(name);
    await wipeDatabase(database, 50);
    const request = frozen.transaction('examples').objectStore('examples').count();
    expect(await new Promise((resolve) => (request.onsuccess = () => resolve(request.result)))).toBe(0);
  });

  test('two tabs may wipe at once', async () => {
    const name = freshName();
    const [a, b] = await Promise.all([open(name), open(name)]);
    await a.datasets.put(DRAFT);
    await Promise.all([a.wipe(), b.wipe()]);
    expect((await indexedDB.databases()).map((database) => database.name)).not.toContain(name);
  });
});

describe('schema', () => {
  const next = [...MIGRATIONS, () => {}];

  test('an upgrade keeps the data, and tells the tab with the older version', async () => {
    const name = freshName();
    const told: ClosedReason[] = [];
    const old = await open(name, (reason) => told.push(reason));
    const { id } = await old.datasets.put(DRAFT);
    const seen: number[] = [];
    const migrations = [
      ...MIGRATIONS,
      (_: unknown, transaction: { readonly db: { readonly version: number } }) =>
        void seen.push(transaction.db.version),
    ];
    const upgraded = await openDatabase({ name, migrations });
    cleanUp.push(() => upgraded.close());
    expect(told).toEqual(['upgraded']);
    expect(seen).toEqual([migrations.length]);
    expect(await upgraded.get('examples', id)).toEqual(EXAMPLES);
    await expect(old.datasets.list()).rejects.toMatchObject({ code: 'closed' });
  });

  test('data sets of version 2, whose examples had one text, are what they were and can be trained on', async () => {
    const name = freshName();
    (await openDatabase({ name, migrations: MIGRATIONS.slice(0, 2) })).close();
    const old = await openDB(name, 2);
    const summary = { name: 'Mine', source: 'paste', labels: DRAFT.labels, counts: [1, 2], bytes: 39, createdAt: 5 };
    const ids = [await old.add('datasets', summary), await old.add('datasets', { ...summary, name: 'Other' })];
    const stored = EXAMPLES.map(({ texts, label }) => ({ text: reveal(texts[0]!), label }));
    await old.add('examples', stored, ids[0]);
    await old.add('examples', stored.toReversed(), ids[1]);
    old.close();
    const { datasets } = await open(name);
    expect((await datasets.list()).map(({ fields }) => fields)).toEqual([['text'], ['text']]);
    const [first, second] = await Promise.all(ids.map((id) => datasets.get(Number(id))));
    expect(first).toEqual({ ...summary, fields: ['text'], unlabelled: 0, revision: 0, id: ids[0], examples: EXAMPLES });
    expect(second!.examples).toEqual(EXAMPLES.toReversed());
    expect(await (await datasets.export(Number(ids[0]))).text()).toContain('{"text":"third","label":"positive"}');
  });

  test('a migration that fails leaves the older version as it was', async () => {
    const name = freshName();
    const old = await open(name);
    const { id } = await old.datasets.put(DRAFT);
    const broken = () => {
      throw new Error('broken');
    };
    await expect(openDatabase({ name, migrations: [...MIGRATIONS, broken] })).rejects.toMatchObject({ code: 'failed' });
    expect(await (await open(name)).datasets.get(id)).toMatchObject({ examples: EXAMPLES });
  });

  test('data of a newer version is refused with a remedy, and left alone', async () => {
    const name = freshName();
    (await openDatabase({ name, migrations: next })).close();
    await expect(open(name)).rejects.toMatchObject({ code: 'newer-version', remedy: /newer version/ });
    const again = await openDatabase({ name, migrations: next });
    expect(again.version).toBe(next.length);
    again.close();
  });

  test('an upgrade that a frozen tab blocks is given up with a remedy', async () => {
    const name = freshName();
    (await openDatabase({ name })).close();
    const frozen = await openFrozen(name);
    const told: ClosedReason[] = [];
    const opening = openDatabase({ name, migrations: next, patience: 50, onClosed: (reason) => told.push(reason) });
    await expect(opening).rejects.toMatchObject({ code: 'blocked' });
    frozen.close();
    // The upgrade that was given up happens after all; its connection must neither stay nor be heard of again.
    const late = await openDatabase({ name, migrations: next });
    await wipeDatabase(late);
    expect(told).toEqual([]);
    expect((await indexedDB.databases()).map((database) => database.name)).not.toContain(name);
  });
});
