import { mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Manifest,
  type OrganiserCommand,
  SIGNATURE_HEADER,
  closeCode,
  manifestHash,
  signOrder,
} from '../src/protocol/index.ts';
import { SocketClient, someone } from '../tests/support/socket-client.ts';
import { tinyFederation } from '../tests/support/tiny-model.ts';
import { type OrganiserKey, openOrganiserKey, readOrganiserKey } from './access/index.ts';
import { type Relay, startRelay } from './index.ts';

let folder: string;
let data: string;
let relay: Relay;
let manifest: Manifest;
let inviting: Manifest;
let key: OrganiserKey;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'dandelion-commands-'));
  data = path.join(folder, 'data');
  manifest = await tinyFederation(folder);
  inviting = { ...(await tinyFederation(folder, {}, { id: 'closed' })), access: 'invite' };
  relay = await startRelay({
    ...{ manifests: [manifest, inviting], data, port: 0, host: '127.0.0.1', logLevel: 'silent' },
    ...{ folders: [folder], reconstruct: false, limits: { commandsPerMinute: 1000 } },
  });
  key = (await readOrganiserKey(path.join(data, 'organiser.key')))!;
});
afterAll(async () => {
  await relay.close();
  await rm(folder, { recursive: true });
});

const target = (of: Manifest) => ({ id: of.id, manifestHash: manifestHash(of) });

async function post(id: string, body: string, signature: string) {
  const headers = { [SIGNATURE_HEADER]: signature };
  const response = await fetch(`${relay.url}/federations/${id}/commands`, { method: 'POST', headers, body });
  return { status: response.status, ...(await response.json()) };
}

async function give(command: OrganiserCommand, of = manifest) {
  const { body, signature } = await signOrder(key.sign, target(of), command, Date.now());
  return post(of.id, body, signature);
}

test('[A1] the key is made at the first start, for its owner alone, and stays', async () => {
  const file = path.join(data, 'organiser.key');
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await openOrganiserKey(file)).publicKey).toBe(key.publicKey);
  expect(await readFile(file, 'utf8')).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  expect(await readOrganiserKey(path.join(data, 'none.key'))).toBeNull();
  await expect(readOrganiserKey(path.join(data, 'relay.sqlite'))).rejects.toThrow('holds no Ed25519 private key');
});

test("[A2] a command that is not the organiser's, or was changed on its way, is not carried out", async () => {
  const pause: OrganiserCommand = { do: 'pause', words: '' };
  const other = await openOrganiserKey(path.join(folder, 'other.key'));
  const forged = await signOrder(other.sign, target(manifest), pause, Date.now());
  const whole = await signOrder(key.sign, target(manifest), pause, Date.now());
  const answers = [
    await post('tiny', forged.body, forged.signature),
    await post('tiny', whole.body.replace('pause', 'archive'), whole.signature),
    await post('tiny', whole.body, ''),
    await post('tiny', `${whole.body} `, whole.signature),
  ];
  for (const answer of answers) expect(answer).toMatchObject({ status: 401, ok: false, code: 'bad-signature' });
  expect(await give({ do: 'status' })).toMatchObject({ status: { state: 'running' } });
});

test('[A3] a command is for one federation, one manifest, now, and once', async () => {
  const resume: OrganiserCommand = { do: 'resume', words: '' };
  const elsewhere = await signOrder(key.sign, target(inviting), resume, Date.now());
  expect(await post('tiny', elsewhere.body, elsewhere.signature)).toMatchObject({ status: 409 });
  const older = await signOrder(key.sign, { ...target(manifest), manifestHash: '0'.repeat(64) }, resume, Date.now());
  expect(await post('tiny', older.body, older.signature)).toMatchObject({ status: 409, code: 'other-federation' });
  for (const minutes of [-6, 6]) {
    const order = await signOrder(key.sign, target(manifest), resume, Date.now() + minutes * 60_000);
    const answer = await post('tiny', order.body, order.signature);
    expect(answer).toMatchObject({ status: 401, code: 'clock' });
    expect(answer.message).toMatch(/36\d seconds (ago|from now)/);
  }
  const once = await signOrder(key.sign, target(manifest), { do: 'status' }, Date.now());
  const answers = await Promise.all([1, 2, 3].map(() => post('tiny', once.body, once.signature)));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await post('tiny', once.body, once.signature)).toMatchObject({ status: 409, code: 'used' });
});

test('[A2] what cannot be read is told so: too long, not JSON, no such command, no such federation', async () => {
  const signed = (body: string) => Buffer.from(key.sign(Buffer.from(`dandelion command 2\n${body}`))).toString('hex');
  expect(await post('tiny', 'x'.repeat(5000), '')).toMatchObject({ status: 413, code: 'too-long' });
  expect(await post('tiny', '{', signed('{'))).toMatchObject({ status: 400, code: 'bad-command' });
  for (const command of [
    { do: 'explode' },
    { do: 'pause', words: 'a\u202eb' },
    { do: 'pause', words: 'ä'.repeat(141) },
  ]) {
    const fields = { ...target(manifest), command, at: Date.now(), nonce: '0'.repeat(32) };
    const body = JSON.stringify({ ...fields, federation: fields.id, id: undefined });
    expect(await post('tiny', body, signed(body))).toMatchObject({ status: 400, code: 'bad-command' });
  }
  expect(await post('nothing', '{}', '')).toMatchObject({ status: 404, code: 'no-federation' });
});

test('[A6] [H8] pause and resume reach volunteers, with the words as text, and are told to who asks', async () => {
  const client = (await new SocketClient(relay.url, someone('a')).opened()).hello('tiny');
  await client.nth('welcome');
  const words = 'Back at <b>noon</b>';
  expect(await give({ do: 'pause', words })).toMatchObject({ ok: true });
  const told = await client.nth('status');
  expect(told).toEqual({ type: 'status', state: 'paused', cause: 'organiser', words });
  const description = await (await fetch(`${relay.url}/federations/tiny`)).json();
  expect(description.status).toEqual({ state: 'paused', cause: 'organiser', words });
  expect(await give({ do: 'resume', words: '' })).toMatchObject({ ok: true });
  expect((await client.nth('status', 2)).state).toBe('running');
  expect(await give({ do: 'rollback', to: 7 })).toMatchObject({ status: 409, code: 'refused' });
  client.close();
});

test('[A4] [A5] an invite lets one in, is listed without its token, and can be taken back', async () => {
  const past = await give({ do: 'invite', label: '', expiresAt: 1000, limit: null }, inviting);
  expect(past).toMatchObject({ status: 409, code: 'expired' });
  const { invite, token } = await give({ do: 'invite', label: 'class 7b', expiresAt: null, limit: 1 }, inviting);
  expect(token).toMatch(/^[\w-]{22}$/);
  const invited = (await new SocketClient(relay.url, someone('a')).opened()).hello('closed', { invite: token });
  await invited.nth('welcome');
  const uninvited = (await new SocketClient(relay.url, someone('b')).opened()).hello('closed');
  expect(await uninvited.closed).toBe(closeCode('invite-needed'));
  const { invites } = await give({ do: 'invites' }, inviting);
  expect(invites).toEqual([{ ...invite, label: 'class 7b', used: 1 }]);
  expect(JSON.stringify(invites)).not.toContain(token);
  expect((await readFile(path.join(data, 'relay.sqlite-wal'))).includes(token)).toBe(false);
  expect(await give({ do: 'revoke', id: invite.id }, inviting)).toMatchObject({ ok: true });
  expect(await invited.closed).toBe(closeCode('invite-revoked'));
  expect(await give({ do: 'revoke', id: '0'.repeat(16) }, inviting)).toMatchObject({ status: 404, code: 'no-invite' });
  const open = await give({ do: 'invite', label: '', expiresAt: null, limit: null });
  expect(open).toMatchObject({ status: 409, code: 'open' });
});
