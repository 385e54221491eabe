import { openDB } from 'idb';
import { afterEach, expect, test } from 'vitest';
import { generateSeedKey, seededIdentity } from '../identity/index.ts';
import { parseEpoch, parseFederationId, parseHash, parseSequence } from '../protocol/index.ts';
import { openDatabase } from './database.ts';
import { type Vault, openVault } from './index.ts';
import { MIGRATIONS } from './schema.ts';

const FEDERATION = parseFederationId('sentiment');
const EPOCH = parseEpoch('00112233aabbccdd');
const ROUND = { federation: FEDERATION, epoch: EPOCH, round: 3 };

let count = 0;
const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((work) => work()));

const freshName = () => `identity test ${performance.timeOrigin} ${count++}`;

async function open(name: string): Promise<Vault> {
  const vault = await openVault({ name });
  cleanUp.push(() => vault.close());
  return vault;
}

test('the key of an identity signs after a reload, and cannot be taken out', async () => {
  const name = freshName();
  const first = await open(name);
  const { publicKey } = await first.journal.identity(FEDERATION);
  first.close();
  const again = await (await open(name)).journal.identity(FEDERATION);
  expect(again.publicKey).toEqual(publicKey);
  expect(again.isExtractable).toBe(false);
  const message = new TextEncoder().encode('hello');
  const checker = await crypto.subtle.importKey('raw', publicKey.slice(), 'Ed25519', false, ['verify']);
  expect(await crypto.subtle.verify('Ed25519', checker, (await again.sign(message)).slice(), message)).toBe(true);
  const database = await openDatabase({ name });
  cleanUp.push(() => database.close());
  const key = await database.get('identities', FEDERATION);
  if (key?.kind !== 'native') throw new Error('This browser should keep the key itself.');
  await expect(crypto.subtle.exportKey('pkcs8', key.privateKey)).rejects.toThrow(/extractable/);
});

test('a key that was made where the browser had none of its own stays the same one', async () => {
  const name = freshName();
  const database = await openDatabase({ name });
  const { seed } = generateSeedKey();
  await database.put('identities', { kind: 'seed', seed }, FEDERATION);
  database.close();
  const identity = await (await open(name)).journal.identity(FEDERATION);
  expect(identity.publicKey).toEqual((await seededIdentity(seed)).publicKey);
  expect(identity.isExtractable).toBe(true);
});

test('an invite is kept until the relay has let the device in; the manifest it was for stays', async () => {
  const name = freshName();
  const first = await open(name);
  expect(await first.invites.get(FEDERATION)).toBeNull();
  await first.invites.used(FEDERATION);
  await first.invites.keep(FEDERATION, { invite: 'abc', pin: '00112233aabbccdd' });
  first.close();
  const { invites } = await open(name);
  expect(await invites.get(FEDERATION)).toEqual({ invite: 'abc', pin: '00112233aabbccdd' });
  await invites.used(FEDERATION);
  expect(await invites.get(FEDERATION)).toEqual({ invite: '', pin: '00112233aabbccdd' });
  // The link may still stand in the address.
  expect(await invites.keep(FEDERATION, { invite: 'abc', pin: '0123456789abcdef' })).toEqual({
    invite: '',
    pin: '0123456789abcdef',
  });
  expect(await invites.get(FEDERATION)).toEqual({ invite: '', pin: '0123456789abcdef' });
  const another = { invite: 'def', pin: '0123456789abcdef' };
  expect(await invites.keep(FEDERATION, another)).toEqual(another);
  expect(await invites.get(FEDERATION)).toEqual(another);
});

test('identities of version 3, which were no keys, and what was said under them are dropped; the rest stays', async () => {
  const name = freshName();
  (await openDatabase({ name, migrations: MIGRATIONS.slice(0, 3) })).close();
  const old = await openDB(name, 3);
  await old.add('identities', 'ab'.repeat(16), FEDERATION);
  const chain = parseHash('ab'.repeat(32));
  const round = parseSequence(ROUND.round);
  const unsigned = { type: 'contribution', round, chain, examples: 7, scalars: Float32Array.of(1) };
  await old.add('journal', { ...ROUND, contribution: unsigned, state: 'kept', keptAt: 5 });
  await old.add('checkpoints', { epoch: EPOCH, sequence: 4, fingerprint: 'aa' }, FEDERATION);
  old.close();
  const { journal } = await open(name);
  expect((await journal.identity(FEDERATION)).publicKey).toHaveLength(32);
  expect((await journal.identity(FEDERATION)).participant).not.toBe('ab'.repeat(16));
  expect(await journal.contributions(FEDERATION)).toEqual([]);
  expect(await journal.checkpoint(FEDERATION)).toMatchObject({ sequence: 4 });
});
