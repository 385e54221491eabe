import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { getPublicKeyAsync } from '@noble/ed25519';
import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Relay, startRelay } from '../../server/index.ts';
import { manifestHash } from '../../src/protocol/index.ts';
import { tinyFederation } from '../../tests/support/tiny-model.ts';
import { organise } from './index.ts';

let folder: string;
let relay: Relay;
let hash: string;
let key: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-organise-'));
  const manifest = { ...(await tinyFederation(folder)), access: 'invite' as const };
  hash = manifestHash(manifest);
  key = path.join(folder, 'data', 'organiser.key');
  relay = await startRelay({
    ...{ manifests: [manifest], data: path.join(folder, 'data'), port: 0, host: '127.0.0.1', logLevel: 'silent' },
    ...{ folders: [folder], reconstruct: false },
  });
});
afterAll(async () => {
  await relay.close();
  await rm(folder, { recursive: true });
});

const run = (...args: string[]) => organise([...args, '--relay', relay.url, '--key', key]);

async function json(...args: string[]) {
  const { text, ok } = await run(...args, '--json');
  return { done: ok, ...JSON.parse(text) };
}

test('an invite is a link that pins the manifest, with its QR code, and is listed', async () => {
  const { text } = await run(
    'invite',
    '--label',
    'class 7b',
    '--uses',
    '3',
    '--expires',
    '2h',
    '--link',
    'https://a.example',
  );
  const [link = ''] = /https:\/\/\S+/.exec(text) ?? [];
  expect(link).toMatch(
    new RegExp(`^https://a\\.example/#/join/tiny\\?invite=[\\w-]{22}&manifest=${hash.slice(0, 16)}$`),
  );
  expect(text).toContain('3 participants');
  expect(text).toContain('█');
  const listed = await run('invites');
  expect(listed.text).toMatch(/0 of 3 +until \d{4}-/);
  expect(listed.text).toContain('class 7b');
  const { invites, done } = await json('invites');
  expect(done).toBe(true);
  expect(invites).toHaveLength(1);
  const revoked = await json('revoke', '--invite', invites[0].id);
  expect(revoked).toMatchObject({ ok: true, command: 'revoke', federation: 'tiny' });
  expect((await run('invites')).text).toMatch(/revoked/);
});

test('[A8] the link to the page for organisers has the key behind the #, and asks no relay', async () => {
  const { text } = await organise([
    'link',
    '--relay',
    'http://127.0.0.1:1',
    '--key',
    key,
    '--link',
    'https://a.example',
  ]);
  const [, seed = ''] = /https:\/\/a\.example\/#\/organise\/key\/([0-9a-f]{64})\n/.exec(text) ?? [];
  expect(bytesToHex(await getPublicKeyAsync(hexToBytes(seed)))).toBe(await publicKey());
  expect(await json('link')).toMatchObject({ ok: true, link: `${relay.url}/#/organise/key/${seed}` });
});

/** As the relay tells it. */
async function publicKey(): Promise<string> {
  return (await json('key')).publicKey;
}

test('a link on this machine alone says so', async () => {
  expect((await run('invite')).text).toContain('works on this machine alone');
});

test('pause and status speak to people, and in documented keys', async () => {
  expect((await run('pause', '--words', 'Back at noon')).text).toBe(
    'Federation tiny is paused. Volunteers are shown: Back at noon',
  );
  const { text } = await run('status');
  expect(text).toMatch(/state +paused \(by organiser\): Back at noon/);
  expect(text).toMatch(/who may join +those with an invite/);
  expect(await json('status')).toMatchObject({
    ...{ ok: true, federation: 'tiny', command: 'status', access: 'invite', sequence: 0, connected: 0, ready: 0 },
    ...{ round: null, status: { state: 'paused', cause: 'organiser', words: 'Back at noon' } },
  });
  expect((await run('resume')).text).toBe('Federation tiny is running.');
});

test('what the relay refuses comes in its words, and with --json as a code', async () => {
  await expect(run('rollback', '--to', '5')).rejects.toThrow('there is nothing after entry 5 to take back');
  expect(await json('rollback', '--to', '5')).toMatchObject({ done: false, ok: false, code: 'refused' });
  expect(await json('status', '--federation', 'none')).toMatchObject({ ok: false, code: 'no-federation' });
  const keyless = await organise(['status', '--relay', relay.url, '--key', path.join(folder, 'no.key'), '--json']);
  expect(JSON.parse(keyless.text)).toMatchObject({ ok: false, code: 'no-key' });
  const made = await organise(['key', '--key', path.join(folder, 'mine', 'my.key'), '--json']);
  expect(JSON.parse(made.text).publicKey).toMatch(/^[0-9a-f]{64}$/);
  const stranger = await organise([
    'pause',
    '--relay',
    relay.url,
    '--key',
    path.join(folder, 'mine', 'my.key'),
    '--json',
  ]);
  expect(JSON.parse(stranger.text)).toMatchObject({ ok: false, code: 'bad-signature' });
});

test.each([
  [[], 'Which command?'],
  [['explode'], 'There is no command "explode".'],
  [['rollback'], '--to is missing'],
  [['invite', '--expires', 'soon'], '--expires must be such as 30m'],
  [['revoke', '--invite', 'x'], '--invite must be the id'],
])('%j is a mistake on the command line', async (args, message) => {
  await expect(organise(args)).rejects.toThrow(message);
});

test('what answers as no relay does is told apart from a federation that is not there', async () => {
  const other = createServer((request, response) => {
    response.statusCode = request.url === '/federations/broken' ? 500 : 200;
    response.end('<p>Welcome');
  }).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  const port = typeof address === 'object' ? address?.port : 0;
  const at = (id: string) =>
    organise(['status', '--relay', `http://127.0.0.1:${port}`, '--federation', id, '--key', key, '--json']);
  expect(JSON.parse((await at('any')).text)).toMatchObject({
    ok: false,
    code: 'no-answer',
    message: expect.stringContaining('something else than a relay'),
  });
  expect(JSON.parse((await at('broken')).text)).toMatchObject({
    code: 'no-answer',
    message: expect.stringContaining('answered 500'),
  });
  other.close();
});
