import { afterEach, expect, test } from 'vitest';
import { identityOf, importKey, seededIdentity } from '../identity/index.ts';
import { type Vault, openVault } from './index.ts';

const RELAY = 'https://relay.example';
const SEED = new Uint8Array(32).fill(7);

let count = 0;
const cleanUp: (() => void)[] = [];
afterEach(() => cleanUp.splice(0).forEach((work) => work()));

async function open(name: string): Promise<Vault> {
  const vault = await openVault({ name });
  cleanUp.push(() => vault.close());
  return vault;
}

test('an organiser’s key signs after a reload, cannot be taken out, is of one relay, and is forgotten when asked', async () => {
  const name = `organisers test ${performance.timeOrigin} ${count++}`;
  const first = await open(name);
  expect(await first.organisers.get(RELAY)).toBeNull();
  await first.organisers.keep({ relay: RELAY, key: await importKey(SEED), savedAt: 5 });
  first.close();

  const again = await open(name);
  const stored = await again.organisers.get(RELAY);
  if (stored?.key.kind !== 'native') throw new Error('This browser should keep the key itself.');
  await expect(crypto.subtle.exportKey('pkcs8', stored.key.privateKey)).rejects.toThrow(/extractable/);
  const message = Uint8Array.of(1, 2, 3);
  const signature = await (await identityOf(stored.key)).sign(message);
  expect(signature).toEqual(await (await seededIdentity(SEED)).sign(message));

  expect(await again.organisers.get('https://other.example')).toBeNull();
  await again.organisers.forget(RELAY);
  await again.organisers.forget(RELAY);
  expect(await again.organisers.get(RELAY)).toBeNull();
});
