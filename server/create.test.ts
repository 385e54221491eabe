import { mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { COMMIT, type HubServer, startHub } from '../tests/support/hub-server.ts';
import { SocketClient, someone } from '../tests/support/socket-client.ts';
import { tinyFederation } from '../tests/support/tiny-model.ts';
import {
  type Manifest,
  type ModelDescription,
  type OrganiserCommand,
  SIGNATURE_HEADER,
  manifestHash,
  parseManifest,
  signOrder,
} from '../src/protocol/index.ts';
import { type OrganiserKey, openOrganiserKey, readOrganiserKey } from './access/index.ts';
import { DEFAULT_MODEL_FOLDER, sentiment } from './federations/index.ts';
import { type Relay, type RelayOptions, startRelay } from './index.ts';

const PUBLIC = path.join(import.meta.dirname, '..', 'public');
const NAMES = ['config.json', 'tokenizer.json', 'tokenizer_config.json', 'model.safetensors'];

let folder: string;
let hub: HubServer;
let first: Manifest;
let relay: Relay;
let key: OrganiserKey;
beforeAll(async () => {
  const contents = await Promise.all(
    NAMES.map(
      async (name) => [`dandelion/small/${name}`, await readFile(path.join(DEFAULT_MODEL_FOLDER, name))] as const,
    ),
  );
  hub = await startHub(new Map(contents));
});
afterAll(() => hub.close());
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-create-'));
  first = await tinyFederation(folder);
  await start();
  key = (await readOrganiserKey(path.join(folder, 'data', 'organiser.key')))!;
});
afterEach(async () => {
  await relay.close();
  await rm(folder, { recursive: true });
});

async function start(change: Partial<RelayOptions> = {}): Promise<void> {
  relay = await startRelay({
    ...{ manifests: [first], data: path.join(folder, 'data'), port: 0, host: '127.0.0.1', logLevel: 'silent' },
    ...{ folders: [folder, PUBLIC], reconstruct: false, limits: { commandsPerMinute: 1000 } },
    hub: { endpoint: hub.endpoint, token: null },
    ...change,
  });
}

/** A second federation, on the model that the relay serves. */
async function second(change: Partial<Manifest> = {}): Promise<Manifest> {
  return parseManifest({ ...(await sentiment()), id: 'second', ...change });
}

async function post(to: string, body: string, signature: string) {
  const response = await fetch(`${relay.url}/${to}`, {
    method: 'POST',
    headers: { [SIGNATURE_HEADER]: signature },
    body,
  });
  return { status: response.status, ...(await response.json()) };
}

async function order(to: string, place: { id: string; manifestHash: string }, command: OrganiserCommand, by = key) {
  const { body, signature } = await signOrder(by.sign, place, command, Date.now());
  return post(to, body, signature);
}

const create = (manifest: Manifest, by = key) =>
  order('federations', { id: manifest.id, manifestHash: manifestHash(manifest) }, { do: 'create', manifest }, by);
const describeModel = (id: string, revision = 'main') =>
  order('models', { id: '', manifestHash: '' }, { do: 'describe', source: { kind: 'hub', id, revision } });
const listed = async () =>
  (await (await fetch(`${relay.url}/federations`)).json()).federations.map(({ id }: { id: string }) => id);

test('[O1] an order begins a federation at once, and it is there again after a restart', async () => {
  const manifest = await second();
  const answer = { status: 200, ok: true, federation: 'second', manifestHash: manifestHash(manifest) };
  expect(await create(manifest)).toEqual(answer);
  expect(await listed()).toEqual(['tiny', 'second']);
  const { epoch } = await (await fetch(`${relay.url}/federations/second`)).json();
  const client = (await new SocketClient(relay.url, someone('a')).opened()).hello('second');
  expect((await client.nth('welcome')).epoch).toBe(epoch);
  client.close();
  expect(await (await fetch(`${relay.url}/metrics`)).text()).toContain('dandelion_clients{federation="second"}');
  await relay.close();
  await start();
  expect(await listed()).toEqual(['tiny', 'second']);
  expect(await (await fetch(`${relay.url}/federations/second`)).json()).toMatchObject({ epoch, manifest });
  // What the organiser did not hear of is asked for again, and done once.
  expect(await create(manifest)).toEqual(answer);
});

test('[O1] what cannot be begun is refused with what to do: signature, manifest, id, model, place', async () => {
  const manifest = await second();
  const stranger = await openOrganiserKey(path.join(folder, 'other.key'));
  expect(await create(manifest, stranger)).toMatchObject({ status: 401, code: 'bad-signature' });
  const place = { id: 'second', manifestHash: '0'.repeat(64) };
  expect(await order('federations', place, { do: 'create', manifest })).toMatchObject({ code: 'other-federation' });
  // As a page of another version might.
  const odd = { ...manifest, colour: 'red' };
  const odder = await order('federations', { id: 'second', manifestHash: '' }, { do: 'create', manifest: odd });
  expect(odder).toMatchObject({ status: 400, code: 'bad-manifest', message: expect.stringContaining('colour') });
  const labels = [manifest.task.labels[0]!, { name: 'positive', word: ' superlatively' }];
  const wordy = await create(await second({ task: { ...manifest.task, labels } }));
  expect(wordy).toMatchObject({ status: 400, code: 'bad-manifest' });
  expect(await create({ ...(await second()), id: 'tiny' })).toMatchObject({ status: 409, code: 'exists' });
  const elsewhere = await second({ model: { ...manifest.model, location: '/models/none' } });
  const refused = await create(elsewhere);
  expect(refused).toMatchObject({ status: 409, code: 'no-model' });
  expect(refused.message).toContain('/models/none/config.json');
  const inward = await create(await second({ model: { ...manifest.model, location: 'https://127.0.0.1:1/mini' } }));
  expect(inward).toMatchObject({ code: 'bad-manifest', message: expect.stringContaining('private network') });
  expect(await order('federations', { id: '', manifestHash: '' }, { do: 'status' })).toMatchObject({
    code: 'bad-command',
  });
  expect((await post('federations', 'x'.repeat(1_100_000), '')).code).toBe('too-long');
  expect(await listed()).toEqual(['tiny']);
});

test('[O1] two orders for one id at the same time begin one federation', async () => {
  const [a, b] = [await second(), await second({ title: 'Another' })];
  const answers = await Promise.all([create(a), create(b), create(a)]);
  expect(answers.map(({ ok, code }) => (ok ? 'ok' : code))).toEqual(['ok', 'exists', 'ok']);
});

test('[O1] one whose model is gone is a fault of the relay, and the others go on', async () => {
  const manifest = await second();
  await create(manifest);
  await relay.close();
  await start({ folders: [folder], reconstruct: true });
  expect(await listed()).toEqual(['tiny']);
  const health = await (await fetch(`${relay.url}/healthz`)).json();
  expect(health).toMatchObject({ ok: false, fault: expect.stringContaining('federation second could not be opened') });
});

test('[O2] the models of the served folders are described, with the hashes that a manifest needs', async () => {
  const { models } = await (await fetch(`${relay.url}/models`)).json();
  expect(models.map(({ model }: ModelDescription) => model.name)).toEqual(['dandelion-mini', 'dandelion-small']);
  const { model } = await sentiment();
  const small = models.find((one: ModelDescription) => one.model.name === model.name);
  expect(small.model).toEqual({ ...model, licence: small.model.licence });
  expect(small.model.licence.toLowerCase()).toBe('apache-2.0');
  expect(small).toMatchObject({ architecture: 'roberta', layers: 6, positions: 512 });
  const config = JSON.parse(await readFile(path.join(DEFAULT_MODEL_FOLDER, 'config.json'), 'utf8'));
  expect([small.hidden, small.vocabulary]).toEqual([config.hidden_size, config.vocab_size]);
  const weights = small.model.files.find(({ name }: { name: string }) => name === 'model.safetensors');
  // Float32, two to a parameter in half precision, and a header.
  expect(small.parameters * 2).toBeLessThan(weights.bytes);
});

test('[O2] [W1] a model of the hub is fetched, described, and nothing of it is left behind', async () => {
  const answer = await describeModel('dandelion/small');
  expect(answer).toMatchObject({ ok: true, description: { architecture: 'roberta', layers: 6 } });
  const { model } = answer.description as ModelDescription;
  expect(model.location).toBe(`${hub.endpoint}/dandelion/small/resolve/${COMMIT}`);
  expect(model.files).toEqual((await sentiment()).model.files);
  expect(await readdir(path.join(folder, 'data', 'fetched'))).toEqual([]);
  const policy = async () => (await fetch(`${relay.url}/healthz`)).headers.get('content-security-policy');
  expect(await policy()).toContain(hub.endpoint);
  // A federation can be made of it, and volunteers may fetch it after a restart too.
  expect(await create(await second({ model }))).toMatchObject({ ok: true });
  await relay.close();
  await start();
  expect(await policy()).toContain(hub.endpoint);
});

test('[O2] what cannot be described is refused: unknown, too large, another at the same time', async () => {
  expect(await describeModel('dandelion/none')).toMatchObject({ status: 409, code: 'no-model' });
  expect(await describeModel('../..')).toMatchObject({ status: 400, code: 'bad-command' });
  const both = await Promise.all([describeModel('dandelion/small'), describeModel('dandelion/small')]);
  expect(new Set(both.map(({ ok, code }) => (ok ? 'ok' : code)))).toEqual(new Set(['busy', 'ok']));
  await relay.close();
  await start({ modelBytes: 1_000_000 });
  expect(await describeModel('dandelion/small')).toMatchObject({ status: 409, code: 'too-large' });
  expect(await readdir(path.join(folder, 'data', 'fetched'))).toEqual([]);
});

test('[O2] an address is an https one', async () => {
  const source = { kind: 'url', url: 'http://127.0.0.1:1/model' } as const;
  const refused = await order('models', { id: '', manifestHash: '' }, { do: 'describe', source });
  expect(refused).toMatchObject({ status: 400, code: 'bad-command' });
});
