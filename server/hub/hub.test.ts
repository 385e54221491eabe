import { cp, mkdir, mkdtemp, readFile, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseConfig, readCheckpoint } from '../../src/model/index.ts';
import { COMMIT, type HubServer, startHub } from '../../tests/support/hub-server.ts';
import {
  DirectoryStore,
  HubError,
  ModelFilesError,
  type ModelProgress,
  hubFromEnvironment,
  openModel,
  parseRepository,
} from './index.ts';

const MODEL = path.join(import.meta.dirname, '..', '..', 'public', 'models', 'dandelion-mini');
const NAMES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];
const README = '---\nlanguage: en\nlicense: apache-2.0\n---\n# A model\n';
const WEIGHTS = 7_002_872;

let hub: HubServer;
let cache: string;
beforeEach(async () => {
  const contents = await Promise.all(
    NAMES.map(async (name) => [name, await readFile(path.join(MODEL, name))] as const),
  );
  const of = (repository: string, left: readonly string[] = []) =>
    contents.filter(([name]) => !left.includes(name)).map(([name, bytes]) => [`${repository}/${name}`, bytes] as const);
  const bare = ['model.safetensors'];
  hub = await startHub(
    new Map<string, Uint8Array>([
      ...of('dandelion/mini'),
      ['dandelion/mini/README.md', Buffer.from(README)],
      ...of('gated/mini'),
      ...of('dandelion/sharded', bare),
      ['dandelion/sharded/model.safetensors.index.json', Buffer.from('{}')],
      ...of('dandelion/pickled', bare),
      ['dandelion/pickled/pytorch_model.bin', Buffer.from('pickle')],
      ...of('dandelion/slow', ['tokenizer.json']),
    ]),
  );
  cache = await mkdtemp(path.join(tmpdir(), 'dandelion-hub-'));
});
afterEach(async () => {
  await hub.close();
  await rm(cache, { recursive: true, force: true });
});

const open = (id: string, token: string | null = null, onProgress?: (progress: ModelProgress) => void) =>
  openModel(id, {
    hub: { endpoint: hub.endpoint, token },
    store: new DirectoryStore(cache),
    ...(onProgress && { onProgress }),
  });
const partials = async () => (await readdir(cache)).filter((name) => name.startsWith('.partial'));

describe('a model of the hub', () => {
  test('all files of one commit, as a manifest names them, the same as from a folder', async () => {
    const seen: ModelProgress[] = [];
    const model = await open('dandelion/mini', null, (progress) => seen.push(progress));
    const local = await openModel(MODEL);
    expect(model.name).toBe(`dandelion/mini@${COMMIT}`);
    expect(model.licence).toBe('apache-2.0');
    expect(model.location).toBe(`${hub.endpoint}/dandelion/mini/resolve/${COMMIT}`);
    expect(model.files).toEqual(local.files);
    expect(model.files.find(({ name }) => name === 'model.safetensors')!.bytes).toBe(WEIGHTS);
    for (const name of NAMES) {
      const [a, b] = [model.contents.get(name)!, local.contents.get(name)!];
      expect(Buffer.from(await a.arrayBuffer()).equals(Buffer.from(await b.arrayBuffer()))).toBe(true);
    }
    expect(seen.at(-1)).toEqual({ file: 'model.safetensors', loaded: seen.at(-1)!.total, total: seen.at(-1)!.total });
    expect(seen.map(({ loaded }) => loaded)).toEqual(seen.map(({ loaded }) => loaded).toSorted((a, b) => a - b));
    expect(hub.requests.filter((line) => line.includes('/resolve/main/'))).toEqual([
      'HEAD /dandelion/mini/resolve/main/config.json',
    ]);
    expect(local).toMatchObject({ name: 'dandelion-mini', location: null });
    expect(await partials()).toEqual([]);
  });

  test('what a manifest says of it is where others fetch it', async () => {
    const { location, files } = await open('dandelion/mini');
    const response = await fetch(`${location}/${files[3]!.name}`);
    expect(Number(response.headers.get('content-length'))).toBe(WEIGHTS);
  });

  test('opened again it asks for the branch once, for a commit not at all, and works without a connection', async () => {
    await open('dandelion/mini');
    hub.requests.length = 0;
    await open('dandelion/mini');
    expect(hub.requests).toEqual([
      'HEAD /dandelion/mini/resolve/main/config.json',
      'HEAD /cache/dandelion/mini/config.json',
    ]);
    hub.requests.length = 0;
    await open(`dandelion/mini@${COMMIT}`);
    expect(hub.requests).toEqual([]);
    await hub.close();
    expect((await open('dandelion/mini')).files).toHaveLength(4);
    await expect(open('dandelion/other')).rejects.toThrow('cannot be reached');
  });

  /** Cuts the connection when so many bytes of the weights have come. */
  const cuttingAt = (...places: number[]) => {
    return ({ loaded, total }: ModelProgress) => {
      if (!places.includes(loaded - (total - WEIGHTS))) return;
      hub.cut();
    };
  };
  const starts = () =>
    hub.requests
      .filter((line) => line.startsWith('store GET'))
      .map((line) => Number(/ bytes=(\d+)-$/.exec(line)?.[1] ?? 0));

  test('a download that breaks goes on where it stopped', async () => {
    hub.stalls.push(3_000_000, 0, 1_000_000);
    const model = await open('dandelion/mini', null, cuttingAt(3_000_000, 4_000_000));
    expect(starts()).toEqual([0, 0, 3_000_000, 3_000_000, 4_000_000]);
    expect(model.files).toEqual((await openModel(MODEL)).files);
  });

  test('a download that was given up goes on at the next try, from its first missing byte', async () => {
    hub.stalls.push(2_000_000, 0, 0, 0);
    const given = open('dandelion/mini', null, cuttingAt(2_000_000));
    await expect(given).rejects.toThrow(/broke off after 2000000 bytes\. Run the command again: it goes on from there/);
    expect(await partials()).toHaveLength(1);
    hub.requests.length = 0;
    expect((await open('dandelion/mini')).files).toEqual((await openModel(MODEL)).files);
    expect(starts()).toEqual([2_000_000]);
    expect(await partials()).toEqual([]);
  });

  test('a part that is the whole file, and one that is too long, end in the right file', async () => {
    const { files } = await openModel(MODEL);
    const partial = path.join(cache, `.partial-${files[3]!.sha256}`);
    await cp(path.join(MODEL, 'model.safetensors'), partial);
    expect((await open('dandelion/mini')).files).toEqual(files);
    expect(starts()).toEqual([0, WEIGHTS]);
    await rm(cache, { recursive: true });
    await mkdir(cache);
    await writeFile(partial, Buffer.alloc(WEIGHTS + 1));
    await expect(open('dandelion/mini')).rejects.toThrow('run the command again');
    expect((await open('dandelion/mini')).files).toEqual(files);
  });

  test('a store that knows no ranges is read from the beginning', async () => {
    hub.store = 'without ranges';
    hub.stalls.push(3_000_000);
    const model = await open('dandelion/mini', null, cuttingAt(3_000_000));
    expect(starts()).toEqual([0, 0, 3_000_000]);
    expect(model.files).toEqual((await openModel(MODEL)).files);
  });

  test('a store that knows no ranges and always breaks is given up, though each break comes later than the last', async () => {
    hub.store = 'without ranges';
    const places = Array.from({ length: 12 }, (_, i) => 500_000 * (i + 1));
    hub.stalls.push(...places);
    const given = open('dandelion/mini', null, cuttingAt(...places));
    await expect(given).rejects.toThrow(/breaks off its answers to .* cannot go on where it did\. Try again later/);
    // The tokenizer's, the weights' first, five anew, and the one that was not taken any more.
    expect(starts()).toHaveLength(8);
  });

  test('a damaged file is refused and not kept', async () => {
    hub.store = 'damaged';
    await expect(open('dandelion/mini')).rejects.toThrow(
      /has the SHA-256 [0-9a-f]{64}, announced was [0-9a-f]{64}\. It was damaged/,
    );
    expect(await partials()).toEqual([]);
    hub.store = 'honest';
    expect((await open('dandelion/mini')).files).toHaveLength(4);
  });

  test('the token opens a gated model and goes to the hub alone', async () => {
    await expect(open('gated/mini')).rejects.toThrow(/answered 401 .* give your token in HF_TOKEN/);
    await expect(open('gated/mini', 'wrong')).rejects.toThrow('The token in HF_TOKEN does not open it');
    hub.requests.length = 0;
    await open('gated/mini', 'secret');
    const [front, store] = [false, true].map((is) => hub.requests.filter((line) => line.startsWith('store') === is));
    expect(front!.every((line) => line.includes('+token'))).toBe(true);
    expect(store!.length).toBe(2);
    expect(store!.some((line) => line.includes('+token'))).toBe(false);
  });

  test('weights in pieces, pickled weights, a missing tokenizer and a wrong name are told apart', async () => {
    await expect(open('dandelion/sharded')).rejects.toThrow(/lie in several files .*max_shard_size/);
    await expect(open('dandelion/pickled')).rejects.toThrow(/pytorch_model\.bin only, a format that can run code/);
    await expect(open('dandelion/slow')).rejects.toThrow('has no tokenizer.json');
    await expect(open('dandelion/nothing')).rejects.toThrow('dandelion/nothing has no config.json');
    await expect(open('dandelion/mini@v9')).rejects.toThrow(
      /There is no folder dandelion\/mini@v9 here\. .* answered 404 .* check name and revision/,
    );
    await expect(open('../no/such/folder')).rejects.toThrow(ModelFilesError);
    expect(hub.requests.filter((line) => line.startsWith('store'))).toEqual([]);
  });
});

describe('a model in a folder', () => {
  test('its files are told apart in the same way', async () => {
    await cp(MODEL, cache, { recursive: true });
    await writeFile(path.join(cache, 'README.md'), README);
    expect((await openModel(cache)).licence).toBe('apache-2.0');
    await rm(path.join(cache, 'model.safetensors'));
    await expect(openModel(cache)).rejects.toThrow('has no model.safetensors');
    await writeFile(path.join(cache, 'model.safetensors.index.json'), '{}');
    await expect(openModel(cache)).rejects.toThrow('lie in several files');
    await expect(openModel('./no-such-folder/at/all')).rejects.toThrow('There is no folder ./no-such-folder/at/all');
  });

  test('what comes out of the store is a checkpoint that the model reads', async () => {
    const { contents, files } = await open('dandelion/mini');
    const architecture = parseConfig(JSON.parse(await contents.get('config.json')!.text()));
    const tensors = readCheckpoint(contents.get('model.safetensors')!.stream(), architecture, files[3]!.sha256);
    let count = 0;
    for await (const { index, readInto } of tensors) {
      await readInto(new Float32Array(architecture.tensors[index]!.size));
      count++;
    }
    expect(count).toBe(architecture.tensors.length);
  });
});

test('names of repositories, and the environment', () => {
  expect(parseRepository('model', 'FacebookAI/roberta-large@v1.0')).toEqual({
    kind: 'model',
    name: 'FacebookAI/roberta-large',
    revision: 'v1.0',
  });
  expect(parseRepository('model', 'roberta-large')).toMatchObject({ name: 'roberta-large', revision: 'main' });
  for (const odd of ['', '/etc/passwd', '../x', 'a/b/c', 'a/b@', 'a/b@c@d', 'https://x/y', 'a/..', 'a b']) {
    expect(parseRepository('model', odd), odd).toBeNull();
  }
  expect(hubFromEnvironment({ HF_ENDPOINT: 'https://mirror.example/hub/', HF_TOKEN: ' t ' })).toEqual({
    endpoint: 'https://mirror.example/hub',
    token: 't',
  });
  expect(hubFromEnvironment({})).toEqual({ endpoint: 'https://huggingface.co', token: null });
  expect(new HubError('x', 404)).toMatchObject({ status: 404 });
});
