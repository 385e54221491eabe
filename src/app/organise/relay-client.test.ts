import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { readOrganiserKey } from '../../../server/access/index.ts';
import { type Relay, startRelay } from '../../../server/index.ts';
import { tinyFederation } from '../../../tests/support/tiny-model.ts';
import { generateSeedKey, seededIdentity } from '../../identity/index.ts';
import { manifestHash } from '../../protocol/index.ts';
import {
  RelayRefusal,
  type Signer,
  type Target,
  command,
  federationDetail,
  invite,
  invites,
  listFederations,
  models,
  overview,
  status,
  summary,
} from './relay-client.ts';

const reallyFetch = globalThis.fetch;
let folder: string;
let relay: Relay;
let target: Target;
let signer: Signer;

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-relay-client-'));
  const manifest = { ...(await tinyFederation(folder)), access: 'invite' as const };
  target = { id: manifest.id, manifestHash: manifestHash(manifest) };
  relay = await startRelay({
    ...{ manifests: [manifest], data: path.join(folder, 'data'), port: 0, host: '127.0.0.1', logLevel: 'silent' },
    ...{ folders: [folder, path.join(import.meta.dirname, '..', '..', '..', 'public')], reconstruct: false },
  });
  const key = await readOrganiserKey(path.join(folder, 'data', 'organiser.key'));
  signer = { sign: async (bytes) => key!.sign(bytes) };
  at(relay.url);
});
afterEach(() => at(relay.url));
afterAll(async () => {
  globalThis.fetch = reallyFetch;
  await relay.close();
  await rm(folder, { recursive: true });
});

/** In a page an address without an origin is the relay's; Node knows of none. */
function at(origin: string): void {
  globalThis.fetch = (address, request) =>
    reallyFetch(`${origin}${typeof address === 'string' ? address : ''}`, request);
}

const codeOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'done',
    (error: unknown) => (error instanceof RelayRefusal ? error.code : error),
  );

test('the relay’s federations and what anybody may read of one, its hash computed here', async () => {
  expect(await listFederations()).toMatchObject([{ id: 'tiny', access: 'invite', state: 'running', sequence: 0 }]);
  const detail = await federationDetail('tiny');
  expect(detail).toMatchObject({ ...target, sequence: 0, fingerprint: null, logBytes: 0 });
  expect(await summary('tiny')).toMatchObject({ rounds: 0, contributions: 0, firstAt: null, evaluations: [] });
  expect(await codeOf(federationDetail('none'))).toBe('no-federation');
});

test('an overview is what a relay of this version says', async () => {
  const { counts, rounds, state, sequence } = await overview(signer, target, 0);
  expect({ counts, rounds, state, sequence }).toEqual({
    counts: { away: 0, connected: 0, ready: 0, asked: 0, contributed: 0 },
    ...{ rounds: [], state: 'running', sequence: 0 },
  });
});

test('commands are carried out, and what the rules forbid is said in their words', async () => {
  await command(signer, target, { do: 'pause', words: 'Back at noon' });
  expect(await status(signer, target)).toEqual({ state: 'paused', cause: 'organiser', words: 'Back at noon' });
  await command(signer, target, { do: 'resume', words: '' });
  const refused = command(signer, target, { do: 'rollback', to: 5 });
  await expect(refused).rejects.toMatchObject({ code: 'refused', message: expect.stringMatching(/\w \w/) });
});

test('an invite’s token comes once; the list has it without; revoked it says since when', async () => {
  const made = await invite(signer, target, { label: 'class 7b', expiresAt: null, limit: 3 });
  expect(made.token).toMatch(/^[\w-]{22}$/);
  expect(JSON.stringify(await invites(signer, target))).not.toContain(made.token);
  await command(signer, target, { do: 'revoke', id: made.invite.id });
  const [row] = await invites(signer, target);
  expect(row).toMatchObject({ label: 'class 7b', used: 0, limit: 3, revokedAt: expect.any(Number) });
  expect(await codeOf(command(signer, target, { do: 'revoke', id: '0000000000000000' }))).toBe('no-invite');
});

test('a stranger’s key, another federation’s terms, and an invite of the past are refused', async () => {
  const stranger = await seededIdentity(generateSeedKey().seed);
  expect(await codeOf(status(stranger, target))).toBe('bad-signature');
  expect(await codeOf(status(signer, { ...target, manifestHash: '0'.repeat(64) }))).toBe('other-federation');
  expect(await codeOf(invite(signer, target, { label: '', expiresAt: 5, limit: null }))).toBe('expired');
});

test('models that lie on the relay are described', async () => {
  const [mini, small] = await models();
  expect([mini, small].map((one) => one?.model.location)).toEqual([
    '/models/dandelion-mini',
    '/models/dandelion-small',
  ]);
  expect(mini?.model.files.map(({ name }) => name)).toContain('model.safetensors');
  expect([mini!.layers > 0, mini!.parameters > 1e6]).toEqual([true, true]);
});

test('no relay, and something that is none', async () => {
  at('http://127.0.0.1:1');
  expect(await codeOf(listFederations())).toBe('unreachable');
  globalThis.fetch = () => reallyFetch(`${relay.url}/metrics`);
  expect(await codeOf(listFederations())).toBe('no-answer');
});
