import { createHash } from 'node:crypto';
import { createServer } from 'node:net';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { type FileServer, type Misdeed, startFileServer } from '../../../tests/support/file-server.ts';
import { MapStore } from '../../../tests/support/map-store.ts';
import { testManifest } from '../../../tests/support/manifest.ts';
import { type Manifest, parseManifest } from '../../protocol/index.ts';
import { FileError, obtainFiles } from './index.ts';

const MIB = 2 ** 20;
/** Four chunks and a half, of which no two are alike. */
const CONTENTS = Buffer.alloc(4.5 * MIB);
for (let i = 0; i < CONTENTS.length; i += 4) CONTENTS.writeUInt32LE(Math.imul(i, 2_654_435_761) >>> 0, i);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const HASHES = Array.from({ length: 5 }, (_, i) => sha256(CONTENTS.subarray(i * MIB, (i + 1) * MIB)));
const FILE = { name: 'model.safetensors', bytes: CONTENTS.length, sha256: sha256(CONTENTS) };
const PLAIN = manifestWith(FILE);
const PINNED = manifestWith({ ...FILE, chunks: { bytes: MIB, sha256: HASHES } });
const QUICK = { pause: 1, patience: 400, report: 0 };

function manifestWith(file: Manifest['model']['files'][number]): Manifest {
  const manifest = testManifest();
  return parseManifest({ ...manifest, model: { ...manifest.model, files: [file] } });
}

let server: FileServer | null = null;
afterEach(() => server?.close());

async function serve(contents = CONTENTS, ...misdeeds: (Misdeed | null)[]): Promise<FileServer> {
  server?.close();
  server = await startFileServer(contents);
  server.misdeeds.push(...misdeeds);
  return server;
}

async function obtain(url: string, manifest: Manifest, store: MapStore, signal = new AbortController().signal) {
  const loaded: number[] = [];
  const download = obtainFiles(url, manifest, store, signal, QUICK);
  for (;;) {
    const { done, value } = await download.next();
    if (done) return { ...value, loaded };
    loaded.push(value.loaded);
  }
}

const failed = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => null,
    (error: unknown) => error,
  );
const sentBy = ({ answers }: FileServer): number => answers.reduce((sum, { sent }) => sum + sent, 0);
const rangesOf = ({ answers }: FileServer): string[] => answers.map(({ range }) => range);

async function expectContents(files: ReadonlyMap<string, Blob>): Promise<void> {
  const bytes = new Uint8Array(await files.get('model.safetensors')!.arrayBuffer());
  expect(sha256(bytes)).toBe(FILE.sha256);
}

describe.each([
  ['with chunk hashes', PINNED],
  ['without chunk hashes', PLAIN],
])('a manifest %s', (_name, manifest) => {
  test('is downloaded with progress, kept, and not asked for again', async () => {
    const { url, answers } = await serve();
    const store = new MapStore();
    const first = await obtain(url, manifest, store);
    await expectContents(first.files);
    expect(first.bytes).toBe(CONTENTS.length);
    expect(first.loaded.at(-1)).toBe(CONTENTS.length);
    expect(first.loaded).toEqual(first.loaded.toSorted((a, b) => a - b));
    expect((await obtain(url, manifest, store)).bytes).toBe(0);
    expect(answers).toHaveLength(1);
    expect(store.chunks.kept.size).toBe(0);
  });

  test('goes on in the middle of a chunk where the connection broke', async () => {
    const at = 2 * MIB + 1000;
    const cutting = await serve(CONTENTS, { name: 'cut', after: at }, { name: 'short', after: 10 });
    const { files } = await obtain(cutting.url, manifest, new MapStore());
    await expectContents(files);
    // Of what the server has written, some may be on its way when the connection ends.
    const [whole, second, third] = cutting.answers;
    expect(whole?.range).toBe('');
    const [from, later] = [second, third].map((answer) => Number(/^bytes=(\d+)-$/.exec(answer?.range ?? '')?.[1]));
    expect(from).toBeLessThanOrEqual(at);
    expect(later).toBe(from! + 10);
    expect(second?.ifRange).toMatch(/^"/);
  });

  test('goes on behind the last whole chunk on the next visit, after it was stopped', async () => {
    const { url, answers } = await serve();
    const store = new MapStore();
    const stop = new AbortController();
    const download = obtainFiles(url, manifest, store, stop.signal, QUICK);
    const error = await failed(
      (async () => {
        for await (const _ of download) if (store.chunks.kept.get(FILE.sha256)?.size === 2) stop.abort();
      })(),
    );
    expect(error).toMatchObject({ name: 'FileError', fault: 'stopped', temporary: true });
    const kept = store.chunks.kept.get(FILE.sha256)!.size;
    expect(kept).toBeGreaterThanOrEqual(2);
    const second = await obtain(url, manifest, store);
    await expectContents(second.files);
    expect(second.bytes).toBe(CONTENTS.length - kept * MIB);
    expect(second.loaded[0]).toBeGreaterThanOrEqual(kept * MIB);
    expect(answers.at(-1)?.range).toBe(`bytes=${kept * MIB}-`);
  });

  test('fetches what was damaged on this device again, alone', async () => {
    const { url, answers } = await serve(CONTENTS, { name: 'cut', after: 3 * MIB });
    const store = new MapStore();
    server!.misdeeds.push(...Array.from({ length: 6 }, () => ({ name: 'cut', after: 0 }) as const));
    await failed(obtain(url, manifest, store));
    const chunks = store.chunks.kept.get(FILE.sha256)!;
    chunks.set(1, { ...chunks.get(1)!, blob: new Blob([new Uint8Array(MIB)]) });
    server!.misdeeds.length = 0;
    await expectContents((await obtain(url, manifest, store)).files);
    expect(answers.at(-1)?.range).toBe(`bytes=${MIB}-${2 * MIB - 1}`);
  });

  test('is taken from a server that ignores ranges, from where it was', async () => {
    const { url } = await serve(CONTENTS, { name: 'cut', after: 2 * MIB + 5 }, { name: 'no range' });
    const { files, bytes } = await obtain(url, manifest, new MapStore());
    await expectContents(files);
    expect(bytes).toBeGreaterThan(CONTENTS.length);
  });

  test('survives a server that is busy, and one that falls silent', async () => {
    const { url } = await serve(
      CONTENTS,
      { name: 'status', status: 503 },
      { name: 'stall', after: 1_500_000 },
      { name: 'status', status: 429 },
    );
    await expectContents((await obtain(url, manifest, new MapStore())).files);
  });

  test('begins anew where the server has another file meanwhile, and takes no mixture', async () => {
    const old = Buffer.from(CONTENTS);
    old.fill(7, MIB / 2, MIB / 2 + 100);
    const { url } = await serve(old, { name: 'cut', after: 2 * MIB + 9 });
    const store = new MapStore();
    const download = obtainFiles(url, manifest, store, new AbortController().signal, QUICK);
    const first = await failed(
      (async () => {
        for await (const event of download) if (event.loaded > 0) server!.contents = CONTENTS;
      })(),
    );
    // With hashes of chunks one of the old ones does not pass; without, the tag or the whole's hash tells.
    expect(first).toBeNull();
    await expectContents(
      store.files.size > 0 ? new Map([['model.safetensors', store.files.get(FILE.sha256)!]]) : new Map(),
    );
  });

  test('refuses another file, keeps nothing of it as the model, and soon gives up', async () => {
    for (const wrong of [Buffer.alloc(CONTENTS.length), Buffer.from('short'), CONTENTS.subarray(0, 3 * MIB)]) {
      const other = await serve(wrong);
      const store = new MapStore();
      const error = await failed(obtain(other.url, manifest, store));
      expect(error).toMatchObject({ name: 'FileError', fault: 'other', temporary: false });
      expect(store.files.size).toBe(0);
      expect(sentBy(other)).toBeLessThan(3 * CONTENTS.length + MIB);
    }
  });
});

test('a bad chunk is fetched again alone', async () => {
  const { url, answers } = await serve(CONTENTS, { name: 'corrupt', at: MIB + 17 });
  const { files, bytes } = await obtain(url, PINNED, new MapStore());
  await expectContents(files);
  expect(rangesOf(server!)).toEqual(['', `bytes=${MIB}-${2 * MIB - 1}`]);
  expect(bytes).toBe(CONTENTS.length + MIB);
  expect(answers).toHaveLength(2);
});

test('a server whose every chunk is wrong is left after a few of them', async () => {
  const other = await serve(Buffer.alloc(CONTENTS.length));
  await failed(obtain(other.url, PINNED, new MapStore()));
  expect(rangesOf(other)).toEqual(['']);
});

test('no manifest can put other bytes under a file’s hash than those that have it', async () => {
  const trojan = Buffer.alloc(CONTENTS.length, 'trojan');
  const hashes = Array.from({ length: 5 }, (_, i) => sha256(trojan.subarray(i * MIB, (i + 1) * MIB)));
  const { url } = await serve(trojan);
  const store = new MapStore();
  const lying = manifestWith({ ...FILE, chunks: { bytes: MIB, sha256: hashes } });
  expect(await failed(obtain(url, lying, store))).toMatchObject({ fault: 'other' });
  expect(store.files.size).toBe(0);
});

test('what does not fit is refused before anything is fetched, in numbers', async () => {
  const { url, answers } = await serve();
  const store = new MapStore();
  store.chunks.left = MIB;
  expect(await failed(obtain(url, PINNED, store))).toMatchObject({
    name: 'RoomError',
    needed: CONTENTS.length,
    room: MIB,
  });
  expect(answers).toEqual([]);
  store.chunks.left = CONTENTS.length;
  await expectContents((await obtain(url, PINNED, store)).files);
});

test('tells trouble that may pass from trouble that will not', async () => {
  const missing = await failed(
    obtain((await serve(CONTENTS, { name: 'status', status: 404 })).url, PLAIN, new MapStore()),
  );
  const cuts = Array.from({ length: 9 }, () => ({ name: 'cut', after: 0 }) as const);
  const broken = await failed(obtain((await serve(CONTENTS, ...cuts)).url, PLAIN, new MapStore()));
  // A port that nobody listens on: it was somebody's a moment ago.
  const nobody = createServer();
  await new Promise<void>((resolve) => nobody.listen(0, '127.0.0.1', resolve));
  const { port } = nobody.address() as { port: number };
  await new Promise((resolve) => nobody.close(resolve));
  const absent = await failed(obtain(`http://127.0.0.1:${port}`, PLAIN, new MapStore()));
  expect([missing, broken, absent]).toMatchObject([
    { fault: 'refused', temporary: false },
    { fault: 'lost', temporary: true },
    { fault: 'lost', temporary: true },
  ]);
});

test('whatever the server does, the right bytes arrive or a FileError, and little more than is needed', async () => {
  const places = fc.integer({ min: 0, max: CONTENTS.length });
  const misdeed = fc.oneof(
    { weight: 4, arbitrary: fc.record({ name: fc.constant('cut' as const), after: places }) },
    { weight: 2, arbitrary: fc.record({ name: fc.constant('corrupt' as const), at: places }) },
    { weight: 2, arbitrary: fc.record({ name: fc.constant('short' as const), after: places }) },
    { weight: 1, arbitrary: fc.record({ name: fc.constant('no range' as const) }) },
    {
      weight: 1,
      arbitrary: fc.record({ name: fc.constant('status' as const), status: fc.constantFrom(500, 503, 416) }),
    },
    { weight: 1, arbitrary: fc.constant(null) },
  );
  await fc.assert(
    fc.asyncProperty(
      fc.array(misdeed, { maxLength: 8 }),
      fc.constantFrom(PINNED, PLAIN),
      async (misdeeds, manifest) => {
        const misbehaving = await serve(CONTENTS, ...misdeeds);
        const store = new MapStore();
        const outcome = await obtain(misbehaving.url, manifest, store).catch((error: unknown) => error);
        if (outcome instanceof FileError) {
          expect(store.files.size).toBe(0);
        } else {
          await expectContents(new Map([['model.safetensors', store.files.get(FILE.sha256)!]]));
          const isFair = misdeeds.every((each) => each === null || ['cut', 'short', 'corrupt'].includes(each.name));
          if (!isFair || manifest !== PINNED || !(typeof outcome === 'object' && outcome && 'bytes' in outcome)) return;
          // A chunk for each bad one, and one that was under way at each break.
          const bad = misdeeds.length;
          expect(outcome.bytes).toBeLessThanOrEqual(CONTENTS.length + bad * MIB);
        }
      },
    ),
    { numRuns: 20 },
  );
}, 120_000);
