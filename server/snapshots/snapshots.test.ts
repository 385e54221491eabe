import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type TestS3, startS3 } from '../../tests/support/s3.ts';
import { type SnapshotStore, SnapshotStoreError, openSnapshots, snapshotPlace } from './index.ts';
import { S3Snapshots } from './s3.ts';

let folder: string;
let s3: TestS3;
let buckets = 0;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-snapshots-'));
  s3 = await startS3();
});
afterEach(() => s3.mend());
afterAll(async () => {
  await s3.stop();
  await rm(folder, { recursive: true });
});

/** Bytes that are told apart wherever they are cut. */
function pattern(length: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(length);
  for (let i = 0; i < length; i += 4093) bytes[i] = (i * 2_654_435_761) >>> 24;
  return bytes;
}

/** Pieces of a size that no part's border is a multiple of. */
function* inPieces(bytes: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 1_000_003) yield bytes.subarray(at, at + 1_000_003);
}

async function contents(store: SnapshotStore, ...wanted: Parameters<SnapshotStore['read']>): Promise<Buffer | null> {
  const stream = await store.read(...wanted);
  if (!stream) return null;
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function s3Store(change: Record<string, string> = {}): SnapshotStore {
  const bucket = `bucket${buckets++}`;
  s3.createBucket(bucket);
  return openSnapshots(snapshotPlace(`s3://${bucket}/some/place`, folder, { ...s3.environment, ...change }));
}

const stores: [string, () => Promise<SnapshotStore>][] = [
  ['directory', async () => openSnapshots(snapshotPlace(path.join(folder, String(buckets++)), '', {}))],
  ['s3', async () => s3Store()],
];

describe.each(stores)('snapshots: %s', (_, create) => {
  test('what is written is read again, whole and in part', async () => {
    const store = await create();
    for (const length of [0, 5, 17 << 20, 32 << 20]) {
      const bytes = pattern(length);
      const written = await store.write('tiny/00ff/7.snapshot', inPieces(bytes));
      const sha256 = createHash('sha256').update(bytes).digest('hex');
      expect(written).toEqual({ bytes: length, sha256 });
      const whole = await contents(store, 'tiny/00ff/7.snapshot');
      expect(createHash('sha256').update(whole!).digest('hex')).toBe(sha256);
      if (length < 1000) continue;
      const part = await contents(store, 'tiny/00ff/7.snapshot', { start: 999, end: 2000 });
      expect(part).toEqual(Buffer.from(bytes.subarray(999, 2001)));
    }
  });

  test('what is not there is null, and is removed without a word', async () => {
    const store = await create();
    expect(await store.read('tiny/00ff/8.snapshot')).toBeNull();
    await store.remove('tiny/00ff/8.snapshot');
    expect(await store.list('tiny/00ff/')).toEqual([]);
  });

  test('names are listed by their beginning, and removed one by one', async () => {
    const store = await create();
    const names = ['tiny/00ff/2.snapshot', 'tiny/00ff/4.snapshot', 'tiny/00ff/6.snapshot'];
    for (const name of [...names, 'tiny/11ff/2.snapshot']) await store.write(name, [pattern(3)]);
    expect((await store.list('tiny/00ff/')).toSorted()).toEqual(names);
    await store.remove(names[0]!);
    expect((await store.list('tiny/00ff/')).toSorted()).toEqual(names.slice(1));
  });

  test.each([3, 40 << 20])('a write of %i bytes that fails leaves the name as it was', async (length) => {
    const store = await create();
    await store.write('tiny/00ff/1.snapshot', [pattern(10)]);
    async function* torn(): AsyncGenerator<Uint8Array> {
      yield* inPieces(pattern(length));
      throw new Error('The model is gone.');
    }
    await expect(store.write('tiny/00ff/1.snapshot', torn())).rejects.toThrow('The model is gone.');
    await expect(store.write('tiny/00ff/2.snapshot', torn())).rejects.toThrow('The model is gone.');
    expect(await store.list('tiny/00ff/')).toEqual(['tiny/00ff/1.snapshot']);
    expect(await contents(store, 'tiny/00ff/1.snapshot')).toEqual(Buffer.from(pattern(10)));
  });
});

test('[N7] an upload that the store tears or forgets makes no snapshot; one that it fails now and then does', async () => {
  const store = s3Store();
  const bytes = pattern(40 << 20);
  s3.fail((request, count) => request.method === 'PUT' && count % 2 === 0);
  const written = await store.write('tiny/00ff/2.snapshot', inPieces(bytes));
  expect(written.bytes).toBe(bytes.length);
  s3.mend();
  expect(Buffer.compare((await contents(store, 'tiny/00ff/2.snapshot'))!, bytes)).toBe(0);
  // The last part never arrives.
  s3.fail((request) => request.url?.includes('partNumber=3') ?? false);
  await expect(store.write('tiny/00ff/4.snapshot', inPieces(bytes))).rejects.toBeInstanceOf(SnapshotStoreError);
  s3.mend();
  expect(await store.list('tiny/')).toEqual(['tiny/00ff/2.snapshot']);
  expect(s3.unfinished).toBe(0);
});

test('who reads a snapshot slowly gets all of it, and a store that sends nothing more is not waited for', async () => {
  s3.createBucket('slow');
  const place = snapshotPlace('s3://slow', '', s3.environment);
  if (place.type !== 's3') throw new Error('This is a place in S3.');
  const within = 300;
  const store = new S3Snapshots(place, within);
  const bytes = pattern(40 << 20);
  await new S3Snapshots(place).write('tiny/00ff/2.snapshot', inPieces(bytes));
  const read: Uint8Array[] = [];
  for await (const piece of (await store.read('tiny/00ff/2.snapshot'))!) {
    read.push(piece);
    if (read.length < 4) await new Promise((resolve) => setTimeout(resolve, within));
  }
  expect(Buffer.compare(Buffer.concat(read), bytes)).toBe(0);

  s3.stall('tiny/00ff/2.snapshot');
  const stalled = async (): Promise<void> => {
    for await (const piece of (await store.read('tiny/00ff/2.snapshot'))!) read.push(piece);
  };
  await expect(stalled()).rejects.toBeInstanceOf(SnapshotStoreError);
  s3.mend();
});

test('a store that refuses the key says so at once, and no secret is in what it says', async () => {
  const store = s3Store({ AWS_SECRET_ACCESS_KEY: 'wrong-secret' });
  const refused = store.write('tiny/00ff/2.snapshot', [pattern(3)]);
  await expect(refused).rejects.toThrow(/PUT .*2\.snapshot: 403/);
  await expect(refused).rejects.not.toThrow(/wrong-secret/);
});

test('what a crash left half-written in a folder is removed in time, and what another node is at is not', async () => {
  const place = path.join(folder, 'crash');
  await mkdir(path.join(place, 'tiny/00ff'), { recursive: true });
  const [old, fresh] = ['1.snapshot.aa.part', '2.snapshot.bb.part'].map((name) => path.join(place, 'tiny/00ff', name));
  for (const file of [old!, fresh!]) await writeFile(file, 'half');
  await utimes(old!, 0, 0);
  await openSnapshots({ type: 'directory', path: place }).write('tiny/00ff/3.snapshot', [pattern(3)]);
  expect((await readdir(path.join(place, 'tiny/00ff'))).toSorted()).toEqual(['2.snapshot.bb.part', '3.snapshot']);
});

test('a place that cannot be used is told with what to do', () => {
  expect(() => snapshotPlace('gs://bucket', '.', {})).toThrow(/give a folder, or s3:/);
  expect(() => snapshotPlace('s3://bucket', '.', {})).toThrow(/set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY/);
  expect(snapshotPlace('', '/data/snapshots', {})).toEqual({ type: 'directory', path: '/data/snapshots' });
  const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' };
  const place = snapshotPlace('s3://my-bucket/a/b/', '.', { ...keys, AWS_ENDPOINT_URL: 'http://minio:9000/' });
  expect(place).toMatchObject({ bucket: 'my-bucket', prefix: 'a/b/', endpoint: 'http://minio:9000' });
});
